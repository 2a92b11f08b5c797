package tracker_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"jalons/server/domain"
	"jalons/server/importer"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// planOf2024 is a plan of 2024 to 2026 with a commitment, a milestone due at the end of 2026, and an update.
func (b *bench) planOf2024() {
	b.t.Helper()
	number := 1
	b.write(func(w *ledger.Writer) error {
		err := tracker.AddActionPlan(b.ctx, w, tracker.NewActionPlan{
			Code: "BJ-2024", State: "BJ", Number: &number, Title: fr("Plan").With("en", "Plan"), Cycle: "2024-2026",
			StartsOn: "2024-01-01", EndsOn: "2026-12-31", URL: "https://example.org/plan", Source: "test",
		})
		if err != nil {
			return err
		}
		commitment := tracker.NewCommitment{
			Plan: "BJ-2024", Number: 1, Title: fr("Engagement"), StartsOn: "2024-03-01", EndsOn: "2027-06-30",
		}
		if _, err = tracker.AddCommitment(b.ctx, w, commitment); err != nil {
			return err
		}
		_, err = tracker.AddMilestone(b.ctx, w, tracker.NewMilestone{
			Commitment: "BJ-2024-C01", Number: 1, Title: fr("Jalon"), Weight: 1, DueOn: "2026-12-31", Precision: "day",
		})
		return err
	})
	b.declare("BJ-2024-C01.1", "limited", "2024-02-01", noon)
}

func planEdit() tracker.PlanEdit {
	number := 2
	return tracker.PlanEdit{
		Lang: "fr", Title: "Plan corrigé", Number: &number, Cycle: "2024-2027", StartsOn: "2024-02-01",
		EndsOn: "2027-12-31",
		URL:    "https://example.org/corrige", Source: "Journal officiel",
	}
}

func (b *bench) editPlan(who ledger.Actor, e tracker.PlanEdit, version int64) error {
	_, err := as(b, who, func(w *ledger.Writer) (int, error) {
		return 0, tracker.EditPlan(b.ctx, w, "BJ-2024", e, version)
	})
	return err
}

// Everything of a plan but its code is corrected, in public and by whom it may be; who saw another version is told.
func TestPlanIsCorrected(t *testing.T) {
	b := newBench(t)
	b.planOf2024()
	staff := b.person("keeper", "staff")
	b.refusedAs("staff of another state", b.editPlan(b.person("tunisia", "staff", "TN"), planEdit(), 1), "out_of_scope")
	if err := b.editPlan(staff, planEdit(), 1); err != nil {
		t.Fatal(err)
	}
	b.refusedAs("a version that has passed", b.editPlan(staff, planEdit(), 1), "changed_meanwhile")
	got, err := b.ActionPlan(b.ctx, "BJ-2024")
	if err != nil {
		t.Fatal(err)
	}
	title := fr("Plan").With("en", "Plan").Edited("fr", "Plan corrigé")
	number := 2
	want := tracker.ActionPlan{
		Code: "BJ-2024", State: "BJ", Number: &number, Title: title, Cycle: "2024-2027", StartsOn: "2024-02-01",
		EndsOn: "2027-12-31",
		URL:    "https://example.org/corrige", Source: "Journal officiel", Commitments: 1, Version: 2,
	}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("got  %+v\nwant %+v", *got, want)
	}
	if !title.Outdated("en") {
		t.Error("the translation isn't outdated")
	}
	b.planLogged()
	empty := planEdit()
	empty.Number, empty.URL, empty.EndsOn = nil, "", ""
	if err := b.editPlan(staff, empty, 2); err != nil {
		t.Fatal(err)
	}
	if got, err = b.ActionPlan(b.ctx, "BJ-2024"); err != nil || got.Number != nil || got.URL != "" || got.EndsOn != "" {
		t.Errorf("what was taken away stays: %+v %v", got, err)
	}
}

// planLogged fails where the public history doesn't hold the correction, before and after, and the audit log
// who made it.
func (b *bench) planLogged() {
	b.t.Helper()
	if _, err := b.Sequence(b.ctx); err != nil {
		b.t.Fatal(err)
	}
	changes, err := b.Changes(b.ctx, ledger.ChangeFilter{Newest: true}, 1)
	if err != nil || len(changes) != 1 {
		b.t.Fatalf("%v %v", changes, err)
	}
	c, before, after := changes[0], map[string]any{}, map[string]any{}
	if err := json.Unmarshal(c.Before, &before); err != nil {
		b.t.Fatal(err)
	}
	if err := json.Unmarshal(c.After, &after); err != nil {
		b.t.Fatal(err)
	}
	if c.Kind != "edited" || c.Object != "plan" || c.Code != "BJ-2024" || c.State != "BJ" ||
		c.Title.In["fr"] != "Plan corrigé" {
		b.t.Errorf("change %+v", c)
	}
	for field, want := range map[string][2]any{
		"starts_on": {"2024-01-01", "2024-02-01"}, "ends_on": {"2026-12-31", "2027-12-31"}, "number": {1.0, 2.0},
		"source": {"test", "Journal officiel"},
		"cycle":  {"2024-2026", "2024-2027"}, "url": {"https://example.org/plan", "https://example.org/corrige"},
	} {
		if got := [2]any{before[field], after[field]}; got != want {
			b.t.Errorf("%s: %v, want %v", field, got, want)
		}
	}
	var acts int
	err = b.db.Owner.GetContext(
		b.ctx, &acts, `select count(*) from audit_log where action = 'plan_edited' and detail ->> 'object' = 'BJ-2024'`,
	)
	if err != nil || acts != 1 {
		b.t.Errorf("%d lines of the audit log: %v", acts, err)
	}
}

// Bad values are refused by the name of their field, and leave the plan as it was.
func TestPlanIsNotCorrectedToNonsense(t *testing.T) {
	b := newBench(t)
	b.planOf2024()
	staff := b.person("keeper", "staff")
	for _, c := range []struct {
		name, code, field string
		change            func(*tracker.PlanEdit)
	}{
		{"no title", "title_needed", "title", func(e *tracker.PlanEdit) { e.Title = "" }},
		{"an invisible title", "title_needed", "title", func(e *tracker.PlanEdit) { e.Title = "\u2060" }},
		{"years in words", "plan_cycle", "cycle", func(e *tracker.PlanEdit) { e.Cycle = "soon" }},
		{"years turned around", "plan_cycle", "cycle", func(e *tracker.PlanEdit) { e.Cycle = "2026-2024" }},
		{"no years", "shape_required", "cycle", func(e *tracker.PlanEdit) { e.Cycle = "" }},
		{"no first day", "shape_required", "starts_on", func(e *tracker.PlanEdit) { e.StartsOn = "" }},
		{"a first day in another year than the code", "plan_year", "starts_on", func(e *tracker.PlanEdit) {
			e.StartsOn = "2025-01-01"
		}},
		{"the end before the start", "end_before_start", "ends_on", func(e *tracker.PlanEdit) {
			e.EndsOn = "2024-01-15"
		}},
		{"an end that leaves the commitment out", "days_leave_out", "ends_on", func(e *tracker.PlanEdit) {
			e.EndsOn = "2025-12-31"
		}},
		{"no address of the web", "shape_http_url", "url", func(e *tracker.PlanEdit) { e.URL = "example" }},
		{"no source", "shape_required", "source", func(e *tracker.PlanEdit) { e.Source = "" }},
		{"number 0", "shape_gte", "number", func(e *tracker.PlanEdit) { e.Number = new(int) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := planEdit()
			c.change(&e)
			err := b.editPlan(staff, e, 1)
			refused, ok := errors.AsType[*domain.Error](err)
			if !ok || refused.Code != c.code || refused.Field != c.field {
				t.Errorf("got %v, want %s of %s", err, c.code, c.field)
			}
		})
	}
	if got, err := b.ActionPlan(b.ctx, "BJ-2024"); err != nil || got.Version != 1 || got.StartsOn != "2024-01-01" {
		t.Errorf("the plan has moved: %+v %v", got, err)
	}
}

// New days of a commitment leave none of its milestones out that the old ones held.
func TestDaysOfACommitmentKeepItsMilestones(t *testing.T) {
	b := newBench(t)
	b.planOf2024()
	staff := b.person("keeper", "staff")
	edit := func(starts, ends domain.Day, version int64) error {
		_, err := as(b, staff, func(w *ledger.Writer) (int, error) {
			return 0, tracker.EditCommitment(
				b.ctx, w, "BJ-2024-C01",
				tracker.CommitmentTexts{Lang: "fr", Title: "Titre", StartsOn: starts, EndsOn: ends}, version,
			)
		})
		return err
	}
	_, err := as(b, staff, func(w *ledger.Writer) (int, error) {
		return 0, tracker.EditCommitment(
			b.ctx, w, "BJ-2024-C01", tracker.CommitmentTexts{Lang: "fr", Title: "\u2060"}, 1,
		)
	})
	b.refusedAs("an invisible title", err, "title_needed")
	b.refusedAs("an end before the milestone", edit("2024-03-01", "2026-06-30", 1), "days_leave_out")
	b.refusedAs("a start after the milestone", edit("2027-01-01", "2027-06-30", 1), "days_leave_out")
	if err := edit("2024-04-01", "2026-12-31", 1); err != nil {
		t.Error(err)
	}
}

// A file's dates are noted by the plan's days as people have corrected them.
func TestImportNotesDatesBesideTheCorrectedPlan(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	if _, err := b.db.Owner.ExecContext(
		b.ctx, `update action_plans set ends_on = '2022-12-31' where code = 'CA-2018'`,
	); err != nil {
		t.Fatal(err)
	}
	p := samplePlan()
	p.Commitments[1].Milestones[0].Indicators[0].Due.On = "2022-03-31"
	for _, n := range b.importPlan(p).Notes {
		if n.Kind == importer.NoteOutsidePlan {
			t.Errorf("noted: %+v", n)
		}
	}
}
