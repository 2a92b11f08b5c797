package tracker

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
)

// ExportList is one list of the record: the rows behind the figures. Names of columns mean the same
// in every list.
type ExportList struct {
	Name    string
	Columns []string
	query   string
	key     string // the column that a page goes on after, where the list is paged
	base    string // the table, as o, with a row for each of the list
	id      string // its column that the key is
}

// sql is the statement that reads the list and the arguments for it: all of it, or one page.
func (l ExportList) sql(t *Tracker, after any, limit *int) (query string, args []any) {
	query = "-- tracker.Export " + l.Name + "\nwith given as (select $1::date as day, $2::timestamptz as taken_at)\n"
	args = []any{t.Today(), t.now()}
	if l.key == "" {
		return query + l.query, args
	}
	kind := "text"
	if l.id == "id" {
		kind = "bigint"
	}
	return query + fmt.Sprintf("select * from (%s) x where x.%s > $3::%s order by x.%s limit $4::bigint", l.query, l.key, kind, l.key), append(args, after, limit)
}

// cursor reads the key that a page begins after: one that the list can have given, as it gave it.
func (l ExportList) cursor(ctx context.Context, t *Tracker, after string) (key any, err error) {
	if l.id != "id" {
		return after, t.checkCursor(ctx, l.there(), after)
	}
	if after == "" {
		return int64(0), nil
	}
	n, err := strconv.ParseInt(after, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != after {
		return nil, BadCursor()
	}
	return n, t.checkCursor(ctx, l.there(), n)
}

func (l ExportList) there() string {
	return "select exists (select from " + l.base + " and o." + l.id + " = $1)"
}

// pageOf reads one page of a list and counts all of it.
func pageOf[T any](ctx context.Context, t *Tracker, l ExportList, page Page) (rows []T, total int, err error) {
	after, err := l.cursor(ctx, t, page.After)
	if err != nil {
		return nil, 0, err
	}
	query, args := l.sql(t, after, &page.Limit)
	if rows, err = selectAll[T](ctx, t.read, query, args...); err == nil {
		err = t.read.GetContext(ctx, &total, "select count(*) from "+l.base)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", l.Name, err)
	}
	return rows, total, nil
}

// InstantLayout writes an instant of a table in UTC, to the microsecond, so that texts sort as instants do.
const InstantLayout = "2006-01-02T15:04:05.000000Z"

// ExportRow takes one row, a value a column: nil, bool, int64, string, or []byte for a decimal number
// as it is written. Days are ISO dates, instants are UTC with microseconds, both strings.
type ExportRow func(values []any) error

// Export reads every list as the record stood at one moment. begin is called before each list and
// gives what takes its rows, which come one by one, however many there are.
func (t *Tracker) Export(ctx context.Context, begin func(ExportList) (ExportRow, error)) error {
	tx, err := t.read.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	for _, list := range exportLists() {
		if err := t.exportList(ctx, tx, list, begin); err != nil {
			return fmt.Errorf("export of %s: %w", list.Name, err)
		}
	}
	return nil
}

func (t *Tracker) exportList(ctx context.Context, tx *sqlx.Tx, list ExportList, begin func(ExportList) (ExportRow, error)) (err error) {
	var first any = ""
	if list.id == "id" {
		first = int64(0)
	}
	query, args := list.sql(t, first, nil)
	rows, err := tx.QueryxContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	for _, column := range types {
		list.Columns = append(list.Columns, column.Name())
	}
	take, err := begin(list)
	if err != nil {
		return err
	}
	for rows.Next() {
		values, err := rows.SliceScan()
		if err != nil {
			return err
		}
		if err := take(exported(values, types)); err != nil {
			return err
		}
	}
	return rows.Err()
}

// exported brings the driver's values to those that ExportRow names.
func exported(values []any, types []*sql.ColumnType) []any {
	for i, value := range values {
		kind := types[i].DatabaseTypeName()
		switch v := value.(type) {
		case time.Time:
			layout := InstantLayout
			if kind == "DATE" {
				layout = dayLayout
			}
			values[i] = v.UTC().Format(layout)
		case []byte:
			if kind != "NUMERIC" {
				values[i] = string(v) // JSON, or a day that is "infinity"
			}
		}
	}
	return values
}
