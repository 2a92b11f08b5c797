package exchange

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"jalons/server/domain"
	"jalons/server/importer"
)

// longDeadlines are the deadlines of the sixth plan that are whole sentences, by indicator.
var longDeadlines = map[string]deadlineCase{
	"CA-2025-C01.7.3": {on: "", precision: domain.PrecisionRecurring, kinds: repeats},
	"CA-2025-C03.4.3": {on: "", precision: domain.PrecisionRecurring, kinds: repeats},
	"CA-2025-C04.3.3": {on: "2029-12-31", precision: domain.PrecisionYear, kinds: several + " end_of_plan"},
	"CA-2025-C04.3.4": {on: "2029-12-31", precision: domain.PrecisionYear, kinds: several + " end_of_plan"},
	"CA-2025-C04.4.3": {on: "2029-12-31", precision: domain.PrecisionYear, kinds: several + " end_of_plan"},
	"CA-2025-C04.4.4": {on: "2029-12-31", precision: domain.PrecisionYear, kinds: several + " end_of_plan"},
	"CA-2025-C04.5.3": {on: "2027-11-30", precision: domain.PrecisionMonth, kinds: read},
}

// realPlan returns Canada's file where it is present; it is not part of the project.
func realPlan(t testing.TB, name string) []byte {
	t.Helper()
	folder := os.Getenv("JALONS_REAL_DATA")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data", "real")
	}
	data, err := os.ReadFile(filepath.Join(folder, "canada", name+"_flat.csv"))
	if err != nil {
		t.Logf("NOT CHECKED against Canada's real %s: the file is not here (set JALONS_REAL_DATA)", name)
		return nil
	}
	return data
}

func TestRealPlans(t *testing.T) {
	for _, want := range []struct {
		name, code                          string
		commitments, milestones, indicators int
	}{
		{"nap4", "CA-2018", 10, 56, 135},
		{"nap5", "CA-2022", 5, 19, 106},
		{"nap6", "CA-2025", 4, 19, 65},
	} {
		t.Run(want.name, func(t *testing.T) {
			data := realPlan(t, want.name)
			if data == nil {
				return
			}
			file, err := ReadCanada(bytes.NewReader(data))
			if err != nil {
				t.Errorf("%s: got %v, want no error", want.name, err)
				return
			}
			milestones, indicators := 0, 0
			for _, c := range file.Plan.Commitments {
				milestones += len(c.Milestones)
				for _, m := range c.Milestones {
					indicators += len(m.Indicators)
				}
			}
			if file.Plan.Plan.Code != want.code || len(file.Plan.Commitments) != want.commitments ||
				milestones != want.milestones || indicators != want.indicators || file.Plan.Read != want.indicators {
				t.Errorf(
					"%s: got %s %d %d %d, read %d", want.name, file.Plan.Plan.Code, len(file.Plan.Commitments),
					milestones, indicators, file.Plan.Read,
				)
			}
		})
	}
}

// TestRealDeadlines compares every deadline of the three files with the tables, and looks for entries of
// the tables that no file has.
func TestRealDeadlines(t *testing.T) {
	for name, cases := range map[string][]deadlineCase{
		"nap4": deadlinesOfPlan4, "nap5": deadlinesOfPlan5, "nap6": deadlinesOfPlan6,
	} {
		t.Run(name, func(t *testing.T) {
			data := realPlan(t, name)
			if data == nil {
				return
			}
			file, err := ReadCanada(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			used := map[deadlineCase]bool{}
			written := writtenDeadlines(t, data)
			eachIndicator(file.Plan, func(i importer.IndicatorImport) {
				want, known := expected(i.Code, written[i.SourceCode], cases)
				used[want] = true
				kinds := kindsOf(notesFor(file.Plan, i.Code))
				if !known || i.Due.On != want.on || i.Due.Precision != want.precision || kinds != want.kinds {
					t.Errorf(
						"%s line %d %s: %v read as %s %s (%s), want %+v", name, i.Line, i.Code, i.Due.Raw.In, i.Due.On,
						i.Due.Precision, kinds, want,
					)
				}
			})
			for _, c := range cases {
				if !used[c] {
					t.Errorf("%s: got no deadline %+v, want each of the table", name, c)
				}
			}
		})
	}
}

// writtenDeadlines reads the deadlines of a file as they are written, by indicator, without the reader under test.
func writtenDeadlines(t *testing.T, data []byte) map[string][3]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	written := map[string][3]string{}
	for _, row := range rows[1:] {
		written[row[column["indicator_code"]]] = [3]string{
			row[column["deadline_en"]], row[column["deadline_fr"]], row[column["due_date"]],
		}
	}
	return written
}

func expected(code string, written [3]string, cases []deadlineCase) (deadlineCase, bool) {
	if want, ok := longDeadlines[code]; ok {
		return want, true
	}
	i := slices.IndexFunc(cases, func(c deadlineCase) bool { return written == [3]string{c.en, c.fr, c.month} })
	if i < 0 {
		return deadlineCase{}, false
	}
	return cases[i], true
}

func notesFor(plan *importer.PlanImport, code string) []importer.ImportNote {
	var notes []importer.ImportNote
	for _, note := range plan.Notes {
		if note.Code == code {
			notes = append(notes, note)
		}
	}
	return notes
}

func eachIndicator(plan *importer.PlanImport, do func(importer.IndicatorImport)) {
	for _, c := range plan.Commitments {
		for _, m := range c.Milestones {
			for _, i := range m.Indicators {
				do(i)
			}
		}
	}
}
