// Package worklist is what waits for a signed-in person: what they have to do, what waits for their answer,
// their reminders and drafts.
package worklist

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"jalons/server/ledger"
)

// Worklist reads what waits for people, through the pool that writes: who has just written reads it back.
type Worklist struct{ *ledger.Ledger }

// New gives the worklist of a ledger.
func New(l *ledger.Ledger) *Worklist { return &Worklist{l} }

// list reads rows; what says what they are where that fails.
func list[T any](ctx context.Context, l *Worklist, what, query string, args ...any) ([]T, error) {
	rows, err := ledger.SelectAll[T](ctx, l.Primary, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return rows, nil
}

// Tabs are the parts of a worklist, the most pressing first.
func Tabs() []string {
	return []string{"sent_back", "late", "waiting", "soon", "dead", "stale", "follow_ups", "drafts"}
}

// PageSize is how many rows a page of a tab has.
const PageSize = 50

// Part is what an account has to do: a page of one tab, with the number of rows in each tab.
type Part struct {
	Tab    string
	Items  []Item
	Counts map[string]int
	Next   *Item // the nearest date, where the tab is empty
}

// mine is true of items that an account ($2) makes statements about: all states ($3) or those listed
// ($4), without those that left or are suspended today ($1).
const mine = ` ($3 or w.state_code = any($4)) and not w.outside
  and not exists (select from standing_on($1) g where g.state_code = w.state_code and g.status = 'left')
  and not exists (select from suspensions x where x.state_code = w.state_code and x.from_day <= $1
    and (x.until_day is null or x.until_day > $1))`

// tabs maps a tab to what is true of its items. What waits for an answer is nobody's lateness to act on.
const tabs = `case $5
  when 'sent_back' then w.outcome = 'sent_back'
  when 'late' then w.due_on < $1 and ` + open + `
  when 'waiting' then w.statement_id is not null and w.outcome is null
  when 'soon' then w.due_on between $1 and $1::date + 30 and ` + open + `
  when 'dead' then w.evidence_dead
  when 'stale' then w.covered_until < $1
  when 'drafts' then exists (select from drafts f where f.account_id = $2 and f.target = w.code)
  else exists (select from follow_ups f where f.done_at is null and f.due_on <= $1::date + 7
    and (f.milestone_id = w.milestone_id or f.city_code = w.code and w.kind = 'city')) end`

const partQuery = `-- worklist.Part` + columns + ` where` + mine + ` and ` + tabs + `
order by case $5 when 'sent_back' then w.reviewed_at when 'waiting' then w.declared_at end, w.due_on nulls last, w.code
limit $6 offset $7`

const countsQuery = `-- worklist.counts
select count(*) filter (where w.outcome = 'sent_back') as sent_back,
  count(*) filter (where w.due_on < $1 and ` + open + `) as late,
  count(*) filter (where w.statement_id is not null and w.outcome is null) as waiting,
  count(*) filter (where w.due_on between $1 and $1::date + 30 and ` + open + `) as soon,
  count(*) filter (where w.evidence_dead) as dead, count(*) filter (where w.covered_until < $1) as stale,
  count(*) filter (where exists (select from drafts f where f.account_id = $2 and f.target = w.code)) as drafts
from worklist w where` + mine

const nextQuery = `-- worklist.Part next` + columns + ` where` + mine + ` and w.due_on >= $1 and ` + open + `
	order by w.due_on, w.code limit 1`

// Part gives a tab of what an account has to do, from an offset on. An empty tab is the first that has rows.
func (l *Worklist) Part(ctx context.Context, r *ledger.Rights, tab string, offset int) (*Part, error) {
	all, states := r.WorkedStates()
	args := []any{l.Today(), r.Account, all, pq.Array(states)}
	q := &Part{Tab: tab, Items: []Item{}}
	var err error
	if q.Counts, err = l.counts(ctx, r, args); err != nil {
		return nil, err
	}
	if q.Tab == "" {
		q.Tab = firstFull(q.Counts)
	}
	if q.Tab != "follow_ups" && q.Counts[q.Tab] > 0 {
		q.Items, err = list[Item](ctx, l, "worklist", partQuery, append(args, q.Tab, PageSize, offset)...)
	}
	if err != nil || len(q.Items) > 0 {
		return q, err
	}
	next, err := list[Item](ctx, l, "next", nextQuery, args...)
	if len(next) > 0 {
		q.Next = &next[0]
	}
	return q, err
}

func (l *Worklist) counts(ctx context.Context, r *ledger.Rights, args []any) (map[string]int, error) {
	row := map[string]any{}
	if err := l.Primary.QueryRowxContext(ctx, countsQuery, args...).MapScan(row); err != nil {
		return nil, fmt.Errorf("worklist: %w", err)
	}
	counts := map[string]int{}
	for tab, n := range row {
		counts[tab] = int(n.(int64))
	}
	var err error
	counts["follow_ups"], err = l.dueFollowUps(ctx, r)
	return counts, err
}

func firstFull(counts map[string]int) string {
	for _, tab := range Tabs() {
		if counts[tab] > 0 {
			return tab
		}
	}
	return Tabs()[0]
}
