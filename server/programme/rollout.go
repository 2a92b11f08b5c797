package programme

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// RolloutYear is a rollout year's cumulative targets and actuals in cities. Attainment is Actual of
// Target in force; it may pass its whole. Actual is null for a year that has not begun.
type RolloutYear struct {
	Year        int        `json:"year" db:"year" doc:"year of the rollout, 1 to 5"`
	StartsOn    domain.Day `json:"starts_on" db:"starts_on" doc:"first day of that year, by the plan in force"`
	EndsOn      domain.Day `json:"ends_on" db:"ends_on" doc:"last day of that year, by the plan in force"`
	FirstTarget int        `json:"first_target" db:"first_target" doc:"cumulative target at the year's end in the first plan, in cities"`
	Target      int        `json:"target" db:"target" doc:"cumulative target at the year's end in the plan in force, in cities, without countries that left"`
	Actual      *int       `json:"actual" db:"actual" doc:"cities approved at portal_open or beyond at its end, or today while it runs; null where it has not begun"`
	Declared    *int       `json:"declared" db:"declared" doc:"cities declared at portal_open or beyond then; null where it has not begun"`
}

// Attainment is the actual over the target in force.
func (y RolloutYear) Attainment() tracker.Fraction {
	if y.Actual == nil {
		return tracker.Fraction{Of: y.Target}
	}
	return tracker.Fraction{Count: *y.Actual, Of: y.Target}
}

// Rollout is a country's place in the five-year plan.
type Rollout struct {
	State         string        `json:"state" db:"state_code"`
	Name          domain.Text   `json:"name" db:"name"`
	Region        string        `json:"region" db:"region"`
	StartYear     int           `json:"start_year" db:"start_year" column:"rollout_start_year"`
	Pilot         string        `json:"pilot" db:"pilot"`
	Left          domain.Day    `json:"left_on" db:"left_on"`
	LeftKnown     string        `json:"left_precision" db:"left_precision"`
	Cities        int           `json:"cities" db:"cities" column:"rollout_cities"`
	Counted       int           `json:"counted" db:"counted"`
	Pending       int           `json:"pending" db:"pending"`
	Demonstration bool          `json:"demonstration" db:"demonstration"`
	Years         []RolloutYear `json:"years" db:"-" doc:"targets and actuals by year"`
}

// RolloutPlan is a version of the plan: its countries and cities, with the day and the reason.
type RolloutPlan struct {
	Version   int         `json:"version" db:"version" doc:"1 is the first plan, which is never lost; the highest is in force"`
	DecidedOn domain.Day  `json:"decided_on" db:"decided_on" doc:"day on which it was decided"`
	Reason    domain.Text `json:"reason" db:"reason" doc:"why the plan changed"`
	Countries int         `json:"countries" db:"countries" doc:"countries in this version"`
	Cities    int         `json:"cities" db:"cities" doc:"cities that this version wants by the end of year 5"`
}

// RolloutSummary is the whole plan: first plan, what is in force, and what stands outside since.
type RolloutSummary struct {
	Plans         []RolloutPlan `json:"plans" doc:"the versions of the plan, the first one first"`
	Countries     int           `json:"countries" doc:"countries in force, without those that left"`
	Cities        int           `json:"cities" doc:"cities in force, in those countries"`
	Counted       int           `json:"counted" doc:"of these cities, those that count towards the target"`
	Pending       int           `json:"pending" doc:"of these cities, those whose declared stage is not the approved one"`
	Demonstration bool          `json:"demonstration" doc:"true where stages of cities are invented to show the program; real ones are never summed with them"`
	LeftCountries int           `json:"left_countries" doc:"countries of the plan that left, outside all figures since"`
	LeftCities    int           `json:"left_cities" doc:"cities in the countries that left"`
	Official      bool          `json:"official_list" doc:"true where the list of cities in force is an official one; false where it is an example"`
	Years         []RolloutYear `json:"years" doc:"targets and actuals of all countries by year; actuals without countries that left"`
	Rollouts      []Rollout     `json:"-"`
}

const rolloutsQuery = `-- programme.Rollouts
select r.state_code, n.name, coalesce(g.region_code, '') as region, r.start_year, coalesce(p.part, '') as pilot,
  case when m.status = 'left' then m.from_day end as left_on,
  coalesce(case when m.status = 'left' then m.from_precision end, '') as left_precision,
  count(d.id) as cities, count(*) filter (where k.counted_on <= $1) as counted,
  count(*) filter (where k.declared is distinct from k.approved) as pending,
  coalesce(bool_or(k.demonstration), false) as demonstration
from rollouts r
join state_names_on($1) n on n.state_code = r.state_code
left join state_regions_on($1) g on g.state_code = r.state_code
left join standing_on($1) m on m.state_code = r.state_code
left join pilots p on p.programme_code = r.programme_code and p.state_code = r.state_code
left join deployments d on d.programme_code = r.programme_code and d.state_code = r.state_code
left join counted_deployments k on k.deployment_id = d.id
where ($2 = '' or r.state_code = $2)
group by 1, 2, 3, 4, 5, 6, 7 order by n.name ->> 'fr' collate "fr-x-icu"`

// A year's actual is what stood approved at its last day, or today while it runs. Targets in force are
// those of the newest version, without the states that have left by the day.
const rolloutYearsQuery = `-- programme.rollout years
with years as (
  select distinct on (p.rollout_year) p.rollout_year as year, l.starts_on, l.ends_on
  from phases p join phase_plans l on l.phase_code = p.code
  where p.rollout_year is not null order by p.rollout_year, l.version desc),
away as (select state_code from standing_on($1) where status = 'left'),
newest as (select max(version) as version from rollout_plans),
stages as (select counts_invented_stages() as invented)
select y.year, y.starts_on, y.ends_on, t.state_code,
  coalesce(sum(t.cities) filter (where t.version = 1), 0) as first_target,
  coalesce(sum(t.cities) filter (where t.version = newest.version
    and t.state_code not in (select state_code from away)), 0) as target,
  case when y.starts_on <= $1 then (select count(*)
    from deployment_standings_at(least(y.ends_on, $1), 'infinity',
    array(select d.id from deployments d where d.state_code = t.state_code)) k
     where (not k.demonstration or stages.invented) and k.approved in ('portal_open', 'participating', 'established')
       and t.state_code not in (select state_code from away)) end as actual,
  case when y.starts_on <= $1 then (select count(*)
    from deployment_standings_at(least(y.ends_on, $1), 'infinity',
    array(select d.id from deployments d where d.state_code = t.state_code)) k
     where (not k.demonstration or stages.invented) and k.declared in ('portal_open', 'participating', 'established')
       and t.state_code not in (select state_code from away)) end as declared
from years y join rollout_targets t on t.year = y.year cross join newest cross join stages
where ($2 = '' or t.state_code = $2)
group by 1, 2, 3, 4, stages.invented order by 4, 1`

const rolloutPlansQuery = `-- programme.rollout plans
select p.version, p.decided_on, p.reason, count(distinct t.state_code) as countries,
  coalesce(sum(t.cities) filter (where t.year = 5), 0) as cities
from rollout_plans p left join rollout_targets t using (programme_code, version) group by 1, 2, p.reason order by 1`

// Rollouts gives the plan as a whole and country by country, by French name; state narrows it to one.
func (p *Programmes) Rollouts(ctx context.Context, state string) (*RolloutSummary, error) {
	day := p.Today()
	rollouts, err := ledger.SelectAll[Rollout](ctx, p.Public, rolloutsQuery, day, state)
	if err != nil {
		return nil, fmt.Errorf("rollouts: %w", err)
	}
	type row struct {
		State string `db:"state_code"`
		RolloutYear
	}
	years, err := ledger.SelectAll[row](ctx, p.Public, rolloutYearsQuery, day, state)
	if err != nil {
		return nil, fmt.Errorf("rollout years: %w", err)
	}
	s := &RolloutSummary{Rollouts: rollouts, Years: []RolloutYear{}}
	if s.Plans, err = ledger.SelectAll[RolloutPlan](ctx, p.Public, rolloutPlansQuery); err != nil {
		return nil, fmt.Errorf("rollout plans: %w", err)
	}
	of := map[string][]RolloutYear{}
	for _, y := range years {
		of[y.State] = append(of[y.State], y.RolloutYear)
		s.addYear(y.RolloutYear)
	}
	for i := range rollouts {
		if rollouts[i].Years = of[rollouts[i].State]; rollouts[i].Years == nil {
			rollouts[i].Years = []RolloutYear{}
		}
		s.addCountry(rollouts[i])
	}
	return s, p.Public.GetContext(
		ctx, &s.Official,
		`select coalesce((select official from city_lists where in_force_from <= $1 order by version desc limit 1),
			false)`,
		day,
	)
}

func (s *RolloutSummary) addCountry(r Rollout) {
	if r.Left != "" {
		s.LeftCountries++
		s.LeftCities += r.Cities
		return
	}
	s.Countries++
	s.Cities += r.Cities
	s.Counted += r.Counted
	s.Pending += r.Pending
	s.Demonstration = s.Demonstration || r.Demonstration
}

func (s *RolloutSummary) addYear(y RolloutYear) {
	for i := range s.Years {
		total := &s.Years[i]
		if total.Year == y.Year {
			total.FirstTarget += y.FirstTarget
			total.Target += y.Target
			total.Actual, total.Declared = sum(total.Actual, y.Actual), sum(total.Declared, y.Declared)
			return
		}
	}
	s.Years = append(s.Years, y)
}

func sum(a, b *int) *int {
	if a == nil || b == nil {
		return nil
	}
	n := *a + *b
	return &n
}

// Rollout gives one country's place in the plan.
func (p *Programmes) Rollout(ctx context.Context, state string) (*Rollout, error) {
	s, err := p.Rollouts(ctx, state)
	if err != nil {
		return nil, err
	}
	if len(s.Rollouts) == 0 {
		return nil, domain.NotFound("rollout", state)
	}
	return &s.Rollouts[0], nil
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
	version, err := w.InsertOrMissing(ctx, "programme", p.Programme, `-- programme.AddRolloutPlan
		insert into rollout_plans (programme_code, version, decided_on, reason)
		select code, 1 + coalesce((select max(version) from rollout_plans where programme_code = $1), 0), $2, $3
		from programmes where code = $1 returning version`,
		p.Programme, p.DecidedOn, p.Reason)
	if err != nil {
		return 0, err
	}
	for _, t := range p.Targets {
		err := w.ExecOrMissing(ctx, "rollout", t.State, `-- programme.AddRolloutPlan
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
