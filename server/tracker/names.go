package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Named is a code with today's names.
type Named struct {
	Code string      `json:"code" db:"code"`
	Name domain.Text `json:"name" db:"name"`
}

const regionNamesQuery = `-- tracker.RegionNames
select r.code, n.name from regions r join region_names_on($1) n on n.region_code = r.code order by r.rank`

// RegionNames lists the regions in their own order, without figures.
func (t *Tracker) RegionNames(ctx context.Context) ([]Named, error) {
	list, err := ledger.SelectAll[Named](ctx, t.Public, regionNamesQuery, t.Today())
	if err != nil {
		return nil, fmt.Errorf("region names: %w", err)
	}
	return list, nil
}

const stateNamesQuery = `-- tracker.StateNames
select state_code as code, name from state_names_on($1)
order by coalesce(name ->> $2, name ->> 'fr') collate "und-x-icu"`

// StateNames lists the governments by their name in a language, without figures.
func (t *Tracker) StateNames(ctx context.Context, lang string) ([]Named, error) {
	list, err := ledger.SelectAll[Named](ctx, t.Public, stateNamesQuery, t.Today(), lang)
	if err != nil {
		return nil, fmt.Errorf("state names: %w", err)
	}
	return list, nil
}

const cityStatesQuery = `-- tracker.CityStates
select n.state_code as code, n.name from state_names_on($1) n
where n.state_code in (select state_code from cities union select entity_code from cities)
order by coalesce(n.name ->> $2, n.name ->> 'fr') collate "und-x-icu"`

// CityStates lists the countries and responsible governments of cities by their name in a language.
func (t *Tracker) CityStates(ctx context.Context, lang string) ([]Named, error) {
	list, err := ledger.SelectAll[Named](ctx, t.Public, cityStatesQuery, t.Today(), lang)
	if err != nil {
		return nil, fmt.Errorf("city states: %w", err)
	}
	return list, nil
}
