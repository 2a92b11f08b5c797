package tracker

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// rowList is a list of rows that is read page by page, by a key that rises from row to row.
type rowList struct {
	name  string
	query string // a select without order that ends with a condition
	base  string // the table and the condition of its rows
	key   string // its column that pages go on after: code, a text, or id, a number
}

func (l rowList) numbered() bool { return strings.HasSuffix(l.key, ".id") }

// page reads at most $2 rows after the key $1.
func (l rowList) page() string {
	return "-- tracker.rows " + l.name + l.query + " and " + l.key + " > $1 order by " + l.key + " limit $2"
}

// count looks at the rows themselves only where some can be invented.
func (l rowList) count(invented bool) string {
	name := "-- tracker.rows " + l.name + " count\n"
	if !invented {
		return name + "select count(*) as real from " + l.base
	}
	return name + `select count(*) filter (where not x.demonstration) as real,
		count(*) filter (where x.demonstration) as invented from (` + l.query + `) x`
}

// cursor reads the key that a page begins after: one that the list can have given, as it gave it.
func (l rowList) cursor(ctx context.Context, t *Tracker, after string) (key any, err error) {
	there := "select exists (select from " + l.base + " and " + l.key + " = $1)"
	if !l.numbered() {
		return after, t.CheckCursor(ctx, there, after)
	}
	if after == "" {
		return int64(0), nil
	}
	n, err := strconv.ParseInt(after, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != after {
		return nil, domain.BadCursor()
	}
	return n, t.CheckCursor(ctx, there, n)
}

// pageOf reads one page of a list and counts all of it, where it is not exported as a whole.
func pageOf[T any](
	ctx context.Context, t *Tracker, l rowList, page domain.Page,
) (rows []T, total domain.Count, err error) {
	after, err := l.cursor(ctx, t, page.After)
	if err != nil {
		return nil, domain.Count{}, err
	}
	rows, err = ledger.SelectAll[T](ctx, t.Public, l.page(), after, page.Limit)
	invented := false
	if err == nil {
		invented, err = t.Demonstration(ctx)
	}
	if err == nil {
		total, err = t.Total(ctx, l.count(invented))
	}
	if err != nil {
		return nil, domain.Count{}, fmt.Errorf("%s: %w", l.name, err)
	}
	return rows, total, nil
}

// MilestoneRows reads a page of the list and counts all of it.
func (t *Tracker) MilestoneRows(ctx context.Context, page domain.Page) ([]MilestoneRow, domain.Count, error) {
	return pageOf[MilestoneRow](ctx, t, milestoneRows, page)
}

// IndicatorRows reads a page of the list and counts all of it.
func (t *Tracker) IndicatorRows(ctx context.Context, page domain.Page) ([]IndicatorRow, domain.Count, error) {
	return pageOf[IndicatorRow](ctx, t, indicatorRows, page)
}

// DateMoveRows reads a page of the list and counts all of it.
func (t *Tracker) DateMoveRows(ctx context.Context, page domain.Page) ([]DateMoveRow, domain.Count, error) {
	return pageOf[DateMoveRow](ctx, t, dateMoveRows, page)
}

// StatementRows reads a page of the list and counts all of it.
func (t *Tracker) StatementRows(ctx context.Context, page domain.Page) ([]StatementRow, domain.Count, error) {
	return pageOf[StatementRow](ctx, t, statementRows, page)
}

// StageRows reads a page of the list and counts all of it.
func (t *Tracker) StageRows(ctx context.Context, page domain.Page) ([]StageRow, domain.Count, error) {
	return pageOf[StageRow](ctx, t, stageRows, page)
}

// ReviewRows reads a page of the list and counts all of it.
func (t *Tracker) ReviewRows(ctx context.Context, page domain.Page) ([]ReviewRow, domain.Count, error) {
	return pageOf[ReviewRow](ctx, t, reviewRows, page)
}

// EvidenceRows reads a page of the list and counts all of it.
func (t *Tracker) EvidenceRows(ctx context.Context, page domain.Page) ([]EvidenceRow, domain.Count, error) {
	return pageOf[EvidenceRow](ctx, t, evidenceRows, page)
}

// StateFactRows reads the whole list: it grows with the states, not with what is said.
func (t *Tracker) StateFactRows(ctx context.Context) ([]StateFactRow, error) {
	rows, err := ledger.SelectAll[StateFactRow](ctx, t.Public, stateFactsQuery)
	if err != nil {
		return nil, fmt.Errorf("state facts: %w", err)
	}
	return rows, nil
}

// RolloutTargetRows reads the whole list: it grows with the versions of the plan.
func (t *Tracker) RolloutTargetRows(ctx context.Context) ([]RolloutTargetRow, error) {
	rows, err := ledger.SelectAll[RolloutTargetRow](ctx, t.Public, rolloutTargetsQuery)
	if err != nil {
		return nil, fmt.Errorf("rollout targets: %w", err)
	}
	return rows, nil
}

// RecordRow reads what all other lists are of.
func (t *Tracker) RecordRow(ctx context.Context) (row RecordRow, err error) {
	row = RecordRow{Day: t.Today(), Formula: Formula}
	if row.DataVersion, err = t.NewestPosition(ctx); err != nil {
		return row, err
	}
	row.Demonstration, err = t.Demonstration(ctx)
	return row, err
}
