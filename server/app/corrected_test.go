package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// fixed names the columns that no form and no API corrects, by table, each with the reason.
var fixed = map[string]map[string]string{
	"action_plans": {
		"code": "the name that everything refers to", "state_code": "part of the code",
		"demonstration": "says where the row came from",
		"version":       "counts corrections",
	},
	"commitments": {
		"id": "internal", "code": "the name that everything refers to", "plan_code": "part of the code",
		"state_code": "part of the code",
		"number":     "part of the code", "published_at": "when it was entered",
		"demonstration": "says where the row came from",
		"version":       "counts corrections", "search": "made of the texts",
	},
	"milestones": {
		"id": "internal", "code": "the name that everything refers to", "commitment_id": "part of the code",
		"state_code": "part of the code",
		"number":     "part of the code", "first_due_on": "the first promise is never lost",
		"first_due_known": "the same",
		"due_raw":         "no way in gives a milestone words of its own", "shared": "no way in sets it",
		"superseded_by": "no way in sets it",
		"published_at":  "when it was entered", "version": "counts corrections",
	},
	"indicators": {
		"id": "internal", "code": "the name that everything refers to", "milestone_id": "part of the code",
		"number":       "part of the code",
		"first_due_on": "the first promise is never lost", "first_due_known": "the same", "unit": "no way in gives it",
		"baseline": "no way in gives it",
		"target":   "no way in gives it", "published_at": "when it was entered", "version": "counts corrections",
	},
	"institutions": {
		"id": "internal", "state_code": "whose institution it is", "code": "an import finds it again by it",
		"demonstration": "says where the row came from",
		"version":       "counts corrections",
	},
}

// around are the tables that hang on a plan, and how what they hold is corrected.
var around = map[string]string{
	"action_plans": "below", "commitments": "below", "milestones": "below", "indicators": "below",
	"institutions":            "below",
	"commitment_institutions": "below, as ties", "commitment_areas": "below, as ties",
	"commitment_values": "below, as ties", "lineage": "below, as ties",
	"indicator_institutions": "below, as leads", "participations": "no way in fills it",
	"date_moves": "by another move: history", "withdrawals": "history",
	"statements":          "by a retraction and a statement instead: history",
	"follow_ups":          "is done, and another one entered: never public",
	"milestone_standings": "made of the statements", "commitment_standings": "made of the statements",
}

// entered are the rows that one way corrects, with all that can be said of each.
var entered = map[string]string{
	"action_plans": `select to_jsonb(p) from action_plans p where code = 'TN-%d'`,
	"commitments":  `select to_jsonb(c) || relations_of(c.id) from commitments c where code = 'TN-%d-C01'`,
	"milestones":   `select to_jsonb(m) from milestones m where code = 'TN-%d-C01.1'`,
	"indicators": `select to_jsonb(i) || jsonb_build_object('leads', leads_of(i.id)) from indicators i
		where code = 'TN-%d-C01.1.1'`,
	"institutions": `select to_jsonb(i) from institutions i where id = %d`,
}

// rows reads what stands of each table.
func (r *reach) rows(year int, institution int64) map[string]map[string]any {
	r.t.Helper()
	all := map[string]map[string]any{}
	for table, query := range entered {
		key := any(year)
		if table == "institutions" {
			key = institution
		}
		var raw []byte
		if err := r.owner.GetContext(r.t.Context(), &raw, fmt.Sprintf(query, key)); err != nil {
			r.t.Fatalf("%s: %v", table, err)
		}
		row := map[string]any{}
		if err := json.Unmarshal(raw, &row); err != nil {
			r.t.Fatal(err)
		}
		all[table] = row
	}
	return all
}

// enterPlan enters a plan of a year with one of everything, and gives the number of an institution.
func (r *reach) enterPlan(year int) (institution int64) {
	r.t.Helper()
	code := fmt.Sprintf("TN-%d", year)
	r.must(`insert into action_plans (code, state_code, number, title, cycle, starts_on, ends_on, url, source)
		values ($1, 'TN', 1, '{"original":"fr","fr":"Plan"}', $2::int::text, make_date($2, 1, 1),
			make_date($2 + 2, 12, 31), 'https://example.org/plan', 'test')`, code, year)
	r.must(
		`insert into commitments (code, plan_code, state_code, number, title, published_at)
			values ($1 || '-C01', $1, 'TN', 1, '{"original":"fr","fr":"Promesse"}', '2026-01-01')`,
		code,
	)
	r.must(`insert into milestones (code, commitment_id, state_code, number, title, due_on, due_precision, first_due_on,
		published_at)
		select code || '.1', id, 'TN', 1, title, make_date($2, 6, 30), 'day', make_date($2, 6, 30), '2026-01-01'
		from commitments where code = $1 || '-C01'`, code, year)
	r.must(`insert into indicators (code, milestone_id, number, title, due_on, due_precision, first_due_on,
		published_at)
		select code || '.1', id, 1, title, due_on, 'day', due_on, '2026-01-01' from milestones
		where code = $1 || '-C01.1'`, code)
	err := r.owner.GetContext(r.t.Context(), &institution, `insert into institutions (state_code, kind, name)
		values ('TN', 'government', jsonb_build_object('original', 'fr', 'fr', 'Institut de ' || $1::text))
		returning id`, code)
	if err != nil {
		r.t.Fatal(err)
	}
	return institution
}

// correction is one write that corrects a part of what was entered, by form and by API, beside the version of a
// table's row.
type correction struct {
	table, form, api string
	fields           url.Values
	body             map[string]any
}

func corrections(year int, institution int64) []correction {
	plan, lead := fmt.Sprintf("TN-%d", year), fmt.Sprint(institution)
	c := plan + "-C01"
	day := func(rest string) string { return fmt.Sprintf("%d-%s", year, rest) }
	move := map[string]any{"new_on": day("08-01"), "precision": "month", "reason": "law", "lang": "fr"}
	return []correction{
		{"action_plans", "/plans/" + plan, "/plans/" + plan + "/texts",
			filled(
				"in", "fr", "title", "Autre", "number", "2", "cycle", "2024-2026", "starts_on", day("02-01"), "ends_on",
				day("12-01"), "url", "https://example.org/autre", "source", "autre",
			),
			map[string]any{
				"lang": "fr", "title": "Autre", "number": 2, "cycle": "2024-2026", "starts_on": day("02-01"),
				"ends_on": day("12-01"), "url": "https://example.org/autre", "source": "autre",
			}},
		{"commitments", "/edit/" + c, "/commitments/" + c + "/texts",
			filled(
				"in", "fr", "title", "Autre", "description", "a", "problem", "b", "expected", "c", "relevance", "d",
				"starts_on", day("02-01"), "ends_on", day("12-01"), "ogp_id", fmt.Sprint("TN", year),
			),
			map[string]any{
				"lang": "fr", "title": "Autre", "description": "a", "problem": "b", "expected": "c", "relevance": "d",
				"starts_on": day("02-01"), "ends_on": day("12-01"), "ogp_id": fmt.Sprint("TN", year),
			}},
		{"commitments", "/edit/" + c + "/relations", "/commitments/" + c + "/relations",
			filled(
				"body", lead, "part", "lead", "area", "budget", "value", "transparency", "earlier", "TN-2024-C01",
				"kind", "continues",
			),
			map[string]any{"institutions": []any{map[string]any{"id": institution, "part": "lead"}},
				"areas": []string{"budget"}, "values": []string{"transparency"},
				"predecessors": []any{map[string]any{"code": "TN-2024-C01", "kind": "continues"}}}},
		{"milestones", "/edit/" + c + "/milestones", "/milestones/" + c + ".1/texts",
			filled(
				"target", c+".1", "in", "fr", "title", "Autre", "weight", "3",
			), map[string]any{"lang": "fr", "title": "Autre", "weight": 3}},
		{
			"milestones", "/items/" + c + ".1/move", "/milestones/" + c + ".1/moves",
			filled("new_on", day("08-01"), "precision", "month", "reason", "law"), move,
		},
		{"indicators", "/indicators/" + c + ".1.1", "/indicators/" + c + ".1.1/texts",
			filled("in", "fr", "title", "Autre", "detail", "a", "due_words", "fin juin", "leads", lead),
			map[string]any{
				"lang": "fr", "title": "Autre", "detail": "a", "due_words": "fin juin", "leads": []int64{institution},
			}},
		{
			"milestones", "/items/" + c + ".1.1/move", "/milestones/" + c + ".1.1/moves",
			filled("new_on", day("08-01"), "precision", "month", "reason", "law"), move,
		},
		{"institutions", "/institutions", "/institutions/" + lead,
			filled(
				"id", lead, "state", "TN", "in", "fr", "name", "Autre institut "+lead, "kind", "private",
			), map[string]any{"lang": "fr", "name": "Autre institut " + lead, "kind": "private"}},
	}
}

func filled(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

// correct makes one correction as staff who saw a version.
func (r *reach) correct(c correction, version int64, byForm bool) {
	r.t.Helper()
	who := r.persons[slices.IndexFunc(r.persons, func(p *person) bool { return p.name == "staff" })]
	address, kind, want := "/api/v1"+c.api, "application/json", http.StatusOK
	body, err := json.Marshal(c.body)
	if err != nil {
		r.t.Fatal(err)
	}
	if byForm {
		c.fields.Set("version", fmt.Sprint(version))
		address, kind, want, body = "/fr"+c.form, "application/x-www-form-urlencoded", http.StatusSeeOther, []byte(
			c.fields.Encode(),
		)
	}
	request := httptest.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	request.Header.Set("Content-Type", kind)
	request.Header.Set("If-Match", fmt.Sprintf(`"%d"`, version))
	for _, cookie := range who.cookies {
		request.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	if r.ServeHTTP(w, request); w.Code != want {
		_, main, _ := strings.Cut(w.Body.String(), "<main")
		r.t.Fatalf("%s: %d %.600s%.1500s", address, w.Code, w.Body, main)
	}
}

// Whatever import, seeds or the API put into a plan and what hangs on it stands in a column; each is corrected by form
// and by the API, or says above why it stays. A table that hangs on a plan says there how it is corrected.
func TestWhatComesInIsCorrected(t *testing.T) {
	t.Parallel()
	r := newReach(t)
	for way, year := range map[string]int{"form": 2025, "api": 2026} {
		t.Run(way, func(t *testing.T) {
			r.t = t
			institution := r.enterPlan(year)
			before := r.rows(year, institution)
			for _, c := range corrections(year, institution) {
				version := r.rows(year, institution)[c.table]["version"].(float64)
				r.correct(c, int64(version), way == "form")
			}
			after := r.rows(year, institution)
			for _, table := range slices.Sorted(maps.Keys(entered)) {
				for column, old := range before[table] {
					same := fmt.Sprint(old) == fmt.Sprint(after[table][column])
					if _, stays := fixed[table][column]; same && !stays {
						t.Errorf("%s.%s can't be corrected by %s: it is %v", table, column, way, old)
					}
				}
			}
		})
	}
	var tables []string
	err := r.owner.SelectContext(t.Context(), &tables,
		`select distinct c.conrelid::regclass::text from pg_constraint c where c.contype = 'f'
		and c.confrelid in ('action_plans'::regclass, 'commitments'::regclass, 'milestones'::regclass,
			'indicators'::regclass) order by 1`)
	if err != nil || len(tables) < 10 {
		t.Fatalf("%v %v", tables, err)
	}
	for _, table := range tables {
		if around[table] == "" {
			t.Errorf("%s hangs on a plan: say how it is corrected", table)
		}
	}
}
