package tracker

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/go-playground/validator/v10"
	"github.com/jmoiron/sqlx"
)

// Actor is who writes: the account and the capacity in which it acts, as the record shows it. One that
// WriteAs gives is held to its rights; the program's own loads are not.
type Actor struct {
	Account  int64
	ActingAs string

	rights  *Rights
	request string
}

// Writer writes to the record inside one transaction, as an actor.
type Writer struct {
	Actor
	tx    *sqlx.Tx
	ready *prepared
	now   func() time.Time
	at    time.Time // where At moved the clock
	batch string
}

// Write runs fn in one transaction and then gives what it changed its place in commit order. fn may
// run more than once and must have no effect outside the transaction. It is for the program's own
// loads, which reach all states; what a person asks for goes through WriteAs.
func (t *Tracker) Write(ctx context.Context, fn func(*Writer) error) error {
	return t.WriteBatch(ctx, "", fn)
}

// WriteBatch is Write for an import or another load: its statements carry the batch's name and stand
// as one line in feeds.
func (t *Tracker) WriteBatch(ctx context.Context, batch string, fn func(*Writer) error) error {
	err := InTx(ctx, t.write, func(tx *sqlx.Tx) error {
		w := &Writer{tx: tx, ready: prepare(tx), now: t.now, batch: batch}
		if err := w.enter(ctx, everywhere, program); err != nil {
			return err
		}
		return fn(w)
	})
	if err != nil {
		return named(err)
	}
	t.sequenceNow(ctx)
	return nil
}

// At moves the writer's clock, so that a history is recorded as it came about.
func (w *Writer) At(instant time.Time) *Writer {
	moved := *w
	moved.now, moved.at = func() time.Time { return instant }, instant
	return &moved
}

// As gives the same writer with another actor; the program's own loads write as many.
func (w *Writer) As(actor Actor) *Writer {
	other := *w
	other.Actor = actor
	return &other
}

// tell lets the database's triggers know the instant, where At has moved it since the last write.
func (w *Writer) tell(ctx context.Context) error {
	if w.ready.at.Equal(w.at) {
		return nil
	}
	w.ready.at = w.at
	_, err := w.ready.exec(ctx, `select set_config('app.at', $1, true)`, w.now().Format(time.RFC3339Nano))
	return err
}

func (w *Writer) insert(ctx context.Context, query string, args ...any) (id int64, err error) {
	if err = w.tell(ctx); err != nil {
		return 0, err
	}
	if err = w.ready.get(ctx, &id, query, args...); err != nil {
		return 0, named(err)
	}
	return id, nil
}

func (w *Writer) exec(ctx context.Context, query string, args ...any) error {
	if err := w.tell(ctx); err != nil {
		return err
	}
	_, err := w.ready.exec(ctx, query, args...)
	return named(err)
}

// one reads a single row or says that the thing of that code is missing.
func (w *Writer) one(ctx context.Context, target any, word, code, query string, args ...any) error {
	rows, err := w.ready.query(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", word, err)
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return fmt.Errorf("%s: %w", word, err)
		}
		return missing(word, code)
	}
	return rows.StructScan(target)
}

var shapes = newShapes()

func newShapes() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.SetTagName("validate")
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return requestName(f.Name) })
	return v
}

// requestName gives the name that requests have for a field: StartsOn is starts_on, URL is url.
func requestName(field string) string {
	var name strings.Builder
	runes := []rune(field)
	for i, r := range runes {
		begins := i > 0 && unicode.IsUpper(r) &&
			(unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if begins {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToLower(r))
	}
	return name.String()
}

// checkShape refuses an input whose fields are not of their form, naming the first as requests do.
func checkShape(input any) error {
	err := shapes.Struct(input)
	if err == nil {
		return nil
	}
	var fields validator.ValidationErrors
	if !asFields(err, &fields) {
		return fmt.Errorf("shape: %w", err)
	}
	first := fields[0]
	return &Error{
		Kind: Invalid, Code: "shape_" + first.Tag(), Field: first.Field(), Args: map[string]any{"limit": first.Param()},
		Err: err,
	}
}

func asFields(err error, fields *validator.ValidationErrors) bool { return errors.As(err, fields) }
