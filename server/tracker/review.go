package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewReview is the state's answer to one statement. Hash is that of the content the reviewer read;
// empty takes what stands. Way says who spoke for the state; Second is the second member of staff on
// an approval on document.
type NewReview struct {
	Statement int64  `validate:"required"`
	Outcome   string `validate:"outcome"`
	Way       string `validate:"way"`
	Hash      string
	Comment   string `validate:"max=2000"`
	Second    *int64
	Document  int64
}

// Review approves a statement or sends it back, and returns the review's number.
func Review(ctx context.Context, w *ledger.Writer, r NewReview) (int64, error) {
	if err := domain.CheckShape(r); err != nil {
		return 0, err
	}
	const query = `-- tracker.Review
		insert into reviews (statement_id, outcome, way, content_hash, state_code, comment, reviewer_id,
			second_reviewer_id, document_id, acting_as, recorded_at)
		select s.id, $2, $3, coalesce(nullif($4, ''), s.content_hash), s.state_code, nullif($5, ''), $6, $7,
			nullif($8::bigint, 0), $9, $10 from statements s where s.id = $1 returning id`
	id, err := w.Insert(
		ctx, query, r.Statement, r.Outcome, r.Way, r.Hash, r.Comment, w.Account, r.Second, r.Document, w.ActingAs,
		w.Now(),
	)
	if err != nil {
		return 0, fmt.Errorf("review: %w", err)
	}
	return id, nil
}

// Revoke takes an approval back with a reason, without time limit; the value before it stands again.
func Revoke(ctx context.Context, w *ledger.Writer, review int64, reason string) error {
	return w.Exec(ctx,
		`insert into revocations (review_id, reason, author_id, acting_as, recorded_at) values ($1, $2, $3, $4, $5)`,
		review, reason, w.Account, w.ActingAs, w.Now())
}
