package demonstration

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/programme"
	"jalons/server/tracker"
)

func (r *replayer) phaseStart(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		return programme.StartPhase(ctx, w, l["phase"], l.day("started_on"))
	}
}

func (r *replayer) phaseEnd(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		return programme.EndPhase(ctx, w, l["phase"], l.day("ended_on"))
	}
}

func (r *replayer) phasePlan(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		_, err := programme.AddPhasePlan(ctx, w, programme.NewPhasePlan{
			Phase: l["phase"], StartsOn: l.day("starts_on"), EndsOn: l.day("ends_on"), DecidedOn: l.day("decided_on"),
			Reason: l.text("reason"),
		})
		return err
	}
}

func (r *replayer) rolloutPlan(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		plan := programme.NewRolloutPlan{
			Programme: programmeCode, DecidedOn: l.day("decided_on"), Reason: l.text("reason"),
		}
		for _, t := range r.lists["rollout_targets"] {
			if t["version"] == l["version"] {
				plan.Targets = append(plan.Targets, programme.RolloutTarget{
					State: t["state"], Year: t.number("year"), Cities: t.number("cities"),
				})
			}
		}
		_, err := programme.AddRolloutPlan(ctx, w, plan)
		return err
	}
}

func (r *replayer) motion(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		return programme.AddMotion(ctx, w, programme.NewMotion{Code: l["motion"], Programme: programmeCode,
			Title: l.text("title"),
			Body:  l.text("body"), Summit: l.text("summit"),
			HeldOn: l.day("held_on"), Sponsor: l["sponsor"], AdoptedOn: l.day("adopted_on")})
	}
}

func (r *replayer) invitation(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		return programme.InviteToMotion(ctx, w, l["motion"], l["state"], l.day("invited_on"))
	}
}

func (r *replayer) reply(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		return programme.AnswerMotion(ctx, w, programme.NewAnswer{
			Motion: l["motion"], State: l["state"], Answer: l["answer"], On: l.day("answered_on"),
		})
	}
}

func (r *replayer) gate(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		return programme.AddGate(ctx, w, programme.NewGate{
			Code: l["gate"], AfterPhase: l["after_phase"], Name: l.text("name"), PlannedOn: l.day("planned_on"),
		})
	}
}

func (r *replayer) criterion(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		return programme.AddGateCriterion(ctx, w, programme.NewCriterion{
			Gate: l["gate"], Number: l.number("number"), Criterion: l.text("criterion"),
			Critical: l["critical"] == "yes", Figure: l.text("figure"), Met: l["met"],
		})
	}
}

func (r *replayer) lesson(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		return programme.AddGateLesson(ctx, w, programme.NewLesson{
			Gate: l["gate"], Kind: l["kind"], Number: l.number("number"), Lesson: l.text("lesson"),
			Owner: l.text("owner"), DueOn: l.day("due_on"), DoneOn: l.day("done_on"),
		})
	}
}

func (r *replayer) decision(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		w, err := r.as(ctx, w, l["actor"])
		if err != nil {
			return err
		}
		_, err = tracker.DecideGate(ctx, w, tracker.NewDecision{
			Gate: l["gate"], Decision: domain.Decision(l["decision"]), On: l.day("decided_on"), Note: l.text("note"),
			First: l.text("first"), Second: l.text("second"),
		})
		return err
	}
}

func (r *replayer) event(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		title, err := r.text("event." + l["kind"])
		if err != nil {
			return err
		}
		return tracker.AddStateEvent(ctx, w, tracker.NewStateEvent{
			State: l["state"], Kind: l["kind"], HeldOn: l.day("held_on"), Title: title, Demonstration: true,
		})
	}
}
