package tracker_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"jalons/server/domain"
	"jalons/server/importer"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

func both(en, fr string) domain.Text { return domain.NewText("en", en).With("fr", fr) }

// samplePlan has two commitments: the first with two milestones, one of them not dated throughout.
func samplePlan() importer.PlanImport {
	line := 1
	indicator := func(code string, number int, due domain.Day, leads ...string) importer.IndicatorImport {
		line++
		precision := domain.PrecisionMonth
		if due == "" {
			precision = domain.PrecisionNone
		}
		return importer.IndicatorImport{Line: line, Code: code, Number: number,
			Title: both("Measure "+code, "Mesure "+code), LeadDept: leads,
			Due: importer.Deadline{On: due, Precision: precision, Raw: both("By "+string(due), "D'ici "+string(due))}}
	}
	return importer.PlanImport{
		Plan: importer.PlanHeader{
			State: "CA", Code: "CA-2018", Number: 4, FirstYear: 2018, LastYear: 2020, Title: both("Plan", "Plan"),
		},
		Read: 5, Ignored: 1,
		Commitments: []importer.CommitmentImport{
			{Code: "CA-2018-C01", Number: 1, Title: both("One", "Un"), Milestones: []importer.MilestoneImport{
				{Code: "CA-2018-C01.1", Number: 1, Title: both("Step", "Étape"),
					Indicators: []importer.IndicatorImport{
						indicator("CA-2018-C01.1.1", 1, "2019-06-30", "aaa"),
						indicator("CA-2018-C01.1.2", 2, "2020-03-31", "aaa", "bbb-ccc"),
					}},
				{Code: "CA-2018-C01.2", Number: 2, Title: both("Other step", "Autre étape"),
					Indicators: []importer.IndicatorImport{
						indicator("CA-2018-C01.2.1", 1, ""),
					}},
			}},
			{Code: "CA-2018-C02", Number: 2, Title: both("Two", "Deux"), Milestones: []importer.MilestoneImport{
				{Code: "CA-2018-C02.1", Number: 1, Title: both("Step two", "Étape deux"),
					Indicators: []importer.IndicatorImport{
						indicator("CA-2018-C02.1.1", 1, "2020-12-31", "aaa"),
					}},
			}},
		},
	}
}

func (b *bench) importPlan(p importer.PlanImport) (report importer.ImportReport) {
	b.t.Helper()
	b.write(func(w *ledger.Writer) (err error) {
		report, err = importer.ImportPlan(b.ctx, w.As(b.staff), p)
		return err
	})
	if sum := report.New + report.Changed + report.Unchanged + report.Errors + report.Ignored; sum != report.Read {
		b.t.Errorf("the rows of the report do not add up: %+v", report)
	}
	return report
}

// counts gives the number of rows of each table of the record, and "newest" as the last transaction that wrote one
// of them.
func (b *bench) counts() map[string]int64 {
	b.t.Helper()
	counts := map[string]int64{}
	for _, table := range []string{"action_plans", "commitments", "milestones", "indicators", "institutions",
		"commitment_institutions", "indicator_institutions", "date_moves", "statements", "blockers", "evidence",
		"retractions", "changes", "totals", "milestone_standings", "commitment_standings"} {
		var row struct{ Rows, Newest int64 }
		if err := b.db.Owner.GetContext(
			b.ctx, &row, `select count(*) as rows, coalesce(max(xmin::text::bigint), 0) as newest from `+table,
		); err != nil {
			b.t.Fatal(err)
		}
		counts[table], counts[table+" newest"] = row.Rows, row.Newest
	}
	return counts
}

// same fails unless nothing was written since before.
func (b *bench) same(before map[string]int64) {
	b.t.Helper()
	after := b.counts()
	for _, table := range slices.Sorted(maps.Keys(before)) {
		if before[table] != after[table] {
			b.t.Errorf("%s: %d before, %d after", table, before[table], after[table])
		}
	}
}

func TestImportPlan(t *testing.T) {
	b := newBench(t)
	if r := b.importPlan(samplePlan()); r.New != 4 || r.Ignored != 1 {
		t.Errorf("first import: %+v", r)
	}
	before := b.counts()
	if r := b.importPlan(samplePlan()); r.Unchanged != 4 || r.Ignored != 1 {
		t.Errorf("second import: %+v", r)
	}
	b.same(before)
	c := b.read("CA-2018-C01")
	if c.Title.In["fr"] != "Un" || c.Title.Original != "en" || len(c.MilestoneSet) != 2 || len(c.Institutions) != 2 ||
		c.Cycle != "2018-2020" {
		t.Errorf("commitment: %+v", c)
	}
	m := c.MilestoneSet[0]
	if m.Due.On != "2020-03-31" || m.Due.First != "2020-03-31" || len(m.Indicators) != 2 ||
		m.Indicators[1].Due.Raw.In["fr"] != "D'ici 2020-03-31" {
		t.Errorf("milestone: %+v", m)
	}
	if m := c.MilestoneSet[1]; m.Due.On != "" || m.Due.First != "" {
		t.Errorf("undated milestone: %+v", m.Due)
	}
	b.verify()
}

func (b *bench) read(code string) *tracker.CommitmentDetail {
	b.t.Helper()
	c, err := b.Commitment(b.ctx, code)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

func TestImportMovesADateOnTheRecord(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	p := samplePlan()
	due := &p.Commitments[0].Milestones[0].Indicators[1].Due
	due.On, due.Raw = "2020-09-30", both("By fall", "D'ici l'automne")
	if r := b.importPlan(p); r.Changed != 1 || r.Unchanged != 3 {
		t.Errorf("report: %+v", r)
	}
	m := b.read("CA-2018-C01").MilestoneSet[0]
	if n := m.Indicators[1].Due; n.On != "2020-09-30" || n.First != "2020-03-31" || n.Moves != 1 ||
		n.Raw.In["en"] != "By fall" {
		t.Errorf("indicator: %+v", n)
	}
	if m.Due.On != "2020-09-30" || m.Due.First != "2020-03-31" {
		t.Errorf("milestone: %+v", m.Due)
	}
	b.verify()
	before := b.counts()
	b.importPlan(p)
	b.same(before)
}

func TestImportTakesNothingBack(t *testing.T) {
	b := newBench(t)
	p := samplePlan()
	p.Commitments[0].Milestones[0].Indicators[0].Full = both("Long", "Longue")
	b.importPlan(p)
	arabic := `update commitments set title = title || '{"ar":"واحد"}' where code = 'CA-2018-C01'`
	if _, err := b.db.Owner.ExecContext(b.ctx, arabic); err != nil {
		t.Fatal(err)
	}
	less := samplePlan() // without the long form
	less.Commitments = less.Commitments[:1]
	less.Read = 4
	less.Commitments[0].Milestones[0].Indicators[1].Due = importer.Deadline{
		Precision: domain.PrecisionNone, Raw: both("Ongoing", "En cours"),
	}
	before := b.counts()
	r := b.importPlan(less)
	if r.Unchanged != 3 || len(r.Notes) != 1 || r.Notes[0].Kind != importer.NoteDateKept ||
		r.Notes[0].Read != "2020-03-31" || r.Notes[0].Line != 3 {
		t.Errorf("report: %+v", r)
	}
	b.same(before)
	if c := b.read("CA-2018-C01"); c.Title.In["ar"] == "" ||
		c.MilestoneSet[0].Indicators[0].Detail.In["fr"] != "Longue" {
		t.Errorf("what the file leaves out is gone: %+v", c.Title)
	}
}

func TestImportCountsARowByAllItSays(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	version, err := b.Version(b.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		change  func(*importer.PlanImport)
		changed int
	}{
		{"title of a commitment", func(p *importer.PlanImport) {
			p.Commitments[0].Title = both("One", "Le premier")
		}, 3},
		{"title of a milestone", func(p *importer.PlanImport) {
			p.Commitments[0].Milestones[0].Title = both("Step", "Le pas")
		}, 2},
		{"title of an indicator", func(p *importer.PlanImport) {
			p.Commitments[0].Milestones[1].Indicators[0].Title = both("Measure", "La mesure")
		}, 1},
		{"lead of an indicator", func(p *importer.PlanImport) {
			p.Commitments[1].Milestones[0].Indicators[0].LeadDept = []string{"bbb-ccc"}
		}, 1},
		{"date where there was none", func(p *importer.PlanImport) {
			p.Commitments[0].Milestones[1].Indicators[0].Due.On = "2020-05-31"
		}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := samplePlan()
			c.change(&p)
			if r := b.importPlan(p); r.Changed != c.changed || r.New != 0 {
				t.Errorf("%s: %+v", c.name, r)
			}
			after, err := b.Version(b.ctx)
			if err != nil || after <= version {
				t.Errorf("%s: the version of the data stays at %d: %v", c.name, after, err)
			}
			version = after
			b.importPlan(samplePlan())
		})
	}
	if due := b.read("CA-2018-C01").MilestoneSet[1].Due; due.On != "2020-05-31" || due.First != "2020-05-31" {
		t.Errorf("a milestone dated later: %+v", due)
	}
	b.verify()
}

func TestImportSparesTheDemonstration(t *testing.T) {
	b := newBench(t)
	b.write(func(w *ledger.Writer) error {
		return tracker.AddActionPlan(b.ctx, w, tracker.NewActionPlan{
			Code: "CA-2018", State: "CA", Title: fr("Plan"), Cycle: "2018-2020", StartsOn: "2018-01-01", Source: "test",
			Demonstration: true,
		})
	})
	before := b.counts()
	err := b.Write(b.ctx, func(w *ledger.Writer) error {
		_, err := importer.ImportPlan(b.ctx, w.As(b.staff), samplePlan())
		return err
	})
	if problems, ok := errors.AsType[importer.ImportProblems](err); !ok ||
		problems.List[0].Reason != "import.demonstration_plan" {
		t.Errorf("got %v", err)
	}
	b.same(before)
}

// Two imports at once are one after the other: no row is doubled, none fails.
func TestImportsQueue(t *testing.T) {
	b := newBench(t)
	results := make(chan error, 4)
	for range cap(results) {
		go func() {
			results <- b.Write(b.ctx, func(w *ledger.Writer) error {
				_, err := importer.ImportPlan(b.ctx, w.As(b.staff), samplePlan())
				return err
			})
		}()
	}
	for range cap(results) {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if n := b.counts(); n["indicators"] != 4 || n["milestones"] != 3 {
		t.Errorf("rows: %v", n)
	}
	b.verify()
}

func TestImportNeedsItsState(t *testing.T) {
	b := newBench(t)
	p := samplePlan()
	p.Plan.State, p.Plan.Code = "ZZ", "ZZ-2018"
	err := b.Write(b.ctx, func(w *ledger.Writer) error {
		_, err := importer.ImportPlan(b.ctx, w.As(b.staff), p)
		return err
	})
	if domain.KindOf(err) != domain.Missing {
		t.Errorf("got %v", err)
	}
}
