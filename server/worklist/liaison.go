package worklist

import (
	"context"

	"github.com/lib/pq"

	"jalons/server/domain"
)

// WithoutLiaison is a state with milestones whose word nobody has today, with the number of statements that wait.
type WithoutLiaison struct {
	State   string      `json:"state" db:"state_code" doc:"code of the government"`
	Name    domain.Text `json:"name" db:"name" doc:"its name"`
	Waiting int         `json:"waiting" db:"waiting" doc:"statements that wait for its word"`
}

// StatesWithoutLiaison lists the states without an active liaison or alternate, the most waiting first.
func (l *Worklist) StatesWithoutLiaison(ctx context.Context) ([]WithoutLiaison, error) {
	return list[WithoutLiaison](ctx, l, "states without a liaison", `-- worklist.StatesWithoutLiaison
		select w.state_code, n.name, count(*) filter (where w.statement_id is not null and w.outcome is null) as waiting
		from worklist w join state_names_on($1) n on n.state_code = w.state_code
		where not exists (select from mandates m join accounts a on a.id = m.account_id
			where m.state_code = w.state_code and m.capacity in ('liaison', 'alternate') and m.from_day <= $1
			and (m.until_day is null or m.until_day > $1) and a.disabled_at is null)
		and not exists (select from standing_on($1) g where g.state_code = w.state_code and g.status = 'left')
		group by w.state_code, n.name order by 3 desc, w.state_code`, l.Today())
}

const withoutLiaison = `-- worklist.WithoutLiaison
select s.code from states s where s.code = any($1)
  and not exists (select from mandates m where m.state_code = s.code and m.capacity in ('liaison', 'alternate')
  and m.from_day <= $2 and (m.until_day is null or m.until_day > $2))`

// WithoutLiaison says of states which of them nobody speaks for today.
func (l *Worklist) WithoutLiaison(ctx context.Context, states []string) (map[string]bool, error) {
	codes, err := list[string](ctx, l, "states", withoutLiaison, pq.Array(states), l.Today())
	silent := map[string]bool{}
	for _, code := range codes {
		silent[code] = true
	}
	return silent, err
}
