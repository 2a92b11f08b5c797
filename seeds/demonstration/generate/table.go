package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
)

// table is a list to be written: its columns, then its rows.
type table struct {
	columns []string
	rows    [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func writeFiles(tables map[string]table) (map[string][]byte, error) {
	files := make(map[string][]byte, len(tables))
	for name, t := range tables {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.Write(t.columns); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := w.WriteAll(t.rows); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[name] = b.Bytes()
	}
	return files, nil
}

// readRows reads a list as one map a row, by column.
func readRows(files fs.FS, name string) ([]map[string]string, error) {
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	rows := make([]map[string]string, 0, len(lines))
	for _, line := range lines[1:] {
		row := make(map[string]string, len(line))
		for i, column := range lines[0] {
			row[column] = line[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
