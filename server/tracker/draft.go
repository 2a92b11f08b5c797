package tracker

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jalons/server/ledger"
)

// Draft is what somebody has typed about a target and not sent, field by field as the form has it.
// Version is that of the target as they saw it.
type Draft struct {
	Target  string
	Fields  map[string]string
	Version int64
	SavedAt time.Time
}

// Draft gives what an account has typed about a target; where there is nothing it has no fields.
func (t *Tracker) Draft(ctx context.Context, account int64, target string) (Draft, error) {
	var row struct {
		Body    []byte    `db:"body"`
		Version int64     `db:"version"`
		SavedAt time.Time `db:"saved_at"`
	}
	err := t.Primary.GetContext(
		ctx, &row, `select body, version, saved_at from drafts where account_id = $1 and target = $2`, account, target,
	)
	if errors.Is(err, sql.ErrNoRows) {
		return Draft{Target: target}, nil // as most targets
	}
	draft := Draft{Target: target, Version: row.Version, SavedAt: row.SavedAt}
	if err == nil {
		err = json.Unmarshal(row.Body, &draft.Fields)
	}
	if err != nil {
		return Draft{}, fmt.Errorf("draft: %w", err)
	}
	return draft, nil
}

// SaveDraft keeps what somebody has typed in the place of what they had typed before.
func SaveDraft(ctx context.Context, w *ledger.Writer, draft Draft) error {
	body, err := json.Marshal(draft.Fields)
	if err != nil {
		return fmt.Errorf("draft: %w", err)
	}
	if err := w.Exec(ctx, `-- tracker.SaveDraft
		insert into drafts (account_id, target, body, version, saved_at) values ($1, $2, $3, $4, $5)
		on conflict (account_id, target) do update
			set body = excluded.body, version = excluded.version, saved_at = excluded.saved_at`,
		w.Account, draft.Target, body, draft.Version, w.Now()); err != nil {
		return fmt.Errorf("draft: %w", err)
	}
	return nil
}

// DropDraft forgets what somebody has typed about a target.
func DropDraft(ctx context.Context, w *ledger.Writer, target string) error {
	if err := w.Exec(
		ctx, `delete from drafts where account_id = $1 and target = $2`, w.Account, target,
	); err != nil {
		return fmt.Errorf("draft: %w", err)
	}
	return nil
}

// keepDraft takes what somebody has typed about a target at a version along to the one that they make themselves.
func keepDraft(ctx context.Context, w *ledger.Writer, target string, version int64) error {
	if err := w.Exec(ctx, `-- tracker.keepDraft
		update drafts d set version = w.version from worklist w
		where w.code = $2 and d.account_id = $1 and d.target = $2 and d.version = $3`,
		w.Account, target, version); err != nil {
		return fmt.Errorf("draft: %w", err)
	}
	return nil
}
