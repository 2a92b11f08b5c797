package demonstration

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// source is what every plan of the demonstration gives as its source.
const source = "demonstration"

func (r *replayer) plan(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		w, err := r.as(ctx, w, l["actor"])
		if err != nil {
			return err
		}
		number := l.number("number")
		return tracker.AddActionPlan(ctx, w, tracker.NewActionPlan{
			Code: l["plan"], State: l["state"], Number: &number, Title: l.text("title"), Cycle: l["cycle"],
			StartsOn: l.day("starts_on"), EndsOn: l.day("ends_on"), Source: source,
		})
	}
}

// commitment is published by who published its plan.
func (r *replayer) commitment(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		w, err := r.as(ctx, w, r.plans[l["plan"]]["actor"])
		if err != nil {
			return err
		}
		c := tracker.NewCommitment{
			Plan: l["plan"], Number: l.number("number"), Title: l.text("title"), Description: l.text("description"),
			StartsOn: l.day("starts_on"), EndsOn: l.day("ends_on"), Areas: l.words("areas"),
			Values: l.words("values"), Continues: l["continues"],
		}
		if c.Problem, err = r.text(l["problem"]); err != nil {
			return err
		}
		if c.Expected, err = r.text(l["expected"]); err != nil {
			return err
		}
		if c.Institutions, err = r.institutions(l); err != nil {
			return err
		}
		_, err = tracker.AddCommitment(ctx, w, c)
		return err
	}
}

var supporters = map[string]string{
	"support.network": "civil_society", "support.university": "civil_society", "support.business": "private",
}

func (r *replayer) institutions(l row) ([]tracker.Institution, error) {
	lead, err := r.text(l["lead"])
	if err != nil {
		return nil, err
	}
	list := []tracker.Institution{{Name: lead, Kind: "government", Part: "lead"}}
	if l["supporting"] != "" {
		name, err := r.text(l["supporting"])
		if err != nil {
			return nil, err
		}
		list = append(list, tracker.Institution{Name: name, Kind: supporters[l["supporting"]], Part: "supporting"})
	}
	return list, nil
}

func (r *replayer) milestone(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		w, err := r.as(ctx, w, r.plans[planOf(l["commitment"])]["actor"])
		if err != nil {
			return err
		}
		_, err = tracker.AddMilestone(ctx, w, tracker.NewMilestone{
			Commitment: l["commitment"], Number: l.number("number"), Title: l.text("title"),
			Weight: l.number("weight"), DueOn: l.day("due_on"), Precision: domain.Precision(l["precision"]),
		})
		return err
	}
}
