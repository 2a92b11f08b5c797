package tracker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/jobs"
	"jalons/server/ledger"
)

// NewEvidence is a link or a file that supports a statement.
type NewEvidence struct {
	URL        string `validate:"required_without=File,omitempty,http_url,max=2000"`
	Title      domain.Text
	Publisher  string `validate:"max=200"`
	Lang       string `validate:"omitempty,len=2"`
	Kind       string `validate:"evidence_kind"`
	Locator    string `validate:"max=200"`
	AccessedOn domain.Day
	File       *files.NewFile `json:",omitempty"`
}

// target is what a statement is about, found by its code.
type target struct {
	Code       string  `db:"code"`
	Commitment *int64  `db:"commitment_id"`
	Milestone  *int64  `db:"milestone_id"`
	Indicator  *int64  `db:"indicator_id"`
	Deployment *int64  `db:"deployment_id"`
	Gate       *string `db:"gate_code"`
	State      string  `db:"state_code"`
	Declared   string  `db:"declared"`
}

const targetQuery = `-- tracker.target
select i.code, null::bigint as commitment_id, m.id as milestone_id, i.id as indicator_id, null::bigint as deployment_id,
  m.state_code,
  coalesce((select p.declared from part_standings_at('infinity', 'infinity', array[m.id]) p where p.part = i.id),
    '') as declared
from indicators i join milestones m on m.id = i.milestone_id where i.code = $1
union all select m.code, null, m.id, null, null, m.state_code, coalesce(s.declared, '')
from milestones m join milestone_standings s on s.milestone_id = m.id where m.code = $1
union all select c.code, c.id, null, null, null, c.state_code, '' from commitments c where c.code = $1
union all select d.city_code, null, null, null, d.id, d.entity_code, coalesce(s.declared, '')
from deployments d join deployment_standings s on s.deployment_id = d.id where d.city_code = $1`

// NewStatement is what the four kinds have in common; it is also what a content hash is made of.
type NewStatement struct {
	Kind      string          `json:"kind"`
	Target    string          `json:"target"`
	Speaker   domain.Speaker  `json:"speaker"`
	Level     domain.Level    `json:"level,omitempty"`
	Stage     domain.Stage    `json:"stage,omitempty"`
	Decision  domain.Decision `json:"decision,omitempty"`
	Confirmed bool            `json:"confirmed,omitempty"`
	Setback   bool            `json:"setback,omitempty"`
	Value     *float64        `json:"value,omitempty"`
	Unproven  string          `json:"unproven,omitempty"`
	On        domain.Day      `json:"on"`
	Note      domain.Text     `json:"-"`
	Original  string          `json:"note,omitempty"` // translations are not part of what is approved
	Evidence  []NewEvidence   `json:"evidence,omitempty"`
}

// Hash is the SHA-256 of the statement's canonical JSON: what an approval is bound to.
func (s NewStatement) Hash() (string, error) {
	s.Original = s.Note.In[s.Note.Original]
	b, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("content hash: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

const insertStatement = `-- tracker.addStatement
insert into statements (kind, commitment_id, milestone_id, indicator_id, deployment_id, gate_code, state_code, speaker,
  level, stage, decision, confirmed, setback, value, effective_on, recorded_at, note, author_id, acting_as, batch,
  content_hash, unproven)
values ($1, $2, $3, $4, $5, $6, nullif($7, ''), $8, nullif($9, ''), nullif($10, ''), nullif($11, ''), $12, $13, $14,
  $15, $16, $17, $18, $19, nullif($20, ''), $21, nullif($22, '')) returning id`

func addStatement(ctx context.Context, w *ledger.Writer, of target, s NewStatement) (int64, error) {
	s.Target = of.Code
	hash, err := s.Hash()
	if err != nil {
		return 0, err
	}
	id, err := w.Insert(ctx, insertStatement, s.Kind, of.Commitment, of.Milestone, of.Indicator, of.Deployment, of.Gate,
		of.State, s.Speaker, s.Level, s.Stage, s.Decision,
		s.Confirmed, s.Setback, s.Value, s.On, w.Now(), s.Note, w.Account, w.ActingAs, w.Batch, hash, s.Unproven)
	if err != nil {
		return 0, fmt.Errorf("statement on %s: %w", of.Code, err)
	}
	for _, e := range s.Evidence {
		if err := addEvidence(ctx, w, id, e); err != nil {
			return 0, fmt.Errorf("evidence on %s: %w", of.Code, err)
		}
	}
	return id, nil
}

func addEvidence(ctx context.Context, w *ledger.Writer, statement int64, e NewEvidence) error {
	var file, name string
	if e.File != nil {
		file, name = e.File.SHA256, e.File.Name
	}
	if err := w.Exec(ctx, `-- tracker.addEvidence
		insert into evidence (statement_id, url, title, publisher, lang, kind, locator, accessed_on, file_sha256,
			file_name)
		values ($1, nullif($2, ''), $3, nullif($4, ''), nullif($5, ''), $6, nullif($7, ''), $8, nullif($9, ''),
			nullif($10, ''))`,
		statement, e.URL, e.Title, e.Publisher, e.Lang, e.Kind, e.Locator, e.AccessedOn, file, name); err != nil ||
		e.File == nil {
		return err
	}
	return jobs.Add(ctx, w, ThumbnailJob, file)
}

// NewDecision is what a gate decided on a day, with the functions of its two signatories.
type NewDecision struct {
	Gate     string          `validate:"required"`
	Decision domain.Decision `validate:"decision"`
	On       domain.Day      `validate:"required"`
	Note     domain.Text
	First    domain.Text
	Second   domain.Text
	Evidence []NewEvidence `validate:"dive"`
}

// DecideGate records a gate's decision and returns the statement's number. A later decision stands
// beside an earlier one: a gate that was held may pass.
func DecideGate(ctx context.Context, w *ledger.Writer, d NewDecision) (int64, error) {
	if err := domain.CheckShape(d); err != nil {
		return 0, err
	}
	var of target
	if err := w.GetOrMissing(
		ctx, &of, "gate", d.Gate, `select code, code as gate_code from gates where code = $1`, d.Gate,
	); err != nil {
		return 0, err
	}
	id, err := addStatement(ctx, w, of, NewStatement{
		Kind: "decision", Speaker: domain.SpeakerProgramme, Decision: d.Decision, On: d.On, Note: d.Note,
		Evidence: d.Evidence,
	})
	if err != nil {
		return 0, err
	}
	return id, w.Exec(
		ctx, `insert into gate_signatures (statement_id, first_signatory, second_signatory) values ($1, $2, $3)`, id,
		d.First, d.Second,
	)
}
