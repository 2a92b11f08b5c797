package api

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Every answer says whether something in it is invented: in its field, in its parts, in each row and in its headers.
// The initiatives of 2011 are facts, and so is what is known of the states that left, of which nothing is
// invented here.
func TestEveryAnswerIsLabelled(t *testing.T) {
	for _, invented := range []bool{false, true} {
		r := newRecord(t).told(invented)
		for _, op := range r.reg.operations {
			address := op.example(t)
			facts := strings.HasPrefix(op.Path, "/initiatives") || strings.HasPrefix(op.Path, "/columns") ||
				strings.Contains(address, "membership=left")
			r.labels(address, op.out == nil, invented && !facts)
		}
	}
}

// labels wants one label all over the answer of an address.
func (r *record) labels(address string, table, invented bool) {
	r.t.Helper()
	w := r.get(address)
	header := map[bool]string{true: "true"}[invented]
	if w.Code != 200 || w.Header().Get(labelHeader) != header {
		r.t.Errorf("%s: %d, %s %q, want %q", address, w.Code, labelHeader, w.Header().Get(labelHeader), header)
	}
	if !table {
		if all, parts := marksIn(r.t, w.Body.Bytes()); all != invented || parts != invented {
			r.t.Errorf("%s: the field demonstration is %t, one of a part %t, want %t", address, all, parts, invented)
		}
		return
	}
	if marks := marksOf(r.t, w.Body.String()); slices.Contains(marks, "true") != invented {
		r.t.Errorf("%s: the rows say %v", address, marks)
	}
	if named := strings.Contains(w.Header().Get("Content-Disposition"), "jalons-demonstration-"); named != invented {
		r.t.Errorf("%s: %s", address, w.Header().Get("Content-Disposition"))
	}
}

// marksIn gives the outermost field demonstration, which must be there, and whether some such field is true,
// however deep.
func marksIn(t *testing.T, body []byte) (outermost, some bool) {
	t.Helper()
	var answer map[string]any
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatal(err)
	}
	outermost, ok := answer[labelColumn].(bool)
	if !ok {
		t.Errorf("no label: %.200s", body)
	}
	var collect func(any)
	collect = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				collect(item)
			}
		case map[string]any:
			for name, field := range v {
				mark, _ := field.(bool)
				some = some || mark && name == labelColumn
				collect(field)
			}
		}
	}
	collect(answer)
	return outermost, some
}

// marksOf gives the label of each row of a table.
func marksOf(t *testing.T, table string) (marks []string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%v %.200s", err, table)
	}
	at := slices.Index(rows[0], labelColumn)
	if at < 0 {
		t.Fatalf("no label: %v", rows[0])
	}
	for _, row := range rows[1:] {
		marks = append(marks, row[at])
	}
	return marks
}

// Where invented commitments stand beside real ones, each of them says what it is, and what pools them is real.
func TestRealAndInventedSideBySide(t *testing.T) {
	r := newRecord(t).told(false)
	r.write(func(w *ledger.Writer) error {
		plan := tracker.NewActionPlan{
			Code: "SN-2025", State: "SN", Title: french("Plan"), Cycle: "2025-2027", StartsOn: "2025-01-01",
			Source: "test", Demonstration: true,
		}
		if err := tracker.AddActionPlan(t.Context(), w, plan); err != nil {
			return err
		}
		_, err := tracker.AddCommitment(t.Context(), w, tracker.NewCommitment{
			Plan: "SN-2025", Number: 1, Title: french("Inventé"), Demonstration: true,
		})
		return err
	})
	r.labels("/commitments/SN-2025-C01", false, true)
	r.labels("/commitments/TN-2025-C01", false, false)
	r.labels("/milestones/TN-2025-C01.1", false, false)
	for _, address := range []string{
		"/regions", "/regions/west-africa", "/progress", "/programmes/francophonie", "/rollouts", "/initiatives",
		"/states",
	} {
		r.labels(address, false, false)
	}
	for _, address := range []string{
		"/regions.csv", "/progress.csv", "/rollouts.csv", "/initiatives.csv", "/states.csv",
	} {
		r.labels(address, true, false)
	}
	r.labels("/states/SN", false, true) // one of its plans
	r.labels("/states/SN?demonstration=true", false, true)
	r.labels("/progress.csv?by=state&demonstration=true", true, true)
	r.labels("/states/TN", false, false)
	if got, want := marksOf(
		t, r.get("/commitments.csv").Body.String(),
	), []string{"false", "true", "false", "false"}; !slices.Equal(got, want) {
		t.Errorf("rows say %v, want %v", got, want)
	}
	if w := r.get("/commitments"); w.Header().Get(labelHeader) != "true" {
		t.Errorf("%v", w.Header())
	}
}
