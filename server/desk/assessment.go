package desk

import (
	"context"

	"jalons/server/domain"
)

// Verdict is an assessment that a person gave and that stands.
type Verdict struct {
	ID     int64       `db:"id"`
	Target string      `db:"target"`
	Title  domain.Text `db:"title"`
	Level  string      `db:"level"`
	On     domain.Day  `db:"effective_on"`
}

// Verdicts lists what an account has assessed, the newest first.
func (d *Desk) Verdicts(ctx context.Context, account int64) ([]Verdict, error) {
	return list[Verdict](ctx, d, "assessments", `-- desk.Verdicts
		select s.id, coalesce(i.code, m.code, c.code) as target, coalesce(i.title, m.title, c.title) as title, s.level,
			s.effective_on from statements s
		left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id
			left join commitments c on c.id = s.commitment_id
		where s.author_id = $1 and s.kind = 'assessment'
			and not exists (select from retractions x where x.statement_id = s.id)
		order by s.recorded_at desc, s.id desc limit 50`, account)
}
