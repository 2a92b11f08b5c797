package tracker

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"jalons/server/database/databasetest"
)

// plan is a node of what PostgreSQL says that it did.
type plan struct {
	Rows     float64 `json:"Actual Rows"`
	Loops    float64 `json:"Actual Loops"`
	Filtered float64 `json:"Rows Removed by Filter"`
	Plans    []plan
}

// rows counts the rows that all nodes gave or threw away.
func (p plan) rows() float64 {
	n := (p.Rows + p.Filtered) * p.Loops
	for _, inner := range p.Plans {
		n += inner.rows()
	}
	return n
}

// read explains one page of a list and counts what was read for it.
func read(t *testing.T, db *databasetest.Database, l rowList, after any) float64 {
	t.Helper()
	var said []byte
	explain := "explain (analyze, timing off, summary off, format json) " + l.page()
	if err := db.Read.GetContext(t.Context(), &said, explain, after, 50); err != nil {
		t.Fatalf("%s: %v", l.name, err)
	}
	var top []struct{ Plan plan }
	if err := json.Unmarshal(said, &top); err != nil {
		t.Fatal(err)
	}
	if top[0].Plan.Rows == 0 {
		t.Fatalf("%s after %v: no rows", l.name, after)
	}
	return top[0].Plan.rows()
}

// grow fills the record by rows that nothing was triggered by: so many commitments of ten milestones each, every one
// with an indicator, a date move, and three statements with answer and evidence; the first and the last statements
// are of stages.
func grow(t *testing.T, db *databasetest.Database, from, to int) {
	t.Helper()
	const tables = `action_plans commitments milestones milestone_standings indicators date_moves statements reviews
		evidence`
	said := `insert into statements (kind, %s, state_code, speaker, %s, effective_on, recorded_at, author_id, acting_as,
		content_hash) select '%s', %s, 'TN', 'programme', '%s', '2025-01-01', '2025-02-01', 1, 'staff', repeat('0', 64)
			from %s`
	stages := fmt.Sprintf(said, "deployment_id", "stage", "stage", "id", "agreed",
		"(select id from deployments order by id limit 30) d")
	run := func(statement string, args ...any) {
		t.Helper()
		if _, err := db.Owner.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	var names []string
	for name := range strings.FieldsSeq(tables) {
		names = append(names, name)
		run("alter table " + name + " disable trigger user")
	}
	const text = `'{"original":"fr","fr":"Texte"}'::jsonb`
	if from == 1 {
		run(`insert into accounts (email, name, language, role, created_at)
			values ('a@example.org', 'A', 'fr', 'staff', '2024-01-01')`)
		run(`insert into action_plans (code, state_code, title, cycle, starts_on, source)
			values ('TN-2024', 'TN', ` + text + `, '2024-2026', '2024-01-01', 'test')`)
	}
	run(stages)
	run(`insert into commitments (code, plan_code, state_code, number, title, published_at)
		select 'TN-2024-C' || lpad(n::text, 4, '0'), 'TN-2024', 'TN', n, `+text+`, '2024-01-01'
		from generate_series($1::int, $2::int) n`, from, to)
	run(`insert into milestones (code, commitment_id, state_code, number, title, published_at)
		select c.code || '.' || n, c.id, 'TN', n, `+text+`, '2024-01-01'
		from commitments c, generate_series(1, 10) n where c.number >= $1`, from)
	run(`insert into milestone_standings (milestone_id, commitment_id, state_code, demonstration, weight)
		select id, commitment_id, 'TN', false, 1 from milestones m
		where not exists (select from milestone_standings s where s.milestone_id = m.id)`)
	run(`insert into indicators (code, milestone_id, number, title, published_at)
		select code || '.1', id, 1, ` + text + `, '2024-01-01' from milestones m
		where not exists (select from indicators i where i.milestone_id = m.id)`)
	run(`insert into date_moves (milestone_id, new_on, reason, author_id, acting_as, recorded_at)
		select id, '2026-01-01', 'staff', 1, 'staff', '2025-01-01' from milestones m
		where not exists (select from date_moves d where d.milestone_id = m.id)`)
	run(fmt.Sprintf(said, "milestone_id", "level", "update", "m.id", "limited", `milestones m, generate_series(1, 3)
		where not exists (select from statements s where s.milestone_id = m.id)`))
	run(stages)
	run(`insert into reviews (statement_id, outcome, way, content_hash, state_code, reviewer_id, acting_as, recorded_at)
		select id, 'approved', 'state', content_hash, 'TN', 1, 'liaison', '2025-03-01' from statements s
		where not exists (select from reviews r where r.statement_id = s.id)`)
	run(`insert into evidence (statement_id, url, title, kind)
		select id, 'https://example.org/', ` + text + `, 'law' from statements s
		where not exists (select from evidence e where e.statement_id = s.id)`)
	for _, name := range names {
		run("analyze " + name)
	}
}

// What a page of rows costs doesn't grow with the record, wherever in it the page is.
func TestPagesOfRowsCostTheSameOnALargeRecord(t *testing.T) {
	db := databasetest.Facts(t)
	lists := []rowList{milestoneRows, indicatorRows, dateMoveRows, statementRows, stageRows, reviewRows, evidenceRows}
	worst := map[string][]float64{}
	for _, size := range [][2]int{{1, 200}, {201, 1000}} {
		grow(t, db, size[0], size[1])
		for _, l := range lists {
			most := 0.0
			for _, place := range []string{"0", "0.5", "0.9"} {
				most = max(most, read(t, db, l, l.at(t, db, place)))
			}
			worst[l.name] = append(worst[l.name], most)
		}
	}
	for _, l := range lists {
		few, many := worst[l.name][0], worst[l.name][1]
		t.Logf("%s: a page of 50 reads %.0f rows, and %.0f of five times as many", l.name, few, many)
		if many > 1.2*few || many > 1000 {
			t.Errorf("%s: a page reads %.0f rows, and %.0f of five times as many", l.name, few, many)
		}
	}
}

// at gives the key that is at a place of a list, from 0 to 1.
func (l rowList) at(t *testing.T, db *databasetest.Database, place string) any {
	t.Helper()
	var key string
	err := db.Read.GetContext(t.Context(), &key,
		fmt.Sprintf("select percentile_disc(%s) within group (order by %s)::text from %s", place, l.key, l.base))
	if err != nil {
		t.Fatal(err)
	}
	return key
}
