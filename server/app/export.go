package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"jalons/server/api"
	"jalons/server/i18n"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Export writes each list of the API as a CSV file (RFC 4180, UTF-8) into a folder, all as the record stood at one
// moment, columns.csv among them, which says what each column means; it gives how many there are beside that one.
// They replace the files of an earlier export when all are complete.
func Export(ctx context.Context, tr *tracker.Tracker, folder string) (lists int, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	unfinished, err := os.MkdirTemp(folder, ".export-")
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	defer func() { _ = os.RemoveAll(unfinished) }()
	err = tr.Snapshot(ctx, func(at *ledger.Ledger) (err error) {
		lists, err = exportTables(ctx, tracker.New(at), unfinished)
		return err
	})
	if err != nil {
		return 0, err
	}
	return lists - 1, moveAll(unfinished, folder)
}

// exportTables writes all tables and gives their number.
func exportTables(ctx context.Context, tr *tracker.Tracker, folder string) (int, error) {
	texts, err := i18n.Load()
	if err != nil {
		return 0, err
	}
	tables, err := api.Tables(texts, tr)
	if err != nil {
		return 0, err
	}
	for _, table := range tables {
		file, err := os.Create(filepath.Join(folder, table.Name+".csv"))
		if err != nil {
			return 0, fmt.Errorf("export: %w", err)
		}
		if err := errors.Join(table.Write(ctx, file), file.Close()); err != nil {
			return 0, fmt.Errorf("export of %s: %w", table.Name, err)
		}
	}
	return len(tables), nil
}

func moveAll(from, to string) error {
	files, err := os.ReadDir(from)
	for _, file := range files {
		err = errors.Join(err, os.Rename(filepath.Join(from, file.Name()), filepath.Join(to, file.Name())))
	}
	return err
}
