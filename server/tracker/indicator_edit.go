package tracker

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// EditedIndicator is an indicator as its editors find it. DueWords are those in which a source gave its date.
type EditedIndicator struct {
	ID         int64         `json:"-" db:"id"`
	Code       string        `json:"code" db:"code" doc:"code of the indicator"`
	Commitment string        `json:"commitment" db:"commitment" doc:"code of its commitment"`
	State      string        `json:"state" db:"state_code" doc:"code of its government"`
	Title      domain.Text   `json:"title" db:"title" doc:"what is measured or to be done"`
	Detail     domain.Text   `json:"detail" db:"detail" doc:"its long form"`
	DueWords   domain.Text   `json:"due_words" db:"due_raw" doc:"the words in which its date was given"`
	Leads      pq.Int64Array `json:"leads" db:"leads" doc:"numbers of the institutions that answer for it"`
	Version    int64         `json:"version" db:"version" doc:"give it as If-Match with a change"`
}

const editedIndicatorQuery = `-- tracker.EditedIndicator
select i.id, i.code, c.code as commitment, m.state_code, i.title, i.detail, i.due_raw, i.version,
  array(select x.institution_id from indicator_institutions x where x.indicator_id = i.id order by 1) as leads
from indicators i join milestones m on m.id = i.milestone_id join commitments c on c.id = m.commitment_id
where i.code = $1`

// EditedIndicator gives one indicator as its editors find it, which a replica may not have yet.
func (t *Tracker) EditedIndicator(ctx context.Context, code string) (*EditedIndicator, error) {
	list, err := ledger.SelectAll[EditedIndicator](ctx, t.Primary, editedIndicatorQuery, code)
	if err != nil {
		return nil, fmt.Errorf("indicator: %w", err)
	}
	if len(list) == 0 {
		return nil, domain.NotFound("milestone", code)
	}
	return &list[0], nil
}

// IndicatorEdit is what an indicator says in one language, and all institutions that answer for it. An empty detail
// and empty words of the date take them away; the date itself moves with a reason.
type IndicatorEdit struct {
	Lang     string `validate:"language"`
	Title    string
	Detail   string
	DueWords string
	Leads    []int64 `validate:"max=40,unique"`
}

// EditIndicator corrects an indicator as a person who saw it at version.
func EditIndicator(ctx context.Context, w *ledger.Writer, code string, e IndicatorEdit, version int64) error {
	if err := domain.CheckShape(e); err != nil {
		return err
	}
	var old EditedIndicator
	if err := w.GetOrMissing(ctx, &old, "milestone", code, editedIndicatorQuery, code); err != nil {
		return err
	}
	if err := allowKeeper(w, old.State); err != nil {
		return err
	}
	title, err := old.Title.Retitled(e.Lang, e.Title)
	if err != nil {
		return err
	}
	if err := w.ExecOrStale(ctx, code, `-- tracker.EditIndicator
		update indicators i set title = $3, detail = $4, due_raw = $5, version = i.version + 1 from milestones m
		where i.code = $1 and i.version = $2 and m.id = i.milestone_id and in_scope(m.state_code)`,
		code, version, title, old.Detail.Edited(e.Lang, e.Detail), old.DueWords.Edited(
			e.Lang, e.DueWords,
		)); err != nil {
		return err
	}
	slices.Sort(e.Leads)
	if !slices.Equal(e.Leads, old.Leads) {
		if err := setLeads(ctx, w, old, e.Leads); err != nil {
			return err
		}
	}
	return w.Audit(ctx, "indicator_edited", code, map[string]any{"lang": e.Lang})
}

// setLeads lets other institutions of its state answer for an indicator.
func setLeads(ctx context.Context, w *ledger.Writer, of EditedIndicator, leads []int64) error {
	var before json.RawMessage
	if err := w.Get(ctx, &before, `select coalesce(leads_of($1), '[]')`, of.ID); err != nil {
		return fmt.Errorf("leads: %w", err)
	}
	if err := w.Exec(ctx, `delete from indicator_institutions where indicator_id = $1`, of.ID); err != nil {
		return fmt.Errorf("leads: %w", err)
	}
	for _, lead := range leads {
		err := w.ExecOrMissing(ctx, "institution", fmt.Sprint(lead),
			`insert into indicator_institutions (indicator_id, institution_id)
			select $1, id from institutions where id = $2 and state_code = $3`, of.ID, lead, of.State)
		if err != nil {
			return err
		}
	}
	return w.Exec(ctx, `select log_leads($1, $2, $3)`, of.ID, []byte(before), w.Now())
}
