package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/jobs"
	"jalons/server/ledger"
)

// Read is a statement with the hash of the content that somebody read; empty takes what stands.
type Read struct {
	Statement int64
	Code      string
	Hash      string
}

// NewDocument is a signed report, letter or official document that approves exactly the statements it
// names. Signatory is the function of who signed, never a name; Report is the report that was signed,
// empty for another paper.
type NewDocument struct {
	State      string `validate:"required"`
	Report     string
	Signatory  string `validate:"max=200"`
	SignedOn   domain.Day
	Statements []Read
	File       *files.NewFile
}

// AddDocument records a signed paper and returns its number; it approves nothing by itself. way is "state"
// where who speaks for the state records it, else "document".
func AddDocument(ctx context.Context, w *ledger.Writer, p NewDocument, way string) (int64, error) {
	if err := domain.CheckShape(p); err != nil {
		return 0, err
	}
	switch {
	case p.File == nil:
		return 0, &domain.Error{Kind: domain.Rule, Code: "document_needed", Field: "file"}
	case !domain.Visible(p.Signatory):
		return 0, &domain.Error{Kind: domain.Rule, Code: "signatory_needed", Field: "signatory"}
	case p.SignedOn == "" || p.SignedOn > domain.DayOf(w.Now()):
		return 0, &domain.Error{Kind: domain.Rule, Code: "in_the_future", Field: "signed_on"}
	case len(p.Statements) == 0 && p.Report == "":
		return 0, &domain.Error{Kind: domain.Rule, Code: "nothing_named", Field: "statements"}
	}
	id, err := w.Insert(ctx, `-- tracker.AddDocument
		insert into documents (state_code, report_code, way, file_sha256, file_name, signatory, signed_on, author_id,
			acting_as, recorded_at) values ($1, nullif($2, ''), $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
		p.State, p.Report, way, p.File.SHA256, p.File.Name, p.Signatory, p.SignedOn, w.Account, w.ActingAs, w.Now())
	if err == nil {
		err = jobs.Add(ctx, w, ThumbnailJob, p.File.SHA256)
	}
	if err != nil {
		return 0, fmt.Errorf("paper: %w", err)
	}
	taken := map[int64]bool{}
	for _, s := range p.Statements {
		if taken[s.Statement] {
			continue
		}
		taken[s.Statement] = true
		added, err := w.Affect(ctx, `-- tracker.AddDocument
			insert into document_statements (document_id, statement_id, content_hash) select $1, s.id, s.content_hash
			from statements s where s.id = $2 and s.content_hash = coalesce(nullif($3, ''), s.content_hash)
				and s.state_code = $4`, id, s.Statement, s.Hash, p.State)
		if err != nil {
			return 0, fmt.Errorf("paper: %w", err)
		}
		if added == 0 {
			return 0, &domain.Error{Kind: domain.Stale, Code: "content_changed", Field: "statements"}
		}
	}
	return id, w.Audit(
		ctx, "document_recorded", p.State,
		map[string]any{"document": id, "sha256": p.File.SHA256, "statements": len(p.Statements)},
	)
}

// SignDocument records a signed paper as a person. Who speaks for the state may approve by it at once: the second
// result says so. For a state that nobody speaks for, who keeps its record enters it, and a second one
// of them confirms it.
func SignDocument(ctx context.Context, w *ledger.Writer, p NewDocument) (id int64, speaks bool, err error) {
	if speaks, err = checkSignatory(ctx, w, p.State); err != nil {
		return 0, false, err
	}
	way := onDocument
	if speaks {
		way = "state"
	}
	id, err = AddDocument(ctx, w, p, way)
	return id, speaks, err
}

// checkSignatory says whether an actor speaks for a state as a whole; one who only keeps its record may do so for a
// state that nobody speaks for.
func checkSignatory(ctx context.Context, w *ledger.Writer, state string) (speaks bool, err error) {
	if w.Rights != nil && w.Rights.Reviews(state, "") != "" {
		return true, nil
	}
	if err := allowKeeper(w, state); err != nil {
		return false, err
	}
	var held bool
	err = w.Get(
		ctx, &held,
		`select exists (select from mandates m
			where m.state_code = $1 and m.capacity in ('liaison', 'alternate') and m.from_day <= $2
			and (m.until_day is null or m.until_day > $2))`,
		state, domain.DayOf(w.Now()),
	)
	if err != nil {
		return false, fmt.Errorf("mandates: %w", err)
	}
	if held {
		return false, &domain.Error{
			Kind: domain.Conflict, Code: "liaison_in_office", Args: map[string]any{"code": state},
		}
	}
	return false, nil
}

// Document is a signed paper as who confirms it finds it.
type Document struct {
	ID     int64  `db:"id"`
	State  string `db:"state_code"`
	Author int64  `db:"author_id"`
	Ended  bool   `db:"ended"`
}

// findDocument holds a paper that a first member of staff recorded, for a second one.
func findDocument(ctx context.Context, w *ledger.Writer, id int64) (*Document, error) {
	var p Document
	err := w.GetOrMissing(ctx, &p, "document", fmt.Sprint(id), `-- tracker.findDocument
		select p.id, p.state_code, p.author_id, exists (select from document_decisions e where e.document_id = p.id)
			or p.way = 'state' as ended from documents p where p.id = $1`, id)
	if err != nil {
		return nil, err
	}
	if err := allowKeeper(w, p.State); err != nil {
		return nil, err
	}
	if p.Ended {
		return nil, &domain.Error{Kind: domain.Conflict, Code: "document_decided"}
	}
	return &p, nil
}

// ConfirmDocument says as the second of two that a paper says what the first one entered, and gives the
// statements that it asks for, to be approved on document.
func ConfirmDocument(ctx context.Context, w *ledger.Writer, id int64) (first int64, statements []Read, err error) {
	p, err := findDocument(ctx, w, id)
	if err != nil {
		return 0, nil, err
	}
	if ledger.AppAuthorization && p.Author == w.Account {
		return 0, nil, &domain.Error{Kind: domain.Forbidden, Code: "second_person"}
	}
	if _, err := checkSignatory(ctx, w, p.State); err != nil {
		return 0, nil, err
	}
	if err := decideDocument(ctx, w, p, "confirmed", ""); err != nil {
		return 0, nil, err
	}
	rows, err := w.Query(ctx, `-- tracker.ConfirmDocument
		select l.statement_id, l.content_hash, coalesce(i.code, m.code, d.city_code, '')
		from document_statements l join statements s on s.id = l.statement_id
		join documents p on p.id = l.document_id left join report_statements a on a.report_code = p.report_code
			and a.statement_id = l.statement_id
		left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id
			left join deployments d on d.id = s.deployment_id where l.document_id = $1
			and coalesce(a.awaits_review, true) order by 3`, id)
	if err != nil {
		return 0, nil, fmt.Errorf("paper: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r Read
		if err := rows.Scan(&r.Statement, &r.Hash, &r.Code); err != nil {
			return 0, nil, fmt.Errorf("paper: %w", err)
		}
		statements = append(statements, r)
	}
	return p.Author, statements, rows.Err()
}

// RefuseDocument says that a paper does not say what was entered, or takes it back as who entered it.
func RefuseDocument(ctx context.Context, w *ledger.Writer, id int64, reason string) error {
	p, err := findDocument(ctx, w, id)
	if err != nil {
		return err
	}
	if !domain.Visible(reason) {
		return &domain.Error{Kind: domain.Rule, Code: "reason_required", Field: "reason"}
	}
	return decideDocument(ctx, w, p, "refused", reason)
}

func decideDocument(ctx context.Context, w *ledger.Writer, p *Document, outcome, reason string) error {
	err := w.Exec(
		ctx,
		`insert into document_decisions (document_id, outcome, reason, author_id, acting_as, recorded_at)
			values ($1, $2, nullif($3, ''), $4, $5, $6)`,
		p.ID, outcome, reason, w.Account, w.ActingAs, w.Now(),
	)
	if err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	return w.Audit(ctx, "document_"+outcome, p.State, map[string]any{"document": p.ID})
}

// ApproveByDocument approves a statement by a paper that names it: first is the member of staff who recorded the
// paper, on which a second one approves; 0 where who speaks for the state approves.
func ApproveByDocument(ctx context.Context, w *ledger.Writer, paper, first int64, r Read) (int64, error) {
	review := NewReview{Statement: r.Statement, Outcome: "approved", Hash: r.Hash, Document: paper}
	if first != 0 {
		review.Way, review.Second = onDocument, &first
	}
	return Examine(ctx, w, review)
}
