package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Predecessor is a city that was merged into another, split, or replaced by it.
type Predecessor struct {
	Code string     `json:"code" db:"code"`
	Name string     `json:"name" db:"name"`
	Kind string     `json:"kind" db:"kind"`
	On   domain.Day `json:"on" db:"on_day"`
}

const predecessorsQuery = `-- tracker.Predecessors
select s.old_code as code, (select n.name from city_names n where n.city_code = s.old_code and n.lang = 'fr'
  order by n.from_day desc limit 1) as name, s.kind, s.on_day
from city_successions s where s.new_code = $1 order by s.on_day, s.old_code`

// Predecessors lists the cities that a city took the place of.
func (t *Tracker) Predecessors(ctx context.Context, code string) ([]Predecessor, error) {
	list, err := ledger.SelectAll[Predecessor](ctx, t.Public, predecessorsQuery, code)
	if err != nil {
		return nil, fmt.Errorf("predecessors: %w", err)
	}
	return list, nil
}
