package tracker_test

import (
	"testing"

	"jalons/server/ledger"
	"jalons/server/tracker"
)

// A commitment gets institutions, areas, values and earlier commitments of its state, and the public
// changes say what was before.
func TestTies(t *testing.T) {
	b := newBench(t)
	earlier, _ := b.commitment("SN", "2026-12-31")
	code, _ := b.commitment("SN", "2026-12-31")
	foreign, _ := b.commitment("TN", "2026-12-31")
	if _, err := b.db.Owner.ExecContext(
		b.ctx,
		`update action_plans set starts_on = '2020-01-01'
			where code = (select plan_code from commitments where code = $1)`,
		earlier,
	); err != nil {
		t.Fatal(err)
	}
	staff, other := b.person("senegal", "staff", "SN"), b.person("tunisia", "staff", "TN")
	add := func(actor ledger.Actor, name string) (int64, error) {
		return as(b, actor, func(w *ledger.Writer) (int64, error) {
			return tracker.AddInstitution(b.ctx, w, tracker.NewInstitution{
				State: "SN", Lang: "fr", Name: name, Kind: "government",
			})
		})
	}
	ministry, err := add(staff, "Ministère")
	if err != nil {
		t.Fatal(err)
	}
	_, err = add(staff, "Ministère")
	b.refusedAs("a name twice", err, "institution_there")
	_, err = add(other, "Cour")
	b.refusedAs("another state's staff", err, "out_of_scope")
	rename := func(name string, version int64) error {
		_, err := as(b, staff, func(w *ledger.Writer) (bool, error) {
			return true, tracker.EditInstitution(
				b.ctx, w, ministry, tracker.NewInstitution{Lang: "ar", Name: name, Kind: "government"}, version,
			)
		})
		return err
	}
	if err := rename("وزارة", 1); err != nil {
		t.Fatal(err)
	}
	b.refusedAs("an older version", rename("وزارات", 1), "changed_meanwhile")

	tie := func(ties tracker.Relations, version int64) error {
		_, err := as(b, staff, func(w *ledger.Writer) (bool, error) {
			return true, tracker.EditRelations(b.ctx, w, code, ties, version)
		})
		return err
	}
	good := tracker.Relations{
		Institutions: []tracker.RelatedInstitution{{ID: ministry, Part: "lead"}}, Areas: []string{"budget"},
		Values: []string{"transparency"}, Earlier: []tracker.RelatedCommitment{{Code: earlier, Kind: "continues"}},
	}
	if err := tie(good, 1); err != nil {
		t.Fatal(err)
	}
	b.refusedAs("an older version", tie(good, 1), "changed_meanwhile")
	for what, c := range map[string]struct {
		ties tracker.Relations
		code string
	}{
		"another state's commitment": {tracker.Relations{
			Earlier: []tracker.RelatedCommitment{{Code: foreign, Kind: "continues"}},
		}, "missing_predecessor"},
		"itself": {tracker.Relations{
			Earlier: []tracker.RelatedCommitment{{Code: code, Kind: "continues"}},
		}, "missing_predecessor"},
		"an unknown institution": {tracker.Relations{
			Institutions: []tracker.RelatedInstitution{{ID: 999999, Part: "lead"}},
		}, "missing_institution"},
		"an unknown area": {tracker.Relations{Areas: []string{"astrology"}}, "missing_area"},
	} {
		b.refusedAs(what, tie(c.ties, 2), c.code)
	}
	d, err := b.Commitment(b.ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Institutions) != 1 || d.Institutions[0].Name.In["ar"] != "وزارة" || len(d.Areas) != 1 ||
		len(d.Values) != 1 || len(d.Lineage) != 1 || d.Lineage[0].Code != earlier {
		t.Errorf("the public reads %+v", d)
	}
	changes, err := b.Changes(b.ctx, ledger.ChangeFilter{State: "SN", Newest: true}, 1)
	if err != nil || len(changes) != 1 || changes[0].Kind != "edited" || changes[0].Code != code {
		t.Errorf("the last change is %+v: %v", changes, err)
	}
}
