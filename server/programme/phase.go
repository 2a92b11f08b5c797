package programme

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

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
	return w.InsertOrMissing(ctx, "phase", p.Phase, `-- programme.AddPhasePlan
		insert into phase_plans (phase_code, version, starts_on, ends_on, decided_on, reason)
		select code, 1 + coalesce((select max(version) from phase_plans where phase_code = $1), 0), $2, $3, $4, $5
		from phases where code = $1 returning version`,
		p.Phase, p.StartsOn, p.EndsOn, p.DecidedOn, p.Reason)
}
