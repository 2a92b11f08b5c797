package tracker_test

import (
	"testing"

	"jalons/server/ledger"
	"jalons/server/tracker"
)

// What an import says of an indicator is corrected, in public, and who answers for it before and after.
func TestIndicatorIsCorrected(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	keeper := b.person("keeper", "staff")
	const code = "CA-2018-C01.1.2"
	old, err := b.EditedIndicator(b.ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	body, err := as(b, keeper, func(w *ledger.Writer) (int64, error) {
		return tracker.AddInstitution(b.ctx, w, tracker.NewInstitution{
			State: "CA", Lang: "fr", Name: "Archives", Kind: "government",
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	edit := func(who ledger.Actor, e tracker.IndicatorEdit, version int64) error {
		_, err := as(b, who, func(w *ledger.Writer) (int, error) {
			return 0, tracker.EditIndicator(b.ctx, w, code, e, version)
		})
		return err
	}
	e := tracker.IndicatorEdit{
		Lang: "fr", Title: "Mesure corrigée", Detail: "En long", DueWords: "fin juin 2020", Leads: []int64{body},
	}
	b.refusedAs("staff of another state", edit(b.person("tunisia", "staff", "TN"), e, old.Version), "out_of_scope")
	b.refusedAs("no title", edit(
		keeper, tracker.IndicatorEdit{Lang: "fr", Leads: []int64{body}}, old.Version,
	), "title_needed")
	foreign := e
	foreign.Leads = []int64{1 << 40}
	b.refusedAs("no such institution", edit(keeper, foreign, old.Version), "missing_institution")
	if err := edit(keeper, e, old.Version); err != nil {
		t.Fatal(err)
	}
	b.refusedAs("a version that has passed", edit(keeper, e, old.Version), "changed_meanwhile")
	got, err := b.EditedIndicator(b.ctx, code)
	if err != nil || got.Title.In["fr"] != "Mesure corrigée" || got.Detail.In["fr"] != "En long" ||
		got.DueWords.In["fr"] != "fin juin 2020" ||
		got.Title.In["en"] != old.Title.In["en"] || len(got.Leads) != 1 || got.Leads[0] != body {
		t.Errorf("got %+v %v", got, err)
	}
	var before, after string
	err = b.db.Owner.QueryRowContext(
		b.ctx,
		`select before ->> 'leads', after ->> 'leads' from changes where object = 'indicator' and code = $1
			order by id desc limit 1`,
		code,
	).
		Scan(&before, &after)
	if err != nil || before == after || after != `["Archives"]` {
		t.Errorf("leads before %s, after %s: %v", before, after, err)
	}
}
