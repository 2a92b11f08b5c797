// Package programme is the seven years of the programme: its phases, gates, pilots and motions, and open
// government in cities, country by country.
package programme

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Programmes reads what the programme is about, over the tracker.
type Programmes struct{ *tracker.Tracker }

// New gives the programmes of a tracker.
func New(t *tracker.Tracker) *Programmes { return &Programmes{t} }

// PhasePlan is one version of a phase's planned dates; version 1 is the baseline and is never lost.
type PhasePlan struct {
	Version   int         `json:"version" db:"version" doc:"1 is the first plan, which is never lost; the highest is in force"`
	StartsOn  domain.Day  `json:"starts_on" db:"starts_on" doc:"planned first day"`
	EndsOn    domain.Day  `json:"ends_on" db:"ends_on" doc:"planned last day"`
	DecidedOn domain.Day  `json:"decided_on" db:"decided_on" doc:"day on which the plan was decided"`
	Reason    domain.Text `json:"reason" db:"reason" doc:"why the plan changed"`
}

// Phase is one phase of a programme with its plans and what happened.
type Phase struct {
	Code        string      `json:"code" db:"code" doc:"code of the phase, as in year-3"`
	Number      int         `json:"number" db:"number" doc:"place in the order of phases, from 1"`
	Kind        string      `json:"kind" db:"kind" doc:"preparation, flagship, pilots, motion or rollout"`
	RolloutYear *int        `json:"rollout_year" db:"rollout_year" doc:"year of the rollout, 1 to 5; null in other phases"`
	Name        domain.Text `json:"name" db:"name" doc:"name of the phase"`
	StartedOn   domain.Day  `json:"started_on" db:"started_on" doc:"day on which it began; null while it has not"`
	EndedOn     domain.Day  `json:"ended_on" db:"ended_on" doc:"day on which it ended; null while it has not"`
	Plans       []PhasePlan `json:"plans" db:"-" doc:"its planned dates by version"`
}

// Gate is the decision between two phases. Decision is empty while it is open.
type Gate struct {
	Code          string      `json:"code" db:"code" doc:"code of the gate"`
	AfterPhase    string      `json:"after_phase" db:"after_phase" doc:"code of the phase that it closes"`
	Name          domain.Text `json:"name" db:"name" doc:"name of the gate"`
	PlannedOn     domain.Day  `json:"planned_on" db:"planned_on" doc:"day for which the decision is planned"`
	Decision      string      `json:"decision" db:"decision" doc:"passed, passed_with_conditions or held; empty while it is open"`
	DecidedOn     domain.Day  `json:"decided_on" db:"decided_on" doc:"day of the decision"`
	Demonstration bool        `json:"demonstration" db:"demonstration" doc:"true where it is invented to show the program"`
}

// GateCriterion is one exit criterion; unknown is not met.
type GateCriterion struct {
	Number    int         `json:"number" db:"number" doc:"number of the criterion"`
	Criterion domain.Text `json:"criterion" db:"criterion" doc:"what had to be so"`
	Critical  bool        `json:"critical" db:"critical" doc:"true where the gate should not pass without it"`
	Figure    domain.Text `json:"figure" db:"figure" doc:"what was looked at"`
	Met       string      `json:"met" db:"met" doc:"met, not_met or unknown; unknown is not met"`
}

// GateLesson is a strength, weakness or adjustment that a gate recorded.
type GateLesson struct {
	Kind   string      `json:"kind" db:"kind" doc:"strength, weakness or adjustment"`
	Lesson domain.Text `json:"lesson" db:"lesson" doc:"what was learnt"`
	Owner  domain.Text `json:"owner" db:"owner" doc:"who sees to an adjustment"`
	DueOn  domain.Day  `json:"due_on" db:"due_on" doc:"day by which an adjustment is due"`
	DoneOn domain.Day  `json:"done_on" db:"done_on" doc:"day on which it was done"`
}

// GateDetail is a gate with what was weighed and learnt.
type GateDetail struct {
	Gate
	Programme       string          `json:"programme" db:"programme_code" doc:"code of the programme"`
	FirstSignatory  domain.Text     `json:"first_signatory" db:"first_signatory" doc:"function of the first signatory"`
	SecondSignatory domain.Text     `json:"second_signatory" db:"second_signatory" doc:"function of the second signatory"`
	Note            domain.Text     `json:"note" db:"note" doc:"the decision in words"`
	Criteria        []GateCriterion `json:"criteria" db:"-" doc:"exit criteria by number"`
	Lessons         []GateLesson    `json:"lessons" db:"-" doc:"what was learnt: weaknesses, strengths, then adjustments"`
}

// Pilot is a country of the pilot phases and the regions it stands for; it is never scaled up to them.
type Pilot struct {
	State     string           `json:"state" db:"state_code" doc:"code of the pilot country"`
	Name      domain.Text      `json:"name" db:"name" doc:"its name"`
	Part      string           `json:"part" db:"part" doc:"flagship or pilot"`
	Phase     string           `json:"phase" db:"phase_code" doc:"code of the phase that it is a pilot in"`
	StandsFor []string         `json:"stands_for" db:"-" doc:"codes of the regions it stands for; its figures are never scaled up to them"`
	Progress  tracker.Progress `json:"progress" db:"-" doc:"progress of its own milestones"`
}

// Motion is the motion at a Summit with its invitations and answers: three facts a state, with the rollout.
type Motion struct {
	Code    string       `json:"code" db:"code" doc:"code of the motion"`
	Title   domain.Text  `json:"title" db:"title" doc:"title of the motion"`
	Body    domain.Text  `json:"body" db:"body" doc:"text of the motion"`
	Summit  domain.Text  `json:"summit" db:"summit" doc:"the Summit it was put to"`
	HeldOn  domain.Day   `json:"held_on" db:"held_on" doc:"day of the Summit"`
	Sponsor string       `json:"sponsor" db:"sponsor_code" doc:"code of the full member that put it"`
	Adopted domain.Day   `json:"adopted_on" db:"adopted_on" doc:"day of its adoption; null while it is not adopted"`
	Members int          `json:"members" db:"members" doc:"full members on the day of the Summit; half of them, rounded up, are invited"`
	Answers []Invitation `json:"invitations" db:"-" doc:"invitations and answers by government"`
}

// Invitation is one state's invitation and answer.
type Invitation struct {
	State      string     `json:"state" db:"state_code" doc:"code of the invited government"`
	InvitedOn  domain.Day `json:"invited_on" db:"invited_on" doc:"day of the invitation"`
	Answer     string     `json:"answer" db:"answer" doc:"accepted, declined or later; empty while there is none"`
	AnsweredOn domain.Day `json:"answered_on" db:"answered_on" doc:"day of the answer"`
	Rollout    bool       `json:"rollout" db:"rollout" doc:"true where the government is in the rollout; invitation, answer and rollout are three facts"`
}

// Programme is one plan that moves through phases.
type Programme struct {
	Code          string           `json:"code" db:"code" doc:"code of the programme"`
	Name          domain.Text      `json:"name" db:"name" doc:"name of the programme"`
	Demonstration bool             `json:"demonstration" db:"demonstration" doc:"true where its history and figures are invented to show the program"`
	Current       string           `json:"current_phase" db:"-" doc:"code of the last phase that has begun; empty before the first"`
	Phases        []Phase          `json:"phases" db:"-" doc:"its phases in order"`
	Gates         []Gate           `json:"gates" db:"-" doc:"the decisions between its phases, in order"`
	Pilots        []Pilot          `json:"pilots" db:"-" doc:"its pilots, the flagship first"`
	Motions       []Motion         `json:"motions" db:"-" doc:"the motions at Summits, by day"`
	Progress      tracker.Progress `json:"progress" db:"-" doc:"progress of all governments, pooled"`
}

const gateColumns = `g.code, g.after_phase, g.name, g.planned_on, coalesce(s.decision, '') as decision,
  s.effective_on as decided_on,
  case when s.id is null then r.demonstration else s.invented end as demonstration`

// gateDecision joins the decision that stands of the gate g; an invented one gives way to any other.
const gateDecision = `join programmes r on r.code = g.programme_code
	left join lateral (select * from (select s.id, s.decision, s.effective_on, s.recorded_at, s.note,
	exists (select from invented_statements i where i.id = s.id) as invented
  from statements s where s.gate_code = g.code
  and not exists (select from retractions x where x.statement_id = s.id)) s
    order by s.invented, s.effective_on desc, s.recorded_at desc, s.id desc limit 1) s on true`

const gatesQuery = `-- programme.gates
select ` + gateColumns + ` from gates g join phases p on p.code = g.after_phase ` + gateDecision + `
where g.programme_code = $1 order by p.number`

const phasesQuery = `-- programme.phases
select code, number, kind, rollout_year, name, started_on, ended_on from phases where programme_code = $1
order by number`

const phasePlansQuery = `-- programme.phase plans
select l.phase_code, l.version, l.starts_on, l.ends_on, l.decided_on, l.reason
from phase_plans l join phases p on p.code = l.phase_code where p.programme_code = $1 order by 1, 2`

const pilotsQuery = `-- programme.pilots
select p.state_code, n.name, p.part, p.phase_code from pilots p join state_names_on($2) n on n.state_code = p.state_code
where p.programme_code = $1 order by p.part, p.state_code`

// Programme gives a programme with its phases, gates, pilots and motions.
func (p *Programmes) Programme(ctx context.Context, code string, view domain.View) (*Programme, error) {
	found, err := ledger.SelectAll[Programme](
		ctx, p.Public, `select code, name, demonstration from programmes where code = $1`, code,
	)
	if err != nil {
		return nil, fmt.Errorf("programme: %w", err)
	}
	if len(found) == 0 {
		return nil, domain.NotFound("programme", code)
	}
	r := &found[0]
	if r.Phases, err = p.phases(ctx, code); err != nil {
		return nil, err
	}
	for _, phase := range r.Phases {
		if phase.StartedOn != "" && phase.StartedOn <= view.Day(p.Today()) {
			r.Current = phase.Code
		}
	}
	if r.Gates, err = ledger.SelectAll[Gate](ctx, p.Public, gatesQuery, code); err != nil {
		return nil, fmt.Errorf("gates: %w", err)
	}
	figures, err := p.Pool(ctx, view)
	if err != nil {
		return nil, err
	}
	r.Progress = figures.ProgressOf("programme", code)
	if r.Pilots, err = p.pilots(ctx, code, figures); err != nil {
		return nil, err
	}
	r.Motions, err = p.motions(ctx, code)
	return r, err
}

func (p *Programmes) phases(ctx context.Context, code string) ([]Phase, error) {
	phases, err := ledger.SelectAll[Phase](ctx, p.Public, phasesQuery, code)
	if err != nil {
		return nil, fmt.Errorf("phases: %w", err)
	}
	type row struct {
		Phase string `db:"phase_code"`
		PhasePlan
	}
	plans, err := ledger.SelectAll[row](ctx, p.Public, phasePlansQuery, code)
	if err != nil {
		return nil, fmt.Errorf("phase plans: %w", err)
	}
	for i := range phases {
		phases[i].Plans = []PhasePlan{}
		for _, plan := range plans {
			if plan.Phase == phases[i].Code {
				phases[i].Plans = append(phases[i].Plans, plan.PhasePlan)
			}
		}
	}
	return phases, nil
}

func (p *Programmes) pilots(ctx context.Context, code string, figures *tracker.Pool) ([]Pilot, error) {
	pilots, err := ledger.SelectAll[Pilot](ctx, p.Public, pilotsQuery, code, figures.Day)
	if err != nil {
		return nil, fmt.Errorf("pilots: %w", err)
	}
	for i := range pilots {
		pilots[i].Progress = figures.StateProgress(pilots[i].State)
		if pilots[i].StandsFor, err = ledger.SelectAll[string](
			ctx, p.Public,
			`select region_code from pilot_regions where programme_code = $1 and state_code = $2 order by 1`, code,
			pilots[i].State,
		); err != nil {
			return nil, fmt.Errorf("pilots: %w", err)
		}
	}
	return pilots, nil
}

const motionsQuery = `-- programme.motions
select m.code, m.title, m.body, m.summit, m.held_on, m.sponsor_code, m.adopted_on,
  (select count(*) from standing_on(m.held_on) s where s.status = 'member') as members
from motions m where m.programme_code = $1 order by m.held_on`

const invitationsQuery = `-- programme.invitations
select i.state_code, i.invited_on, coalesce(a.answer, '') as answer, a.answered_on,
  exists (select from rollouts r where r.state_code = i.state_code) as rollout
from invitations i left join answers a using (motion_code, state_code) where i.motion_code = $1 order by 1`

func (p *Programmes) motions(ctx context.Context, code string) ([]Motion, error) {
	motions, err := ledger.SelectAll[Motion](ctx, p.Public, motionsQuery, code)
	if err != nil {
		return nil, fmt.Errorf("motions: %w", err)
	}
	for i := range motions {
		if motions[i].Answers, err = ledger.SelectAll[Invitation](
			ctx, p.Public, invitationsQuery, motions[i].Code,
		); err != nil {
			return nil, fmt.Errorf("invitations: %w", err)
		}
	}
	return motions, nil
}

const gateQuery = `-- programme.Gate
select ` + gateColumns + `, g.programme_code, s.note, t.first_signatory, t.second_signatory
from gates g ` + gateDecision + ` left join gate_signatures t on t.statement_id = s.id where g.code = $1`

// Gate gives one gate with its criteria and lessons.
func (p *Programmes) Gate(ctx context.Context, code string) (*GateDetail, error) {
	found, err := ledger.SelectAll[GateDetail](ctx, p.Public, gateQuery, code)
	if err != nil {
		return nil, fmt.Errorf("gate: %w", err)
	}
	if len(found) == 0 {
		return nil, domain.NotFound("gate", code)
	}
	g := &found[0]
	if g.Criteria, err = ledger.SelectAll[GateCriterion](
		ctx, p.Public,
		`select number, criterion, critical, figure, met from gate_criteria where gate_code = $1 order by number`, code,
	); err != nil {
		return nil, fmt.Errorf("gate criteria: %w", err)
	}
	g.Lessons, err = ledger.SelectAll[GateLesson](
		ctx, p.Public,
		`select kind, lesson, owner, due_on, done_on from gate_lessons where gate_code = $1 order by kind desc, number`,
		code,
	)
	if err != nil {
		return nil, fmt.Errorf("gate lessons: %w", err)
	}
	return g, nil
}
