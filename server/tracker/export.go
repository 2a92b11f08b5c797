package tracker

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// ExportList is one list of the record: the rows behind the figures. Names of columns mean the same
// in every list.
type ExportList struct {
	Name    string
	Columns []string
	query   string
}

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
	rows, err := tx.QueryxContext(ctx, list.query, t.Today(), t.now())
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
			layout := "2006-01-02T15:04:05.000000Z"
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
