package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// Change is one public change at its place in commit order. Before and After are canonical JSON.
type Change struct {
	Position      int64           `json:"position" db:"position"`
	Kind          string          `json:"kind" db:"kind" column:"change_kind"`
	State         string          `json:"state" db:"state_code"`
	Object        string          `json:"object" db:"object"`
	Code          string          `json:"code" db:"code" column:"change_code"`
	Title         domain.Text     `json:"title" db:"title" column:"change_title"`
	Commitment    string          `json:"commitment" db:"commitment"`
	Actor         string          `json:"actor" db:"actor"`
	Before        json.RawMessage `json:"before" db:"before"`
	After         json.RawMessage `json:"after" db:"after"`
	Batch         *string         `json:"batch" db:"batch"`
	Demonstration bool            `json:"demonstration" db:"demonstration"`
	RecordedAt    time.Time       `json:"recorded_at" db:"recorded_at"`
}

// ChangeFilter narrows changes: after position Since, of one state, recorded at or after From.
type ChangeFilter struct {
	Since  int64
	State  string
	Region string
	From   domain.Day
	Newest bool // newest first, for pages; else in commit order, for readers that follow
}

const changesQuery = `-- ledger.Changes
select p.position, c.kind, coalesce(c.state_code, '') as state_code, c.object, c.code, c.actor,
  coalesce(c.before, 'null') as before, coalesce(c.after, 'null') as after, c.batch,
  c.demonstration, c.recorded_at,
  coalesce(m.title, k.title, mi.title, ap.title, g.name, case
    when t.name is not null then jsonb_build_object('original', 'fr', 'fr', t.name) end) as title,
  coalesce(k.code, mk.code, ik.code, '') as commitment
from change_positions p join changes c on c.id = p.change_id
left join state_regions_on($6) r on r.state_code = c.state_code
left join milestones m on c.object = 'milestone' and m.code = c.code left join commitments mk on mk.id = m.commitment_id
left join commitments k on c.object = 'commitment' and k.code = c.code
left join action_plans ap on c.object = 'plan' and ap.code = c.code
left join gates g on c.object = 'gate' and g.code = c.code
left join city_names t on c.object = 'deployment' and t.city_code = c.code and t.lang = 'fr' and t.from_day <= $6
  and (t.until_day is null or t.until_day > $6)
left join indicators mi on c.object = 'indicator' and mi.code = c.code
  left join milestones im on im.id = mi.milestone_id left join commitments ik on ik.id = im.commitment_id
where p.position > $1 and ($2 = '' or c.state_code = $2) and ($3 = '' or r.region_code = $3)
  and ($4::date is null or c.recorded_at >= $4::date)
order by case when $5 then -p.position else p.position end limit $7`

// Changes lists public changes in commit order.
func (l *Ledger) Changes(ctx context.Context, filter ChangeFilter, limit int) ([]Change, error) {
	list, err := SelectAll[Change](
		ctx, l.Public, changesQuery, filter.Since, filter.State, filter.Region, filter.From, filter.Newest, l.Today(),
		limit,
	)
	if err != nil {
		return nil, fmt.Errorf("changes: %w", err)
	}
	return list, nil
}

const changeCountQuery = `-- ledger.ChangeCount
select count(*) filter (where not c.demonstration) as real, count(*) filter (where c.demonstration) as invented
from change_positions p join changes c on c.id = p.change_id
  left join state_regions_on($4) r on r.state_code = c.state_code
where p.position > $1 and ($2 = '' or c.state_code = $2) and ($3 = '' or r.region_code = $3)`

// ChangeCount says how many changes there are after a filter's position. Positions have gaps where a
// demonstration was taken away, so changes are counted, by their positions alone where that is enough.
func (l *Ledger) ChangeCount(ctx context.Context, filter ChangeFilter) (n domain.Count, err error) {
	apart := true
	if filter.State == "" && filter.Region == "" {
		apart, err = l.Demonstration(ctx)
	}
	switch {
	case err != nil:
	case apart:
		n, err = l.Total(ctx, changeCountQuery, filter.Since, filter.State, filter.Region, l.Today())
	default:
		n, err = l.Total(ctx, `select count(*) as real from change_positions where position > $1`, filter.Since)
	}
	if err != nil {
		return domain.Count{}, fmt.Errorf("changes: %w", err)
	}
	return n, nil
}

// Sequence gives the changes that have committed their positions and returns the data's version.
func (l *Ledger) Sequence(ctx context.Context) (int64, error) {
	var version int64
	err := InTx(ctx, l.Primary, func(tx *sqlx.Tx) error {
		return tx.GetContext(ctx, &version, `select sequence_changes()`)
	})
	if err != nil {
		return 0, fmt.Errorf("sequence: %w", err)
	}
	return version, nil
}

// sequenceNow gives places to what has just been committed. The write stands whether or not that works: what is
// left without a place is found by the next Follow.
func (l *Ledger) sequenceNow(ctx context.Context) { _, _ = l.Sequence(ctx) }

// Version is the data's version: every committed write that the public can see raises it.
func (l *Ledger) Version(ctx context.Context) (int64, error) {
	var version int64
	if err := l.Public.GetContext(ctx, &version, `select version from sequencer`); err != nil {
		return 0, fmt.Errorf("version: %w", err)
	}
	return version, nil
}

// NewestPosition is the position of the last change in commit order, 0 where there is none.
func (l *Ledger) NewestPosition(ctx context.Context) (int64, error) {
	var position int64
	if err := l.Public.GetContext(ctx, &position, `select position from sequencer`); err != nil {
		return 0, fmt.Errorf("position: %w", err)
	}
	return position, nil
}

// Demonstration says whether the record holds demonstration data, so that every answer can say so.
func (l *Ledger) Demonstration(ctx context.Context) (bool, error) {
	var any bool
	if err := l.Public.GetContext(
		ctx, &any,
		`select exists (select from programmes where demonstration)
			or exists (select from action_plans where demonstration)`,
	); err != nil {
		return false, fmt.Errorf("demonstration: %w", err)
	}
	return any, nil
}

// AwaitsDemonstration says that nobody has decided about the demonstration and that nothing is promised yet.
func (l *Ledger) AwaitsDemonstration(ctx context.Context) (bool, error) {
	var awaits bool
	if err := l.Primary.GetContext(
		ctx, &awaits, `select not exists (select from demonstration_decision) and not exists (select from commitments)`,
	); err != nil {
		return false, fmt.Errorf("demonstration: %w", err)
	}
	return awaits, nil
}

// CompactTotals folds the additions to the kept totals together and returns how many there were.
func (l *Ledger) CompactTotals(ctx context.Context) (int64, error) {
	var folded int64
	err := InTx(ctx, l.Primary, func(tx *sqlx.Tx) error {
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
func (l *Ledger) VerifyTotals(ctx context.Context) ([]Difference, error) {
	list, err := SelectAll[Difference](ctx, l.Primary, `select what, code, kept, recomputed from totals_differences()`)
	if err != nil {
		return nil, fmt.Errorf("verify totals: %w", err)
	}
	return list, nil
}

// Lag is what is committed and has no place in the history yet.
type Lag struct {
	Rows int
	Age  time.Duration // of the oldest
}

// Lag says how far the history is behind what is committed, by the database's clock.
func (l *Ledger) Lag(ctx context.Context) (Lag, error) {
	var row struct {
		Rows    int
		Seconds float64
	}
	err := l.Primary.GetContext(ctx, &row, `-- ledger.Lag
		select count(*) as rows, coalesce(extract(epoch from clock_timestamp() - min(since)), 0) as seconds
		from (select since from changes_waiting union all select since from unversioned_writes) w`)
	if err != nil {
		return Lag{}, fmt.Errorf("lag: %w", err)
	}
	return Lag{Rows: row.Rows, Age: time.Duration(row.Seconds * float64(time.Second))}, nil
}

// Follow gives places to what has committed without one, and returns the data's version as readers see it: a
// replica that lags behind shows the old pages, and keeps them as such.
func (l *Ledger) Follow(ctx context.Context) (int64, error) {
	var waiting bool
	err := l.Primary.GetContext(ctx, &waiting, `-- ledger.Follow
		select exists (select from changes_waiting) or exists (select from unversioned_writes)`)
	if err != nil {
		return 0, fmt.Errorf("follow: %w", err)
	}
	if waiting {
		if _, err := l.Sequence(ctx); err != nil {
			return 0, err
		}
	}
	return l.Version(ctx)
}
