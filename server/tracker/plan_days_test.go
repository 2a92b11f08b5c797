package tracker_test

import (
	"errors"
	"testing"

	"jalons/server/domain"
	"jalons/server/importer"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// The plan runs from 2024-01-01 to 2026-12-31; a year beside it is let through.
func TestDaysLongBesideThePlanAreRefused(t *testing.T) {
	b := newBench(t)
	commitment, m := b.commitment("TN", "2026-12-31")
	plan := commitment[:len("TN-2024")]
	if _, err := b.db.Owner.ExecContext(
		b.ctx, `update action_plans set ends_on = '2026-12-31' where code = $1`, plan,
	); err != nil {
		t.Fatal(err)
	}
	staff, outside := b.person("keeper", "staff"), b.person("outside", "assessor", "TN")
	for _, c := range []struct {
		name, code string
		write      func(w *ledger.Writer) error
	}{
		{"an update on 2022-12-31", "before_plan", func(w *ledger.Writer) error {
			_, err := tracker.Declare(b.ctx, w, tracker.NewUpdate{
				Target: m[0], Speaker: "programme", Level: "limited", On: "2022-12-31",
			}, 0)
			return err
		}},
		{"an update on 2023-01-02", "", func(w *ledger.Writer) error {
			_, err := tracker.Declare(b.ctx, w, tracker.NewUpdate{
				Target: m[0], Speaker: "programme", Level: "limited", On: "2023-01-02",
			}, 0)
			return err
		}},
		{"a commitment that begins in 2022", "outside_plan", func(w *ledger.Writer) error {
			_, err := tracker.AddCommitment(b.ctx, w, tracker.NewCommitment{
				Plan: plan, Title: fr("Tôt"), StartsOn: "2022-12-31",
			})
			return err
		}},
		{"a commitment that ends in 2028", "outside_plan", func(w *ledger.Writer) error {
			_, err := tracker.AddCommitment(b.ctx, w, tracker.NewCommitment{
				Plan: plan, Title: fr("Tard"), EndsOn: "2028-01-01",
			})
			return err
		}},
		{"a commitment of 2023 to 2027", "", func(w *ledger.Writer) error {
			_, err := tracker.AddCommitment(b.ctx, w, tracker.NewCommitment{
				Plan: plan, Title: fr("Juste"), StartsOn: "2023-01-02", EndsOn: "2027-12-31",
			})
			return err
		}},
		{"a commitment that is moved to 1999", "outside_plan", func(w *ledger.Writer) error {
			return tracker.EditCommitment(
				b.ctx, w, commitment, tracker.CommitmentTexts{Lang: "fr", Title: "Titre", StartsOn: "1999-01-01"}, 1,
			)
		}},
		{"a milestone due in 2028", "outside_plan", func(w *ledger.Writer) error {
			_, err := tracker.AddMilestone(b.ctx, w, tracker.NewMilestone{
				Commitment: commitment, Title: fr("Étape"), Weight: 1, DueOn: "2028-06-30",
			})
			return err
		}},
		{"a due date moved to 2022", "outside_plan", func(w *ledger.Writer) error {
			return tracker.MoveDate(b.ctx, w, tracker.NewDateMove{
				Target: m[0], NewOn: "2022-06-30", Reason: "other",
			}, 0)
		}},
		{"a due date moved to 2035", "", func(w *ledger.Writer) error {
			return tracker.MoveDate(b.ctx, w, tracker.NewDateMove{
				Target: m[0], NewOn: "2035-06-30", Reason: "other",
			}, 0)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := as(b, staff, func(w *ledger.Writer) (int, error) { return 0, c.write(w) })
			if got := codeOf(err); got != c.code {
				t.Errorf("got %q (%v), want %q", got, err, c.code)
			}
		})
	}
	_, err := as(b, outside, func(w *ledger.Writer) (int64, error) {
		return tracker.Assess(b.ctx, w, tracker.NewAssessment{
			Target: commitment, Level: "limited", On: "2022-12-31", Verdict: fr("Rien"),
		})
	})
	b.refusedAs("an assessment of 2022", err, "before_plan")
}

// codeOf gives the code of an error that people are told, the text of any other.
func codeOf(err error) string {
	if e, ok := errors.AsType[*domain.Error](err); ok {
		return e.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestImportRefusesPeriodsLongBeforeThePlan(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	p := sampleProgress()
	p.Rows[0].Period, p.Rows[0].EffectiveOn = "2016-12", "2016-12-31"
	err := b.Write(b.ctx, func(w *ledger.Writer) error {
		_, err := importer.ImportProgress(b.ctx, w.As(b.staff), p)
		return err
	})
	problems, ok := errors.AsType[importer.ImportProblems](err)
	want := importer.ImportProblem{
		Line: 2, Column: "reporting_period", Value: "2016-12", Reason: "import.before_plan", Detail: "2018",
	}
	if !ok || len(problems.List) != 1 || problems.List[0] != want {
		t.Errorf("got %+v", err)
	}
}

func TestImportNotesDatesBesideThePlan(t *testing.T) {
	b := newBench(t)
	p := samplePlan()
	p.Commitments[1].Milestones[0].Indicators[0].Due.On = "2022-03-31" // the plan ends with 2020
	notes := b.importPlan(p).Notes
	if len(notes) != 1 || notes[0].Kind != importer.NoteOutsidePlan || notes[0].Code != "CA-2018-C02.1.1" ||
		notes[0].Read != "2022-03-31" {
		t.Errorf("notes: %+v", notes)
	}
}
