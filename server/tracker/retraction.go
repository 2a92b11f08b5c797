package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/ledger"
)

// Retract takes a statement of one's own back with a reason, an admin anybody's; the value before it stands again.
// Where instead names another milestone, the statement is made about that one, and the retraction names it; its number
// is returned, else 0.
func Retract(ctx context.Context, w *ledger.Writer, statement int64, reason, instead string) (int64, error) {
	s, err := holdStatement(ctx, w, statement)
	if err != nil {
		return 0, err
	}
	if err := w.Allow(func(r *ledger.Rights) bool { return speaks(r, s.State) || r.Assesses(s.State) }); err != nil {
		return 0, err
	}
	own := s.Author == w.Account || w.Rights == nil || w.Rights.Role == "admin"
	switch {
	case ledger.AppAuthorization && !own:
		return 0, &domain.Error{Kind: domain.Forbidden, Code: "not_yours"}
	case reason == "":
		return 0, &domain.Error{Kind: domain.Rule, Code: "reason_required", Field: "reason"}
	case s.Retracted:
		return 0, &domain.Error{Kind: domain.Conflict, Code: "retracted_already"}
	}
	var next int64
	if instead != "" {
		if next, err = restate(ctx, w, s, instead); err != nil {
			return 0, err
		}
	}
	if s.Milestone != nil || s.Deployment != nil {
		if err := claimVersion(ctx, w, target{
			Code: s.Target, Milestone: s.Milestone, Deployment: s.Deployment,
		}, 0); err != nil {
			return 0, err
		}
	}
	if err := w.Exec(ctx,
		`insert into retractions (statement_id, reason, corrected_by, author_id, acting_as, recorded_at)
			values ($1, $2, nullif($3, 0), $4, $5, $6)`,
		statement, reason, next, w.Account, w.ActingAs, w.Now()); err != nil {
		return 0, fmt.Errorf("retraction: %w", err)
	}
	return next, w.Audit(
		ctx, "retracted", s.Target, map[string]any{"statement": s.ID, "from": s.Level, "instead": instead},
	)
}

// restate makes an update that was made about the wrong milestone again about the right one, with its evidence.
func restate(ctx context.Context, w *ledger.Writer, s *stated, code string) (int64, error) {
	if s.Kind != "update" || code == s.Target {
		return 0, &domain.Error{Kind: domain.Rule, Code: "not_another_milestone", Field: "instead"}
	}
	u, err := readUpdate(ctx, w, s.ID)
	if err != nil {
		return 0, err
	}
	u.Target, u.Confirmed = code, false
	if s.Author != w.Account {
		u.Speaker = "" // who corrects somebody else speaks in a name of their own
	}
	return Declare(ctx, w, u, 0)
}

// readUpdate reads an update as it was made.
func readUpdate(ctx context.Context, w *ledger.Writer, id int64) (NewUpdate, error) {
	var u struct {
		Speaker  domain.Speaker `db:"speaker"`
		Level    domain.Level   `db:"level"`
		Value    *float64       `db:"value"`
		On       domain.Day     `db:"effective_on"`
		Note     domain.Text    `db:"note"`
		Unproven string         `db:"unproven"`
		Blocker  domain.Cause   `db:"cause"`
	}
	err := w.GetOrMissing(ctx, &u, "statement", fmt.Sprint(id), `-- tracker.readUpdate
		select s.speaker, s.level, s.value, s.effective_on, s.note, coalesce(s.unproven, '') as unproven,
			coalesce(b.cause, '') as cause from statements s left join blockers b on b.statement_id = s.id
		where s.id = $1`, id)
	if err != nil {
		return NewUpdate{}, err
	}
	made := NewUpdate{
		Speaker: u.Speaker, Level: u.Level, Value: u.Value, On: u.On, Note: u.Note, Unproven: u.Unproven,
		Blocker: u.Blocker,
	}
	rows, err := w.Query(ctx, `-- tracker.readUpdate
		select coalesce(e.url, ''), e.title, coalesce(e.publisher, ''), coalesce(e.lang, ''), e.kind,
			coalesce(e.locator, ''), e.accessed_on, coalesce(e.file_sha256, ''), coalesce(e.file_name, ''),
			coalesce(f.media_type, ''), coalesce(f.size, 0)
		from evidence e left join files f on f.sha256 = e.file_sha256 where e.statement_id = $1 order by e.id`, id)
	if err != nil {
		return NewUpdate{}, fmt.Errorf("evidence: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		e, file := NewEvidence{}, files.NewFile{}
		if err := rows.Scan(
			&e.URL, &e.Title, &e.Publisher, &e.Lang, &e.Kind, &e.Locator, &e.AccessedOn, &file.SHA256, &file.Name,
			&file.MediaType, &file.Size,
		); err != nil {
			return NewUpdate{}, fmt.Errorf("evidence: %w", err)
		}
		if file.SHA256 != "" {
			e.File = &file
		}
		made.Evidence = append(made.Evidence, e)
	}
	return made, rows.Err()
}
