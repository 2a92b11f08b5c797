package tracker

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// reportFormat is the number of the shape of Report; a report that was kept says by which it is read.
const reportFormat = 1

// Report is what a state's report says, whatever the language it is read in. It is kept as JSON in
// the order of its members and never changes; a change of its shape takes a new number.
type Report struct {
	Code          string             `json:"report" doc:"its code: the government's and a number"`
	Format        int                `json:"format" doc:"number of the shape of this document"`
	Demonstration bool               `json:"demonstration" doc:"true where it holds invented figures"`
	State         string             `json:"state" doc:"code of the government"`
	Name          domain.Text        `json:"name" doc:"its name"`
	Day           domain.Day         `json:"day" doc:"day of the figures"`
	Formula       string             `json:"formula" doc:"name of the formula of the figures"`
	Since         domain.Day         `json:"since" doc:"approvals from this day on are listed: the day of the last signed report, else a year ago"`
	SinceReport   string             `json:"since_report" doc:"code of the last signed report; empty where there is none"`
	Figures       ReportFigures      `json:"figures" doc:"the government's figures, of its eligible milestones"`
	Commitments   []ReportCommitment `json:"commitments" doc:"its commitments by plan, the newest plan first"`
	Late          []ReportLate       `json:"late" doc:"milestones that are late, with the difficulty last named, the longest first"`
	Approved      []ReportStatement  `json:"approved" doc:"what the government approved since, by commitment"`
	Asked         []ReportStatement  `json:"awaiting_review" doc:"what waits for the government's word"`
	invented      bool               // the figures are those of the demonstration
}

// ReportFigures are the figures on a report's cover.
type ReportFigures struct {
	Milestones  int    `json:"milestones" doc:"N, the eligible milestones"`
	Approved    Levels `json:"approved" doc:"N by the level that the government approved"`
	Declared    Levels `json:"declared" doc:"N by declared level"`
	Late        int    `json:"late" doc:"milestones that are late"`
	UpToDate    int    `json:"up_to_date" doc:"milestones whose approved level is up to date"`
	Undated     int    `json:"undated" doc:"milestones without a date"`
	Withdrawn   int    `json:"withdrawn" doc:"milestones withdrawn by a decision in time, outside N"`
	Commitments int    `json:"commitments" doc:"number of commitments"`
}

// ReportCommitment is a row of a report's table of commitments.
type ReportCommitment struct {
	Code       string       `json:"code" doc:"its code"`
	Title      domain.Text  `json:"title" doc:"its title"`
	EndsOn     domain.Day   `json:"ends_on" doc:"its last day"`
	Milestones int          `json:"milestones" doc:"its eligible milestones"`
	Completed  int          `json:"completed" doc:"of these, those approved as completed"`
	Declared   domain.Level `json:"declared" doc:"its level as declared"`
	Approved   domain.Level `json:"approved" doc:"its level as approved by the government"`
	Late       bool         `json:"late" doc:"true where one of its milestones is late"`
}

// ReportLate is a late milestone of a report.
type ReportLate struct {
	Code       string      `json:"code" db:"code" doc:"its code"`
	Title      domain.Text `json:"title" db:"title" doc:"its title"`
	DueOn      domain.Day  `json:"due_on" db:"due_on" doc:"the date in force"`
	FirstDueOn domain.Day  `json:"first_due_on" db:"first_due_on" doc:"the date first promised; null where it is not known"`
	Days       int         `json:"days" db:"days" doc:"days since the date in force"`
	Declared   string      `json:"declared" db:"declared" doc:"its level as declared"`
	Cause      string      `json:"cause" db:"cause" doc:"the difficulty last named: law, money, staff, partner, politics, data, technology, security or other; empty where none was"`
	Note       domain.Text `json:"note" db:"note" doc:"what was said with it in words"`
}

// ReportStatement is a statement that a report lists by name.
type ReportStatement struct {
	Statement  int64       `json:"statement" db:"statement" doc:"number of the statement"`
	Hash       string      `json:"hash" db:"content_hash" doc:"hash of its content"`
	Kind       string      `json:"kind" db:"kind" doc:"milestone, indicator or city"`
	Code       string      `json:"code" db:"code" doc:"what it is about"`
	Title      domain.Text `json:"title" db:"title" doc:"its title or name"`
	Level      string      `json:"level" db:"level" doc:"level or stage that it says"`
	On         domain.Day  `json:"on" db:"effective_on" doc:"its effective day"`
	Speaker    string      `json:"speaker" db:"speaker" doc:"who is heard in it: state, programme or city"`
	RecordedOn domain.Day  `json:"recorded_on" db:"recorded_on" doc:"day on which it was recorded"`
	Way        string      `json:"way" db:"way" doc:"who spoke for the government: state, countersigned, delegation or document; empty where it waits"`
	ReviewedOn domain.Day  `json:"reviewed_on" db:"reviewed_on" doc:"day of the approval; null where it waits"`
}

// City says that the statement is about a city, whose levels are stages.
func (s ReportStatement) City() bool { return s.Kind == "city" }

// statementTargets finds what a statement s is about, and statementNames says what it is: kind, code and title.
const (
	statementTargets = `
left join milestones m on m.id = s.milestone_id left join indicators i on i.id = s.indicator_id
  left join deployments d on d.id = s.deployment_id`
	statementNames = `case when d.id is not null then 'city' when i.id is not null then 'indicator'
		else 'milestone' end as kind, coalesce(i.code, m.code, d.city_code) as code,
  coalesce(i.title, m.title, (select jsonb_object_agg(n.lang, n.name) || '{"original":"fr"}' from city_names n
    where n.city_code = d.city_code and n.until_day is null)) as title`
)

const reportLateQuery = `-- tracker.newReport late
select m.code, m.title, s.due_on, s.first_due_on, $2::date - s.due_on as days, coalesce(s.declared, '') as declared,
  coalesce(b.cause, '') as cause, b.note
from milestones m join milestone_standings s on s.milestone_id = m.id and (not s.demonstration or $3)
left join lateral (select b.cause, coalesce(b.note, x.note) as note
  from statements x join blockers b on b.statement_id = x.id
  where x.milestone_id = m.id and not exists (select from retractions r where r.statement_id = x.id)
  order by x.effective_on desc, x.id desc limit 1) b on true
where m.state_code = $1 and s.outside is null and s.due_on < $2
  and 'completed' not in (coalesce(s.declared, ''), coalesce(s.approved, ''), coalesce(s.assessed, ''))
order by s.due_on, m.code`

const reportAskedQuery = `-- tracker.newReport asked
select w.statement_id as statement, w.content_hash, w.kind, w.code, w.title, w.declared as level,
  w.declared_on as effective_on, w.speaker, (w.declared_at at time zone 'UTC')::date as recorded_on, '' as way,
  null::date as reviewed_on
from worklist w where w.state_code = $1 and w.statement_id is not null and w.outcome is null and not w.outside
  and (not w.demonstration or $2) order by w.code`

const reportApprovedQuery = `-- tracker.newReport approved
select s.id as statement, s.content_hash, ` + statementNames + `,
  coalesce(s.level, s.stage) as level, s.effective_on, s.speaker,
  (s.recorded_at at time zone 'UTC')::date as recorded_on, r.way,
  (r.recorded_at at time zone 'UTC')::date as reviewed_on
from reviews r join statements s on s.id = r.statement_id` + statementTargets + `
where r.state_code = $1 and r.outcome = 'approved' and r.recorded_at >= $2
  and not exists (select from revocations v where v.review_id = r.id)
  and not exists (select from retractions x where x.statement_id = s.id)
  and ($3 or not coalesce((select c.demonstration from commitments c where c.id = m.commitment_id),
    exists (select from invented_statements y where y.id = s.id)))
order by 4, r.recorded_at`

// newReport says what a state's report would say today.
func (t *Tracker) newReport(ctx context.Context, state string) (*Report, error) {
	s, err := t.State(ctx, state, domain.View{})
	if err != nil {
		return nil, err
	}
	f := s.Progress.Figures
	r := &Report{
		Format: reportFormat, State: s.Code, Name: s.Name, Day: t.Today(), Formula: s.Progress.Formula,
		Commitments: []ReportCommitment{},
	}
	r.Figures = ReportFigures{
		Milestones: f.Milestones, Approved: f.Approved, Declared: f.Declared, Late: f.Late, UpToDate: f.Coverage.Count,
		Undated: f.Undated, Withdrawn: f.Withdrawn, Commitments: f.Commitments,
	}
	r.invented = s.Invented()
	since, err := t.reportSince(ctx, r)
	if err != nil {
		return nil, err
	}
	if err := t.reportCommitments(ctx, r, s.Plans); err != nil {
		return nil, err
	}
	r.Late = []ReportLate{}
	if s.Frozen == "" {
		if r.Late, err = ledger.SelectAll[ReportLate](
			ctx, t.Primary, reportLateQuery, state, r.Day, r.invented,
		); err != nil {
			return nil, fmt.Errorf("report: late milestones: %w", err)
		}
	}
	if r.Approved, err = ledger.SelectAll[ReportStatement](
		ctx, t.Primary, reportApprovedQuery, state, since, r.invented,
	); err != nil {
		return nil, fmt.Errorf("report: approvals: %w", err)
	}
	if r.Asked, err = ledger.SelectAll[ReportStatement](
		ctx, t.Primary, reportAskedQuery, state, r.invented,
	); err != nil {
		return nil, fmt.Errorf("report: what waits: %w", err)
	}
	return r, nil
}

// reportSince finds the last signed report, else goes back a year, and gives the instant.
func (t *Tracker) reportSince(ctx context.Context, r *Report) (time.Time, error) {
	r.Since = r.Day.AddDays(-365)
	reports, _, err := t.Reports(ctx, ReportFilter{State: r.State}, domain.Page{Limit: 200})
	if err != nil {
		return time.Time{}, err
	}
	for _, earlier := range reports {
		if earlier.SignedOn != "" {
			r.Since, r.SinceReport = domain.DayOf(earlier.RecordedAt), earlier.Code
			return earlier.RecordedAt, nil
		}
	}
	return r.Since.Time(), nil
}

func (t *Tracker) reportCommitments(ctx context.Context, r *Report, plans []ActionPlan) error {
	all, _, err := t.Commitments(ctx, CommitmentFilter{State: r.State}, domain.Page{Limit: 1000})
	if err != nil {
		return err
	}
	for _, plan := range plans {
		for _, c := range all {
			if c.Plan != plan.Code {
				continue
			}
			if c.Demonstration && !r.invented {
				continue // its figures don't count it
			}
			r.Demonstration = r.Demonstration || c.Demonstration
			r.Commitments = append(r.Commitments, ReportCommitment{
				c.Code, c.Title, c.EndsOn, c.Milestones, c.CompletedApproved, c.Levels.Declared, c.Levels.Approved,
				c.Late,
			})
		}
	}
	return nil
}

// ReadReport reads a report that was kept.
func ReadReport(content []byte) (*Report, error) {
	var r Report
	if err := json.Unmarshal(content, &r); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	return &r, nil
}

// bytes are what is kept of a report: JSON of two spaces, so that it is read by eye too.
func (r Report) bytes(code string) ([]byte, error) {
	r.Code = code
	b, err := json.MarshalIndent(r, "", "  ")
	return append(b, '\n'), err
}

// GenerateReport keeps what a state's report says today, and returns its code.
func (t *Tracker) GenerateReport(ctx context.Context, c ledger.Request, state string) (string, error) {
	r, err := t.newReport(ctx, state)
	if err != nil {
		return "", err
	}
	n := NewReport{State: state, Demonstration: r.Demonstration, Content: r.bytes}
	n.Same = func(earlier []byte) bool {
		old, err := ReadReport(earlier)
		if err != nil {
			return false
		}
		now, err := r.bytes(old.Code)
		return err == nil && bytes.Equal(now, earlier)
	}
	for _, s := range r.Asked {
		n.Listed = append(n.Listed, Listed{Read: Read{Statement: s.Statement, Hash: s.Hash}, Asked: true})
	}
	for _, s := range r.Approved {
		n.Listed = append(n.Listed, Listed{Read: Read{Statement: s.Statement, Hash: s.Hash}})
	}
	return ledger.WriteAs(ctx, t.Ledger, c, func(w *ledger.Writer) (string, error) {
		return AddReport(ctx, w, n)
	})
}
