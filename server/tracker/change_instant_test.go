package tracker_test

import (
	"testing"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// What the triggers log is dated by the program's clock, also where a history moves it, and not by the database's.
func TestChangesAreDatedByTheClock(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	again := samplePlan()
	again.Commitments[0].Title = both("One again", "Un de nouveau")
	again.Commitments[0].Milestones[0].Title = both("Step again", "Étape de nouveau")
	again.Commitments[0].Milestones[0].Indicators[0].Title = both("Measure again", "Mesure de nouveau")
	b.importPlan(again)
	b.renameInstitution("aaa")
	moved := noon.Add(-time.Hour)
	b.write(func(w *ledger.Writer) error {
		move := tracker.NewDateMove{
			Target: "CA-2018-C01.1.2", NewOn: "2020-06-30", Precision: domain.PrecisionMonth, Reason: "law",
		}
		if err := tracker.MoveDate(b.ctx, w.At(moved).As(b.staff), move, 0); err != nil {
			return err
		}
		return tracker.MoveDate(b.ctx, w.As(b.staff), tracker.NewDateMove{
			Target: "CA-2018-C02.1.1", NewOn: "2021-06-30", Precision: domain.PrecisionMonth, Reason: "law",
		}, 0)
	})
	var edits []struct {
		Object string    `db:"object"`
		Code   string    `db:"code"`
		At     time.Time `db:"recorded_at"`
	}
	if err := b.db.Owner.SelectContext(
		b.ctx, &edits, `select object, code, recorded_at from changes where kind = 'edited'`,
	); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, e := range edits {
		seen[e.Object]++
		want := noon
		if e.Code == "CA-2018-C01.1.2" {
			want = moved
		}
		if !e.At.Equal(want) {
			t.Errorf("%s %s is dated %s, want %s", e.Object, e.Code, e.At, want)
		}
	}
	for _, object := range []string{"commitment", "milestone", "indicator", "institution"} {
		if seen[object] == 0 {
			t.Errorf("no %s was edited: %v", object, seen)
		}
	}
}

// renameInstitution gives the institution of a code another kind and an Arabic name.
func (b *bench) renameInstitution(code string) {
	b.t.Helper()
	var id, version int64
	if err := b.db.Owner.QueryRowContext(
		b.ctx, `select id, version from institutions where code = $1`, code,
	).Scan(&id, &version); err != nil {
		b.t.Fatal(err)
	}
	_, err := as(b, b.person("canada", "staff", "CA"), func(w *ledger.Writer) (bool, error) {
		return true, tracker.EditInstitution(
			b.ctx, w, id, tracker.NewInstitution{Lang: "ar", Name: "وزارة", Kind: "government"}, version,
		)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}
