package tracker

import (
	"cmp"
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// onDocument is the way of an approval that rests on a signed document, for a state that nobody speaks for.
const onDocument = domain.WayDocument

// NewReview is the state's answer to one statement. Hash is that of the content the reviewer read; the program itself
// may leave it empty and takes what stands. Way says who speaks for the state: people have that of their mandate, but
// for an approval on document, of which Second is the member of staff who recorded the document.
type NewReview struct {
	Statement int64          `validate:"required"`
	Outcome   domain.Outcome `validate:"outcome"`
	Way       domain.Way     `validate:"way"`
	Hash      string
	Comment   string `validate:"max=2000"`
	Second    *int64
	Document  int64
}

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

// Review approves a statement for its state or sends it back, and returns the review's number. The author is told at
// once of what was sent back.
func Review(ctx context.Context, w *ledger.Writer, r NewReview) (int64, error) {
	s, err := holdStatement(ctx, w, r.Statement)
	if err != nil {
		return 0, err
	}
	if w.Rights != nil && r.Way != onDocument {
		r.Way = w.Rights.Reviews(s.State, s.Commitment)
	}
	if err := w.Allow(func(a *ledger.Rights) bool {
		return r.Way != "" && (r.Way != onDocument || a.Keeps(s.State))
	}); err != nil {
		return 0, err
	}
	if !ledger.AppAuthorization {
		r.Way = cmp.Or(r.Way, domain.WayState) // row-level security decides
	}
	if err := domain.CheckShape(r); err != nil {
		return 0, err
	}
	if w.Rights != nil {
		if err := r.checkAsked(s, w.Account); err != nil {
			return 0, err
		}
	}
	id, err := w.Insert(ctx, `-- tracker.Review
		insert into reviews (statement_id, outcome, way, content_hash, state_code, comment, reviewer_id,
			second_reviewer_id, document_id, acting_as, recorded_at)
		select s.id, $2, $3, coalesce(nullif($4, ''), s.content_hash), s.state_code, nullif($5, ''), $6, $7,
			nullif($8::bigint, 0), $9, $10 from statements s where s.id = $1 returning id`,
		r.Statement, r.Outcome, r.Way, r.Hash, r.Comment, w.Account, r.Second, r.Document, w.ActingAs, w.Now())
	if err != nil {
		return 0, fmt.Errorf("review: %w", err)
	}
	if r.Outcome == domain.OutcomeSentBack {
		if err := notifyAuthor(ctx, w, s, "sent_back"); err != nil {
			return 0, err
		}
	}
	return id, w.Audit(
		ctx, string(r.Outcome), s.Target, map[string]any{"statement": s.ID, "review": id, "way": r.Way, "to": s.Level},
	)
}

// checkAsked refuses what people may not answer: the author never does, nor anybody twice; what was retracted or
// followed by a newer statement since it was read is stale, and who sends back says why.
func (r NewReview) checkAsked(s *stated, reviewer int64) error {
	switch {
	case r.Outcome == domain.OutcomeSentBack && r.Comment == "":
		return &domain.Error{Kind: domain.Rule, Code: "comment_required", Field: "comment"}
	case ledger.AppAuthorization && (s.Author == reviewer || r.Second != nil && s.Author == *r.Second):
		return &domain.Error{Kind: domain.Forbidden, Code: "four_eyes"}
	case s.Kind != "update" && s.Kind != "stage":
		return domain.NotFound("statement", fmt.Sprint(s.ID))
	case s.Retracted, s.Newer, r.Hash != s.Hash:
		return &domain.Error{Kind: domain.Stale, Code: "content_changed"}
	case s.Approved, s.SentBack && r.Outcome == domain.OutcomeSentBack:
		return &domain.Error{Kind: domain.Conflict, Code: "reviewed_already"}
	}
	return nil
}

// Revoke takes the approval of a statement that stands back, with a reason and without time limit: a person in office
// of its state does, or, on a document that the programme recorded, who keeps its record. The value before it stands
// again.
func Revoke(ctx context.Context, w *ledger.Writer, statement int64, reason string) error {
	s, err := holdStatement(ctx, w, statement)
	if err != nil {
		return err
	}
	var r struct {
		Review int64      `db:"id"`
		Way    domain.Way `db:"way"`
	}
	if err := w.Get(ctx, &r, `-- tracker.Revoke
		select coalesce(min(r.id), 0) as id, coalesce(min(r.way), '') as way from reviews r
		where statement_id = $1 and outcome = 'approved'
			and not exists (select from revocations v where v.review_id = r.id)`, statement); err != nil {
		return fmt.Errorf("approval: %w", err)
	}
	if err := w.Allow(func(rights *ledger.Rights) bool {
		way := rights.Reviews(s.State, s.Commitment)
		return way == domain.WayState || way == domain.WayDelegation || r.Way == onDocument && rights.Keeps(s.State)
	}); err != nil {
		return err
	}
	switch {
	case reason == "":
		return &domain.Error{Kind: domain.Rule, Code: "reason_required", Field: "reason"}
	case r.Review == 0:
		return domain.NotFound("approval", fmt.Sprint(statement))
	}
	if err := w.Exec(ctx,
		`insert into revocations (review_id, reason, author_id, acting_as, recorded_at) values ($1, $2, $3, $4, $5)`,
		r.Review, reason, w.Account, w.ActingAs, w.Now()); err != nil {
		return fmt.Errorf("revocation: %w", err)
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

// HandOver asks somebody else who may review a statement to answer it; it stays in the inbox of both.
func HandOver(ctx context.Context, w *ledger.Writer, statement, to int64, note string) error {
	s, err := holdStatement(ctx, w, statement)
	if err != nil {
		return err
	}
	if err := w.Allow(func(r *ledger.Rights) bool { return r.Reviews(s.State, s.Commitment) != "" }); err != nil {
		return err
	}
	switch {
	case s.Kind != "update" && s.Kind != "stage":
		return domain.NotFound("statement", fmt.Sprint(s.ID))
	case s.Retracted, s.Newer:
		return &domain.Error{Kind: domain.Stale, Code: "content_changed"}
	case s.Approved, s.SentBack:
		return &domain.Error{Kind: domain.Conflict, Code: "reviewed_already"}
	}
	rights, err := w.RightsOf(ctx, to)
	if domain.KindOf(err) == domain.SignedOut ||
		err == nil && (to == w.Account || to == s.Author || rights.Reviews(s.State, s.Commitment) == "") {
		return &domain.Error{Kind: domain.Rule, Code: "not_a_reviewer", Field: "to"}
	}
	if err != nil {
		return err
	}
	if err := w.Exec(
		ctx,
		`insert into handovers (statement_id, from_account_id, to_account_id, note, recorded_at)
			values ($1, $2, $3, nullif($4, ''), $5)`,
		statement, w.Account, to, note, w.Now(),
	); err != nil {
		return fmt.Errorf("handover: %w", err)
	}
	if err := w.Exec(
		ctx, `insert into notices (account_id, kind, statement_id, recorded_at) values ($1, 'handed_over', $2, $3)`, to,
		statement, w.Now(),
	); err != nil {
		return fmt.Errorf("notice: %w", err)
	}
	return w.Audit(ctx, "handed_over", s.Target, map[string]any{"statement": statement, "to": to})
}
