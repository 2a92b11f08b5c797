package tracker_test

import (
	"errors"
	"testing"
	"time"

	"jalons/server/domain"
	"jalons/server/importer"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

func sampleProgress() importer.ProgressImport {
	return importer.ProgressImport{Read: 4, Ignored: 1, Rows: []importer.ProgressRow{
		{Line: 2, Period: "2019-06", EffectiveOn: "2019-06-30", Code: "CA-2018-C01.1.1", Level: "limited",
			Challenges: both("A partner left.", "Un partenaire est parti."),
			Owner:      "ddd", OwnerTitle: both("Department D", "Ministère D")},
		{Line: 3, Period: "2020-12", EffectiveOn: "2020-12-31", Code: "CA-2018-C01.1.1", Level: "completed",
			Progress: both("Done.", "Fait."),
			Evidence: both(
				"https://example.org/en", "https://example.org/fr",
			), Owner: "ddd", OwnerTitle: both("Department D", "Ministère D")},
		{Line: 4, Period: "2020-12", EffectiveOn: "2020-12-31", Code: "CA-2018-C02.1.1", Level: "substantial",
			Progress: both("Nearly.", "Presque."),
			Evidence: both(
				"Report: https://example.org/r\nLetter of May", "Rapport : https://example.org/r\nLettre de mai",
			), Owner: "aaa"},
	}}
}

func (b *bench) importProgress(p importer.ProgressImport) (report importer.ImportReport) {
	b.t.Helper()
	b.write(func(w *ledger.Writer) (err error) {
		report, err = importer.ImportProgress(b.ctx, w.As(b.staff), p)
		return err
	})
	if sum := report.New + report.Changed + report.Unchanged + report.Errors + report.Ignored; sum != report.Read {
		b.t.Errorf("the rows of the report do not add up: %+v", report)
	}
	return report
}

func TestImportProgress(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	if r := b.importProgress(sampleProgress()); r.New != 3 || r.Ignored != 1 {
		t.Errorf("first import: %+v", r)
	}
	before := b.counts()
	if r := b.importProgress(sampleProgress()); r.Unchanged != 3 {
		t.Errorf("second import: %+v", r)
	}
	b.same(before)
	c := b.read("CA-2018-C01")
	if got := c.MilestoneSet[0].Indicators[0].Levels; got != (tracker.Sources{Declared: "completed"}) {
		t.Errorf("imported progress is declared: %+v", got)
	}
	first := c.History[len(c.History)-1]
	if first.Kind != "declared" || first.Speaker != "state" || first.On != "2019-06-30" || first.Blocker != "other" ||
		first.Difficulty.In["fr"] != "Un partenaire est parti." {
		t.Errorf("first statement: %+v", first)
	}
	if len(c.Evidence) != 2 || c.Evidence[0].URL != "https://example.org/en" || c.Evidence[0].Lang != "en" {
		t.Errorf("evidence: %+v", c.Evidence)
	}
	if names := c.Institutions; len(names) != 3 || names[2].Name.In["fr"] != "Ministère D" || names[2].Part != "lead" {
		t.Errorf("institutions: %+v", names)
	}
	c = b.read("CA-2018-C02")
	if note := c.History[0].Note.In["en"]; note != "Nearly.\n\nEvidence: Report: https://example.org/r\nLetter of May" {
		t.Errorf("note with evidence: %q", note)
	}
	if e := c.Evidence[0]; e.Lang != "" || e.Title.In["en"] != "Report" || e.Title.In["fr"] != "Rapport" {
		t.Errorf("evidence of both languages: %+v", e)
	}
	b.verify()
}

func TestImportCorrectsByANewStatement(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	b.importProgress(sampleProgress())
	statements := b.statements("CA-2018-C02.1.1")
	b.approve(statements[0], noon.Add(time.Minute))
	p := sampleProgress()
	p.Rows[2].Progress = both("Nearly.", "Presque fini.") // the original language says what it said
	if r := b.importProgress(p); r.Changed != 1 || r.Unchanged != 2 {
		t.Errorf("report: %+v", r)
	}
	var corrections []struct {
		Old int64 `db:"statement_id"`
		New int64 `db:"corrected_by"`
	}
	if err := b.db.Owner.SelectContext(
		b.ctx, &corrections, `select statement_id, corrected_by from retractions`,
	); err != nil {
		t.Fatal(err)
	}
	if now := b.statements("CA-2018-C02.1.1"); len(corrections) != 1 || len(now) != 2 || corrections[0].Old != now[0] ||
		corrections[0].New != now[1] {
		t.Errorf("corrections %+v of statements %v", corrections, now)
	}
	if got := b.read("CA-2018-C02").MilestoneSet[0].Levels; got != (tracker.Sources{Declared: "substantial"}) {
		t.Errorf("an approval does not pass to what was not approved: %+v", got)
	}
	b.verify()
	before := b.counts()
	b.importProgress(p)
	b.same(before)
}

func (b *bench) statements(indicator string) (ids []int64) {
	b.t.Helper()
	if err := b.db.Owner.SelectContext(
		b.ctx, &ids,
		`select s.id from statements s join indicators i on i.id = s.indicator_id where i.code = $1 order by s.id`,
		indicator,
	); err != nil {
		b.t.Fatal(err)
	}
	return ids
}

// What a person declared on the last day of a period is theirs: an import does not correct it.
func TestImportLeavesStatementsOfOthers(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	b.write(func(w *ledger.Writer) error {
		_, err := tracker.Declare(b.ctx, w.As(b.state), tracker.NewUpdate{
			Target: "CA-2018-C02.1.1", Speaker: "state", Level: "limited", On: "2020-12-31",
		}, 0)
		return err
	})
	if r := b.importProgress(sampleProgress()); r.New != 3 {
		t.Errorf("report: %+v", r)
	}
}

func TestImportNotesAnotherName(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	b.importProgress(sampleProgress())
	p := sampleProgress()
	p.Rows[0].OwnerTitle, p.Rows[1].OwnerTitle = both("Ministry D", "Ministère D"), both("Ministry D", "Ministère D")
	if r := b.importProgress(p); r.Unchanged != 3 || len(r.Notes) != 1 || r.Notes[0].Kind != importer.NoteOtherTitle ||
		r.Notes[0].Line != 2 {
		t.Errorf("report: %+v", r)
	}
}

func TestImportProgressRefusesAsAWhole(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	p := sampleProgress()
	p.Rows[1].Code = "CA-2018-C09.1.1"
	p.Rows[2].Period, p.Rows[2].EffectiveOn = "2026-06", "2026-06-30" // the clock stands in the middle of June
	before := b.counts()
	err := b.Write(b.ctx, func(w *ledger.Writer) error {
		_, err := importer.ImportProgress(b.ctx, w.As(b.staff), p)
		return err
	})
	problems, _ := errors.AsType[importer.ImportProblems](err)
	if len(problems.List) != 2 ||
		problems.List[0] != (importer.ImportProblem{
			Line: 3, Column: "indicators", Value: "CA-2018-C09.1.1", Reason: "import.unknown_indicator",
		}) ||
		problems.List[1].Reason != "import.period_not_ended" || problems.List[1].Line != 4 {
		t.Errorf("got %v", err)
	}
	b.same(before)
}

// A fall of level is a setback whichever way it comes: in one file, in two in either order, after a person's update.
func TestImportedFallIsASetback(t *testing.T) {
	const indicator = "CA-2018-C02.1.1"
	row := func(period string, on domain.Day, level domain.Level) importer.ProgressRow {
		return importer.ProgressRow{
			Line: 2, Period: period, EffectiveOn: on, Code: indicator, Level: level, Progress: both("x", "x"),
		}
	}
	high, low := row("2019-06", "2019-06-30", "substantial"), row("2019-12", "2019-12-31", "limited")
	same, up := row("2020-06", "2020-06-30", "limited"), row("2020-12", "2020-12-31", "completed")
	for _, c := range []struct {
		name  string
		files [][]importer.ProgressRow
		want  map[domain.Day]bool
	}{
		{"one file", [][]importer.ProgressRow{{high, low, same, up}}, map[domain.Day]bool{low.EffectiveOn: true}},
		{"two files", [][]importer.ProgressRow{{high}, {low, same}}, map[domain.Day]bool{low.EffectiveOn: true}},
		{"two files, the later period first", [][]importer.ProgressRow{{low}, {high}},
			map[domain.Day]bool{low.EffectiveOn: true}},
		{"no fall", [][]importer.ProgressRow{{same, up}}, nil},
		{
			"a correction of the same period",
			[][]importer.ProgressRow{{up}, {row("2020-12", "2020-12-31", "limited")}},
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.importPlan(samplePlan())
			for _, rows := range c.files {
				b.importProgress(importer.ProgressImport{Rows: rows, Read: len(rows)})
			}
			for _, e := range b.read("CA-2018-C02").History {
				if e.Kind == "declared" && e.Setback != c.want[e.On] {
					t.Errorf("%s %s: setback %t", e.On, e.Level, e.Setback)
				}
			}
			b.verify()
		})
	}
	t.Run("after a person's update", func(t *testing.T) {
		b := newBench(t)
		b.importPlan(samplePlan())
		b.write(func(w *ledger.Writer) error {
			_, err := tracker.Declare(b.ctx, w.As(b.state), tracker.NewUpdate{
				Target: indicator, Speaker: "state", Level: "substantial", On: "2019-07-01",
			}, 0)
			return err
		})
		b.importProgress(importer.ProgressImport{Rows: []importer.ProgressRow{low}, Read: 1})
		var stored bool
		err := b.db.Owner.GetContext(b.ctx, &stored, `select setback from statements where level = 'limited'`)
		if err != nil || !stored {
			t.Errorf("stored as a setback: %t %v", stored, err)
		}
	})
}

func TestImportNotesWhatIsCompletedWithoutEvidence(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	p := sampleProgress()
	p.Rows[1].Evidence = domain.Text{}
	r := b.importProgress(p)
	want := importer.ImportNote{Line: 3, Code: "CA-2018-C01.1.1", Kind: importer.NoteUnproven, Read: "completed"}
	if len(r.Notes) != 1 || r.Notes[0] != want {
		t.Errorf("notes: %+v", r.Notes)
	}
}
