package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestOldCodesLeadToThoseOfToday(t *testing.T) {
	r := newRecord(t).told(false)
	if _, err := r.db.Owner.ExecContext(t.Context(),
		`insert into aliases (word, alias, code)
			values ('state', 'TU', 'TN'), ('region', 'maghreb', 'north-africa-middle-east'),
				('city', 'TN-900', 'TN-001'), ('commitment', 'TN-2024-C09', 'TN-2025-C01'),
				('state', 'LOOP', 'LOOP')`); err != nil {
		t.Fatal(err)
	}
	for old, want := range map[string]string{
		"/states/TU": "/states/TN", "/states/TU?lang=ar&asof=2026-01-01": "/states/TN?lang=ar&asof=2026-01-01",
		"/rollouts/TU":     "/rollouts/TN",
		"/regions/maghreb": "/regions/north-africa-middle-east", "/cities/TN-900": "/cities/TN-001",
		"/commitments/TN-2024-C09": "/commitments/TN-2025-C01",
	} {
		t.Run(old, func(t *testing.T) {
			w := r.get(old)
			if w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != Prefix+want ||
				w.Header().Get("Cache-Control") != "no-cache" || w.Body.Len() > 0 {
				t.Errorf("%s: %d %v %s", old, w.Code, w.Header(), w.Body)
			}
			if head := ask(r, "HEAD", Prefix+old); head.Code != w.Code ||
				head.Header().Get("Location") != w.Header().Get("Location") {
				t.Errorf("HEAD %s: %d %v", old, head.Code, head.Header())
			}
			if w := ask(r, "GET", w.Header().Get("Location")); w.Code != http.StatusOK {
				t.Errorf("%s leads to %d", old, w.Code)
			}
		})
	}
	for _, address := range []string{
		"/regions/TU", "/states/maghreb", "/states/LOOP", "/gates/TU", "/milestones/TN-2024-C09", "/commitments/TU",
	} {
		w := r.get(address)
		if checkProblem(t, address, w); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	if w := r.get("/states/TU?lang=de"); w.Code != http.StatusBadRequest ||
		!strings.Contains(w.Body.String(), `"lang"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
