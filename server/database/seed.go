package database

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Seed loads one folder of seeds in one transaction: each NAME.csv becomes a temporary table seed_NAME of text
// columns (an empty cell is NULL), then load.sql inserts the rows. Running it again adds only missing rows.
func Seed(ctx context.Context, db *sql.DB, files fs.FS, folder string) error {
	tables, err := fs.Glob(files, path.Join(folder, "*.csv"))
	if err != nil {
		return err
	}
	load, err := fs.ReadFile(files, path.Join(folder, "load.sql"))
	if err != nil {
		return fmt.Errorf("seeds: %w", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("seeds: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	for _, table := range tables {
		if err := copyTable(ctx, tx, files, table); err != nil {
			return fmt.Errorf("seeds: %s: %w", table, err)
		}
	}
	if _, err := tx.ExecContext(ctx, string(load)); err != nil {
		return fmt.Errorf("seeds: %s: %w", folder, err)
	}
	return tx.Commit()
}

func copyTable(ctx context.Context, tx *sql.Tx, files fs.FS, name string) error {
	file, err := files.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	rows := csv.NewReader(file)
	header, err := rows.Read()
	if err != nil {
		return err
	}
	table := `"seed_` + strings.TrimSuffix(path.Base(name), ".csv") + `"`
	columns := `"` + strings.Join(header, `", "`) + `"`
	create := "create temporary table " + table + ` ("` + strings.Join(header, `" text, "`) + `" text) on commit drop`
	if _, err := tx.ExecContext(ctx, create); err != nil {
		return err
	}
	stmt, err := tx.PrepareContext(ctx, "copy "+table+" ("+columns+") from stdin")
	if err != nil {
		return err
	}
	if err := copyRows(ctx, stmt, rows); err != nil {
		return err
	}
	return stmt.Close()
}

func copyRows(ctx context.Context, stmt *sql.Stmt, rows *csv.Reader) error {
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			_, err = stmt.ExecContext(ctx)
			return err
		}
		if err != nil {
			return err
		}
		cells := make([]any, len(row))
		for i, cell := range row {
			if cell != "" {
				cells[i] = cell
			}
		}
		if _, err := stmt.ExecContext(ctx, cells...); err != nil {
			return err
		}
	}
}
