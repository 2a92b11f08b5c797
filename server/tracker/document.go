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
	Statement int64  `db:"statement"`
	Code      string `db:"code"`
	Hash      string `db:"hash"`
}

// NewDocument is a signed report, letter or official document that approves exactly the statements it
// names. Signatory is the function of who signed, never a name; Report is the report that was signed,
// empty for another document.
type NewDocument struct {
	State      string `validate:"required"`
	Report     string
	Signatory  string `validate:"max=200"`
	SignedOn   domain.Day
	Statements []Read
	File       *files.NewFile
}

// Signed is what came of a signed document: where somebody who speaks for the state recorded it, of each
// statement that it asked for; else it waits for a second member of staff.
type Signed struct {
	Document int64     `json:"document" doc:"number of the document"`
	Waits    bool      `json:"waits" doc:"true where a second member of staff has to confirm it"`
	Outcomes []Outcome `json:"outcomes" doc:"what came of each statement"`
}

// AddDocument records a signed document. One of a report names exactly what the report lists: what waited is approved
// by it, beside what was approved already it stands as evidence. Who speaks for the state approves by it at once; for
// a state that nobody speaks for, who keeps its record enters it, and a second one of them confirms it.
func AddDocument(ctx context.Context, w *ledger.Writer, d NewDocument) (Signed, error) {
	asked, err := d.readReport(ctx, w)
	if err != nil {
		return Signed{}, err
	}
	speaks, err := checkSignatory(ctx, w, d.State)
	if err != nil {
		return Signed{}, err
	}
	if err := d.check(domain.DayOf(w.Now())); err != nil {
		return Signed{}, err
	}
	way := onDocument
	if speaks {
		way = "state"
	}
	id, err := w.Insert(ctx, `-- tracker.AddDocument
		insert into documents (state_code, report_code, way, file_sha256, file_name, signatory, signed_on, author_id,
			acting_as, recorded_at) values ($1, nullif($2, ''), $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
		d.State, d.Report, way, d.File.SHA256, d.File.Name, d.Signatory, d.SignedOn, w.Account, w.ActingAs, w.Now())
	if err != nil {
		return Signed{}, fmt.Errorf("document: %w", err)
	}
	if err := jobs.Add(ctx, w, ThumbnailJob, d.File.SHA256); err != nil {
		return Signed{}, err
	}
	if err := nameStatements(ctx, w, id, d); err != nil {
		return Signed{}, err
	}
	if err := w.Audit(ctx, "document_recorded", d.State, map[string]any{
		"document": id, "sha256": d.File.SHA256, "statements": len(d.Statements),
	}); err != nil {
		return Signed{}, err
	}
	if !speaks {
		return Signed{Document: id, Waits: true}, nil
	}
	outcomes, err := approveByDocument(ctx, w, id, nil, asked)
	return Signed{Document: id, Outcomes: outcomes}, err
}

// readReport fills in what the report that was signed says of itself, and gives the statements that wait for the word
// of the state; those that were named where there is no report.
func (d *NewDocument) readReport(ctx context.Context, w *ledger.Writer) (asked []Read, err error) {
	if d.Report == "" {
		return d.Statements, nil
	}
	var report struct {
		State string `db:"state_code"`
	}
	if err := w.GetOrMissing(
		ctx, &report, "report", d.Report, `select state_code from reports where code = $1`, d.Report,
	); err != nil {
		return nil, err
	}
	switch {
	case d.State != "" && d.State != report.State:
		return nil, &domain.Error{
			Kind: domain.Rule, Code: "report_of_another", Field: "state", Args: map[string]any{"code": report.State},
		}
	case len(d.Statements) > 0:
		return nil, domain.NotAsked("statements")
	}
	var listed []struct {
		Statement int64  `db:"statement_id"`
		Code      string `db:"code"`
		Hash      string `db:"content_hash"`
		Asked     bool   `db:"awaits_review"`
	}
	if err := w.Select(ctx, &listed, `-- tracker.readReport
		select l.statement_id, coalesce(i.code, m.code, d.city_code) as code, l.content_hash, l.awaits_review
		from report_statements l join statements s on s.id = l.statement_id
			left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id
			left join deployments d on d.id = s.deployment_id
		where l.report_code = $1 order by 2`, d.Report); err != nil {
		return nil, fmt.Errorf("report %s: %w", d.Report, err)
	}
	d.State, asked = report.State, []Read{}
	for _, l := range listed {
		read := Read{Statement: l.Statement, Code: l.Code, Hash: l.Hash}
		d.Statements = append(d.Statements, read)
		if l.Asked {
			asked = append(asked, read)
		}
	}
	return asked, nil
}

// check refuses a document that lacks what makes it one.
func (d *NewDocument) check(today domain.Day) error {
	if err := domain.CheckShape(d); err != nil {
		return err
	}
	switch {
	case d.File == nil:
		return &domain.Error{Kind: domain.Rule, Code: "document_needed", Field: "file"}
	case !domain.Visible(d.Signatory):
		return &domain.Error{Kind: domain.Rule, Code: "signatory_needed", Field: "signatory"}
	case d.SignedOn == "" || d.SignedOn > today:
		return &domain.Error{Kind: domain.Rule, Code: "in_the_future", Field: "signed_on"}
	case len(d.Statements) == 0 && d.Report == "":
		return &domain.Error{Kind: domain.Rule, Code: "nothing_named", Field: "statements"}
	}
	return nil
}

// nameStatements records which statements a document names, as somebody read them.
func nameStatements(ctx context.Context, w *ledger.Writer, document int64, d NewDocument) error {
	named := map[int64]bool{}
	for _, s := range d.Statements {
		if named[s.Statement] {
			continue
		}
		named[s.Statement] = true
		added, err := w.Affect(ctx, `-- tracker.nameStatements
			insert into document_statements (document_id, statement_id, content_hash) select $1, s.id, s.content_hash
			from statements s where s.id = $2 and s.content_hash = coalesce(nullif($3, ''), s.content_hash)
				and s.state_code = $4`, document, s.Statement, s.Hash, d.State)
		if err != nil {
			return fmt.Errorf("document: %w", err)
		}
		if added == 0 {
			return &domain.Error{Kind: domain.Stale, Code: "content_changed", Field: "statements"}
		}
	}
	return nil
}

// checkSignatory says whether an actor speaks for a state as a whole; a person who only keeps its record may do so for
// a state that nobody speaks for.
func checkSignatory(ctx context.Context, w *ledger.Writer, state string) (speaks bool, err error) {
	if w.Rights != nil && w.Rights.Reviews(state, "") != "" {
		return true, nil
	}
	if err := allowKeeper(w, state); err != nil {
		return false, err
	}
	if w.Rights == nil {
		return false, nil
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

// waiting is a document as who confirms or refuses it finds it.
type waiting struct {
	ID     int64  `db:"id"`
	State  string `db:"state_code"`
	Author int64  `db:"author_id"`
	Ended  bool   `db:"ended"`
}

// findDocument holds a document that a first member of staff recorded, for a second one.
func findDocument(ctx context.Context, w *ledger.Writer, id int64) (*waiting, error) {
	var p waiting
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

// ConfirmDocument says as the second of two that a document says what the first one entered; the statements that it
// asks for are approved on document.
func ConfirmDocument(ctx context.Context, w *ledger.Writer, id int64) (Signed, error) {
	p, err := findDocument(ctx, w, id)
	if err != nil {
		return Signed{}, err
	}
	if ledger.AppAuthorization && p.Author == w.Account {
		return Signed{}, &domain.Error{Kind: domain.Forbidden, Code: "second_person"}
	}
	if _, err := checkSignatory(ctx, w, p.State); err != nil {
		return Signed{}, err
	}
	if err := decideDocument(ctx, w, p, "confirmed", ""); err != nil {
		return Signed{}, err
	}
	var asked []Read
	if err := w.Select(ctx, &asked, `-- tracker.ConfirmDocument
		select l.statement_id as statement, l.content_hash as hash, coalesce(i.code, m.code, d.city_code, '') as code
		from document_statements l join statements s on s.id = l.statement_id
		join documents p on p.id = l.document_id left join report_statements a on a.report_code = p.report_code
			and a.statement_id = l.statement_id
		left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id
			left join deployments d on d.id = s.deployment_id where l.document_id = $1
			and coalesce(a.awaits_review, true) order by 3`, id); err != nil {
		return Signed{}, fmt.Errorf("document: %w", err)
	}
	outcomes, err := approveByDocument(ctx, w, id, &p.Author, asked)
	return Signed{Document: id, Outcomes: outcomes}, err
}

// RefuseDocument says that a document does not say what was entered, or takes it back as who entered it.
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

func decideDocument(ctx context.Context, w *ledger.Writer, p *waiting, outcome, reason string) error {
	err := w.Exec(
		ctx,
		`insert into document_decisions (document_id, outcome, reason, author_id, acting_as, recorded_at)
			values ($1, $2, nullif($3, ''), $4, $5, $6)`,
		p.ID, outcome, reason, w.Account, w.ActingAs, w.Now(),
	)
	if err != nil {
		return fmt.Errorf("document: %w", err)
	}
	return w.Audit(ctx, "document_"+outcome, p.State, map[string]any{"document": p.ID})
}

// approveByDocument approves statements by a document that names them, each for itself: first is the member of staff
// who recorded the document, on which a second one approves; nil where who speaks for the state approves.
func approveByDocument(
	ctx context.Context, w *ledger.Writer, document int64, first *int64, statements []Read,
) ([]Outcome, error) {
	return Each(ctx, w, statements, func(r Read) (string, func() (int64, error)) {
		review := NewReview{
			Statement: r.Statement, Outcome: "approved", Hash: r.Hash, Document: document, Second: first,
		}
		if first != nil {
			review.Way = onDocument
		}
		return r.Code, func() (int64, error) { return Review(ctx, w, review) }
	})
}
