package tracker

import (
	"context"
	"fmt"
	"time"
)

// Event is one thing that happened to a commitment or its milestones: declared, confirmed, assessed,
// approved, sent_back, revoked, retracted, moved, withdrawn. By is a role, never a person.
type Event struct {
	Kind       string    `json:"kind" db:"kind"`
	Target     string    `json:"target" db:"target"` // code of the milestone, indicator or commitment
	Statement  int64     `json:"statement" db:"statement"`
	Speaker    string    `json:"speaker" db:"speaker"`
	By         string    `json:"by" db:"by"`
	Way        string    `json:"way" db:"way"`
	Level      string    `json:"level" db:"level"`
	Setback    bool      `json:"setback" db:"setback"`
	Value      *float64  `json:"value" db:"value"`
	On         Day       `json:"on" db:"effective_on"`
	OldOn      Day       `json:"old_on" db:"old_on"`
	NewOn      Day       `json:"new_on" db:"new_on"`
	Reason     string    `json:"reason" db:"reason"`
	Blocker    string    `json:"blocker" db:"blocker"`
	Note       Text      `json:"note" db:"note"`
	RecordedAt time.Time `json:"recorded_at" db:"recorded_at"`
}

const historyQuery = `-- tracker.history
with said as (
  select s.id, s.kind, s.confirmed, s.speaker, s.acting_as, s.level, s.setback, s.value, s.effective_on, s.note, s.recorded_at, coalesce(i.code, m.code, c.code) as target from statements s
  left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id left join commitments c on c.id = s.commitment_id
  where case when $1 <> 0 then s.commitment_id = $1 or m.commitment_id = $1 else m.id::text = $2 end)
select * from (
  select case when kind = 'assessment' then 'assessed' when confirmed then 'confirmed' else 'declared' end as kind, target, s.id as statement, speaker, acting_as as by, '' as way,
    level, setback, value, effective_on, null::date as old_on, null::date as new_on, '' as reason, coalesce(b.cause, '') as blocker, coalesce(s.note, b.note) as note, recorded_at
  from said s left join blockers b on b.statement_id = s.id
  union all select r.outcome, s.target, s.id, s.speaker, r.acting_as, r.way, s.level, false, s.value, s.effective_on, null, null, '', '', null, r.recorded_at
  from said s join reviews r on r.statement_id = s.id
  union all select 'revoked', s.target, s.id, s.speaker, v.acting_as, r.way, s.level, false, null, s.effective_on, null, null, v.reason, '', null, v.recorded_at
  from said s join reviews r on r.statement_id = s.id join revocations v on v.review_id = r.id
  union all select 'retracted', s.target, s.id, s.speaker, x.acting_as, '', s.level, false, null, s.effective_on, null, null, x.reason, '', null, x.recorded_at
  from said s join retractions x on x.statement_id = s.id
  union all select 'moved', coalesce(i.code, m.code), 0, 'programme', d.acting_as, '', '', false, null, null, d.old_on, d.new_on, d.reason, '', d.note, d.recorded_at
  from date_moves d join milestones m on m.id = d.milestone_id left join indicators i on i.id = d.indicator_id
  where case when $1 <> 0 then m.commitment_id = $1 else m.id::text = $2 end
  union all select 'withdrawn', m.code, 0, 'state', w.acting_as, '', '', false, null, w.decided_on, null, null, '', '', w.decision, w.recorded_at
  from withdrawals w join milestones m on m.id = w.milestone_id where case when $1 <> 0 then m.commitment_id = $1 else m.id::text = $2 end
) e order by recorded_at desc, statement desc, kind`

// history lists the events of a commitment, or of one milestone by its id, newest first.
func (t *Tracker) history(ctx context.Context, commitment int64, milestone string) ([]Event, error) {
	events, err := selectAll[Event](ctx, t.read, historyQuery, commitment, milestone)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	return events, nil
}

// Evidence is a link or file that supports a statement.
type Evidence struct {
	ID         int64  `json:"id" db:"id"`
	Statement  int64  `json:"statement" db:"statement_id"`
	Target     string `json:"target" db:"target"`
	Title      Text   `json:"title" db:"title"`
	URL        string `json:"url" db:"url"`
	File       string `json:"file" db:"file"`
	Publisher  string `json:"publisher" db:"publisher"`
	Lang       string `json:"lang" db:"lang"`
	Kind       string `json:"kind" db:"kind"`
	Locator    string `json:"locator" db:"locator"`
	AccessedOn Day    `json:"accessed_on" db:"accessed_on"`
	SHA256     string `json:"sha256" db:"sha256"`
	AliveOn    Day    `json:"seen_alive_on" db:"seen_alive_on"`
	DeadSince  Day    `json:"dead_since" db:"dead_since"`
}

const evidenceQuery = `-- tracker.evidence
select e.id, e.statement_id, coalesce(i.code, m.code, c.code) as target, e.title, coalesce(e.url, '') as url, coalesce(e.file_sha256, '') as file, coalesce(e.publisher, '') as publisher,
  coalesce(e.lang, '') as lang, e.kind, coalesce(e.locator, '') as locator, e.accessed_on, coalesce(e.sha256, e.file_sha256, '') as sha256, e.seen_alive_on, e.dead_since
from evidence e join statements s on s.id = e.statement_id
left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id left join commitments c on c.id = s.commitment_id
where case when $1 <> 0 then s.commitment_id = $1 or m.commitment_id = $1 else m.id::text = $2 end
order by e.statement_id desc, e.id`

func (t *Tracker) evidence(ctx context.Context, commitment int64, milestone string) ([]Evidence, error) {
	list, err := selectAll[Evidence](ctx, t.read, evidenceQuery, commitment, milestone)
	if err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	return list, nil
}

// Statement is an assessor's verdict on a whole commitment, with OGP's codes; a missing code is
// empty, and "not reported", "pending" and "not applicable" are codes of their own.
type Statement struct {
	ID           int64  `json:"id" db:"id"`
	Level        string `json:"level" db:"level"`
	On           Day    `json:"on" db:"effective_on"`
	Assessor     Text   `json:"assessor" db:"assessor"`
	EarlyResults string `json:"early_results" db:"early_results"`
	Ambition     string `json:"ambition" db:"ambition"`
	Verifiable   string `json:"verifiable" db:"verifiable"`
	Verdict      Text   `json:"verdict" db:"verdict"`
}

const verdictsQuery = `-- tracker.verdicts
select s.id, s.level, s.effective_on, d.assessor, coalesce(d.early_results, '') as early_results, coalesce(d.ambition, '') as ambition, coalesce(d.verifiable, '') as verifiable, d.verdict
from statements s join assessment_details d on d.statement_id = s.id
where s.commitment_id = $1 and not exists (select from retractions x where x.statement_id = s.id) order by s.effective_on desc, s.id desc`

func (t *Tracker) verdicts(ctx context.Context, commitment int64) ([]Statement, error) {
	list, err := selectAll[Statement](ctx, t.read, verdictsQuery, commitment)
	if err != nil {
		return nil, fmt.Errorf("verdicts: %w", err)
	}
	return list, nil
}
