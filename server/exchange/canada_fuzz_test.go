package exchange

import (
	"bytes"
	"errors"
	"testing"

	"jalons/server/domain"
	"jalons/server/importer"
)

// FuzzCanada feeds arbitrary bytes to the reader: it returns either a consistent file, or Problems.
func FuzzCanada(f *testing.F) {
	f.Add([]byte(sample(f, "canada_plan_sample.csv")))
	f.Add([]byte(sample(f, "canada_progress_sample.csv")))
	f.Add([]byte("\uFEFF\"plan\",plan\r\n\"x"))
	f.Add([]byte("a\rb\r"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ReadCanada(bytes.NewReader(data))
		var problems Problems
		switch {
		case err != nil && !errors.As(err, &problems):
			t.Fatalf("got %v, want Problems", err)
		case err != nil:
			if len(problems.List) == 0 || len(problems.List) > MaxProblems || file != (CanadaFile{}) {
				t.Fatalf("got %d problems, file %v; want problems and no file", len(problems.List), file)
			}
		case (file.Plan == nil) == (file.Progress == nil):
			t.Fatal("got both or neither of plan and progress, want one")
		case file.Plan != nil:
			checkAnyPlan(t, file.Plan)
		default:
			if p := file.Progress; p.Read != len(p.Rows)+p.Ignored {
				t.Fatalf("got %d read, %d rows, %d ignored; want a sum", p.Read, len(p.Rows), p.Ignored)
			}
		}
	})
}

func checkAnyPlan(t *testing.T, plan *importer.PlanImport) {
	t.Helper()
	count := 0
	eachIndicator(plan, func(i importer.IndicatorImport) {
		count++
		_, err := domain.ParseDay(string(i.Due.On))
		if (err != nil) != (i.Due.On == "") {
			t.Fatalf("%s: got due date %q, want a day or none", i.Code, i.Due.On)
		}
	})
	if plan.Read != count+plan.Ignored {
		t.Fatalf("got %d read, %d indicators, %d ignored; want a sum", plan.Read, count, plan.Ignored)
	}
}
