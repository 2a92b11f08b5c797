package tracker

import (
	"context"
	"fmt"
)

// HandOver asks somebody else who may review a statement to answer it; it stays in the inbox of both.
func HandOver(ctx context.Context, w *Writer, statement, to int64, note string) error {
	s, err := holdStatement(ctx, w, statement)
	if err != nil {
		return err
	}
	if err := w.OutOfScope(func(r *Rights) bool { return r.Reviews(s.State, s.Commitment) != "" }); err != nil {
		return err
	}
	switch {
	case s.Kind != "update" && s.Kind != "stage":
		return missing("statement", fmt.Sprint(s.ID))
	case s.Retracted, s.Newer:
		return &Error{Kind: Stale, Code: "content_changed"}
	case s.Approved, s.SentBack:
		return &Error{Kind: Conflict, Code: "reviewed_already"}
	}
	rights, err := readRights(ctx, w.tx, to, DayOf(w.now()), false)
	if KindOf(err) == SignedOut ||
		err == nil && (to == w.Account || to == s.Author || rights.Reviews(s.State, s.Commitment) == "") {
		return &Error{Kind: Rule, Code: "not_a_reviewer", Field: "to"}
	}
	if err != nil {
		return err
	}
	if err := w.exec(
		ctx,
		`insert into handovers (statement_id, from_account_id, to_account_id, note, recorded_at)
			values ($1, $2, $3, nullif($4, ''), $5)`,
		statement, w.Account, to, note, w.now(),
	); err != nil {
		return fmt.Errorf("handover: %w", err)
	}
	if err := w.exec(
		ctx, `insert into notices (account_id, kind, statement_id, recorded_at) values ($1, 'handed_over', $2, $3)`, to,
		statement, w.now(),
	); err != nil {
		return fmt.Errorf("notice: %w", err)
	}
	return w.Note(ctx, "handed_over", s.Target, map[string]any{"statement": statement, "to": to})
}
