package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What is thrown at the writing API, by the numbers of the list of attacks: each is refused with its status,
// names the field where one is at fault, and leaves nothing.
func TestAttacksOnWriting(t *testing.T) {
	r := newReach(t)
	o := r.object()
	var staff, liaison *person
	for _, p := range r.persons {
		switch p.name {
		case "staff":
			staff = p
		case "liaison of TN":
			liaison = p
		}
	}
	today := string(r.record.Today())
	statement := func(members string) string {
		return `{"target":"` + o.milestone + `","lang":"fr","level":"substantial","on":"` + today + `"` + members + `}`
	}
	review := fmt.Sprintf("/statements/%d/review", o.waits)
	for _, a := range []struct {
		line, address, body string
		by                  *person
		want                int
		field               string
	}{
		{"A3 mass assignment", "/statements", statement(`,"state_code":"BJ"`), staff, 400, "state_code"},
		{"A3 approved", "/statements", statement(`,"approved":true`), staff, 400, "approved"},
		{"A3 author", "/statements", statement(`,"author_id":1`), staff, 400, "author_id"},
		{"A6 four eyes", review, `{"outcome":"approved","hash":"` + o.hash + `"}`, staff, 403, ""},
		{"A14 id 0", "/statements/0/review", `{"outcome":"approved","hash":"` + o.hash + `"}`, liaison, 400, "id"},
		{"A14 id -1", "/statements/-1/review", `{"outcome":"approved","hash":"` + o.hash + `"}`, liaison, 400, "id"},
		{"A14 id 1e3", "/statements/1e3/review", `{"outcome":"approved","hash":"` + o.hash + `"}`, liaison, 400, "id"},
		{"A14 id 0x1", "/statements/0x1/review", `{"outcome":"approved","hash":"` + o.hash + `"}`, liaison, 400, "id"},
		{
			"A14 20 digits", "/statements/99999999999999999999/review",
			`{"outcome":"approved","hash":"` + o.hash + `"}`, liaison, 400, "id",
		},
		{"C1 NUL", "/statements", statement(`,"note":"a\u0000b"`), staff, 400, "note"},
		{"C2 invalid UTF-8", "/statements", statement(",\"note\":\"\xff\""), staff, 400, ""},
		{"C3 lone surrogate", "/statements", statement(`,"note":"\ud800"`), staff, 400, ""},
		{"C6 bidi override", "/statements", statement(`,"note":"rapport\u202efdp.exe"`), staff, 400, "note"},
		{"C8 zero-width only", "/statements", statement(`,"note":"\u200b\u00ad"`), staff, 422, ""},
		{"C9 long", "/statements", statement(`,"note":"` + strings.Repeat("a", 300) + `"`), staff, 400, "note"},
		{"C9 10 MB", "/statements", statement(`,"note":"` + strings.Repeat("a", 10<<20) + `"`), staff, 413, ""},
		{"C9 deep", "/statements", strings.Repeat(`{"a":`, 100_000), staff, 400, ""},
		{"D2 30 February", "/statements", strings.Replace(statement(""), today, "2026-02-30", 1), staff, 400, "on"},
		{"D2 year 0000", "/statements", strings.Replace(statement(""), today, "0000-01-01", 1), staff, 400, "on"},
		{"D2 infinity", "/statements", strings.Replace(statement(""), today, "infinity", 1), staff, 400, "on"},
		{
			"D2 tomorrow and more", "/statements", strings.Replace(statement(""), today, "2100-01-01", 1), staff, 422,
			"effective_on",
		},
		{"D3 day first", "/statements", strings.Replace(statement(""), today, "01/02/2026", 1), staff, 400, "on"},
		{
			"D5 back without a reason", "/statements", strings.Replace(statement(""), "substantial", "not_started", 1),
			staff, 422, "blocker",
		},
		{"D6 NaN", "/statements", statement(`,"value":NaN`), staff, 400, ""},
		{"D6 1e400", "/statements", statement(`,"value":1e400`), staff, 400, "value"},
		{"D6 text", "/statements", statement(`,"value":"50 %"`), staff, 400, "value"},
		{"D6 of no quantity", "/statements", statement(`,"value":50`), staff, 422, "value"},
		{"H10 two documents", "/statements", statement("") + statement(""), staff, 400, ""},
		{"H11 a key twice", "/statements", statement(`,"level":"completed"`), staff, 400, ""},
		{"H11 another case", "/statements", statement(`,"LEVEL":"completed"`), staff, 400, "LEVEL"},
		{"K1 javascript:", "/statements", statement(`,"evidence":[{"url":"javascript:alert(1)"}]`), staff, 400, ""},
		{"K1 data:", "/statements", statement(`,"evidence":[{"url":"data:text/html,x"}]`), staff, 400, ""},
		{"K1 file:", "/statements", statement(`,"evidence":[{"url":"file:///etc/passwd"}]`), staff, 400, ""},
		{"K1 //host", "/statements", statement(`,"evidence":[{"url":"//example.org"}]`), staff, 400, ""},
		{
			"K1 password in it", "/statements", statement(`,"evidence":[{"url":"https://user:pw@example.org/"}]`),
			staff, 422, "evidence",
		},
		{"K1 4 kB", "/statements", statement(
			`,"evidence":[{"url":"https://example.org/` + strings.Repeat("a", 4000) + `"}]`,
		), staff, 400, ""},
		{
			"J7 another content", review, `{"outcome":"approved","hash":"` + strings.Repeat("0", 64) + `"}`, liaison,
			412, "",
		},
	} {
		t.Run(a.line+" "+a.address, func(t *testing.T) {
			before := r.written()
			w := r.post(a.by, a.address, a.body, o.version, "")
			if w.Code != a.want || a.field != "" && !strings.Contains(w.Body.String(), `"field":"`+a.field+`"`) ||
				!strings.Contains(w.Body.String(), `"detail"`) {
				t.Errorf("%s: %d %.400s, want %d of %s", a.line, w.Code, w.Body, a.want, a.field)
			}
			if left := r.written() - before; left != 0 {
				t.Errorf("%s leaves %d rows", a.line, left)
			}
		})
	}
	for line, key := range map[string]string{
		"J6 empty": " ", "J6 short": "1234567", "J6 10 kB": strings.Repeat("k", 10_000),
		"J6 with spaces": "a key with spaces",
	} {
		t.Run(line, func(t *testing.T) {
			if w := r.post(staff, "/statements", statement(""), o.version, key); w.Code != http.StatusBadRequest {
				t.Errorf("%s: %d %.200s", line, w.Code, w.Body)
			}
		})
	}
	if w := r.post(staff, "/statements", statement(""), o.version, "one key for two"); w.Code != http.StatusBadRequest {
		t.Errorf("a key with spaces: %d", w.Code)
	}
	first := r.post(staff, "/statements", statement(""), o.version, "one-key-for-two")
	again := r.post(staff, "/statements", statement(""), o.version, "one-key-for-two")
	other := r.post(staff, "/statements", statement(`,"note":"autre"`), o.version, "one-key-for-two")
	if first.Code != 200 || again.Body.String() != first.Body.String() || other.Code != 422 {
		t.Errorf("J4, J5: %d %s, %d %s, %d", first.Code, first.Body, again.Code, again.Body, other.Code)
	}
	if w := r.post(staff, "/statements", statement(""), o.version, ""); w.Code != http.StatusPreconditionFailed {
		t.Errorf("J1: %d %s", w.Code, w.Body)
	}
}

func (r *reach) post(p *person, address, body string, version int64, key string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "/api/v1"+address, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("If-Match", fmt.Sprintf(`"%d"`, version))
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	for _, cookie := range p.cookies {
		request.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	return w
}
