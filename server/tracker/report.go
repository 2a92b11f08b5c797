package tracker

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// StoredReport is a state's report as it is kept: Content is what it said when it was drawn up, byte by byte,
// and SHA256 the sum of that.
type StoredReport struct {
	Code          string     `json:"code" db:"code"`
	State         string     `json:"state" db:"state_code"`
	SHA256        string     `json:"sha256" db:"sha256" column:"report_sha256"`
	By            string     `json:"by" db:"acting_as"`
	RecordedAt    time.Time  `json:"recorded_at" db:"recorded_at"`
	Demonstration bool       `json:"demonstration" db:"demonstration"`
	SignedOn      domain.Day `json:"signed_on" db:"signed_on"`
	Signatory     string     `json:"signatory" db:"signatory"`
	Document      string     `json:"document_sha256" db:"document_sha256"`
}

// ReportLimit is the most bytes that a report's content has. It is kept in its row, where the database itself holds it
// against its sum: a line is some 550 bytes, so that there is room for 3,800 of them.
const ReportLimit = 2 << 20

// stands is true of a document that counts: who speaks for the state recorded it, or a second member of staff
// confirmed it.
const stands = `(p.way = 'state' or exists (select from document_decisions e
	where e.document_id = p.id and e.outcome = 'confirmed'))`

const reportColumns = `
select r.code, r.state_code, r.sha256, r.acting_as, r.recorded_at, r.demonstration, p.signed_on,
  coalesce(p.signatory, '') as signatory, coalesce(p.file_sha256, '') as document_sha256`

const reportFrom = `
from reports r left join lateral (select p.signed_on, p.signatory, p.file_sha256 from documents p
  where p.report_code = r.code and ` + stands + ` order by p.recorded_at, p.id limit 1) p on true`

// ReportFilter narrows a list of reports.
type ReportFilter struct{ State string }

// Reports lists reports, the newest first, with their numbers in all.
func (t *Tracker) Reports(
	ctx context.Context, filter ReportFilter, page domain.Page,
) ([]StoredReport, domain.Count, error) {
	if err := t.CheckCursor(ctx, `select exists (select from reports where code = $1)`, page.After); err != nil {
		return nil, domain.Count{}, err
	}
	list, err := ledger.SelectAll[StoredReport](ctx, t.Public, `-- tracker.Reports`+reportColumns+reportFrom+`
		where ($1 = '' or r.state_code = $1) and ($2 = ''
			or (r.recorded_at, r.code) < (select x.recorded_at, x.code from reports x where x.code = $2))
		order by r.recorded_at desc, r.code desc limit $3`,
		filter.State, page.After, page.Limit)
	var total domain.Count
	if err == nil {
		total, err = t.Total(ctx, `
			select count(*) filter (where not demonstration) as real, count(*) filter (where demonstration) as invented
			from reports where $1 = '' or state_code = $1`, filter.State)
	}
	if err != nil {
		return nil, domain.Count{}, fmt.Errorf("reports: %w", err)
	}
	return list, total, nil
}

// Report gives a report with its content.
func (t *Tracker) Report(ctx context.Context, code string) (*StoredReport, []byte, error) {
	var row struct {
		StoredReport
		Content string `db:"content"`
	}
	err := t.Public.GetContext(
		ctx, &row, `-- tracker.Report`+reportColumns+`, r.content`+reportFrom+` where r.code = $1`, code,
	)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, domain.NotFound("report", code)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("report: %w", err)
	}
	return &row.StoredReport, []byte(row.Content), nil
}

// Listed is a statement that a report lists by name; Asked says that it waits for the state's word.
type Listed struct {
	Read
	Asked bool
}

// NewReport is what a report says: Content gives its bytes under its code, Same says whether an earlier
// report says the same.
type NewReport struct {
	State         string
	Demonstration bool
	Listed        []Listed
	Content       func(code string) ([]byte, error)
	Same          func(earlier []byte) bool
}

// AddReport keeps a state's report as a person who speaks for the state or keeps its record, and returns its
// code; where the last one says the same, that one's.
func AddReport(ctx context.Context, w *ledger.Writer, r NewReport) (string, error) {
	if err := w.Allow(func(a *ledger.Rights) bool { return a.Keeps(r.State) || a.Speaks(r.State) }); err != nil {
		return "", err
	}
	last := struct {
		Number  int    `db:"number"`
		Code    string `db:"code"`
		Content string `db:"content"`
	}{}
	if err := w.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('report ' || $1, 0))`, r.State); err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	err := w.Get(
		ctx, &last, `select number, code, content from reports where state_code = $1 order by number desc limit 1`,
		r.State,
	)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("report: %w", err)
	}
	if err == nil && r.Same([]byte(last.Content)) {
		return last.Code, nil
	}
	code := fmt.Sprintf("%s-R%d", r.State, last.Number+1)
	content, err := r.Content(code)
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	if len(content) > ReportLimit {
		return "", &domain.Error{
			Kind: domain.Rule, Code: "report_too_large", Args: map[string]any{"max": ReportLimit >> 20},
		}
	}
	sum := sha256.Sum256(content)
	err = w.Exec(ctx, `-- tracker.AddReport
		insert into reports (state_code, number, content, sha256, demonstration, author_id, acting_as, recorded_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.State, last.Number+1, string(
			content,
		), hex.EncodeToString(sum[:]), r.Demonstration, w.Account, w.ActingAs, w.Now())
	for _, s := range r.Listed {
		if err == nil {
			err = w.Exec(
				ctx,
				`insert into report_statements (report_code, statement_id, content_hash, awaits_review)
					values ($1, $2, $3, $4) on conflict do nothing`,
				code, s.Statement, s.Hash, s.Asked,
			)
		}
	}
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	return code, w.Audit(ctx, "report_generated", code, nil)
}
