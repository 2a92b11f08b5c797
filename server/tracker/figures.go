package tracker

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"

	"github.com/lib/pq"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Fraction is n things of a whole; the percent is made where it is printed.
type Fraction struct {
	Count int `json:"count"`
	Of    int `json:"of"`
}

// Percent is 100 x count / of, 0 of an empty whole.
func (f Fraction) Percent() float64 {
	if f.Of == 0 {
		return 0
	}
	return 100 * float64(f.Count) / float64(f.Of)
}

// Levels counts milestones by their level in one voice.
type Levels struct {
	NotStarted  int `json:"not_started"`
	Limited     int `json:"limited"`
	Substantial int `json:"substantial"`
	Completed   int `json:"completed"`
	Unknown     int `json:"unknown"`
	NoEvidence  int `json:"no_evidence,omitempty"`
	NotAssessed int `json:"not_assessed,omitempty"`
}

// Split shares N out by who says what; its parts add up to N.
type Split struct {
	Approved     int `json:"approved" column:"split_approved"`
	AlsoAssessed int `json:"also_assessed"`
	DeclaredOnly int `json:"declared_only"`
	Others       int `json:"others"`
	Unknown      int `json:"unknown" column:"split_unknown"`
}

// Figures are the counts of formula F1 for one pool of milestones on one day. Milestones is N, the
// eligible set; fractions carry their whole. Units are milestones, never weights, but for Weighted.
type Figures struct {
	Milestones            int            `json:"milestones"`
	Completion            Fraction       `json:"completion"`
	HighCompletion        Fraction       `json:"high_completion"`
	Weighted              Fraction       `json:"weighted"`
	Split                 Split          `json:"split"`
	Declared              Levels         `json:"declared" column:"figures_declared"`
	Approved              Levels         `json:"approved" column:"figures_approved"`
	Assessed              Levels         `json:"assessed" column:"figures_assessed"`
	Coverage              Fraction       `json:"coverage"`
	Planned               Fraction       `json:"planned"`
	PlannedFirst          Fraction       `json:"planned_first"`
	GapPoints             *float64       `json:"gap_points"`
	Late                  int            `json:"late" column:"figures_late"`
	Awaiting              int            `json:"awaiting"`
	Undated               int            `json:"undated"`
	FirstDateUnknown      int            `json:"first_date_unknown"`
	OnTimeFirst           Fraction       `json:"on_time_first"`
	OnTime                Fraction       `json:"on_time"`
	Overclaimed           Fraction       `json:"overclaimed"`
	Underclaimed          Fraction       `json:"underclaimed"`
	Withdrawn             int            `json:"withdrawn"`
	Superseded            int            `json:"superseded"`
	CompletedByDelegation int            `json:"completed_by_delegation"`
	CompletedOnDocument   int            `json:"completed_on_document"`
	Commitments           int            `json:"commitments"`
	CommitmentLevels      map[string]int `json:"commitment_levels" doc:"number of commitments by approved level: completed, substantial, limited, not_started, unknown, withdrawn or none; a level of no commitment is not there"`
	Cities                Cities         `json:"cities" column:"figures_cities"`
}

// Cities counts deployments by stage, approved and declared; Counted are those that count towards
// the target, Pending those whose declared stage is not yet approved.
type Cities struct {
	Total    int            `json:"total" column:"cities_total"`
	Counted  int            `json:"counted"`
	Pending  int            `json:"pending"`
	Approved map[string]int `json:"approved" doc:"number of cities by approved stage: planned, agreed, preparing, portal_open, participating, established, paused, abandoned or unknown; a stage of no city is not there"`
	Declared map[string]int `json:"declared" doc:"number of cities by declared stage"`
}

// tally maps the name of a figure in the database to its number.
type tally map[string]int

func (t tally) add(o tally) {
	for figure, n := range o {
		t[figure] += n
	}
}

func (t tally) levels(voice string) Levels {
	return Levels{
		NotStarted: t[voice+".not_started"], Limited: t[voice+".limited"], Substantial: t[voice+".substantial"],
		Completed: t[voice+".completed"], Unknown: t[voice+".unknown"], NoEvidence: t[voice+".no_evidence"],
		NotAssessed: t[voice+".not_assessed"],
	}
}

func countsOf[T ~string](t tally, prefix string, words []T) map[string]int {
	counts := make(map[string]int, len(words))
	for _, word := range words {
		if n := t[prefix+string(word)]; n > 0 {
			counts[string(word)] = n
		}
	}
	return counts
}

var commitmentLevels = []domain.Level{
	domain.LevelCompleted, domain.LevelSubstantial, domain.LevelLimited, domain.LevelNotStarted, domain.LevelUnknown,
	domain.LevelWithdrawn, domain.LevelNone,
}

// figures turns a tally into the counts of F1. Every other figure is made of these.
func (t tally) figures() Figures {
	n := t["milestones"]
	approved, stages := t.levels("approved"), domain.Lists()["stage_shown"]
	assessed := n - t["assessed.not_assessed"]
	f := Figures{
		Milestones: n, Declared: t.levels("declared"), Approved: approved, Assessed: t.levels("assessed"),
		Completion:     Fraction{approved.Completed, n},
		HighCompletion: Fraction{approved.Completed + approved.Substantial, n},
		Weighted:       Fraction{t["weight_completed"], t["weight"]},
		Coverage:       Fraction{t["covered"], n},
		Planned:        Fraction{t["due"], n}, PlannedFirst: Fraction{t["due_first"], n},
		Late: t["late"], Awaiting: t["awaiting"], Undated: t["undated"], FirstDateUnknown: t["first_date_unknown"],
		OnTimeFirst: Fraction{t["on_time_first"], t["due_first"]}, OnTime: Fraction{t["on_time"], t["due"]},
		Overclaimed: Fraction{t["overclaimed"], assessed}, Underclaimed: Fraction{t["underclaimed"], assessed},
		Withdrawn: t["withdrawn"], Superseded: t["superseded"],
		CompletedByDelegation: t["completed_by_delegation"], CompletedOnDocument: t["completed_on_document"],
		Commitments: t["commitments"], CommitmentLevels: countsOf(t, "commitments.approved.", commitmentLevels),
		Cities: Cities{Total: t["cities"], Counted: t["cities.counted"], Pending: t["cities.pending"],
			Approved: countsOf(t, "cities.approved.", stages), Declared: countsOf(t, "cities.declared.", stages)},
	}
	f.Split = Split{
		Approved: approved.Completed, AlsoAssessed: t["completed_and_assessed"], DeclaredOnly: t["awaiting"],
	}
	f.Split.Others, f.Split.Unknown = t["others"], t["nothing"]
	if n > 0 {
		gap := f.Completion.Percent() - f.Planned.Percent()
		f.GapPoints = &gap
	}
	return f
}

// median of the states' completion in percent, nil where no state has milestones.
func median(points []StatePoint) *float64 {
	rates := make([]float64, 0, len(points))
	for _, p := range points {
		rates = append(rates, p.Completion.Percent())
	}
	if len(rates) == 0 {
		return nil
	}
	sort.Float64s(rates)
	middle := len(rates) / 2
	m := rates[middle]
	if len(rates)%2 == 0 {
		m = (rates[middle-1] + rates[middle]) / 2
	}
	return &m
}

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

// ExampleMilestone is a made-up milestone with what each voice says of it; unknown or empty is nothing.
// Withdrawn is in_time, late or empty.
type ExampleMilestone struct {
	Weight    int          `json:"weight"`
	Declared  domain.Level `json:"declared"`
	Approved  domain.Level `json:"approved"`
	Assessed  domain.Level `json:"assessed"`
	Withdrawn string       `json:"withdrawn"`
}

// ExampleResult is what the formula makes of the milestones of one made-up commitment.
type ExampleResult struct {
	Levels            Sources `db:"levels"`
	Milestones        int     `db:"milestones"`
	Withdrawn         int     `db:"withdrawn"`
	CompletedDeclared int     `db:"completed_declared"`
	CompletedApproved int     `db:"completed_approved"`
	CompletedAssessed int     `db:"completed_assessed"`
	HighApproved      int     `db:"high_approved"`
	Awaiting          int     `db:"awaiting"`
	Weight            int     `db:"weight"`
	WeightCompleted   int     `db:"weight_completed"`
	Overclaimed       int     `db:"overclaimed"`
	Assessed          int     `db:"assessed_milestones"`
}

// Numbers below zero are in no record. An approved update is also a declared one.
const examplesQuery = `-- tracker.Examples
with given as (
  select g.* from jsonb_to_recordset($1) g (commitment bigint, weight int, declared text, approved text, assessed text,
    withdrawn text)
),
standings as (
  select jsonb_populate_record(null::milestone_standings,
    jsonb_build_object('commitment_id', commitment, 'milestone_id', commitment, 'weight', weight,
    'outside', case when withdrawn = 'in_time' then 'withdrawn' end,
    'declared', counted_level(coalesce(nullif(nullif(declared, 'unknown'), ''), nullif(approved, '')),
      withdrawn = 'late'),
    'approved', counted_level(nullif(approved, ''), withdrawn = 'late'),
    'assessed', counted_level(nullif(assessed, ''), false))) as s
  from given
)
select coalesce(s.declared, 'none') as "levels.declared", coalesce(s.approved, 'none') as "levels.approved",
  coalesce(s.assessed, 'none') as "levels.assessed",
  s.milestones, s.withdrawn, s.completed_declared, s.completed_approved, s.completed_assessed, s.high_approved,
  s.awaiting, s.weight, s.weight_completed,
  s.overclaimed, s.assessed_milestones
from commitment_standings_of($2, array(select s from standings)) s order by s.commitment_id desc`

// Examples computes made-up commitments by the functions that keep the record's own figures.
func (t *Tracker) Examples(ctx context.Context, commitments [][]ExampleMilestone) ([]ExampleResult, error) {
	type row struct {
		Commitment int `json:"commitment"`
		ExampleMilestone
	}
	rows, ids := []row{}, pq.Int64Array{}
	for i, milestones := range commitments {
		ids = append(ids, int64(-1-i))
		for _, m := range milestones {
			rows = append(rows, row{-1 - i, m})
		}
	}
	given, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	results, err := ledger.SelectAll[ExampleResult](ctx, t.Public, examplesQuery, string(given), ids)
	if err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	return results, nil
}
