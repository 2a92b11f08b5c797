package tracker

import (
	"context"
	"fmt"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Progress is how far a pool of milestones is, what stands outside the pool, and how its states are
// spread. Figures never hold a mean of rates: milestones are pooled.
type Progress struct {
	Day           domain.Day   `json:"day"`
	Formula       string       `json:"formula"`
	Demonstration bool         `json:"demonstration"`
	AsOf          domain.Day   `json:"as_of"`
	On            domain.Day   `json:"on"`
	Figures       Figures      `json:"figures"`
	States        int          `json:"states"`
	StatesWith    int          `json:"states_with"`
	Distribution  []StatePoint `json:"distribution" doc:"completion of each government with milestones in the pool; figures are pooled, never a mean of these"`
	Median        *float64     `json:"median"`
	Dominant      string       `json:"dominant"`
	Left          Aside        `json:"left" column:"aside_left"`
	Suspended     Aside        `json:"suspended" column:"aside_suspended"`
	NoLiaison     Aside        `json:"without_liaison"`
	Invented      Aside        `json:"invented" column:"aside_invented"`
}

// Aside is what is printed beside a figure because it is not in it.
type Aside struct {
	States     []string `json:"states" column:"aside_states"`
	Milestones int      `json:"milestones" column:"aside_milestones"`
	Cities     int      `json:"cities" column:"aside_cities"`
}

// StatePoint is one state's completion in a distribution.
type StatePoint struct {
	State      string   `json:"state" doc:"code of the government"`
	Completion Fraction `json:"completion" doc:"milestones approved as completed, of all of the government"`
}

// Formula is the version of the formula that all figures are made by.
const Formula = "F1"

// member is a state with what decides whether its milestones are in a pool on a day.
type member struct {
	State     string `db:"state_code"`
	Region    string `db:"region_code"`
	Status    string `db:"status"`
	Suspended bool   `db:"suspended"`
	Liaison   bool   `db:"liaison"`
}

// spokenFor says of the state s whether somebody speaks for it on the day; an invented account does so only in
// figures that are invented.
const spokenFor = `exists (select from published_mandates a where a.state_code = s.code and (not a.demonstration or $2)
    and a.capacity in ('liaison', 'alternate') and a.from_day <= $1
      and (a.until_day is null or a.until_day > $1)) as liaison`

const membersQuery = `-- tracker.members
select s.code as state_code, coalesce(r.region_code, '') as region_code, coalesce(m.status, '') as status,
  exists (select from suspensions x where x.state_code = s.code and x.from_day <= $1
    and (x.until_day is null or x.until_day > $1)) as suspended,
  ` + spokenFor + `
from states s left join state_regions_on($1) r on r.state_code = s.code
  left join standing_on($1) m on m.state_code = s.code
order by s.code`

const figuresQuery = `-- tracker.tallies
select state_code, demonstration, figure, n from figures($1, $2, $3)`

// Pool holds all states' tallies of one view, so that every roll-up is made of the same rows.
type Pool struct {
	Day     domain.Day
	view    domain.View
	members []member
	tallies map[string]tally
	shown
}

// Pool reads the tallies of all states in a view.
func (t *Tracker) Pool(ctx context.Context, view domain.View) (*Pool, error) {
	p := &Pool{Day: view.Day(t.Today()), view: view, tallies: map[string]tally{}}
	both, err := t.tallies(ctx, p.Day, view)
	if err != nil {
		return nil, fmt.Errorf("figures: %w", err)
	}
	p.shown = choose(both, view.Demonstration)
	if p.members, err = ledger.SelectAll[member](ctx, t.Public, membersQuery, p.Day, p.commitments); err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	for _, m := range p.members {
		p.tallies[m.State] = p.tally(both, m.State)
	}
	return p, nil
}

func (t *Tracker) tallies(ctx context.Context, day domain.Day, view domain.View) (split, error) {
	rows, err := t.Public.QueryxContext(ctx, figuresQuery, day, view.On, view.Known())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	both := split{}
	for rows.Next() {
		var state, figure string
		var demonstration bool
		var n int
		if err := rows.Scan(&state, &demonstration, &figure, &n); err != nil {
			return nil, err
		}
		both.of(demonstration, state)[figure] = n
	}
	return both, rows.Err()
}

// progress pools the states that keep says are in the group.
func (p *Pool) progress(keep func(member) bool) Progress {
	sum := tally{}
	out := p.empty()
	for _, m := range p.members {
		if !keep(m) {
			continue
		}
		states := p.tallies[m.State]
		p.label(&out, m.State)
		if aside := out.asideOf(m, states); aside != nil {
			aside.add(m.State, states)
			if aside != &out.NoLiaison {
				continue
			}
			states = states.cities()
		}
		if m.Status != "left" {
			out.States++
		}
		sum.add(states)
		if n := states["milestones"]; n > 0 {
			out.StatesWith++
			out.Distribution = append(out.Distribution, StatePoint{m.State, Fraction{states["approved.completed"], n}})
		}
	}
	out.Figures = sum.figures()
	out.Median = median(out.Distribution)
	for _, point := range out.Distribution {
		if len(out.Distribution) > 1 && 2*point.Completion.Of > out.Figures.Milestones {
			out.Dominant = point.State
		}
	}
	return out
}

// empty gives the progress of nothing.
func (p *Pool) empty() Progress {
	return Progress{Day: p.Day, Formula: Formula, AsOf: p.view.AsOf, On: p.view.On, Distribution: []StatePoint{}}
}

// asideOf names where a state's milestones stand when they are not in the pool. A state without a
// liaison stays in the pool once it has approved something, by a former liaison or on document.
func (out *Progress) asideOf(m member, states tally) *Aside {
	switch {
	case m.Status == "left":
		return &out.Left
	case m.Suspended:
		return &out.Suspended
	case !m.Liaison && states["milestones"] > 0 && states["approved.unknown"] == states["milestones"]:
		return &out.NoLiaison
	}
	return nil
}

// cities keeps what is counted in cities: targets count a country's cities whoever speaks for it.
func (t tally) cities() tally {
	kept := tally{}
	for figure, n := range t {
		if strings.HasPrefix(figure, "cities") {
			kept[figure] = n
		}
	}
	return kept
}

func (a *Aside) add(state string, states tally) {
	if states["milestones"] == 0 && states["cities"] == 0 {
		return
	}
	a.States = append(a.States, state)
	a.Milestones += states["milestones"]
	a.Cities += states["cities"]
}

// ProgressOf is the progress of one region, one state or the programme, keyed by code.
type ProgressOf struct {
	Code string      `json:"code"`
	Name domain.Text `json:"name"`
	Progress
}

// ProgressBy gives the progress by region, state or programme.
func (t *Tracker) ProgressBy(ctx context.Context, by string, view domain.View) ([]ProgressOf, error) {
	p, err := t.Pool(ctx, view)
	if err != nil {
		return nil, err
	}
	names, order, err := t.names(ctx, by, p.Day)
	if err != nil {
		return nil, err
	}
	list := make([]ProgressOf, 0, len(order))
	for _, code := range order {
		list = append(list, ProgressOf{code, names[code], p.ProgressOf(by, code)})
	}
	return list, nil
}

// ProgressOf gives the progress of a region, a state or the programme.
func (p *Pool) ProgressOf(by, code string) Progress {
	if by == "state" {
		return p.StateProgress(code)
	}
	return p.progress(func(m member) bool { return by != "region" || m.Region == code })
}

// StateProgress is a state's own: nothing stands outside it, its standing is told beside.
func (p *Pool) StateProgress(code string) Progress {
	states := p.tallies[code]
	out := p.empty()
	out.States, out.Figures = 1, states.figures()
	p.label(&out, code)
	if n := states["milestones"]; n > 0 {
		out.StatesWith = 1
		out.Distribution = append(out.Distribution, StatePoint{code, out.Figures.Completion})
		out.Median = median(out.Distribution)
	}
	for _, m := range p.members {
		if aside := out.asideOf(m, states); m.State == code && aside != nil {
			aside.add(code, states)
		}
	}
	return out
}

const namesQuery = `-- tracker.names
select r.code, n.name, r.rank from regions r join region_names_on($2) n on n.region_code = r.code where $1 = 'region'
union all select s.code, n.name, 0 from states s join state_names_on($2) n on n.state_code = s.code where $1 = 'state'
union all select p.code, p.name, 0 from programmes p where $1 = 'programme'
order by 3, 1`

func (t *Tracker) names(ctx context.Context, by string, day domain.Day) (map[string]domain.Text, []string, error) {
	type named struct {
		Code string
		Name domain.Text
		Rank int
	}
	rows, err := ledger.SelectAll[named](ctx, t.Public, namesQuery, by, day)
	if err != nil {
		return nil, nil, fmt.Errorf("names: %w", err)
	}
	names, order := make(map[string]domain.Text, len(rows)), make([]string, 0, len(rows))
	for _, row := range rows {
		names[row.Code] = row.Name
		order = append(order, row.Code)
	}
	return names, order, nil
}
