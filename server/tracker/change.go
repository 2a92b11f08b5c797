package tracker

import (
	"context"
	"encoding/json"
	"fmt"
	"github.com/jmoiron/sqlx"
	"time"
)

// Change is one public change at its place in commit order. Before and After are canonical JSON.
type Change struct {
	Position      int64           `json:"position" db:"position"`
	Kind          string          `json:"kind" db:"kind"`
	State         string          `json:"state" db:"state_code"`
	Object        string          `json:"object" db:"object"`
	Code          string          `json:"code" db:"code"`
	Title         Text            `json:"title" db:"title"`
	Commitment    string          `json:"commitment" db:"commitment"`
	Actor         string          `json:"actor" db:"actor"`
	Before        json.RawMessage `json:"before" db:"before"`
	After         json.RawMessage `json:"after" db:"after"`
	Demonstration bool            `json:"demonstration" db:"demonstration"`
	RecordedAt    time.Time       `json:"recorded_at" db:"recorded_at"`
}

// ChangeFilter narrows changes: after position Since, of one state, recorded at or after From.
type ChangeFilter struct {
	Since  int64
	State  string
	Region string
	From   Day
	Newest bool // newest first, for pages; else in commit order, for readers that follow
}

const changesQuery = `-- tracker.Changes
select p.position, c.kind, coalesce(c.state_code, '') as state_code, c.object, c.code, c.actor, coalesce(c.before, 'null') as before, coalesce(c.after, 'null') as after, c.demonstration, c.recorded_at,
  coalesce(m.title, k.title, mi.title) as title, coalesce(k.code, mk.code, ik.code, '') as commitment
from change_positions p join changes c on c.id = p.change_id
left join state_regions_on($6) r on r.state_code = c.state_code
left join milestones m on c.object = 'milestone' and m.code = c.code left join commitments mk on mk.id = m.commitment_id
left join commitments k on c.object = 'commitment' and k.code = c.code
left join indicators mi on c.object = 'indicator' and mi.code = c.code left join milestones im on im.id = mi.milestone_id left join commitments ik on ik.id = im.commitment_id
where p.position > $1 and ($2 = '' or c.state_code = $2) and ($3 = '' or r.region_code = $3) and ($4::date is null or c.recorded_at >= $4::date)
order by case when $5 then -p.position else p.position end limit $7`

// Changes lists public changes in commit order.
func (t *Tracker) Changes(ctx context.Context, filter ChangeFilter, limit int) ([]Change, error) {
	list, err := selectAll[Change](ctx, t.read, changesQuery, filter.Since, filter.State, filter.Region, filter.From, filter.Newest, t.Today(), limit)
	if err != nil {
		return nil, fmt.Errorf("changes: %w", err)
	}
	return list, nil
}

// Sequence gives the changes that have committed their positions and returns the data's version.
func (t *Tracker) Sequence(ctx context.Context) (int64, error) {
	var version int64
	err := InTx(ctx, t.write, func(tx *sqlx.Tx) error {
		return tx.GetContext(ctx, &version, `select sequence_changes()`)
	})
	if err != nil {
		return 0, fmt.Errorf("sequence: %w", err)
	}
	return version, nil
}

// Version is the data's version: every committed public change raises it.
func (t *Tracker) Version(ctx context.Context) (int64, error) {
	var version int64
	if err := t.read.GetContext(ctx, &version, `select position from sequencer`); err != nil {
		return 0, fmt.Errorf("version: %w", err)
	}
	return version, nil
}

// Demonstration says whether the record holds demonstration data, so that every answer can say so.
func (t *Tracker) Demonstration(ctx context.Context) (bool, error) {
	var any bool
	if err := t.read.GetContext(ctx, &any, `select exists (select from programmes where demonstration) or exists (select from action_plans where demonstration)`); err != nil {
		return false, fmt.Errorf("demonstration: %w", err)
	}
	return any, nil
}

// CompactTotals folds the additions to the kept totals together and returns how many there were.
func (t *Tracker) CompactTotals(ctx context.Context) (int64, error) {
	var folded int64
	err := InTx(ctx, t.write, func(tx *sqlx.Tx) error {
		return tx.GetContext(ctx, &folded, `select compact_totals()`)
	})
	return folded, err
}

// Difference is a kept standing or total that is not what its statements say.
type Difference struct {
	What       string  `db:"what"`
	Code       string  `db:"code"`
	Kept       *string `db:"kept"`
	Recomputed *string `db:"recomputed"`
}

// VerifyTotals recomputes everything that is kept and returns what differs; none is as it should be.
func (t *Tracker) VerifyTotals(ctx context.Context) ([]Difference, error) {
	list, err := selectAll[Difference](ctx, t.write, `select what, code, kept, recomputed from totals_differences()`)
	if err != nil {
		return nil, fmt.Errorf("verify totals: %w", err)
	}
	return list, nil
}
