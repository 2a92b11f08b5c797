package tracker

import (
	"context"
	"fmt"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Membership is a government's standing with the precision of what is known of its days.
type Membership struct {
	Status        string     `json:"status" db:"status" doc:"member, associate, observer or left"`
	From          domain.Day `json:"from" db:"from_day" doc:"day from which it holds; null where it is not known, and the first day of the period where only a month or year is"`
	FromPrecision string     `json:"from_precision" db:"from_precision" doc:"how much of the day is known: day, month, year or none"`
	Until         domain.Day `json:"until" db:"until_day" doc:"day from which it holds no more; null while it holds"`
	UntilKnown    string     `json:"until_precision" db:"until_precision" doc:"how much of that day is known: day, month, year or none; empty while it holds"`
	NotifiedOn    domain.Day `json:"notified_on" db:"notified_on" doc:"day on which a departure was announced"`
	Confidence    string     `json:"confidence" db:"confidence" doc:"how sure the source is: high, medium or low"`
	Source        string     `json:"source" db:"source" doc:"where it is said"`
}

// State is a government of the organisation, a state or a federated one, as a row of a list.
type State struct {
	Code       string      `json:"code" db:"code"`
	Name       domain.Text `json:"name" db:"name"`
	Kind       string      `json:"kind" db:"kind" column:"government_kind"`
	PartOf     string      `json:"part_of" db:"part_of"`
	Region     string      `json:"region" db:"region"`
	Membership string      `json:"membership" db:"membership"`
	Since      domain.Day  `json:"since" db:"since"`
	SinceKnown string      `json:"since_precision" db:"since_precision"`
	Capital    string      `json:"capital" db:"capital"`
	Lat        *float64    `json:"lat" db:"lat"`
	Lon        *float64    `json:"lon" db:"lon"`
	Suspended  bool        `json:"suspended" db:"suspended"`
	Liaison    bool        `json:"liaison" db:"liaison"`
	StartYear  *int        `json:"rollout_start_year" db:"start_year"`
	Pilot      string      `json:"pilot" db:"pilot"`
	ChangedOn  domain.Day  `json:"changed_on" db:"changed_on"`
	Progress   Progress    `json:"progress" db:"-"`
	invented   bool        // what the demonstration invented counts
}

// Invented says that the figures of the state are those of the demonstration, which nothing real stands beside.
func (s State) Invented() bool { return s.invented }

// Suspension is a dated fact beside a government's standing; an empty Until goes on.
type Suspension struct {
	From   domain.Day `json:"from" db:"from_day" doc:"first day of the suspension"`
	Until  domain.Day `json:"until" db:"until_day" doc:"first day after it; null while it goes on"`
	Source string     `json:"source" db:"source" doc:"where it is said"`
}

// Kin is a government that is a part of this one, or the state that this one is a part of.
type Kin struct {
	Code string      `json:"code" db:"code" doc:"code of the other government"`
	Name domain.Text `json:"name" db:"name" doc:"its name"`
	Part bool        `json:"part" db:"part" doc:"true where the other is a part of this one, false where this one is a part of it"`
}

// StateDetail is a state's page: its standing over time, plans and the clocks of OGP's rules.
type StateDetail struct {
	State
	Memberships   []Membership `json:"memberships" doc:"its standing over time, oldest first"`
	Suspensions   []Suspension `json:"suspensions" doc:"its suspensions, oldest first"`
	Kin           []Kin        `json:"kin" doc:"the government it is a part of, or those that are parts of it"`
	OGPMember     string       `json:"ogp_member" doc:"whether it is a member of the Open Government Partnership, in the words of the source"`
	OGPYear       string       `json:"ogp_year" doc:"year in which it joined the Open Government Partnership; empty where it is not known"`
	OGPConfidence string       `json:"ogp_confidence" doc:"how sure the source is of that: high, medium or low"`
	Initiatives   []Initiative `json:"initiatives" doc:"open-data initiatives that it ran in 2011"`
	Plans         []ActionPlan `json:"plans" doc:"its action plans, newest first"`
	Clocks        []Clock      `json:"clocks" doc:"the Open Government Partnership's three rules for members, as of today"`
	ReviewedOn    domain.Day   `json:"reviewed_on" doc:"day on which it last answered an update"`
	Frozen        domain.Day   `json:"frozen_on" doc:"day of its last figures, for a government that left or is suspended; else null"`
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
  exists (select from suspensions x where x.state_code = s.code and x.from_day <= $1
    and (x.until_day is null or x.until_day > $1)) as suspended,
  ` + spokenFor + `,
  o.start_year, coalesce(p.part, '') as pilot,
  (select max(c.changed_at)::date from commitment_standings c
    where c.state_code = s.code and c.demonstration = $2) as changed_on
from states s
join state_names_on($1) n on n.state_code = s.code
left join state_regions_on($1) r on r.state_code = s.code
left join standing_on($1) m on m.state_code = s.code
left join rollouts o on o.state_code = s.code
left join pilots p on p.state_code = s.code
where ($3 = '' or r.region_code = $3) and ($4 = '' or m.status = $4) and ($5 = '' or s.code = $5)
  and ($6 = '' or exists (select from state_names t
    where t.state_code = s.code and normalize_for_search(t.name) like '%' || normalize_for_search($6) || '%'))
order by n.name ->> 'fr' collate "fr-x-icu", s.code`

// States lists governments by their French name, each with its own progress on the view's day.
func (t *Tracker) States(ctx context.Context, filter StateFilter, view domain.View) ([]State, error) {
	p, err := t.Pool(ctx, view)
	if err != nil {
		return nil, err
	}
	states, err := ledger.SelectAll[State](
		ctx, t.Public, statesQuery, p.Day, p.commitments, filter.Region, filter.Membership, filter.Code,
		LikeLiteral(filter.Text),
	)
	if err != nil {
		return nil, fmt.Errorf("states: %w", err)
	}
	for i := range states {
		states[i].Progress, states[i].invented = p.StateProgress(states[i].Code), p.commitments
	}
	return states, nil
}

const membershipsQuery = `-- tracker.memberships
select status, from_day, from_precision, until_day, coalesce(until_precision, '') as until_precision, notified_on,
  coalesce(confidence, '') as confidence, source
from memberships where state_code = $1 order by from_day nulls last, status`

const suspensionsQuery = `-- tracker.suspensions
select from_day, until_day, source from suspensions where state_code = $1 order by from_day`

const kinQuery = `-- tracker.kin
select k.code, n.name, coalesce(k.part_of = $1, false) as part
from states k join state_names_on($2) n on n.state_code = k.code
where k.part_of = $1 or k.code = (select s.part_of from states s where s.code = $1) order by 1`

const stateExtrasQuery = `-- tracker.State
select coalesce(ogp_member, '') as ogp_member, coalesce(ogp_year, '') as ogp_year,
  coalesce(ogp_confidence, '') as ogp_confidence,
  (select max(r.recorded_at)::date from reviews r where r.state_code = code
    and ($2 or not exists (select from invented_statements i where i.id = r.statement_id))) as reviewed_on from states
      where code = $1`

// State gives one government. The figures of one that left are those of its exit day, those of a
// suspended one of the day of its suspension.
func (t *Tracker) State(ctx context.Context, code string, view domain.View) (*StateDetail, error) {
	memberships, err := ledger.SelectAll[Membership](ctx, t.Public, membershipsQuery, code)
	if err != nil {
		return nil, fmt.Errorf("memberships: %w", err)
	}
	suspensions, err := ledger.SelectAll[Suspension](ctx, t.Public, suspensionsQuery, code)
	if err != nil {
		return nil, fmt.Errorf("suspensions: %w", err)
	}
	frozen := frozenOn(memberships, suspensions, view.Day(t.Today()))
	if frozen != "" {
		view = domain.View{On: frozen, AsOf: view.AsOf, Demonstration: view.Demonstration}
	}
	states, err := t.States(ctx, StateFilter{Code: code}, view)
	if err != nil {
		return nil, err
	}
	if len(states) == 0 {
		return nil, domain.NotFound("state", code)
	}
	d := &StateDetail{State: states[0], Memberships: memberships, Suspensions: suspensions, Frozen: frozen}
	return d, t.stateRecord(ctx, d, view.Day(t.Today()))
}

// frozenOn gives the day from which a state's figures stand still, empty where they go on.
func frozenOn(memberships []Membership, suspensions []Suspension, day domain.Day) (frozen domain.Day) {
	for _, s := range suspensions {
		if s.From <= day && (s.Until == "" || s.Until > day) {
			frozen = s.From
		}
	}
	for _, m := range memberships {
		if m.Status == "left" && m.From != "" && m.From <= day && (frozen == "" || m.From < frozen) {
			frozen = m.From
		}
	}
	return frozen
}

func (t *Tracker) stateRecord(ctx context.Context, d *StateDetail, day domain.Day) (err error) {
	row := t.Public.QueryRowxContext(ctx, stateExtrasQuery, d.Code, d.invented)
	if err := row.Scan(&d.OGPMember, &d.OGPYear, &d.OGPConfidence, &d.ReviewedOn); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	if d.Kin, err = ledger.SelectAll[Kin](ctx, t.Public, kinQuery, d.Code, day); err != nil {
		return fmt.Errorf("kin: %w", err)
	}
	if d.Initiatives, err = t.Initiatives(ctx, d.Code); err != nil {
		return err
	}
	if d.Clocks, err = t.Clocks(ctx, d.Code, d.invented); err != nil {
		return err
	}
	d.Plans, err = t.ActionPlans(ctx, d.Code)
	return err
}

// Initiative is an open-data portal or programme that a state already ran, as a source of its time gave it.
type Initiative struct {
	State   string `json:"state" db:"state_code"`
	Name    string `json:"name" db:"name"`
	Year    int    `json:"year" db:"year" column:"initiative_year"`
	URL     string `json:"url" db:"url"`
	Source  string `json:"source" db:"source"`
	Checked bool   `json:"checked" db:"checked"`
}

const initiativesQuery = `-- tracker.Initiatives
select state_code, name, year, coalesce(url, '') as url, source, checked from initiatives
where $1 = '' or state_code = $1 order by name`

// Initiatives lists those of one state, or of all where state is empty.
func (t *Tracker) Initiatives(ctx context.Context, state string) ([]Initiative, error) {
	list, err := ledger.SelectAll[Initiative](ctx, t.Public, initiativesQuery, state)
	if err != nil {
		return nil, fmt.Errorf("initiatives: %w", err)
	}
	return list, nil
}

// Alias gives the code that an old one of the same word (state, region, city, commitment) now has.
func (t *Tracker) Alias(ctx context.Context, word, alias string) (string, error) {
	codes, err := ledger.SelectAll[string](
		ctx, t.Public, `select code from aliases where word = $1 and alias = $2`, word, alias,
	)
	if err != nil {
		return "", fmt.Errorf("alias: %w", err)
	}
	if len(codes) == 0 {
		return "", domain.NotFound(word, alias)
	}
	return codes[0], nil
}

// Federated says whether a code is of a federated government: after the code of its state and a hyphen, or New
// Caledonia or French Polynesia, which have codes of their own. The table of states holds to the same.
func Federated(code string) bool { return strings.Contains(code, "-") || code == "NC" || code == "PF" }

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
