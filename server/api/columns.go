package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"jalons/server/exchange"
	"jalons/server/tracker"
	"jalons/server/web"
)

// column is one column of a table: a field of an item, named as in JSON, with the names of the structs
// around it before it (due_on, levels_approved).
type column struct {
	name string
	cell func(item reflect.Value) exchange.Cell
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
	switch {
	case f.Type == reflect.TypeFor[tracker.Text]():
		return textColumns(name, f.Index), nil
	case f.Type == reflect.TypeFor[json.RawMessage]():
		return []column{at(name, f.Index, func(v reflect.Value) exchange.Cell { return exchange.TextCell(string(v.Bytes())) })}, nil
	case f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[time.Time]():
		inner, err := columnsOf(f.Type)
		for i, c := range inner {
			if !f.Anonymous || name != "" {
				inner[i].name = name + "_" + c.name
			}
			inner[i].cell = func(item reflect.Value) exchange.Cell { return c.cell(item.FieldByIndex(f.Index)) }
		}
		return inner, err
	case f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.String:
		return []column{at(name, f.Index, joined)}, nil
	case f.Type.Kind() == reflect.Slice || f.Type.Kind() == reflect.Map || mayLack(f.Type):
		return nil, nil
	}
	if _, err := cellOf(reflect.Zero(f.Type)); err != nil {
		return nil, err
	}
	return []column{at(name, f.Index, func(v reflect.Value) exchange.Cell {
		cell, _ := cellOf(v) // its type was checked above
		return cell
	})}, nil
}

// mayLack says that t points at a struct, which an item may have or not.
func mayLack(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct && t.Elem() != reflect.TypeFor[time.Time]()
}

func at(name string, index []int, cell func(reflect.Value) exchange.Cell) column {
	return column{name, func(item reflect.Value) exchange.Cell { return cell(item.FieldByIndex(index)) }}
}

func textColumns(name string, index []int) []column {
	var columns []column
	for _, lang := range web.Languages() {
		columns = append(columns, at(name+"_"+lang, index, func(v reflect.Value) exchange.Cell {
			return exchange.TextCell(v.Interface().(tracker.Text).In[lang])
		}))
	}
	return append(columns, at(name+"_original", index, func(v reflect.Value) exchange.Cell {
		return exchange.TextCell(v.Interface().(tracker.Text).Original)
	}))
}

func joined(v reflect.Value) exchange.Cell {
	parts := make([]string, v.Len())
	for i := range parts {
		parts[i] = v.Index(i).String()
	}
	return exchange.TextCell(strings.Join(parts, "; "))
}

// cellOf gives a single value as a typed cell, empty for a pointer to nothing.
func cellOf(v reflect.Value) (exchange.Cell, error) {
	if instant, ok := v.Interface().(time.Time); ok {
		return exchange.TextCell(instant.UTC().Format(tracker.InstantLayout)), nil
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
