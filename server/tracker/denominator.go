package tracker

import (
	"context"
	"fmt"
)

// Denominator is what figures about cities are of: the list in force, without the states that left.
type Denominator struct {
	Cities        int  `json:"cities" db:"cities"`
	Countries     int  `json:"countries" db:"countries"`
	Counted       int  `json:"counted" db:"counted"`
	LeftCities    int  `json:"left_cities" db:"left_cities"`
	LeftCountries int  `json:"left_countries" db:"left_countries"`
	Official      bool `json:"official_list" db:"official"`
	Demonstration bool `json:"demonstration" db:"demonstration"` // stages are invented
}

const denominatorQuery = `-- tracker.Denominator
select count(*) filter (where m.status is distinct from 'left') as cities,
  count(distinct d.state_code) filter (where m.status is distinct from 'left') as countries,
  count(*) filter (where m.status is distinct from 'left' and k.counted_on <= $1) as counted,
  count(*) filter (where m.status = 'left') as left_cities,
  count(distinct d.state_code) filter (where m.status = 'left') as left_countries,
  coalesce((select official from city_lists where in_force_from <= $1 order by version desc limit 1),
    false) as official,
  coalesce(bool_or(k.demonstration), false) as demonstration
from deployments d left join standing_on($1) m on m.state_code = d.state_code
  left join counted_deployments k on k.deployment_id = d.id`

// Denominator gives the denominator of every figure about cities, as of today.
func (t *Tracker) Denominator(ctx context.Context) (*Denominator, error) {
	d := &Denominator{}
	if err := t.Public.GetContext(ctx, d, denominatorQuery, t.Today()); err != nil {
		return nil, fmt.Errorf("denominator: %w", err)
	}
	return d, nil
}
