package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

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
