package worklist

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Content is what one statement says.
type Content struct {
	ID       int64       `db:"id"`
	Target   string      `db:"target"`
	Level    string      `db:"level"`
	On       domain.Day  `db:"effective_on"`
	Value    *float64    `db:"value"`
	Note     domain.Text `db:"note"`
	Unproven string      `db:"unproven"`
	Blocker  string      `db:"blocker"`
	Speaker  string      `db:"speaker"`
	By       string      `db:"acting_as"`
	Hash     string      `db:"content_hash"`
	Heard    int64       `db:"approved_id"` // the approved statement before or beside it, 0 where there is none
	Gone     bool        `db:"gone"`        // taken back
	Approved bool        `db:"approved"`
	Mine     bool        `db:"mine"`
}

// Reading is a statement as its reviewer reads it: beside what stands approved, with its evidence and
// history, and with the newer statement that has followed it, where one has.
type Reading struct {
	Awaiting
	Now    Content
	Before *Content // what stands approved, this one too; nil where nothing does
	Newer  bool     // Item says what was said since
	Proofs []Proof
	Said   []Content   // what was said of the same before and since, the newest first
	Others []Colleague // who else may answer
}

const contentQuery = `-- worklist.content
select s.id, w.code as target, coalesce(s.level, s.stage) as level, s.effective_on, s.value, s.note,
  coalesce(s.unproven, '') as unproven, coalesce(b.cause, '') as blocker, s.speaker, s.acting_as, s.content_hash,
  coalesce(w.approved_id, 0) as approved_id, exists (select from retractions x where x.statement_id = s.id) as gone,
  s.author_id = $2 as mine,
  exists (select from reviews r where r.statement_id = s.id and r.outcome = 'approved'
    and not exists (select from revocations v where v.review_id = r.id)) as approved
from statements s join worklist w on w.milestone_id = s.milestone_id
  and w.indicator_id is not distinct from s.indicator_id
  or w.deployment_id = s.deployment_id
left join blockers b on b.statement_id = s.id where s.id = $1 and s.kind in ('update', 'stage')`

func (l *Worklist) content(ctx context.Context, r *ledger.Rights, id int64) (*Content, error) {
	rows, err := list[Content](ctx, l, "statement", contentQuery, id, r.Account)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, &domain.Error{
			Kind: domain.Missing, Code: "missing_statement", Args: map[string]any{"code": fmt.Sprint(id)},
		}
	}
	return &rows[0], nil
}

// Reading gives a statement to an account that may make or answer statements about its state.
func (l *Worklist) Reading(ctx context.Context, r *ledger.Rights, id int64) (*Reading, error) {
	now, err := l.content(ctx, r, id)
	if err != nil {
		return nil, err
	}
	item, err := l.Item(ctx, r, now.Target)
	if err != nil {
		return nil, err
	}
	awaiting, err := l.awaiting(ctx, r, []Item{*item})
	if err != nil {
		return nil, err
	}
	reading := &Reading{Awaiting: awaiting[0], Now: *now, Newer: item.Statement != id && !now.Gone}
	if now.Heard == id {
		reading.Before = now
	} else if now.Heard != 0 {
		if reading.Before, err = l.content(ctx, r, now.Heard); err != nil {
			return nil, err
		}
	}
	proofs, err := l.proofs(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	reading.Proofs = proofs[id]
	if reading.Others, err = l.colleagues(ctx, r, reading); err != nil {
		return nil, err
	}
	reading.Said, err = l.Contents(ctx, r, now.Target)
	return reading, err
}

const contentsQuery = `-- worklist.Contents
select s.id, w.code as target, coalesce(s.level, s.stage) as level, s.effective_on, s.value, s.note,
  coalesce(s.unproven, '') as unproven, coalesce(b.cause, '') as blocker, s.speaker, s.acting_as, s.content_hash,
  coalesce(w.approved_id, 0) as approved_id, false as gone, s.author_id = $2 as mine,
  exists (select from reviews r where r.statement_id = s.id and r.outcome = 'approved'
    and not exists (select from revocations v where v.review_id = r.id)) as approved
from worklist w join statements s on w.milestone_id = s.milestone_id
  and w.indicator_id is not distinct from s.indicator_id
  or w.deployment_id = s.deployment_id
left join blockers b on b.statement_id = s.id
where w.code = $1 and s.kind in ('update', 'stage')
  and not exists (select from retractions x where x.statement_id = s.id)
order by s.effective_on desc, s.recorded_at desc, s.id desc limit 20`

// Contents gives what was said of an item and stands, the newest first.
func (l *Worklist) Contents(ctx context.Context, r *ledger.Rights, code string) ([]Content, error) {
	return list[Content](ctx, l, "statements", contentsQuery, code, r.Account)
}

// Approve approves statements that were ticked and named one by one. Each stands for itself; what is
// read alone is refused here.
func (l *Worklist) Approve(ctx context.Context, c ledger.Request, read []tracker.Read) ([]tracker.Outcome, error) {
	rights, err := l.Rights(ctx, c.Account)
	if err != nil {
		return nil, err
	}
	alone := map[int64]error{}
	for _, r := range read {
		reading, err := l.Reading(ctx, rights, r.Statement)
		switch {
		case domain.CodeOf(err) != "":
			alone[r.Statement] = err
		case err != nil:
			return nil, err
		case reading.Alone != "":
			alone[r.Statement] = &domain.Error{Kind: domain.Rule, Code: "alone_" + reading.Alone}
		}
	}
	return ledger.WriteAs(ctx, l.Ledger, c, func(w *ledger.Writer) ([]tracker.Outcome, error) {
		return tracker.Each(ctx, w, read, func(r tracker.Read) (string, func() (int64, error)) {
			return r.Code, func() (int64, error) {
				if err := alone[r.Statement]; err != nil {
					return 0, err
				}
				return tracker.Review(ctx, w, tracker.NewReview{
					Statement: r.Statement, Outcome: "approved", Hash: r.Hash,
				})
			}
		})
	})
}
