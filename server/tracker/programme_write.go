package tracker

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// MarkDemonstration says on every page, answer and export that the programme's figures are invented.
func MarkDemonstration(ctx context.Context, w *ledger.Writer, programme string) error {
	if err := w.ExecOrMissing(
		ctx, "programme", programme, `update programmes set demonstration = true where code = $1`, programme,
	); err != nil {
		return err
	}
	return decideDemonstration(ctx, w, true)
}

// LeaveDemonstrationOut decides that the record goes without the demonstration.
func LeaveDemonstrationOut(ctx context.Context, w *ledger.Writer) error {
	return decideDemonstration(ctx, w, false)
}

func decideDemonstration(ctx context.Context, w *ledger.Writer, loaded bool) error {
	return w.Exec(
		ctx,
		`insert into demonstration_decision (loaded, decided_at) values ($1, $2) on conflict (one) do update
			set loaded = excluded.loaded, decided_at = excluded.decided_at`,
		loaded, w.Now(),
	)
}

// StartPhase records the day a phase began.
func StartPhase(ctx context.Context, w *ledger.Writer, phase string, on domain.Day) error {
	return w.ExecOrMissing(ctx, "phase", phase, `update phases set started_on = $2 where code = $1`, phase, on)
}

// EndPhase records the day a phase ended.
func EndPhase(ctx context.Context, w *ledger.Writer, phase string, on domain.Day) error {
	return w.ExecOrMissing(ctx, "phase", phase, `update phases set ended_on = $2 where code = $1`, phase, on)
}

// NewPhasePlan is a phase's new planned dates, with the reason why they changed.
type NewPhasePlan struct {
	Phase     string     `validate:"required"`
	StartsOn  domain.Day `validate:"required"`
	EndsOn    domain.Day `validate:"required"`
	DecidedOn domain.Day `validate:"required"`
	Reason    domain.Text
}

// AddPhasePlan puts a new version beside a phase's plans and returns its number; the first stays.
func AddPhasePlan(ctx context.Context, w *ledger.Writer, p NewPhasePlan) (int64, error) {
	if err := domain.CheckShape(p); err != nil {
		return 0, err
	}
	return w.InsertOrMissing(ctx, "phase", p.Phase, `-- tracker.AddPhasePlan
		insert into phase_plans (phase_code, version, starts_on, ends_on, decided_on, reason)
		select code, 1 + coalesce((select max(version) from phase_plans where phase_code = $1), 0), $2, $3, $4, $5
		from phases where code = $1 returning version`,
		p.Phase, p.StartsOn, p.EndsOn, p.DecidedOn, p.Reason)
}

// RolloutTarget is a country's cumulative target at the end of a rollout year.
type RolloutTarget struct {
	State      string `validate:"required"`
	Year       int    `validate:"gte=1,lte=5"`
	Cities     int    `validate:"gte=0"`
	Milestones int    `validate:"gte=0"`
}

// NewRolloutPlan is a new version of the rollout: the targets of every country that takes part.
type NewRolloutPlan struct {
	Programme string     `validate:"required"`
	DecidedOn domain.Day `validate:"required"`
	Reason    domain.Text
	Targets   []RolloutTarget `validate:"required,dive"`
}

// AddRolloutPlan puts a new version beside the rollout's plans and returns its number; the first stays.
func AddRolloutPlan(ctx context.Context, w *ledger.Writer, p NewRolloutPlan) (int64, error) {
	if err := domain.CheckShape(p); err != nil {
		return 0, err
	}
	version, err := w.InsertOrMissing(ctx, "programme", p.Programme, `-- tracker.AddRolloutPlan
		insert into rollout_plans (programme_code, version, decided_on, reason)
		select code, 1 + coalesce((select max(version) from rollout_plans where programme_code = $1), 0), $2, $3
		from programmes where code = $1 returning version`,
		p.Programme, p.DecidedOn, p.Reason)
	if err != nil {
		return 0, err
	}
	for _, t := range p.Targets {
		err := w.ExecOrMissing(ctx, "rollout", t.State, `-- tracker.AddRolloutPlan
			insert into rollout_targets (programme_code, version, state_code, year, cities, milestones)
			select programme_code, $3, state_code, $4, $5, $6 from rollouts
			where programme_code = $1 and state_code = $2`,
			p.Programme, t.State, version, t.Year, t.Cities, t.Milestones)
		if err != nil {
			return 0, err
		}
	}
	return version, nil
}

// NewStateEvent is a dated event behind the three clocks of OGP's rules.
type NewStateEvent struct {
	State         string     `validate:"required"`
	Kind          string     `validate:"state_event"`
	HeldOn        domain.Day `validate:"required"`
	Title         domain.Text
	URL           string `validate:"omitempty,http_url,max=2000"`
	Demonstration bool
}

// AddStateEvent records a forum meeting, a repository update or a meeting on results.
func AddStateEvent(ctx context.Context, w *ledger.Writer, e NewStateEvent) error {
	if err := domain.CheckShape(e); err != nil {
		return err
	}
	return w.ExecOrMissing(ctx, "state", e.State, `-- tracker.AddStateEvent
		insert into state_events (state_code, kind, held_on, title, url, recorded_at, demonstration)
			select code, $2, $3, $4, nullif($5, ''), $6, $7 from states where code = $1`,
		e.State, e.Kind, e.HeldOn, e.Title, e.URL, w.Now(), e.Demonstration)
}
