package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"jalons/server/exchange"
	"jalons/server/tracker"
	"jalons/server/web"
)

// export writes each list of the record as a CSV file (RFC 4180, UTF-8) into a folder, all as the
// record stood at one moment, and columns.csv that says what each column means; it gives how many lists these are.
// It replaces the files of an earlier export when all of its own are complete.
func export(ctx context.Context, tr *tracker.Tracker, folder string) (lists int, err error) {
	texts, err := loadTexts()
	if err != nil {
		return 0, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	unfinished, err := os.MkdirTemp(folder, ".export-")
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	defer func() { _ = os.RemoveAll(unfinished) }()
	e := exporter{folder: unfinished, texts: texts}
	if err := errors.Join(tr.Export(ctx, e.begin), e.end()); err != nil {
		return 0, err
	}
	if err := e.describe(); err != nil {
		return 0, err
	}
	return len(e.lists), moveAll(unfinished, folder)
}

// exporter writes one list after the other.
type exporter struct {
	folder string
	texts  *web.Texts
	file   *os.File
	table  *exchange.CSVWriter
	lists  []tracker.ExportList
}

func (e *exporter) begin(list tracker.ExportList) (tracker.ExportRow, error) {
	if err := e.end(); err != nil {
		return nil, err
	}
	e.lists = append(e.lists, list)
	if err := e.open(list.Name, list.Columns...); err != nil {
		return nil, err
	}
	cells := make([]exchange.Cell, len(list.Columns))
	return func(values []any) (err error) {
		for i, value := range values {
			if cells[i], err = cellOf(value); err != nil {
				return err
			}
		}
		return e.table.Write(cells...)
	}, nil
}

func (e *exporter) open(name string, header ...string) (err error) {
	if e.file, err = os.Create(filepath.Join(e.folder, name+".csv")); err != nil {
		return err
	}
	e.table, err = exchange.NewCSVWriter(e.file, exchange.Standard, header...)
	return err
}

// end completes the file that is being written, if any.
func (e *exporter) end() error {
	if e.file == nil {
		return nil
	}
	file := e.file
	e.file = nil
	if e.table == nil {
		return file.Close()
	}
	return errors.Join(e.table.Flush(), file.Close())
}

// describe writes what each column of each list means, in each language.
func (e *exporter) describe() error {
	header := []string{"list", "column"}
	for _, lang := range web.Languages() {
		header = append(header, "meaning_"+lang)
	}
	if err := e.open("columns", header...); err != nil {
		return err
	}
	for _, list := range e.lists {
		for _, column := range list.Columns {
			cells := []exchange.Cell{exchange.TextCell(list.Name), exchange.TextCell(column)}
			for _, lang := range web.Languages() {
				cells = append(cells, exchange.TextCell(e.texts.T(lang, "export.column."+column)))
			}
			if err := e.table.Write(cells...); err != nil {
				return errors.Join(err, e.end())
			}
		}
	}
	return e.end()
}

// cellOf gives a value of an export as a cell of a spreadsheet.
func cellOf(value any) (exchange.Cell, error) {
	switch v := value.(type) {
	case nil:
		return exchange.EmptyCell(), nil
	case string:
		return exchange.TextCell(v), nil
	case bool:
		return exchange.TextCell(strconv.FormatBool(v)), nil
	case int64:
		return exchange.IntegerCell(v), nil
	case []byte:
		n, err := strconv.ParseFloat(string(v), 64)
		return exchange.DecimalCell(n, -1), err
	}
	return exchange.Cell{}, fmt.Errorf("no cell for %T", value)
}

func moveAll(from, to string) error {
	files, err := os.ReadDir(from)
	for _, file := range files {
		err = errors.Join(err, os.Rename(filepath.Join(from, file.Name()), filepath.Join(to, file.Name())))
	}
	return err
}
