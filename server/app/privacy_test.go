package app

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jalons/server/web"
)

// Whoever writes to the record, no page, answer, file or export that is public holds the name or the
// address of an account.
func TestNoPublicAnswerNamesAPerson(t *testing.T) {
	t.Parallel()
	r := newReach(t)
	r.must(`update accounts set name = 'Nomprive' || id`)
	o := r.object()
	all := attempts(r.record.Today())
	for _, by := range []struct{ attempt, person string }{
		{"assess", "assessor of TN"}, {"declare", "staff"}, {"move", "staff"}, {"add an institution", "staff"},
		{"review", "liaison of TN"}, {"draw up a report", "liaison of TN"}, {"record a signed paper", "delegate"},
	} {
		for _, a := range all {
			for _, p := range r.persons {
				if a.name == by.attempt && p.name == by.person {
					if w := r.try(p, a, o); w.Code >= http.StatusBadRequest {
						t.Fatalf("%s by %s: %d %s", a.name, p.name, w.Code, w.Body)
					}
					o = r.object()
				}
			}
		}
	}
	r.must(
		`update mandates set until_day = from_day
			where account_id in (select id from accounts where email like 'pawn%')`,
	)
	codes := []string{"TN", "TN-2024-C01", o.milestone, fmt.Sprint(o.approved), "1", "G0", "AO"}
	var reports, paths []string
	if err := r.owner.SelectContext(
		t.Context(), &reports, `select code from reports`,
	); err != nil || len(reports) == 0 {
		t.Fatalf("%d reports: %v", len(reports), err)
	}
	answered, assessed := 0, false
	for _, route := range r.routes {
		if route.Policy == web.Public && route.Method == http.MethodGet {
			paths = append(paths, placed(route.Path, append(codes, reports...))...)
		}
	}
	for _, path := range paths {
		w := r.ask(caller{}, http.MethodGet, path, nil)
		if w.Code == http.StatusOK {
			answered++
		}
		assessed = assessed || strings.Contains(w.Body.String(), "Cour des comptes")
		told(t, path, w.Body.String()+fmt.Sprint(w.Header()))
	}
	if answered < 70 || !assessed {
		t.Errorf(
			"only %d of %d addresses answer, or none names the institution that assessed: %v", answered, len(paths),
			assessed,
		)
	}
	folder := t.TempDir()
	if _, err := Export(t.Context(), r.record.Tracker, folder); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(folder + "/*")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		told(t, filepath.Base(file), string(body))
	}
}

// told says where a public text names somebody.
func told(t *testing.T, where, body string) {
	t.Helper()
	for _, private := range []string{"Nomprive", "@example.org"} {
		if at := strings.Index(body, private); at >= 0 {
			t.Errorf("%s says %q", where, body[max(0, at-80):min(len(body), at+30)])
		}
	}
}

// placed puts each code into the place of a path that has one.
func placed(path string, codes []string) (paths []string) {
	at := strings.IndexAny(path, ":*")
	if at < 0 {
		return []string{path}
	}
	end := strings.IndexByte(path[at:], '/')
	rest := ""
	if end >= 0 {
		rest = path[at+end:]
	}
	for _, code := range codes {
		paths = append(paths, placed(path[:at]+code+rest, codes)...)
	}
	return paths
}
