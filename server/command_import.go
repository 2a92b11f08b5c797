package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"jalons/server/exchange"
	"jalons/server/i18n"
	"jalons/server/importer"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// errDryRun undoes what a dry run has written; errRefused says that an import left the record as it was.
var (
	errDryRun  = errors.New("dry run")
	errRefused = i18n.NewError("command.not_imported", nil)
)

// importCanada brings files of Canada's tracker into the record, all of them or none, and writes a
// report in the language of the caller.
func importCanada(ctx context.Context, tr *tracker.Tracker, c call) error {
	job := canadaImport{
		tracker: tr, dryRun: c.options.(*importOptions).dryRun, report: importReport{c.Out, c.Text, columnsOf(c.Out)},
	}
	return job.run(ctx, c.args[1:])
}

// canadaImport is one call of the command.
type canadaImport struct {
	tracker *tracker.Tracker
	dryRun  bool
	report  importReport
	files   []importFile
}

// importFile is a file that was read, and what the record made of it.
type importFile struct {
	name   string
	sum    [sha256.Size]byte
	read   exchange.CanadaFile
	result importer.ImportReport
}

func (c *canadaImport) run(ctx context.Context, paths []string) error {
	if err := c.read(paths); err != nil {
		return err
	}
	err := c.tracker.WriteBatch(ctx, c.batch(), func(w *ledger.Writer) error { return c.write(ctx, w) })
	if err != nil && !errors.Is(err, errDryRun) {
		return err
	}
	return c.report.print(c.files, c.dryRun)
}

// read reads all files before anything is written, so that a person sees at once what is wrong in any.
func (c *canadaImport) read(paths []string) error {
	refused := false
	for _, path := range paths {
		data, err := readLimited(path)
		if err != nil {
			return err
		}
		file, err := exchange.ReadCanada(bytes.NewReader(data))
		if problems, ok := errors.AsType[exchange.Problems](err); ok {
			refused = true
			if err := c.report.problems(filepath.Base(path), problems); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return about{path, err}
		}
		c.files = append(c.files, importFile{name: filepath.Base(path), sum: sha256.Sum256(data), read: file})
	}
	if refused {
		return errRefused
	}
	// Progress stands on the plans, in whichever order the files were named.
	slices.SortStableFunc(c.files, func(a, b importFile) int { return a.rank() - b.rank() })
	return nil
}

func (f importFile) rank() int {
	if f.read.Plan != nil {
		return 0
	}
	return 1
}

// readLimited reads a file as far as it may go: one byte more than the limit lets the reader refuse it.
func readLimited(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, exchange.MaxBytes+1))
	return data, errors.Join(err, file.Close())
}

// batch names the import after its day and its content: it is one line in feeds.
func (c *canadaImport) batch() string {
	all := sha256.New()
	for _, f := range c.files {
		all.Write(f.sum[:])
	}
	return fmt.Sprintf("canada-%s-%x", c.tracker.Today(), all.Sum(nil)[:4])
}

// write brings the files in, one after the other; it may run more than once.
func (c *canadaImport) write(ctx context.Context, w *ledger.Writer) error {
	actor, err := importer.ImportActor(ctx, w)
	if err != nil {
		return err
	}
	for i := range c.files {
		f := &c.files[i]
		if f.read.Plan != nil {
			f.result, err = importer.ImportPlan(ctx, w.As(actor), *f.read.Plan)
		} else {
			f.result, err = importer.ImportProgress(ctx, w.As(actor), *f.read.Progress)
		}
		if err != nil {
			return c.refused(f.name, err)
		}
	}
	if c.dryRun {
		return errDryRun
	}
	return nil
}

// refused tells rows that the record refuses as those that the reader refuses.
func (c *canadaImport) refused(name string, err error) error {
	rows, ok := errors.AsType[importer.ImportProblems](err)
	if !ok {
		return about{name, err}
	}
	problems := exchange.Problems{More: rows.More}
	for _, row := range rows.List {
		problems.List = append(problems.List, exchange.Problem(row))
	}
	return errors.Join(errRefused, c.report.problems(name, problems))
}
