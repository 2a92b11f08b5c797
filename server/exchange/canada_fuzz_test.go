package exchange

import (
	"bytes"
	"errors"
	"testing"

	"jalons/server/domain"
	"jalons/server/tracker"
)

// FuzzCanada feeds anything to the reader: it gives a file that holds together, or Problems that name
// what is wrong, and never both.
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
			t.Fatalf("an error without problems: %v", err)
		case err != nil:
			if len(problems.List) == 0 || len(problems.List) > MaxProblems || file != (CanadaFile{}) {
				t.Fatalf("%d problems, file %v", len(problems.List), file)
			}
		case (file.Plan == nil) == (file.Progress == nil):
			t.Fatal("neither plan nor progress, or both")
		case file.Plan != nil:
			checkAnyPlan(t, file.Plan)
		default:
			if p := file.Progress; p.Read != len(p.Rows)+p.Ignored {
				t.Fatalf("read %d, %d rows, ignored %d", p.Read, len(p.Rows), p.Ignored)
			}
		}
	})
}

func checkAnyPlan(t *testing.T, plan *tracker.PlanImport) {
	t.Helper()
	count := 0
	eachIndicator(plan, func(i tracker.IndicatorImport) {
		count++
		_, err := domain.ParseDay(string(i.Due.On))
		if (err != nil) != (i.Due.On == "") {
			t.Fatalf("%s: due on %q", i.Code, i.Due.On)
		}
	})
	if plan.Read != count+plan.Ignored {
		t.Fatalf("read %d, %d indicators, ignored %d", plan.Read, count, plan.Ignored)
	}
}
