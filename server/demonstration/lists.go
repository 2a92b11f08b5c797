package demonstration

import (
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// row is a row of a list, by column.
type row map[string]string

func (l row) day(column string) domain.Day { return domain.Day(l[column]) }

// number reads a whole number; an empty or broken cell is zero, which the tracker refuses where it matters.
func (l row) number(column string) int {
	n, _ := strconv.Atoi(l[column])
	return n
}

// text reads a text from the columns of three languages; French is the original.
func (l row) text(column string) domain.Text {
	if l[column+"_fr"] == "" {
		return domain.Text{}
	}
	return domain.NewText("fr", l[column+"_fr"]).With("en", l[column+"_en"]).With("ar", l[column+"_ar"])
}

func (l row) words(column string) []string {
	if l[column] == "" {
		return nil
	}
	return strings.Split(l[column], ";")
}

func read(files fs.FS) (*replayer, error) {
	names, err := fs.Glob(files, "*.csv")
	if err != nil {
		return nil, err
	}
	r := &replayer{lists: map[string][]row{}, texts: map[string]domain.Text{}, plans: map[string]row{}}
	for _, name := range names {
		rows, err := readList(files, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		r.lists[strings.TrimSuffix(path.Base(name), ".csv")] = rows
	}
	if len(r.lists["history"]) == 0 {
		return nil, fmt.Errorf("history.csv: %w", fs.ErrNotExist)
	}
	for _, line := range r.lists["plans"] {
		r.plans[line["plan"]] = line
	}
	for _, line := range r.lists["texts"] {
		r.texts[line["key"]] = domain.NewText("fr", line["fr"]).With("en", line["en"]).With("ar", line["ar"])
	}
	return r, nil
}

func readList(files fs.FS, name string) ([]row, error) {
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	rows := make([]row, 0, len(lines)-1)
	for _, line := range lines[1:] {
		cells := make(row, len(line))
		for i, column := range lines[0] {
			cells[column] = line[i]
		}
		rows = append(rows, cells)
	}
	return rows, nil
}

// text finds a text of texts.csv; no key is no text.
func (r *replayer) text(key string) (domain.Text, error) {
	if key == "" {
		return domain.Text{}, nil
	}
	text, ok := r.texts[key]
	if !ok {
		return domain.Text{}, fmt.Errorf("no text %q", key)
	}
	return text, nil
}

// line finds a text that the record keeps in one language.
func (r *replayer) line(key string) (string, error) {
	text, err := r.text(key)
	return text.In[text.Original], err
}

// account finds the number of the account of a key.
func (r *replayer) account(key string) (int64, error) {
	id, ok := r.accounts[key]
	if !ok {
		return 0, fmt.Errorf("no account %q", key)
	}
	return id, nil
}

// as gives the writer as the account of a key, with the rights that it had on the writer's day.
func (r *replayer) as(ctx context.Context, w *ledger.Writer, key string) (*ledger.Writer, error) {
	day := key + string(domain.DayOf(w.Now()))
	if actor, ok := r.actors[day]; ok {
		return w.As(actor), nil
	}
	id, err := r.account(key)
	if err != nil {
		return nil, err
	}
	rights, err := w.RightsOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	r.actors[day] = ledger.Actor{Account: id, ActingAs: rights.Role, Rights: rights}
	return w.As(r.actors[day]), nil
}
