//go:build chaos

package main

import (
	"strings"

	"jalons/server/app"
)

// check holds what the record has against what the clients were told.
func (w *world) check(done *tally) {
	w.t.Helper()
	w.t.Logf("%d updates, %d reviews, %d rows imported, %d schemas made; %d times asked again",
		len(done.said), len(done.reviews), done.rounds, done.schemas, done.retries)
	if len(done.said) == 0 || len(done.reviews) == 0 || done.rounds == 0 || done.schemas == 0 {
		w.t.Error("one kind of work was never done")
	}
	w.open(func(r *app.Store) {
		w.once(
			r, "updates", len(done.said), `select note ->> 'fr' from statements where note ->> 'fr' like 'client %'`,
			done.said,
		)
		var reviews []int64
		w.read(r, &reviews, `select statement_id from reviews`)
		twice := map[int64]int{}
		for _, id := range reviews {
			twice[id]++
		}
		for _, id := range done.reviews {
			if twice[id] != 1 {
				w.t.Errorf("statement %d was approved once and has %d reviews", id, twice[id])
			}
		}
		if len(reviews) != len(done.reviews) {
			w.t.Errorf("%d reviews on record, %d were answered", len(reviews), len(done.reviews))
		}
		w.imported(r, done.rounds)
		if _, err := r.Follow(w.t.Context()); err != nil {
			w.t.Error(err)
		}
		w.zero(
			r, "changes without a position",
			`select count(*) from changes c where not exists (select from change_positions p where p.change_id = c.id)`,
		)
		w.zero(r, "gaps in the positions", `select max(position) - count(*) from change_positions`)
		w.zero(r, "statements without one change",
			`select count(*) from (select s.id from statements s left join changes c
			on c.kind = s.kind and (c.after ->> 'statement')::bigint = s.id group by s.id having count(c.id) <> 1) x`)
		if differences, err := r.VerifyTotals(w.t.Context()); err != nil || len(differences) > 0 {
			w.t.Errorf("totals: %v %v", differences, err)
		}
	})
}

// once holds the notes on record against those that clients were told of: none is lost and none doubled.
func (w *world) once(r *app.Store, what string, want int, query string, said []string) {
	w.t.Helper()
	var notes []string
	w.read(r, &notes, query)
	found := map[string]int{}
	for _, note := range notes {
		found[note]++
	}
	for _, note := range said {
		if found[note] != 1 {
			w.t.Errorf("%q was recorded once and is there %d times", note, found[note])
		}
	}
	if len(notes) != want {
		w.t.Errorf(
			"%d %s on record, %d were answered: %s", len(notes), what, want,
			strings.Join(notes[:min(5, len(notes))], ", "),
		)
	}
}

// imported checks that each row of the last import is there once, with what was said of it.
func (w *world) imported(r *app.Store, rows int) {
	w.t.Helper()
	var found struct{ Indicators, Statements int }
	if err := r.OwnerDB.GetContext(w.t.Context(), &found, `select (select count(*) from indicators) as indicators,
		(select count(*) from statements where indicator_id is not null) as statements`); err != nil {
		w.t.Fatal(err)
	}
	if found.Indicators != rows || found.Statements != rows {
		w.t.Errorf("%d rows imported: %d indicators, %d statements", rows, found.Indicators, found.Statements)
	}
}

func (w *world) read(r *app.Store, list any, query string) {
	w.t.Helper()
	if err := r.OwnerDB.SelectContext(w.t.Context(), list, query); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) zero(r *app.Store, what, query string) {
	w.t.Helper()
	var n int
	if err := r.OwnerDB.GetContext(w.t.Context(), &n, query); err != nil {
		w.t.Fatal(err)
	}
	if n != 0 {
		w.t.Errorf("%d %s", n, what)
	}
}
