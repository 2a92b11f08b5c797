package tracker

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Document is a signed report, letter or official document.
type Document struct {
	ID         int64       `json:"id" db:"id" doc:"its number"`
	State      string      `json:"state" db:"state_code" doc:"code of the government that signed"`
	StateName  domain.Text `json:"state_name" db:"state_name" doc:"its name"`
	Report     string      `json:"report" db:"report" doc:"code of the report that was signed; empty for a letter or another document"`
	Way        string      `json:"way" db:"way" doc:"state where who speaks for the government recorded it, document where two members of staff do"`
	Signatory  string      `json:"signatory" db:"signatory" doc:"function of who signed"`
	SignedOn   domain.Day  `json:"signed_on" db:"signed_on" doc:"day of the signature"`
	SHA256     string      `json:"sha256" db:"sha256" doc:"SHA-256 of the file"`
	FileName   string      `json:"file_name" db:"file_name" doc:"name of the file"`
	Size       int64       `json:"size" db:"size" doc:"bytes of the file"`
	Picture    int64       `json:"-" db:"thumbnail"` // bytes of the thumbnail of its first page, 0 where there is none
	RecordedAt time.Time   `json:"recorded_at" db:"recorded_at" doc:"when it was recorded"`
	By         string      `json:"by" db:"acting_as" doc:"role of who recorded it"`
	Mine       bool        `json:"mine" db:"mine" doc:"true where the caller recorded it"`
	Statements int         `json:"statements" db:"statements" doc:"number of statements that it names"`
	Outcome    string      `json:"outcome" db:"outcome" doc:"confirmed, refused, or waiting for a second member of staff"`
	Reason     string      `json:"reason" db:"reason" doc:"why it was refused"`
}

// Waits says that a second member of staff has to read it.
func (p Document) Waits() bool { return p.Outcome == "waiting" }

const documentsQuery = `-- tracker.Documents
select p.id, p.state_code, n.name as state_name, coalesce(p.report_code, '') as report, p.way, p.signatory, p.signed_on,
  p.file_sha256 as sha256, p.file_name, f.size, coalesce(d.size, 0) as thumbnail, p.recorded_at, p.acting_as,
  p.author_id = $2 as mine, (select count(*) from document_statements l where l.document_id = p.id) as statements,
  coalesce(e.outcome, case p.way when 'state' then 'confirmed' else 'waiting' end) as outcome,
  coalesce(e.reason, '') as reason
from documents p join files f on f.sha256 = p.file_sha256 left join thumbnails i on i.file_sha256 = p.file_sha256
  left join files d on d.sha256 = i.thumbnail_sha256
join state_names_on($1) n on n.state_code = p.state_code left join document_decisions e on e.document_id = p.id`

// signers gives the states whose documents an account sees.
func signers(r *ledger.Rights) (all bool, states []string) {
	all, states = r.KeptStates()
	for _, v := range r.Mandates {
		states = append(states, v.State)
	}
	return all, states
}

// Documents lists the signed documents of the states that an account keeps or speaks for, those that wait first.
func (t *Tracker) Documents(ctx context.Context, r *ledger.Rights) ([]Document, error) {
	all, states := signers(r)
	list, err := ledger.SelectAll[Document](
		ctx, t.Primary, documentsQuery+` where $3 or p.state_code = any($4)
			order by e.document_id is null and p.way = 'document' desc, p.recorded_at desc, p.id desc limit 200`,
		t.Today(), r.Account, all, pq.Array(states),
	)
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	return list, nil
}

// DocumentStatement is a statement that a document names.
type DocumentStatement struct {
	ReportStatement
	Stands bool `json:"stands" db:"stands" doc:"true where it stands approved"`
}

// DocumentDetail is a document with the statements that it names.
type DocumentDetail struct {
	Document
	Names []DocumentStatement `json:"names" doc:"the statements that it names"`
}

const documentStatementsQuery = `-- tracker.Document statements
select s.id as statement, l.content_hash, ` + statementNames + `,
  coalesce(s.level, s.stage) as level, s.effective_on, s.speaker,
  (s.recorded_at at time zone 'UTC')::date as recorded_on, coalesce(r.way, '') as way,
  (r.recorded_at at time zone 'UTC')::date as reviewed_on, r.id is not null as stands
from document_statements l join statements s on s.id = l.statement_id` + statementTargets + `
left join lateral (select r.id, r.way, r.recorded_at from reviews r
  where r.statement_id = s.id and r.outcome = 'approved'
  and not exists (select from revocations v where v.review_id = r.id) order by r.id limit 1) r on true
where l.document_id = $1 order by 4`

// Document gives a document to an account that keeps or speaks for its state.
func (t *Tracker) Document(ctx context.Context, r *ledger.Rights, id int64) (*DocumentDetail, error) {
	rows, err := ledger.SelectAll[Document](
		ctx, t.Primary, documentsQuery+` where p.id = $3`, t.Today(), r.Account, id,
	)
	switch {
	case err != nil:
		return nil, fmt.Errorf("document: %w", err)
	case len(rows) == 0:
		return nil, &domain.Error{
			Kind: domain.Missing, Code: "missing_document", Args: map[string]any{"code": fmt.Sprint(id)},
		}
	case !r.Keeps(rows[0].State) && !r.Speaks(rows[0].State):
		return nil, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	p := &DocumentDetail{Document: rows[0]}
	p.Names, err = ledger.SelectAll[DocumentStatement](ctx, t.Primary, documentStatementsQuery, id)
	if err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return p, nil
}

// DocumentFile gives the file of a document to an account that sees the document.
func (t *Tracker) DocumentFile(ctx context.Context, r *ledger.Rights, id int64) (*File, error) {
	if _, err := t.Document(ctx, r, id); err != nil {
		return nil, err
	}
	return oneFile(ctx, t.Primary, `-- tracker.DocumentFile
		select p.file_name as name, f.media_type, f.sha256, f.size
		from documents p join files f on f.sha256 = p.file_sha256 where p.id = $1`, id)
}

// DocumentThumbnail gives the thumbnail of a document to an account that sees the document.
func (t *Tracker) DocumentThumbnail(ctx context.Context, r *ledger.Rights, id int64) (*File, error) {
	if _, err := t.Document(ctx, r, id); err != nil {
		return nil, err
	}
	return oneFile(ctx, t.Primary, `-- tracker.DocumentThumbnail
		select 'picture.jpg' as name, f.media_type, f.sha256, f.size
		from documents p join thumbnails i on i.file_sha256 = p.file_sha256
			join files f on f.sha256 = i.thumbnail_sha256 where p.id = $1`, id)
}
