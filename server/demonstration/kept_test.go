package demonstration_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/programme"
	"jalons/server/testkit"
	"jalons/server/tracker"
)

// What a real account wrote about the demonstration, or changed of it, outlives it with what it is about.
func TestRemovalKeepsWhatRealAccountsTouched(t *testing.T) {
	tr, db := testkit.NewAt(t, evening)
	r := &record{Programmes: programme.New(tr), t: t, ctx: context.Background(), db: db}
	if err := r.Write(r.ctx, func(w *ledger.Writer) error {
		return r.touched(w.At(evening.AddDate(-1, 0, 0)))
	}); err != nil {
		t.Fatal(err)
	}
	kept, err := r.RemoveDemonstration(r.ctx, r.db.Owner)
	if want := []string{"BJ-2023-C01", "BJ-2023-C02", "BJ-2023-C03"}; err != nil || !slices.Equal(kept, want) {
		t.Fatalf("kept %v, want %v: %v", kept, want, err)
	}
	r.verify()
	for query, want := range map[string]int{
		// with the real one of the invented plan
		`select count(*) from commitments`:                                                                  4,
		`select count(*) from commitments where demonstration`:                                              0,
		`select count(*) from action_plans where not demonstration`:                                         1,
		`select count(*) from milestones where code in ('BJ-2023-C01.2', 'BJ-2023-C02.1', 'BJ-2023-C03.1')`: 3,
		`select count(*) from milestones`:                                                                   3,
		`select count(*) from statements`:                                                                   2,
		`select count(*) from reviews`:                                                                      1,
		`select count(*) from date_moves`:                                                                   1,
		`select count(*) from accounts where demonstration and disabled_at is null`:                         0,
		`select count(*) from mandates m join accounts a on a.id = m.account_id where a.demonstration`:      0,
	} {
		if n := r.count(query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	list, err := r.ProgressBy(r.ctx, "programme", domain.View{})
	if err != nil {
		t.Fatal(err)
	}
	if p := list[0].Progress; p.Figures.Milestones != 3 || p.Figures.Completion.Count != 1 || p.Demonstration {
		t.Errorf("figures of what stays: %+v", p.Figures)
	}
}

// touched enters four invented commitments of two milestones each: real accounts write about the first, review what
// was said of the second, move a date of the third and leave the fourth alone.
func (r *record) touched(w *ledger.Writer) error {
	if err := tracker.MarkDemonstration(r.ctx, w, "francophonie"); err != nil {
		return err
	}
	staff, err := r.account(w, "staff")
	if err != nil {
		return err
	}
	liaison, err := r.account(w, "liaison")
	if err != nil {
		return err
	}
	id, err := account.Add(r.ctx, w, account.NewAccount{
		Email: "staff@demonstration.example", Name: "Staff", Language: "fr", Role: "staff", Demonstration: true,
	})
	if err != nil {
		return err
	}
	invented := ledger.Actor{Account: id, ActingAs: "staff"}
	for _, holder := range []int64{liaison.Account, id} {
		if err := account.AddMandate(r.ctx, w, account.NewMandate{
			Account: holder, State: "BJ", Capacity: "liaison", From: "2020-01-01",
		}); err != nil {
			return err
		}
	}
	said, err := r.invent(w.As(invented))
	if err != nil {
		return err
	}
	if _, err := tracker.AddCommitment(r.ctx, w, tracker.NewCommitment{
		Plan: "BJ-2023", Number: 9, Title: fr("Réel"),
	}); err != nil {
		return err
	}
	if _, err := tracker.Declare(r.ctx, w.As(staff), tracker.NewUpdate{
		Target: "BJ-2023-C01.2", Speaker: "programme", Level: "limited", On: "2025-06-01",
	}, 0); err != nil {
		return err
	}
	if _, err := tracker.Review(r.ctx, w.As(liaison), tracker.NewReview{
		Statement: said[1], Outcome: "approved", Way: "state",
	}); err != nil {
		return err
	}
	return tracker.MoveDate(r.ctx, w.As(staff), tracker.NewDateMove{
		Target: "BJ-2023-C03.1", NewOn: "2027-06-30", Reason: "staff",
	}, 0)
}

func (r *record) invent(w *ledger.Writer) (said []int64, err error) {
	plan := tracker.NewActionPlan{
		Code: "BJ-2023", State: "BJ", Title: fr("Inventé"), Cycle: "2023-2025", StartsOn: "2023-01-01",
		Source: "demonstration", Demonstration: true,
	}
	if err := tracker.AddActionPlan(r.ctx, w, plan); err != nil {
		return nil, err
	}
	for n := range 4 {
		code, err := tracker.AddCommitment(r.ctx, w, tracker.NewCommitment{
			Plan: plan.Code, Number: n + 1, Title: fr("Inventé"), Demonstration: true,
		})
		if err != nil {
			return nil, err
		}
		for m := range 2 {
			step := tracker.NewMilestone{
				Commitment: code, Number: m + 1, Title: fr("Inventé"), Weight: 1, DueOn: "2026-06-30", Precision: "day",
			}
			if _, err := tracker.AddMilestone(r.ctx, w, step); err != nil {
				return nil, err
			}
		}
		id, err := tracker.Declare(r.ctx, w, tracker.NewUpdate{
			Target: fmt.Sprintf("%s.1", code), Speaker: "programme", Level: "completed", On: "2025-05-01",
		}, 0)
		if err != nil {
			return nil, err
		}
		said = append(said, id)
	}
	return said, nil
}
