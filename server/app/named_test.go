package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/i18n/i18ntest"
)

// misnamed is a write with a field that its sender may not use, or that has no place in it.
type misnamed struct {
	name, person string
	request      func(object) (method, address, kind, body string)
	field, code  string
}

// namer makes the requests: on a day, about a report of Tunisia and an account of staff.
type namer struct {
	today  domain.Day
	report string
	staff  int64
}

func (n namer) declare(target, field string, value any, more ...string) (string, string, string, string) {
	body := map[string]any{"target": target, "lang": "fr", "on": n.today}
	for i := 0; i+1 < len(more); i += 2 {
		body[more[i]] = more[i+1]
	}
	body[field] = value
	return asked("/statements", body)
}

func (n namer) level(field string, value any) func(object) (string, string, string, string) {
	return func(o object) (string, string, string, string) {
		return n.declare(o.milestone, field, value, "level", "substantial")
	}
}

func (n namer) stage(field string, value any) func(object) (string, string, string, string) {
	return func(object) (string, string, string, string) {
		return n.declare("TN-001", field, value, "stage", "agreed")
	}
}

func (n namer) office(field, value string) func(object) (string, string, string, string) {
	return func(object) (string, string, string, string) {
		return asked(fmt.Sprintf("/accounts/%d/rights", n.staff), map[string]any{"state": "TN", field: value})
	}
}

func (n namer) typed(pairs ...string) func(object) (string, string, string, string) {
	return func(o object) (string, string, string, string) {
		all := append([]string{
			"page", "1", "version", fmt.Sprint(o.version), "target", o.milestone, "act", "submit",
		}, pairs...)
		values := map[string]string{}
		for i := 0; i+1 < len(all); i += 2 {
			values[all[i]] = all[i+1]
		}
		all = all[:0]
		for field, value := range values {
			all = append(all, field, value)
		}
		return form("/worklist/update", all...)
	}
}

func (n namer) signed(pairs ...string) func(object) (string, string, string, string) {
	return func(object) (string, string, string, string) {
		paper := []string{"report", n.report, "signatory", "Ministre", "signed_on", string(n.today)}
		return scan("/fr/documents", append(paper, pairs...)...)
	}
}

func (n namer) all() []misnamed {
	row := "1@" + strings.Repeat("0", 64) + "@TN-2024-C01.1"
	scope := func(object) (string, string, string, string) {
		return form(fmt.Sprintf("/accounts/%d/rights", n.staff), "state", "TN", "until", "2031-01-01")
	}
	return []misnamed{
		{"the state, as staff", "staff", n.level("speaker", "state"), "speaker", "speaker_not_yours"},
		{"the programme, as liaison", "liaison of TN", n.level("speaker", "programme"), "speaker", "speaker_not_yours"},
		{"the city, as liaison", "liaison of TN", n.level("speaker", "city"), "speaker", "speaker_not_yours"},
		{"the state of a city, as staff", "staff", n.stage("speaker", "state"), "speaker", "speaker_not_yours"},
		{"the city of a city, as liaison", "liaison of TN", n.stage("speaker", "city"), "speaker", "speaker_not_yours"},
		{
			"the state by form", "staff", n.typed("level", "substantial", "speaker", "state"), "speaker",
			"speaker_not_yours",
		},
		{
			"the city by form", "liaison of TN", n.typed("target", "TN-001", "level", "agreed", "speaker", "city"),
			"speaker", "speaker_not_yours",
		},
		{"a level beside a stage", "staff", n.stage("level", "completed"), "level", "not_asked"},
		{"a value beside a stage", "staff", n.stage("value", 3), "value", "not_asked"},
		{"a difficulty beside a stage", "staff", n.stage("blocker", "law"), "blocker", "not_asked"},
		{"no evidence beside a stage", "staff", n.stage("unproven", "seen"), "unproven", "not_asked"},
		{"nothing changed beside a stage", "staff", n.stage("confirmed", true), "confirmed", "not_asked"},
		{"nothing changed, and another level", "staff", n.level("confirmed", true), "level", "not_asked"},
		{"the same by form", "staff", n.typed("act", "confirm", "level", "substantial"), "level", "not_asked"},
		{"nothing changed, and a value", "staff", n.typed("act", "confirm", "value", "3"), "value", "no_quantity"},
		{"the first day of a scope", "admin", n.office("from", "2026-01-01"), "from", "not_asked"},
		{"the last day of a scope", "admin", n.office("until", "2031-01-01"), "until", "not_asked"},
		{"why there is a scope", "admin", n.office("reason", "congé"), "reason", "not_asked"},
		{"the last day of a scope by form", "admin", scope, "until", "not_asked"},
		{"a report of another state", "liaison of TN", n.signed("state", "BJ"), "state", "report_of_another"},
		{"statements beside a report", "liaison of TN", n.signed("state", "TN", "row", row), "statements", "not_asked"},
	}
}

// What somebody names and may not use, or what has no place in a write, is refused by name: nothing is
// recorded, and nothing is recorded as something else.
func TestWhatIsNamedIsTakenOrRefused(t *testing.T) {
	r := newReach(t)
	o := r.object()
	n := namer{today: r.record.Today(), staff: r.one("staff").account}
	w := r.try(r.one("liaison of TN"), attempt{request: func(object) (string, string, string, string) {
		return asked("/reports", map[string]any{"state": "TN"})
	}}, o)
	var made struct{ Report string }
	if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil || made.Report == "" {
		t.Fatalf("%v %d %s", err, w.Code, w.Body)
	}
	n.report = made.Report
	for _, c := range n.all() {
		t.Run(c.name, func(t *testing.T) {
			before := r.written()
			w := r.try(r.one(c.person), attempt{request: c.request}, o)
			if w.Code != http.StatusUnprocessableEntity {
				t.Fatalf("%d %.300s", w.Code, w.Body)
			}
			if left := r.written() - before; left != 0 {
				t.Errorf("%d rows were written all the same", left)
			}
			if !strings.Contains(w.Body.String(), i18ntest.French("error."+c.code, "code", "TN")) {
				t.Errorf("it is not said: %.300s", w.Body)
			}
			if named := `"field":"` + c.field + `"`; w.Header().Get("Content-Type") == "application/problem+json" &&
				!strings.Contains(w.Body.String(), named) {
				t.Errorf("no %s in %s", named, w.Body)
			}
		})
	}
}

// A form offers the names that its reader may use.
func TestFormOffersWhoMaySpeak(t *testing.T) {
	r := newReach(t)
	for name, offered := range map[string]bool{"staff": true, "admin": true, "liaison of TN": false} {
		w := r.ask(caller{cookies: r.one(name).cookies}, http.MethodGet, "/fr/items/TN-001", nil)
		if got := strings.Contains(w.Body.String(), `name="speaker"`); w.Code != http.StatusOK || got != offered {
			t.Errorf("%s: %d, speakers %t", name, w.Code, got)
		}
	}
}

// one gives a person by name.
func (r *reach) one(name string) *person {
	r.t.Helper()
	for _, p := range r.persons {
		if p.name == name {
			return p
		}
	}
	r.t.Fatalf("no %s", name)
	return nil
}
