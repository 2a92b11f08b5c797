package tracker

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewUpdate is a statement of a level about a milestone, or about one of its indicators where Target
// is an indicator's code. Confirmed says that nothing changed: the level repeats what stood. Unproven is
// why a completed one has no evidence.
type NewUpdate struct {
	Target    string         `validate:"required"`
	Speaker   domain.Speaker `validate:"omitempty,speaker"`
	Level     domain.Level   `validate:"omitempty,level"`
	Confirmed bool
	Value     *float64
	On        domain.Day `validate:"required"`
	Note      domain.Text
	Evidence  []NewEvidence `validate:"max=20,dive"`
	Unproven  string        `validate:"omitempty,unproven"`
	Blocker   domain.Cause  `validate:"omitempty,cause"`
}

// subject is what an actor declares something about, as the record has it in this transaction.
type subject struct {
	target
	PlanDays
	Version  int64      `db:"version"`
	Approved string     `db:"approved"`
	Stands   string     `db:"stands"` // what a new statement is measured against
	DueOn    domain.Day `db:"due_on"`
	Moved    bool       `db:"moved"`
	Outside  bool       `db:"outside"`
	Baseline *float64   `db:"baseline"`
	Goal     *float64   `db:"goal"`
}

const subjectQuery = `-- tracker.findSubject
select m.version, coalesce(s.approved, '') as approved,
  coalesce((select case w.outcome when 'sent_back' then w.approved else w.declared end from worklist w
  where w.milestone_id = $1 and w.indicator_id is not distinct from $2), '') as stands,
  coalesce(i.due_on, s.due_on) as due_on, exists (select from date_moves d where d.milestone_id = m.id) as moved,
  s.outside is not null as outside, i.baseline, i.target as goal,
  p.starts_on as plan_from, p.ends_on as plan_to
from milestones m join milestone_standings s on s.milestone_id = m.id join commitments c on c.id = m.commitment_id
  join action_plans p on p.code = c.plan_code
left join indicators i on i.id = $2 where m.id = $1
union all select d.version, coalesce(s.approved, ''),
  coalesce((select case w.outcome when 'sent_back' then w.approved else w.declared end from worklist w
  where w.deployment_id = $3), ''), null, false, false, null, null, null, null
from deployments d join deployment_standings s on s.deployment_id = d.id where d.id = $3`

// findSubject finds what a code names and holds it for this transaction at the version that the actor saw.
func findSubject(
	ctx context.Context, w *ledger.Writer, code string, version int64, may func(*ledger.Rights, string) bool,
) (*subject, error) {
	var s subject
	if err := w.GetOrMissing(ctx, &s.target, "target", code, targetQuery, code); err != nil {
		return nil, err
	}
	if s.Milestone == nil && s.Deployment == nil {
		return nil, domain.NotFound("target", code)
	}
	if err := w.Allow(func(r *ledger.Rights) bool { return may(r, s.State) }); err != nil {
		return nil, err
	}
	if err := claimVersion(ctx, w, s.target, version); err != nil {
		return nil, err
	}
	known := s.target
	if err := w.GetOrMissing(
		ctx, &s, "target", code, subjectQuery, s.Milestone, s.Indicator, s.Deployment,
	); err != nil {
		return nil, err
	}
	s.target = known
	return &s, nil
}

// claimVersion moves a target to its next version, where it is still at the one that the actor saw; 0 is any.
// From then on nobody else writes about it until the transaction ends.
func claimVersion(ctx context.Context, w *ledger.Writer, of target, version int64) error {
	query, id := `update milestones set version = version + 1
		where id = $1 and ($2 = 0 or version = $2) and in_scope(state_code)`, of.Milestone
	if of.Deployment != nil {
		query, id = `update deployments set version = version + 1
			where id = $1 and ($2 = 0 or version = $2) and in_scope(entity_code)`, of.Deployment
	}
	return w.ExecOrStale(ctx, of.Code, query, id, version)
}

// speaks says whether the account may make statements about a state, for it or for the programme.
func speaks(r *ledger.Rights, state string) bool { return r.Keeps(state) || r.Declares(state) }

// speaker says in whose name an actor declares: who names nobody speaks for the state as its liaison, else
// for the programme. A name that the actor may not use is refused, never changed.
func speaker(w *ledger.Writer, state string, named domain.Speaker) (domain.Speaker, error) {
	own := []domain.Speaker{domain.SpeakerProgramme, domain.SpeakerCity}
	if w.Rights == nil {
		return cmp.Or(named, domain.SpeakerProgramme), nil
	}
	if !w.Rights.Keeps(state) {
		own = []domain.Speaker{domain.SpeakerState}
	}
	if named != "" && !slices.Contains(own, named) {
		return "", &domain.Error{Kind: domain.Rule, Code: "speaker_not_yours", Field: "speaker"}
	}
	return cmp.Or(named, own[0]), nil
}

// Declare records what an actor says who saw the milestone at version, 0 for any, and returns the statement's
// number. A level below the one before, or below what stands approved where that was sent back, is a setback.
// People are asked for more (checkAsked); what they had typed about it is forgotten.
func Declare(ctx context.Context, w *ledger.Writer, u NewUpdate, version int64) (int64, error) {
	s, err := findSubject(ctx, w, u.Target, version, speaks)
	if err != nil {
		return 0, err
	}
	if s.Milestone == nil {
		return 0, domain.NotFound("milestone", u.Target)
	}
	if err := domain.CheckShape(u); err != nil {
		return 0, err
	}
	if u.Speaker, err = speaker(w, s.State, u.Speaker); err != nil {
		return 0, err
	}
	setback, err := u.derive(s)
	if err != nil {
		return 0, err
	}
	if w.Rights != nil {
		if err := u.checkAsked(s, setback, domain.DayOf(w.Now())); err != nil {
			return 0, err
		}
	}
	if err := refuseIndicators(ctx, w, s.target); err != nil {
		return 0, err
	}
	id, err := addStatement(ctx, w, s.target, NewStatement{
		Kind: "update", Speaker: u.Speaker, Level: u.Level, Confirmed: u.Confirmed, Setback: setback, Value: u.Value,
		Unproven: u.Unproven, On: u.On, Note: u.Note, Evidence: u.Evidence,
	})
	if err != nil {
		return 0, err
	}
	if u.Blocker != "" {
		if err := w.Exec(
			ctx, `insert into blockers (statement_id, cause) values ($1, $2)`, id, u.Blocker,
		); err != nil {
			return 0, fmt.Errorf("blocker: %w", err)
		}
	}
	if err := DropDraft(ctx, w, u.Target); err != nil {
		return 0, err
	}
	return id, w.Audit(
		ctx, "declared", s.Code, map[string]any{"statement": id, "from": s.Declared, "to": u.Level},
	)
}

// derive fills in what follows from the rest: the level of a quantity or of a confirmation, and whether it is a
// setback.
func (u *NewUpdate) derive(s *subject) (setback bool, err error) {
	if u.Confirmed {
		if u.Level != "" && u.Level != domain.Level(s.Declared) {
			return false, domain.NotAsked("level")
		}
		u.Level = domain.Level(s.Declared)
	}
	if err := u.deriveLevel(s); err != nil {
		return false, err
	}
	switch {
	case u.Level == "" && u.Confirmed:
		return false, &domain.Error{Kind: domain.Rule, Code: "nothing_to_confirm", Field: "level"}
	case u.Level == "":
		return false, &domain.Error{Kind: domain.Rule, Code: "level_needed", Field: "level"}
	}
	return Rank(u.Level) < Rank(domain.Level(s.Stands)), nil
}

// checkAsked refuses what only people are asked to say better: a setback needs its cause and a reason or evidence; a
// difficulty is named only where something is late, was moved or fell back; completed needs evidence, or why there
// is none; nothing is said of what was withdrawn, or of a day long before the plan.
func (u *NewUpdate) checkAsked(s *subject, setback bool, today domain.Day) error {
	if s.Outside {
		return &domain.Error{Kind: domain.Rule, Code: "target_outside", Args: map[string]any{"code": s.Code}}
	}
	if err := s.checkStatement("on", u.On); err != nil {
		return err
	}
	completed := domain.Level(s.Declared) == domain.LevelCompleted || domain.Level(s.Approved) == domain.LevelCompleted
	late := s.DueOn != "" && s.DueOn < today && !completed
	switch {
	case setback && u.Blocker == "":
		return &domain.Error{Kind: domain.Rule, Code: "setback_needs_cause", Field: "blocker"}
	case setback && u.Note.IsZero() && len(u.Evidence) == 0:
		return &domain.Error{Kind: domain.Rule, Code: "setback_needs_reason", Field: "note"}
	case u.Blocker != "" && !setback && !late && !s.Moved:
		return &domain.Error{Kind: domain.Rule, Code: "blocker_not_asked", Field: "blocker"}
	case u.Level == domain.LevelCompleted && !u.Confirmed && len(u.Evidence) == 0 && u.Unproven == "":
		return &domain.Error{Kind: domain.Rule, Code: "completed_needs_evidence", Field: "evidence"}
	case u.Unproven != "" && (u.Level != domain.LevelCompleted || len(u.Evidence) > 0):
		return &domain.Error{Kind: domain.Rule, Code: "unproven_not_asked", Field: "unproven"}
	case u.Unproven == "other" && u.Note.IsZero():
		return &domain.Error{Kind: domain.Rule, Code: "unproven_needs_note", Field: "note"}
	}
	return nil
}

// refuseIndicators keeps a milestone's level derived from its indicators where it has any.
func refuseIndicators(ctx context.Context, w *ledger.Writer, of target) error {
	if of.Indicator != nil {
		return nil
	}
	var parts int
	if err := w.Get(
		ctx, &parts, `select count(*) from indicators where milestone_id = $1`, *of.Milestone,
	); err != nil {
		return fmt.Errorf("indicators: %w", err)
	}
	if parts > 0 {
		return &domain.Error{
			Kind: domain.Rule, Code: "stands_on_indicators", Field: "target", Args: map[string]any{"code": of.Code},
		}
	}
	return nil
}

// deriveLevel reads the level from a quantity, where the indicator has one.
func (u *NewUpdate) deriveLevel(s *subject) error {
	if u.Value == nil {
		return nil
	}
	if s.Goal == nil || s.Baseline == nil {
		return &domain.Error{Kind: domain.Rule, Code: "no_quantity", Field: "value"}
	}
	level := LevelOfValue(*s.Baseline, *s.Goal, *u.Value)
	if u.Level != "" && u.Level != level {
		return &domain.Error{Kind: domain.Rule, Code: "level_not_of_value", Field: "level"}
	}
	u.Level = level
	return nil
}

// LevelOfValue is F1's level of a quantity: how much of the way from its baseline to its target it has gone.
func LevelOfValue(baseline, target, actual float64) domain.Level {
	q := 0.0
	switch {
	case target != baseline:
		q = (actual - baseline) / (target - baseline)
	case actual == target:
		q = 1
	}
	switch {
	case q >= 1:
		return domain.LevelCompleted
	case q >= 0.5:
		return domain.LevelSubstantial
	case q > 0:
		return domain.LevelLimited
	}
	return domain.LevelNotStarted
}

// Rank is a level's place in the order, 0 where there is none.
func Rank(level domain.Level) int { return slices.Index(domain.Levels(), level) + 1 }
