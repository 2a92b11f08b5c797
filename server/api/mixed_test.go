package api

import (
	"encoding/csv"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// invent adds a demonstration beside what is real: plans of a state that has a real one and of one that has none,
// statements with their approvals, a stage of a city, a meeting, and liaisons for it all.
func (r *record) invent() {
	r.t.Helper()
	ctx := r.t.Context()
	var staff, liaison ledger.Actor
	r.write(func(w *ledger.Writer) (err error) {
		w = w.At(time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC))
		if err := tracker.MarkDemonstration(ctx, w, "francophonie"); err != nil {
			return err
		}
		for role, actor := range map[string]*ledger.Actor{"staff": &staff, "liaison": &liaison} {
			actor.ActingAs = domain.Role(role)
			actor.Account, err = account.Add(ctx, w, account.NewAccount{
				Email: role + "@demonstration.example", Name: role, Language: "fr", Role: domain.Role(role),
				Demonstration: true,
			})
			if err != nil {
				return err
			}
		}
		for _, state := range []string{"TN", "BJ", "SN"} {
			if err := account.AddMandate(ctx, w, account.NewMandate{
				Account: liaison.Account, State: state, Capacity: "liaison", From: "2020-01-01",
			}); err != nil {
				return err
			}
		}
		return tracker.AddStateEvent(ctx, w, tracker.NewStateEvent{
			State: "TN", Kind: "forum_meeting", HeldOn: "2024-12-20", Title: french("Inventée"), Demonstration: true,
		})
	})
	approved := func(w *ledger.Writer, statement int64, err error) error {
		if err == nil {
			_, err = tracker.Review(
				ctx, w.As(liaison), tracker.NewReview{Statement: statement, Outcome: "approved", Way: "state"},
			)
		}
		return err
	}
	r.write(func(w *ledger.Writer) error {
		w = w.At(time.Date(2025, 2, 1, 9, 0, 0, 0, time.UTC))
		for _, state := range []string{"TN", "SN"} {
			plan := tracker.NewActionPlan{
				Code: state + "-2023", State: state, Title: french("Inventé"), Cycle: "2023-2025",
				StartsOn: "2023-01-01", Source: "test", Demonstration: true,
			}
			if err := tracker.AddActionPlan(ctx, w, plan); err != nil {
				return err
			}
			code, err := tracker.AddCommitment(ctx, w, tracker.NewCommitment{
				Plan: plan.Code, Number: 1, Title: french("Inventé"), Demonstration: true,
			})
			if err != nil {
				return err
			}
			if _, err = tracker.AddMilestone(ctx, w, tracker.NewMilestone{
				Commitment: code, Number: 1, Title: french("Inventé"), Weight: 3, DueOn: "2024-06-30", Precision: "day",
			}); err != nil {
				return err
			}
			if _, err = tracker.AddMilestone(ctx, w, tracker.NewMilestone{
				Commitment: code, Number: 2, Title: french("Inventé"), Weight: 1, DueOn: "2024-09-30", Precision: "day",
			}); err != nil {
				return err
			}
			said, err := tracker.Declare(ctx, w.As(staff), tracker.NewUpdate{
				Target: code + ".1", Speaker: "programme", Level: "completed", On: "2025-01-15",
			}, 0)
			if err := approved(w, said, err); err != nil {
				return err
			}
		}
		said, err := tracker.DeclareStage(ctx, w.As(staff), tracker.NewStage{
			City: "TN-003", Speaker: "programme", Stage: "established", On: "2025-01-20",
		}, 0)
		return approved(w, said, err)
	})
}

// ofWhole are lists whose rows are about the record or the programme as a whole, which is marked as one.
var ofWhole = []string{"/export", "/export.csv", "/rollout_targets", "/rollout_targets.csv"}

// Whatever is invented beside it, every public answer gives the figures of what is real as if it were alone, and
// every row of a list.
func TestNothingInventedIsSummedWithWhatIsReal(t *testing.T) {
	alone, mixed := newRecord(t).told(false), newRecord(t).told(false)
	mixed.invent()
	for _, op := range alone.reg.operations {
		address := op.example(t)
		if slices.Contains(ofWhole, op.Path) {
			continue
		}
		t.Run(address, func(t *testing.T) {
			want, got := alone.get(address).Body.String(), mixed.get(address).Body.String()
			if op.out == nil {
				if w, g := realRows(t, want), realRows(t, got); !reflect.DeepEqual(w, g) {
					t.Errorf("alone %v\nmixed %v", w, g)
				}
				return
			}
			if w, g := realParts(t, want), realParts(t, got); !reflect.DeepEqual(w, g) {
				t.Errorf("alone %v\nmixed %v", w, g)
			}
		})
	}
	// The demonstration's own figures stand apart, and say so.
	for address, wanted := range map[string]string{
		"/progress?by=programme":                    `"invented":{"states":["SN","TN"],"milestones":4,"cities":0}`,
		"/progress?by=programme&demonstration=true": `"milestones":4,"completion":{"count":2,"of":4}`,
		"/states/TN?demonstration=true":             `"milestones":2,"completion":{"count":1,"of":2}`,
	} {
		if body := mixed.get(address).Body.String(); !strings.Contains(body, wanted) {
			t.Errorf("%s lacks %s: %.900s", address, wanted, body)
		}
	}
}

// realParts reads a JSON answer without the parts that say that they are invented, and without what tells them apart.
func realParts(t *testing.T, body string) any {
	t.Helper()
	var answer any
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	return withoutInvented(answer)
}

func withoutInvented(v any) any {
	switch v := v.(type) {
	case []any:
		return slices.DeleteFunc(slices.Clone(v), func(item any) bool {
			fields, _ := item.(map[string]any)
			return fields["demonstration"] == true || withoutInvented(item) == nil
		})
	case map[string]any:
		for name, field := range v {
			v[name] = withoutInvented(field)
		}
		for _, name := range []string{"demonstration", "invented"} {
			delete(v, name)
		}
	}
	return v
}

// realRows reads a table without the rows that say that they are invented; the place of a change in the order of all
// is no figure, and milestones that the demonstration leaves out stand apart.
func realRows(t *testing.T, body string) (rows [][]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header := all[0]
	for _, row := range all[1:] {
		if row[slices.Index(header, labelColumn)] == "true" {
			continue
		}
		for i, column := range header {
			if column == "position" || strings.Contains(column, "invented") {
				row[i] = ""
			}
		}
		rows = append(rows, row)
	}
	return rows
}
