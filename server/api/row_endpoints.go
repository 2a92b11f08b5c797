package api

import (
	"context"
	"fmt"
	"strconv"

	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/tracker"
	"jalons/server/web"
)

// rowContents is the table of contents of the rows behind the figures: from them alone everybody can
// recompute each.
func rowContents(reg *Registry, e endpoints) {
	public := func(path, summary string) Route { return Route{Path: path, Policy: web.Public, Summary: summary} }

	list(reg, public("/state_facts",
		"What is so of each government from a day on: region, membership, suspension, mandates"), e.stateFacts)
	list(reg, public("/milestones", "Milestones with their dates and levels"),
		byCode(e.MilestoneRows, func(r tracker.MilestoneRow) string { return r.Code }))
	list(reg, public("/indicators", "Indicators of milestones"),
		byCode(e.IndicatorRows, func(r tracker.IndicatorRow) string { return r.Code }))
	list(reg, public("/date_moves", "Dates that were moved"),
		byNumber(e.DateMoveRows, func(r tracker.DateMoveRow) int64 { return r.Move }))
	list(reg, public("/statements", "Statements of all voices, with their retractions"),
		byNumber(e.StatementRows, func(r tracker.StatementRow) int64 { return r.Statement }))
	list(reg, public("/stages", "Statements of the stages of cities, with their retractions"),
		byNumber(e.StageRows, func(r tracker.StageRow) int64 { return r.Statement }))
	list(reg, public("/reviews", "Answers to statements, with their revocations"),
		byNumber(e.ReviewRows, func(r tracker.ReviewRow) int64 { return r.Review }))
	list(reg, public("/evidence", "Links and files on which statements rest"),
		byNumber(e.EvidenceRows, func(r tracker.EvidenceRow) int64 { return r.Evidence }))
	list(reg, public("/rollout_targets", "Targets by country and year in each version of the rollout plan"),
		e.rolloutTargets)
	list(reg, public("/export", "Day, formula and version of the data that all lists are of"), e.export)
	list(reg, public("/columns", "Columns of all lists, with their types and meanings"), reg.described)
}

// DescribedColumn says what a column of a list holds.
type DescribedColumn struct {
	List    string      `json:"list"`
	Column  string      `json:"column"`
	Type    string      `json:"type" column:"column_type"`
	Meaning domain.Text `json:"meaning"`
}

// described lists the columns of all tables, its own among them.
func (reg *Registry) described(_ context.Context, _ None, page Paging) (List[DescribedColumn], error) {
	var items []DescribedColumn
	for _, table := range reg.tables {
		for _, c := range table.columns {
			meaning := domain.TextOf(i18n.English, c.meaning(reg.texts, i18n.French),
				c.meaning(reg.texts, i18n.English), c.meaning(reg.texts, i18n.Arabic))
			items = append(items, DescribedColumn{table.Name, c.name, c.kind, meaning})
		}
	}
	return cut(items, page, func(c DescribedColumn) string { return c.List + " " + c.Column })
}

// reading gives a page of a list and the numbers of all its items.
type reading[T any] func(context.Context, domain.Page) ([]T, domain.Count, error)

// byCode makes pages of a list of the record whose cursor is a code.
func byCode[T any](read reading[T], key func(T) string) func(context.Context, None, Paging) (List[T], error) {
	return func(ctx context.Context, _ None, page Paging) (List[T], error) {
		rows, count, err := read(ctx, domain.Page{After: page.After, Limit: page.Limit + 1})
		if err != nil {
			return List[T]{}, err
		}
		return paged(rows, count, page.Limit, key), nil
	}
}

// byNumber is byCode where the cursor is a number.
func byNumber[T any](read reading[T], key func(T) int64) func(context.Context, None, Paging) (List[T], error) {
	return byCode(read, func(row T) string { return strconv.FormatInt(key(row), 10) })
}

func (e endpoints) stateFacts(ctx context.Context, _ None, page Paging) (List[tracker.StateFactRow], error) {
	rows, err := e.StateFactRows(ctx)
	if err != nil {
		return List[tracker.StateFactRow]{}, err
	}
	return apart(rows, page, stateFactKey, func(r tracker.StateFactRow) bool { return r.Demonstration })
}

// apart is cut for a list of which rows may be invented.
func apart[T any](rows []T, page Paging, key func(T) string, invented func(T) bool) (List[T], error) {
	list, err := cut(rows, page, key)
	for _, row := range rows {
		if invented(row) {
			list.Total, list.Invented = list.Total-1, list.Invented+1
		}
	}
	return list, err
}

// stateFactKey tells a fact from every other: no two rows are the same.
func stateFactKey(r tracker.StateFactRow) string {
	value := ""
	if r.Value != nil {
		value = *r.Value
	}
	return fmt.Sprint(r.State, " ", r.Fact, " ", value, " ", r.FromDay, " ", r.UntilDay, " ", r.Demonstration)
}

func (e endpoints) rolloutTargets(
	ctx context.Context, _ None, page Paging,
) (List[tracker.RolloutTargetRow], error) {
	rows, err := e.RolloutTargetRows(ctx)
	if err != nil {
		return List[tracker.RolloutTargetRow]{}, err
	}
	key := func(r tracker.RolloutTargetRow) string {
		return fmt.Sprint(r.Programme, " ", r.PlanVersion, " ", r.State, " ", r.Year)
	}
	return apart(rows, page, key, func(r tracker.RolloutTargetRow) bool { return r.Demonstration })
}

func (e endpoints) export(ctx context.Context, _ None, page Paging) (List[tracker.RecordRow], error) {
	row, err := e.RecordRow(ctx)
	if err != nil {
		return List[tracker.RecordRow]{}, err
	}
	return cut([]tracker.RecordRow{row}, page, func(r tracker.RecordRow) string { return r.Formula })
}
