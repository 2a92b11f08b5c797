package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"jalons/server/domain"
	"jalons/server/exchange"
	"jalons/server/i18n"
)

// column is one column of a table: a field of an item, named as in JSON, with the names of the structs
// around it before it (due_on, levels_approved).
type column struct {
	name  string
	kind  string // the type of its values, as columns.csv names it
	key   string // of the text that says what the field means
	outer string // that of the struct around the field, if any
	lang  string // of a text: the language, or original
	cell  func(item reflect.Value) exchange.Cell
}

// keyOf gives the key of a field: its name in JSON, or that of the tag column where the name alone means several
// things. A field that only the document describes has the tag doc instead.
func keyOf(f reflect.StructField, name string) string {
	return "export.column." + cmp.Or(f.Tag.Get("column"), name)
}

// meaning says what a column holds.
func (c column) meaning(texts *i18n.Texts, lang string) string {
	what := texts.T(lang, c.key)
	if c.outer != "" {
		what = texts.T(lang, "export.within", "outer", texts.T(lang, c.outer), "inner", what)
	}
	if c.lang != "" {
		what = texts.T(lang, "export.in_"+c.lang, "what", what)
	}
	return what
}

// tableOf lists the columns of an item type; labelColumn comes last where the items don't have it themselves.
func tableOf(t reflect.Type) ([]column, error) {
	columns, err := columnsOf(t)
	if !slices.ContainsFunc(columns, func(c column) bool { return c.name == labelColumn }) {
		columns = append(columns, column{name: labelColumn, kind: "boolean", key: "export.column.demonstration",
			cell: func(item reflect.Value) exchange.Cell { return exchange.TextCell(fmt.Sprint(isInvented(item))) }})
	}
	return columns, err
}

// columnsOf lists the columns of an item type. A text has one for each language and one that names its
// original; a list of words is one cell. Other lists, and what an item may lack, stand in the JSON only.
func columnsOf(t reflect.Type) ([]column, error) {
	var columns []column
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || (!f.IsExported() && !f.Anonymous) {
			continue
		}
		inner, err := columnsIn(f, name)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t, f.Name, err)
		}
		columns = append(columns, inner...)
	}
	return columns, nil
}

// columnsIn lists the columns of one field.
func columnsIn(f reflect.StructField, name string) ([]column, error) {
	one := column{name: name, key: keyOf(f, name)}
	switch {
	case f.Type == reflect.TypeFor[domain.Text]():
		return one.textColumns(f.Index), nil
	case f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[time.Time]():
		return columnsWithin(f, one)
	case f.Type == reflect.TypeFor[json.RawMessage]():
		one.kind = "json"
		one.cell = func(item reflect.Value) exchange.Cell {
			return exchange.TextCell(string(item.FieldByIndex(f.Index).Bytes()))
		}
		return []column{one}, nil
	case f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.String:
		one.kind = "list"
		one.cell = func(item reflect.Value) exchange.Cell { return joined(item.FieldByIndex(f.Index)) }
		return []column{one}, nil
	case f.Type.Kind() == reflect.Slice || f.Type.Kind() == reflect.Map || mayLack(f.Type):
		return nil, nil
	}
	if _, err := cellOf(reflect.Zero(f.Type)); err != nil {
		return nil, err
	}
	one.kind = kindOf(f.Type)
	one.cell = func(item reflect.Value) exchange.Cell {
		cell, _ := cellOf(item.FieldByIndex(f.Index)) // its type was checked above
		return cell
	}
	return []column{one}, nil
}

// columnsWithin lists the columns of a struct within an item, which has a name of its own or none.
func columnsWithin(f reflect.StructField, around column) ([]column, error) {
	inner, err := columnsOf(f.Type)
	for i, c := range inner {
		if !f.Anonymous || around.name != "" {
			inner[i].name = around.name + "_" + c.name
			inner[i].outer = cmp.Or(c.outer, around.key)
		}
		inner[i].cell = func(item reflect.Value) exchange.Cell { return c.cell(item.FieldByIndex(f.Index)) }
	}
	return inner, err
}

// mayLack says that t points at a struct, which an item may have or not.
func mayLack(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct && t.Elem() != reflect.TypeFor[time.Time]()
}

// textColumns are those of a text: one for each language and one that names its original.
func (c column) textColumns(index []int) []column {
	var columns []column
	for _, lang := range append(i18n.Languages(), "original") {
		in := column{name: c.name + "_" + lang, kind: "text", key: c.key, lang: lang}
		in.cell = func(item reflect.Value) exchange.Cell {
			text := item.FieldByIndex(index).Interface().(domain.Text)
			if lang == "original" {
				return exchange.TextCell(text.Original)
			}
			return exchange.TextCell(text.In[lang])
		}
		columns = append(columns, in)
	}
	return columns
}

// kindOf names the type of a single value.
func kindOf(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "instant"
	case t == reflect.TypeFor[domain.Day]():
		return "date"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case t.Kind() == reflect.Float64:
		return "number"
	case t.Kind() == reflect.String:
		return "text"
	}
	return "integer"
}

func joined(v reflect.Value) exchange.Cell {
	parts := make([]string, v.Len())
	for i := range parts {
		parts[i] = v.Index(i).String()
	}
	return exchange.TextCell(strings.Join(parts, "; "))
}

// instantLayout writes an instant in UTC, to the microsecond, so that texts sort as instants do.
const instantLayout = "2006-01-02T15:04:05.000000Z"

// cellOf gives a single value as a typed cell, empty for a pointer to nothing.
func cellOf(v reflect.Value) (exchange.Cell, error) {
	if instant, ok := v.Interface().(time.Time); ok {
		return exchange.TextCell(instant.UTC().Format(instantLayout)), nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			_, err := cellOf(reflect.Zero(v.Type().Elem()))
			return exchange.EmptyCell(), err
		}
		return cellOf(v.Elem())
	case reflect.String:
		return exchange.TextCell(v.String()), nil
	case reflect.Int, reflect.Int32, reflect.Int64:
		return exchange.IntegerCell(v.Int()), nil
	case reflect.Float64:
		return exchange.DecimalCell(v.Float(), -1), nil
	case reflect.Bool:
		return exchange.TextCell(fmt.Sprint(v.Bool())), nil
	}
	return exchange.Cell{}, fmt.Errorf("no cell for %s", v.Type())
}
