package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/i18n"
)

func problemOf(t *testing.T, lang string, err error) (Problem, *httptest.ResponseRecorder) {
	t.Helper()
	r := httptest.NewRequest("GET", "/api/v1/states", nil)
	r.Header.Set("Accept-Language", lang)
	r = r.WithContext(withRequest(r.Context(), &request{id: "ABC"}))
	w := httptest.NewRecorder()
	FailJSON(testTexts(t))(w, r, err)
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	return p, w
}

func TestStatuses(t *testing.T) {
	cases := []struct {
		err    error
		status int
		kind   string
	}{
		{&domain.Error{Kind: domain.Missing}, 404, "missing"},
		{&domain.Error{Kind: domain.Invalid}, 400, "invalid"},
		{&domain.Error{Kind: domain.Forbidden}, 403, "forbidden"},
		{&domain.Error{Kind: domain.Conflict}, 409, "conflict"},
		{&domain.Error{Kind: domain.Stale}, 412, "stale"},
		{&domain.Error{Kind: domain.Rule}, 422, "rule"},
		{&domain.Error{Kind: domain.Unavailable}, 503, "unavailable"},
		{&domain.Error{Kind: domain.Internal}, 500, "internal"},
		{&domain.Error{}, 500, "internal"},
		{errors.New("pq: secret"), 500, "internal"},
		{context.DeadlineExceeded, 503, "unavailable"},
		{&http.MaxBytesError{}, 413, "too_large"},
		{NotFound(), 404, "missing"},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.kind, " ", c.err), func(t *testing.T) {
			p, w := problemOf(t, "en", fmt.Errorf("wrapped: %w", c.err))
			if p.Status != c.status || w.Code != c.status || p.Type != "/api#"+c.kind {
				t.Errorf("%v: %d %s", c.err, p.Status, p.Type)
			}
			if p.Title == "" || strings.Contains(p.Title, "problem.") || p.Detail == "" ||
				strings.Contains(p.Detail, "error.") {
				t.Errorf("%v: untranslated: %+v", c.err, p)
			}
		})
	}
}

func TestProblemInThreeLanguages(t *testing.T) {
	details := map[string]string{
		i18n.French:  "Il n’y a rien à cette adresse.",
		i18n.English: "There is nothing at this address.",
		i18n.Arabic:  "لا يوجد شيء في هذا العنوان.",
	}
	for lang, detail := range details {
		t.Run(lang, func(t *testing.T) {
			p, w := problemOf(t, lang, NotFound())
			if p.Detail != detail || w.Header().Get("Content-Language") != lang {
				t.Errorf("%s: %q in %s", lang, p.Detail, w.Header().Get("Content-Language"))
			}
			if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("content type %s", got)
			}
			if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Vary") != "Accept-Language" {
				t.Errorf("headers %v", w.Header())
			}
		})
	}
}

func TestProblemKeepsInnerTextBack(t *testing.T) {
	p, w := problemOf(t, "en", errors.New("pq: duplicate key (email)=(a@b.example)"))
	if strings.Contains(w.Body.String(), "pq") || p.Instance != "ABC" || !strings.Contains(p.Detail, "ABC") {
		t.Errorf("%s", w.Body)
	}
}

func TestProblemNamesTheField(t *testing.T) {
	p, w := problemOf(t, "fr", &domain.Error{Kind: domain.Rule, Code: "no_text_yet", Field: "ends_on"})
	if len(p.Errors) != 1 || p.Errors[0].Field != "ends_on" || p.Errors[0].Reason != "no_text_yet" ||
		p.Errors[0].Message != p.Detail {
		t.Errorf("%s", w.Body)
	}
	if _, w = problemOf(t, "fr", &domain.Error{Kind: domain.Unavailable}); w.Header().Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
}
