package tracker

import (
	"context"
	"fmt"
)

// Membership is a government's standing with the precision of what is known of its days.
type Membership struct {
	Status        string `json:"status" db:"status"`
	From          Day    `json:"from" db:"from_day"`
	FromPrecision string `json:"from_precision" db:"from_precision"`
	Until         Day    `json:"until" db:"until_day"`
	UntilKnown    string `json:"until_precision" db:"until_precision"`
	NotifiedOn    Day    `json:"notified_on" db:"notified_on"`
	Confidence    string `json:"confidence" db:"confidence"`
	Source        string `json:"source" db:"source"`
}

// State is a government of the organisation, a state or a federated one, as a row of a list.
type State struct {
	Code       string   `json:"code" db:"code"`
	Name       Text     `json:"name" db:"name"`
	Kind       string   `json:"kind" db:"kind"`
	PartOf     string   `json:"part_of" db:"part_of"`
	Region     string   `json:"region" db:"region"`
	Membership string   `json:"membership" db:"membership"`
	Since      Day      `json:"since" db:"since"`
	SinceKnown string   `json:"since_precision" db:"since_precision"`
	Capital    string   `json:"capital" db:"capital"`
	Lat        *float64 `json:"lat" db:"lat"`
	Lon        *float64 `json:"lon" db:"lon"`
	Suspended  bool     `json:"suspended" db:"suspended"`
	Liaison    bool     `json:"liaison" db:"liaison"`
	StartYear  *int     `json:"rollout_start_year" db:"start_year"`
	Pilot      string   `json:"pilot" db:"pilot"`
	ChangedOn  Day      `json:"changed_on" db:"changed_on"`
	Progress   Progress `json:"progress" db:"-"`
}

// StateDetail is a state's page: its standing over time, plans and the clocks of OGP's rules.
type StateDetail struct {
	State
	Memberships []Membership `json:"memberships"`
	OGPMember   string       `json:"ogp_member"`
	OGPYear     string       `json:"ogp_year"`
	Initiatives []Initiative `json:"initiatives"`
	Plans       []ActionPlan `json:"plans"`
	Frozen      Day          `json:"frozen_on"` // the day of its last figures, for a state that left
}

// StateFilter narrows a list of states; empty fields narrow nothing.
type StateFilter struct {
	Region     string
	Membership string
	Text       string
	Code       string
}

const statesQuery = `-- tracker.States
select s.code, n.name, s.kind, coalesce(s.part_of, '') as part_of, coalesce(r.region_code, '') as region,
  coalesce(m.status, '') as membership, m.from_day as since, coalesce(m.from_precision, 'none') as since_precision,
  coalesce(s.capital, '') as capital, s.lat, s.lon,
  exists (select from suspensions x where x.state_code = s.code and x.from_day <= $1 and (x.until_day is null or x.until_day > $1)) as suspended,
  exists (select from mandates a where a.state_code = s.code and a.capacity in ('liaison', 'alternate') and a.from_day <= $1 and (a.until_day is null or a.until_day > $1)) as liaison,
  o.start_year, coalesce(p.part, '') as pilot,
  (select max(c.changed_at)::date from commitment_standings c where c.state_code = s.code) as changed_on
from states s
join state_names_on($1) n on n.state_code = s.code
left join state_regions_on($1) r on r.state_code = s.code
left join standing_on($1) m on m.state_code = s.code
left join rollouts o on o.state_code = s.code
left join pilots p on p.state_code = s.code
where ($2 = '' or r.region_code = $2) and ($3 = '' or m.status = $3) and ($4 = '' or s.code = $4)
  and ($5 = '' or exists (select from state_names t where t.state_code = s.code and fold(t.name) like '%' || fold($5) || '%'))
order by n.name ->> 'fr' collate "fr-x-icu", s.code`

// States lists governments by their French name, each with its own progress on the view's day.
func (t *Tracker) States(ctx context.Context, filter StateFilter, view View) ([]State, error) {
	p, err := t.pool(ctx, view)
	if err != nil {
		return nil, err
	}
	states, err := selectAll[State](ctx, t.read, statesQuery, p.day, filter.Region, filter.Membership, filter.Code, likeLiteral(filter.Text))
	if err != nil {
		return nil, fmt.Errorf("states: %w", err)
	}
	for i := range states {
		states[i].Progress = p.stateProgress(states[i].Code)
	}
	return states, nil
}

const membershipsQuery = `-- tracker.memberships
select status, from_day, from_precision, until_day, coalesce(until_precision, '') as until_precision, notified_on, coalesce(confidence, '') as confidence, source
from memberships where state_code = $1 order by from_day nulls last, status`

const stateExtrasQuery = `-- tracker.State
select coalesce(ogp_member, '') as ogp_member, coalesce(ogp_year, '') as ogp_year from states where code = $1`

// State gives one government. The figures of one that left are those of its exit day.
func (t *Tracker) State(ctx context.Context, code string, view View) (*StateDetail, error) {
	memberships, err := selectAll[Membership](ctx, t.read, membershipsQuery, code)
	if err != nil {
		return nil, fmt.Errorf("memberships: %w", err)
	}
	day, frozen := view.day(t.Today()), Day("")
	for _, m := range memberships {
		if m.Status == "left" && m.From != "" && m.From <= day {
			frozen = m.From
			view = View{On: m.From, AsOf: view.AsOf}
		}
	}
	states, err := t.States(ctx, StateFilter{Code: code}, view)
	if err != nil {
		return nil, err
	}
	if len(states) == 0 {
		return nil, missing("state", code)
	}
	d := &StateDetail{State: states[0], Memberships: memberships, Frozen: frozen}
	extras := struct {
		Member string `db:"ogp_member"`
		Year   string `db:"ogp_year"`
	}{}
	if err := t.read.GetContext(ctx, &extras, stateExtrasQuery, code); err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	d.OGPMember, d.OGPYear = extras.Member, extras.Year
	if d.Initiatives, err = t.Initiatives(ctx, code); err != nil {
		return nil, err
	}
	d.Plans, err = t.ActionPlans(ctx, code)
	return d, err
}

// Initiative is an open-data portal or programme that a state already ran, as a source of its time gave it.
type Initiative struct {
	State   string `json:"state" db:"state_code"`
	Name    string `json:"name" db:"name"`
	Year    int    `json:"year" db:"year"`
	URL     string `json:"url" db:"url"`
	Source  string `json:"source" db:"source"`
	Checked bool   `json:"checked" db:"checked"`
}

const initiativesQuery = `-- tracker.Initiatives
select state_code, name, year, coalesce(url, '') as url, source, checked from initiatives where $1 = '' or state_code = $1 order by name`

// Initiatives lists those of one state, or of all where state is empty.
func (t *Tracker) Initiatives(ctx context.Context, state string) ([]Initiative, error) {
	list, err := selectAll[Initiative](ctx, t.read, initiativesQuery, state)
	if err != nil {
		return nil, fmt.Errorf("initiatives: %w", err)
	}
	return list, nil
}

// Alias gives the code that an old one of the same word (state, region, city, commitment) now has.
func (t *Tracker) Alias(ctx context.Context, word, alias string) (string, error) {
	codes, err := selectAll[string](ctx, t.read, `select code from aliases where word = $1 and alias = $2`, word, alias)
	if err != nil {
		return "", fmt.Errorf("alias: %w", err)
	}
	if len(codes) == 0 {
		return "", missing(word, alias)
	}
	return codes[0], nil
}
