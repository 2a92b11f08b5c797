package tracker

import (
	"context"
	"fmt"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Event is one thing that happened to a commitment or its milestones: declared, confirmed, assessed,
// approved, sent_back, revoked, retracted, moved, withdrawn. By is a role, never a person.
type Event struct {
	Kind       string      `json:"kind" db:"kind" doc:"what happened: declared, confirmed, assessed, approved, sent_back, revoked, retracted, moved or withdrawn"`
	Target     string      `json:"target" db:"target" doc:"code of the milestone, indicator or commitment"`
	Statement  int64       `json:"statement" db:"statement" doc:"number of the statement that was made or answered; 0 for moved and withdrawn"`
	Speaker    string      `json:"speaker" db:"speaker" doc:"who is heard in the statement: state, programme, city or assessor"`
	By         string      `json:"by" db:"by" doc:"role of who recorded it: staff, liaison, assessor or admin; never a person"`
	Way        string      `json:"way" db:"way" doc:"who spoke for the government in an approval: state, countersigned, delegation or document; else empty"`
	Assessor   domain.Text `json:"assessor" db:"assessor" doc:"the body that assessed"`
	Level      string      `json:"level" db:"level" doc:"level of the statement: not_started, limited, substantial, completed or no_evidence; empty for moved and withdrawn"`
	Old        string      `json:"old_level" db:"old_level" doc:"what the same voice said last for an earlier day; empty where it is the first"`
	Setback    bool        `json:"setback" db:"setback" doc:"true where a lower level than before is named as a setback"`
	Value      *float64    `json:"value" db:"value" doc:"value of the indicator, in its unit"`
	On         domain.Day  `json:"on" db:"effective_on" doc:"effective day: when it was so, or when a withdrawal was decided"`
	OldOn      domain.Day  `json:"old_on" db:"old_on" doc:"due day before it moved"`
	NewOn      domain.Day  `json:"new_on" db:"new_on" doc:"due day after it moved"`
	Reason     string      `json:"reason" db:"reason" doc:"reason of a move, as a code, or of a retraction or revocation, in words"`
	Blocker    string      `json:"blocker" db:"blocker" doc:"cause of a difficulty: law, money, staff, partner, politics, data, technology, security or other; empty where none is named"`
	Difficulty domain.Text `json:"blocker_note" db:"difficulty" doc:"the difficulty in words"`
	Note       domain.Text `json:"note" db:"note" doc:"what was said in words"`
	Signatory  string      `json:"signatory" db:"signatory" doc:"function of who signed the document on which an approval rests, or that stands beside it; else empty"`
	SignedOn   domain.Day  `json:"signed_on" db:"signed_on" doc:"day on which that document was signed"`
	Document   string      `json:"document_sha256" db:"document_sha256" doc:"SHA-256 of that document"`
	RecordedAt time.Time   `json:"recorded_at" db:"recorded_at" doc:"when the record was told"`
}

// levelBefore joins the level that the same kind of statement as s gave the same target before it: what an
// earlier day turns out to have been is known even where it was recorded later.
const levelBefore = `left join lateral (
    select o.level as old from statements o
    where o.milestone_id = s.milestone_id and o.indicator_id is not distinct from s.indicator_id and o.kind = s.kind
      and (o.effective_on, o.recorded_at, o.id) < (s.effective_on, s.recorded_at, s.id)
      and not exists (select from retractions x where x.statement_id = o.id)
    order by o.effective_on desc, o.recorded_at desc, o.id desc limit 1) before on true`

// fellBack says that the statement s is a setback: named as one, or an update of a level below the one before.
const fellBack = `(s.setback or s.kind = 'update' and coalesce(
    array_position(array['not_started', 'limited', 'substantial', 'completed'], s.level) <
    array_position(array['not_started', 'limited', 'substantial', 'completed'], before.old), false))`

// Old is the level that the same kind of statement gave the same target for the nearest earlier day.
const historyQuery = `-- tracker.history
with said as (
  select s.id, s.kind, s.confirmed, s.speaker, s.acting_as, s.level, ` + fellBack + ` as setback,
    s.value, s.effective_on, s.note, s.recorded_at, coalesce(i.code, m.code, c.code) as target, before.old
  from statements s
  left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id
    left join commitments c on c.id = s.commitment_id
  ` + levelBefore + `
  where case when $1 <> 0 then s.commitment_id = $1 or m.commitment_id = $1 else m.id::text = $2 end)
select e.*, coalesce(p.signatory, '') as signatory, p.signed_on, coalesce(p.file_sha256, '') as document_sha256 from (
  select case when kind = 'assessment' then 'assessed' when confirmed then 'confirmed'
    else 'declared' end as kind, target, s.id as statement, speaker, acting_as as by, '' as way, d.assessor,
    level, coalesce(old, '') as old_level, setback, value, effective_on, null::date as old_on, null::date as new_on,
    '' as reason, coalesce(b.cause, '') as blocker, b.note as difficulty, s.note, recorded_at
  from said s left join blockers b on b.statement_id = s.id left join assessment_details d on d.statement_id = s.id
  union all select r.outcome, s.target, s.id, s.speaker, r.acting_as, r.way, null, s.level, '', false, s.value,
    s.effective_on, null, null, '', '', null, null, r.recorded_at
  from said s join reviews r on r.statement_id = s.id
  union all select 'revoked', s.target, s.id, s.speaker, v.acting_as, r.way, null, s.level, '', false, null,
    s.effective_on, null, null, v.reason, '', null, null, v.recorded_at
  from said s join reviews r on r.statement_id = s.id join revocations v on v.review_id = r.id
  union all select 'retracted', s.target, s.id, s.speaker, x.acting_as, '', null, s.level, '', false, null,
    s.effective_on, null, null, x.reason, '', null, null, x.recorded_at
  from said s join retractions x on x.statement_id = s.id
  union all select 'moved', coalesce(i.code, m.code), 0, 'programme', d.acting_as, '', null, '', '', false, null, null,
    d.old_on, d.new_on, d.reason, '', null, d.note, d.recorded_at
  from date_moves d join milestones m on m.id = d.milestone_id left join indicators i on i.id = d.indicator_id
  where case when $1 <> 0 then m.commitment_id = $1 else m.id::text = $2 end
  union all select 'withdrawn', m.code, 0, 'state', w.acting_as, '', null, '', '', false, null, w.decided_on, null,
    null, '', '', null, w.decision, w.recorded_at
  from withdrawals w join milestones m on m.id = w.milestone_id
  where case when $1 <> 0 then m.commitment_id = $1 else m.id::text = $2 end
) e left join lateral (select p.signatory, p.signed_on, p.file_sha256
  from document_statements l join documents p on p.id = l.document_id
  where e.kind = 'approved' and l.statement_id = e.statement and ` + stands + ` order by p.recorded_at desc, p.id desc
	limit 1) p on true
order by e.recorded_at desc, e.statement desc, e.kind`

// history lists the events of a commitment, or of one milestone by its id, newest first.
func (t *Tracker) history(ctx context.Context, commitment int64, milestone string) ([]Event, error) {
	events, err := ledger.SelectAll[Event](ctx, t.Public, historyQuery, commitment, milestone)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	return events, nil
}

// Evidence is a link or file that supports a statement.
type Evidence struct {
	ID         int64       `json:"id" db:"id" doc:"number of the piece of evidence on this server"`
	Statement  int64       `json:"statement" db:"statement_id" doc:"number of the statement that it supports"`
	Target     string      `json:"target" db:"target" doc:"code of what the statement is about"`
	Title      domain.Text `json:"title" db:"title" doc:"title of the document or page"`
	URL        string      `json:"url" db:"url" doc:"its address; empty where it is a file"`
	File       string      `json:"file" db:"file" doc:"SHA-256 of the stored file; empty where it is a link"`
	Publisher  string      `json:"publisher" db:"publisher" doc:"who published it; empty where it is not known"`
	Lang       string      `json:"lang" db:"lang" doc:"language of the document, as in fr; empty where it is not known"`
	Kind       string      `json:"kind" db:"kind" doc:"law, report, dataset, portal, minutes, press, letter or other"`
	Locator    string      `json:"locator" db:"locator" doc:"where in it, as in p. 12, § 3"`
	AccessedOn domain.Day  `json:"accessed_on" db:"accessed_on" doc:"day on which it was read"`
	SHA256     string      `json:"sha256" db:"sha256" doc:"SHA-256 of what was read, in hexadecimal; empty where it is not known"`
	AliveOn    domain.Day  `json:"seen_alive_on" db:"seen_alive_on" doc:"last day on which the link led there"`
	DeadSince  domain.Day  `json:"dead_since" db:"dead_since" doc:"day since which the link leads nowhere; null while it works"`
}

const evidenceQuery = `-- tracker.evidence
select e.id, e.statement_id, coalesce(i.code, m.code, c.code) as target, e.title, coalesce(e.url, '') as url,
  coalesce(e.file_sha256, '') as file, coalesce(e.publisher, '') as publisher,
  coalesce(e.lang, '') as lang, e.kind, coalesce(e.locator, '') as locator, e.accessed_on,
  coalesce(e.sha256, e.file_sha256, '') as sha256, e.seen_alive_on, e.dead_since
from evidence e join statements s on s.id = e.statement_id
left join indicators i on i.id = s.indicator_id left join milestones m on m.id = s.milestone_id
  left join commitments c on c.id = s.commitment_id
where case when $1 <> 0 then s.commitment_id = $1 or m.commitment_id = $1 else m.id::text = $2 end
order by e.statement_id desc, e.id`

func (t *Tracker) evidence(ctx context.Context, commitment int64, milestone string) ([]Evidence, error) {
	list, err := ledger.SelectAll[Evidence](ctx, t.Public, evidenceQuery, commitment, milestone)
	if err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	return list, nil
}

// Statement is an assessor's verdict on a whole commitment, with OGP's codes; a missing code is
// empty, and "not reported", "pending" and "not applicable" are codes of their own.
type Statement struct {
	ID           int64       `json:"id" db:"id" doc:"number of the statement on this server"`
	Level        string      `json:"level" db:"level" doc:"not_started, limited, substantial, completed or no_evidence"`
	On           domain.Day  `json:"on" db:"effective_on" doc:"effective day of the verdict"`
	Assessor     domain.Text `json:"assessor" db:"assessor" doc:"the body that assessed"`
	EarlyResults string      `json:"early_results" db:"early_results" doc:"the Open Government Partnership's code of early results: worsened, did_not_change, marginal, major, outstanding, no_notable, moderate, significant, not_reported, pending_review, no_irm_data or not_applicable; empty where none is given"`
	Ambition     string      `json:"ambition" db:"ambition" doc:"its code of ambition: unclear, modest, substantial, not_reported, pending_review, no_irm_data or not_applicable; empty where none is given"`
	Verifiable   string      `json:"verifiable" db:"verifiable" doc:"its code of verifiability: yes, no, not_reported, pending_review, no_irm_data or not_applicable; empty where none is given"`
	Verdict      domain.Text `json:"verdict" db:"verdict" doc:"the verdict in words"`
}

const verdictsQuery = `-- tracker.verdicts
select s.id, s.level, s.effective_on, d.assessor, coalesce(d.early_results, '') as early_results,
  coalesce(d.ambition, '') as ambition, coalesce(d.verifiable, '') as verifiable, d.verdict
from statements s join assessment_details d on d.statement_id = s.id
where s.commitment_id = $1 and not exists (select from retractions x where x.statement_id = s.id)
order by s.effective_on desc, s.id desc`

func (t *Tracker) verdicts(ctx context.Context, commitment int64) ([]Statement, error) {
	list, err := ledger.SelectAll[Statement](ctx, t.Public, verdictsQuery, commitment)
	if err != nil {
		return nil, fmt.Errorf("verdicts: %w", err)
	}
	return list, nil
}
