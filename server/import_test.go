package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jalons/server/database/databasetest"
	"jalons/server/domain"
	"jalons/server/testkit"
	"jalons/server/tracker"
)

const planHeader = "plan,commitment_code,commitment_en,commitment_fr,milestone_code," +
	"milestone_en,milestone_fr,indicator_code,indicator_en,indicator_fr,deadline_en,deadline_fr," +
	"due_date,indicator_full_en,indicator_full_fr,lead_dept\r\n"

// planRow is a row of a plan definition with invented titles.
func planRow(code, due string) string {
	parts := strings.Split(code, ".")
	milestone := parts[0] + "." + parts[1]
	return fmt.Sprintf(
		"nap4,%s,Sample %[1]s,Exemple %[1]s,%s,Sample %[2]s,Exemple %[2]s,%s,Sample %[3]s,Exemple %[3]s,,,%s,,,aaa\r\n",
		parts[0], milestone, code, due,
	)
}

func samplePlan() string {
	return planHeader + planRow("C01.1.1", "2019-06") + planRow("C01.1.2", "2020-03") + planRow("C02.1.1", "2020-06")
}

// importBench is a record to import into and what the command said.
type importBench struct {
	*tracker.Tracker
	t      *testing.T
	db     *databasetest.Database
	report *strings.Builder
}

func newImportBench(t *testing.T) *importBench {
	tr, db := testkit.New(t)
	return &importBench{Tracker: tr, t: t, db: db}
}

// file writes a file to import.
func (b *importBench) file(name, content string) string {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// run calls the command with keys instead of texts.
func (b *importBench) run(dryRun bool, files ...string) error {
	b.report = &strings.Builder{}
	text := func(key string, args map[string]any) string {
		if len(args) == 0 {
			return key
		}
		return fmt.Sprint(key, " ", args)
	}
	job := canadaImport{tracker: b.Tracker, dryRun: dryRun, report: importReport{b.report, text, columnsOf(b.report)}}
	return job.run(b.t.Context(), files)
}

// rows counts the rows of every table, and says which transaction wrote last to each.
func (b *importBench) rows() map[string]int64 {
	b.t.Helper()
	var tables []string
	if err := b.db.Owner.SelectContext(
		b.t.Context(), &tables,
		`select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
	); err != nil {
		b.t.Fatal(err)
	}
	rows := map[string]int64{}
	for _, table := range tables {
		var found struct{ Count, Newest int64 }
		if err := b.db.Owner.GetContext(
			b.t.Context(), &found,
			`select count(*) as count, coalesce(max(xmin::text::bigint), 0) as newest from `+table,
		); err != nil {
			b.t.Fatal(err)
		}
		rows[table], rows[table+" newest"] = found.Count, found.Newest
	}
	return rows
}

func (b *importBench) unchangedSince(before map[string]int64, what string) {
	b.t.Helper()
	after := b.rows()
	for table := range maps.Keys(before) {
		if before[table] != after[table] {
			b.t.Errorf("%s: %s was %d, is %d", what, table, before[table], after[table])
		}
	}
}

func (b *importBench) verify() {
	b.t.Helper()
	if differences, err := b.VerifyTotals(b.t.Context()); err != nil || len(differences) > 0 {
		b.t.Errorf("totals: %v %v", differences, err)
	}
}

// flash checks the line of the report that starts with a word: read, new, changed, unchanged, errors, ignored.
func (b *importBench) said(start string, counts ...int) {
	b.t.Helper()
	want := start + " " + strings.Trim(fmt.Sprint(counts), "[]")
	for line := range strings.Lines(b.report.String()) {
		if strings.Join(strings.Fields(line), " ") == want {
			return
		}
	}
	b.t.Errorf("the report does not say %q:\n%s", want, b.report)
}

func TestImportCanada(t *testing.T) {
	b := newImportBench(t)
	plan := b.file("plan.csv", samplePlan())
	progress := filepath.Join("exchange", "testdata", "canada_progress_sample.csv")
	before := b.rows()
	if err := b.run(true, progress, plan); err != nil { // progress first: the order is free
		t.Fatal(err)
	}
	b.said("import.total", 8, 8, 0, 0, 0, 0)
	b.unchangedSince(before, "dry run")
	if err := b.run(false, progress, plan); err != nil {
		t.Fatal(err)
	}
	b.said("plan.csv", 3, 3, 0, 0, 0, 0)
	b.said("canada_progress_sample.csv", 5, 5, 0, 0, 0, 0)
	if !strings.Contains(b.report.String(), "import.note.stated_none") {
		t.Errorf("the report lists no notes:\n%s", b.report)
	}
	before = b.rows()
	if err := b.run(false, plan, progress); err != nil {
		t.Fatal(err)
	}
	b.said("import.total", 8, 0, 0, 8, 0, 0)
	b.unchangedSince(before, "second import")
	b.verify()
	moved := b.file("moved.csv", planHeader+planRow("C01.1.1", "2019-07")+planRow("C01.1.2", "2020-03"))
	if err := b.run(true, moved); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"import.changes",
		"moved.csv:2: CA-2018-C01.1.1: import.field.due_on import.before 2019-06-30 import.after 2019-07-31",
		"moved.csv: CA-2018-C02: import.field.absent",
	} {
		if report := strings.Join(strings.Fields(b.report.String()), " "); !strings.Contains(report, line) {
			t.Errorf("the report does not say %q:\n%s", line, b.report)
		}
	}
	c, err := b.Commitment(t.Context(), "CA-2018-C01")
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range c.MilestoneSet[0].Indicators {
		want := map[string]domain.Level{"CA-2018-C01.1.1": "completed", "CA-2018-C01.1.2": "substantial"}[i.Code]
		if i.Levels != (tracker.Sources{Declared: want}) {
			t.Errorf("%s: imported progress is declared, got %+v", i.Code, i.Levels)
		}
	}
}

func TestBrokenFilesLeaveNothing(t *testing.T) {
	b := newImportBench(t)
	good := b.file("good.csv", samplePlan())
	progress, err := os.ReadFile(filepath.Join("exchange", "testdata", "canada_progress_sample.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, content, says string }{
		{"bad month", planHeader + planRow("C01.1.1", "2019-13"),
			`broken.csv:2: due_date: "2019-13": import.bad_date map[detail:2024-03 value:2019-13]`},
		{
			"one bad row of many", samplePlan() + planRow("C03.1.1", "soon"),
			`broken.csv:5: due_date: "soon": import.bad_date`,
		},
		{
			"the same code twice", samplePlan() + planRow("C02.1.1", "2020-06"),
			`broken.csv:4: indicator_code: "C02.1.1": import.duplicate_key`,
		},
		{"cut off in a quote", samplePlan() + `nap4,"C03`, `broken.csv:5: import.unclosed_quote`},
		{"not a table", "<html>", `broken.csv: import.is_markup`},
		{"another table", "name,age", `broken.csv:1: "name,age": import.unknown_kind`},
		{"empty", "", `broken.csv: import.empty_file`},
		{
			"an indicator that no plan has",
			strings.Replace(string(progress), "C02,C02.1,C02.1.1", "C02,C02.1,C02.1.9", 1),
			`broken.csv:8: indicators: "CA-2018-C02.1.9": import.unknown_indicator`,
		},
		{
			"a period that has not ended", strings.ReplaceAll(string(progress), "2020-12", "2026-12"),
			`import.period_not_ended`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := b.rows()
			err := b.run(false, good, b.file("broken.csv", c.content))
			if !errors.Is(err, errRefused) {
				t.Errorf("%s: %v", c.name, err)
			}
			if !strings.Contains(b.report.String(), c.says) {
				t.Errorf("%s: said %s", c.name, b.report)
			}
			b.unchangedSince(before, c.name)
		})
	}
	if err := b.run(false, filepath.Join(t.TempDir(), "absent.csv")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
}

// realPlans finds Canada's files where they are at hand; they are not part of the project.
func realPlans(t *testing.T) (paths []string) {
	t.Helper()
	folder := os.Getenv("JALONS_REAL_DATA")
	if folder == "" {
		folder = filepath.Join("..", "..", "shared", "data", "real")
	}
	for _, name := range []string{"nap4", "nap5", "nap6"} {
		path := filepath.Join(folder, "canada", name+"_flat.csv")
		if _, err := os.Stat(path); err != nil {
			t.Logf("NOT CHECKED with Canada's real %s: the file is not here (set JALONS_REAL_DATA)", name)
			return nil
		}
		paths = append(paths, path)
	}
	return paths
}

func TestImportRealPlans(t *testing.T) {
	paths := realPlans(t)
	if paths == nil {
		return
	}
	b := newImportBench(t)
	if err := b.run(false, paths...); err != nil {
		t.Fatal(err)
	}
	b.said("import.total", 306, 306, 0, 0, 0, 0)
	commitments, milestones, indicators := b.countCanada()
	if commitments != 19 || milestones != 94 || indicators != 306 {
		t.Errorf("got %d commitments, %d milestones, %d indicators", commitments, milestones, indicators)
	}
	before := b.rows()
	if err := b.run(false, paths...); err != nil {
		t.Fatal(err)
	}
	b.said("import.total", 306, 0, 0, 306, 0, 0)
	b.unchangedSince(before, "second import")
	if err := b.run(false, filepath.Join("exchange", "testdata", "canada_progress_sample.csv")); err != nil {
		t.Fatal(err)
	}
	b.verify()
}

// countCanada walks Canada's commitments as a page does, and looks for texts in both languages.
func (b *importBench) countCanada() (commitments, milestones, indicators int) {
	b.t.Helper()
	list, total, err := b.Commitments(b.t.Context(), tracker.CommitmentFilter{State: "CA"}, domain.Page{Limit: 50})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range list {
		full, err := b.Commitment(b.t.Context(), c.Code)
		if err != nil {
			b.t.Fatal(err)
		}
		milestones += len(full.MilestoneSet)
		for _, m := range full.MilestoneSet {
			indicators += len(m.Indicators)
			if m.Title.In["fr"] == "" || m.Title.In["en"] == "" {
				b.t.Errorf("%s: %v", m.Code, m.Title)
			}
		}
	}
	return total.All(), milestones, indicators
}
