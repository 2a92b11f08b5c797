package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Region is one of the seven groups of governments with its progress.
type Region struct {
	Code     string      `json:"code"`
	Name     domain.Text `json:"name"`
	Rank     int         `json:"rank"`
	Progress Progress    `json:"progress"`
}

// RegionDetail is a region with its states.
type RegionDetail struct {
	Region
	States []State `json:"states" doc:"the governments of the region, by French name"`
}

// Regions lists the regions in their own order.
func (t *Tracker) Regions(ctx context.Context, view domain.View) ([]Region, error) {
	list, err := t.ProgressBy(ctx, "region", view)
	if err != nil {
		return nil, err
	}
	regions := make([]Region, len(list))
	for i, of := range list {
		regions[i] = Region{of.Code, of.Name, i + 1, of.Progress}
	}
	return regions, nil
}

// Region gives one region and its states.
func (t *Tracker) Region(ctx context.Context, code string, view domain.View) (*RegionDetail, error) {
	regions, err := t.Regions(ctx, view)
	if err != nil {
		return nil, err
	}
	for _, region := range regions {
		if region.Code != code {
			continue
		}
		states, err := t.States(ctx, StateFilter{Region: code}, view)
		if err != nil {
			return nil, fmt.Errorf("region: %w", err)
		}
		return &RegionDetail{region, states}, nil
	}
	return nil, domain.NotFound("region", code)
}

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

const policyAreasQuery = `-- tracker.PolicyAreas
select code, name from policy_areas order by coalesce(name ->> $1, name ->> 'fr') collate "und-x-icu"`

// PolicyAreas lists the policy areas by their name in a language.
func (t *Tracker) PolicyAreas(ctx context.Context, lang string) ([]Named, error) {
	list, err := ledger.SelectAll[Named](ctx, t.Public, policyAreasQuery, lang)
	if err != nil {
		return nil, fmt.Errorf("policy areas: %w", err)
	}
	return list, nil
}
