package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// onDocument is the way of an approval that rests on a signed paper, for a state that nobody speaks for.
const onDocument = "document"

// stated is a statement as a review or a correction finds it.
type stated struct {
	ID         int64  `db:"id"`
	Milestone  *int64 `db:"milestone_id"`
	Deployment *int64 `db:"deployment_id"`
	Target     string `db:"target"`
	Kind       string `db:"kind"`
	State      string `db:"state_code"`
	Commitment string `db:"commitment"`
	Author     int64  `db:"author_id"`
	Hash       string `db:"content_hash"`
	Level      string `db:"level"`
	Retracted  bool   `db:"retracted"`
	Approved   bool   `db:"approved"`
	SentBack   bool   `db:"sent_back"`
	Newer      bool   `db:"newer"`
}

const statedQuery = `-- tracker.stated
select s.id, s.milestone_id, s.deployment_id, coalesce(i.code, m.code, d.city_code, c.code, s.gate_code) as target,
  s.kind, coalesce(s.state_code, '') as state_code, coalesce(commitment_of(s), '') as commitment, s.author_id,
  s.content_hash,
  coalesce(s.level, s.stage, s.decision, '') as level,
  exists (select from retractions x where x.statement_id = s.id) as retracted,
  exists (select from reviews r where r.statement_id = s.id and r.outcome = 'approved'
    and not exists (select from revocations v where v.review_id = r.id)) as approved,
  coalesce((select r.outcome = 'sent_back' from reviews r where r.statement_id = s.id order by r.id desc limit 1),
    false) as sent_back,
  exists (select from statements n where n.kind = s.kind and n.milestone_id is not distinct from s.milestone_id
    and n.deployment_id is not distinct from s.deployment_id and n.indicator_id is not distinct from s.indicator_id
    and (n.effective_on, n.recorded_at, n.id) > (s.effective_on, s.recorded_at, s.id)
      and not exists (select from retractions x where x.statement_id = n.id)) as newer
from statements s left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id
  left join deployments d on d.id = s.deployment_id left join commitments c on c.id = s.commitment_id
where s.id = $1`

// holdStatement reads a statement after it has taken what it is about for this transaction, so that two who
// answer at once do so one after the other.
func holdStatement(ctx context.Context, w *ledger.Writer, id int64) (*stated, error) {
	const lock = `-- tracker.holdStatement
		with of as (select milestone_id, deployment_id from statements where id = $1),
		m as (select m.id from milestones m where m.id = (select milestone_id from of) for update),
		d as (select d.id from deployments d where d.id = (select deployment_id from of) for update)
		select (select count(*) from m) + (select count(*) from d)`
	var locked int
	if err := w.Get(ctx, &locked, lock, id); err != nil {
		return nil, fmt.Errorf("statement %d: %w", id, err)
	}
	var s stated
	if err := w.GetOrMissing(ctx, &s, "statement", fmt.Sprint(id), statedQuery, id); err != nil {
		return nil, err
	}
	return &s, nil
}

// Examine reviews a statement for its state as a person who read the content of that hash, and returns
// the review's number. The author never does, nor anybody twice; what was taken back or followed by a
// newer statement since it was read is refused as stale.
func Examine(ctx context.Context, w *ledger.Writer, r NewReview) (int64, error) {
	s, err := holdStatement(ctx, w, r.Statement)
	if err != nil {
		return 0, err
	}
	if w.Rights != nil && r.Way != onDocument {
		r.Way = string(w.Rights.Reviews(s.State, s.Commitment))
	}
	if err := w.Allow(func(a *ledger.Rights) bool {
		return r.Way != "" && (r.Way != onDocument || a.Keeps(s.State))
	}); err != nil {
		return 0, err
	}
	if r.Way == "" {
		r.Way = "state" // authorization is left out of this build: row-level security decides
	}
	if r.Outcome == "sent_back" && r.Comment == "" {
		return 0, &domain.Error{Kind: domain.Rule, Code: "comment_required", Field: "comment"}
	}
	switch {
	case ledger.AppAuthorization && (s.Author == w.Account || r.Second != nil && s.Author == *r.Second):
		return 0, &domain.Error{Kind: domain.Forbidden, Code: "four_eyes"}
	case s.Kind != "update" && s.Kind != "stage":
		return 0, domain.NotFound("statement", fmt.Sprint(s.ID))
	case s.Retracted, s.Newer, r.Hash != s.Hash:
		return 0, &domain.Error{Kind: domain.Stale, Code: "content_changed"}
	case s.Approved, s.SentBack && r.Outcome == "sent_back":
		return 0, &domain.Error{Kind: domain.Conflict, Code: "reviewed_already"}
	}
	id, err := Review(ctx, w, r)
	if err != nil {
		return 0, err
	}
	if r.Outcome == "sent_back" {
		if err := notifyAuthor(ctx, w, s, "sent_back"); err != nil {
			return 0, err
		}
	}
	return id, w.Audit(
		ctx, r.Outcome, s.Target, map[string]any{"statement": s.ID, "review": id, "way": r.Way, "to": s.Level},
	)
}

// TakeBack revokes the approval of a statement that stands, as a person in office of its state, or on a
// document that the programme recorded as who keeps its record, with a reason and without time limit; the
// value before it stands again.
func TakeBack(ctx context.Context, w *ledger.Writer, statement int64, reason string) error {
	s, err := holdStatement(ctx, w, statement)
	if err != nil {
		return err
	}
	var r struct {
		Review int64  `db:"id"`
		Way    string `db:"way"`
	}
	err = w.Get(ctx, &r, `-- tracker.TakeBack
		select coalesce(min(r.id), 0) as id, coalesce(min(r.way), '') as way from reviews r
		where statement_id = $1 and outcome = 'approved'
			and not exists (select from revocations v where v.review_id = r.id)`, statement)
	if err != nil {
		return fmt.Errorf("approval: %w", err)
	}
	err = w.Allow(func(rights *ledger.Rights) bool {
		way := rights.Reviews(s.State, s.Commitment)
		return way == "state" || way == "delegation" || r.Way == onDocument && rights.Keeps(s.State)
	})
	switch {
	case err != nil:
		return err
	case reason == "":
		return &domain.Error{Kind: domain.Rule, Code: "reason_required", Field: "reason"}
	case r.Review == 0:
		return domain.NotFound("approval", fmt.Sprint(statement))
	}
	if err := Revoke(ctx, w, r.Review, reason); err != nil {
		return err
	}
	if err := notifyAuthor(ctx, w, s, "revoked"); err != nil {
		return err
	}
	return w.Audit(
		ctx, "revoked", s.Target, map[string]any{"statement": s.ID, "review": r.Review, "from": s.Level},
	)
}

// notifyAuthor has the author of a statement told at once what became of it, unless they did it themselves.
func notifyAuthor(ctx context.Context, w *ledger.Writer, s *stated, kind string) error {
	if s.Author == w.Account {
		return nil
	}
	return w.Exec(
		ctx, `insert into notices (account_id, kind, statement_id, recorded_at) values ($1, $2, $3, $4)`, s.Author,
		kind, s.ID, w.Now(),
	)
}
