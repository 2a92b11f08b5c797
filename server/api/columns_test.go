package api

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"jalons/server/i18n"
)

// Every column of every list is described in each language, and in no second place.
func TestEveryColumnIsDescribedOnce(t *testing.T) {
	r := newRecord(t)
	texts := r.reg.texts
	if len(r.reg.tables) < 20 {
		t.Fatalf("%d tables", len(r.reg.tables))
	}
	for _, table := range r.reg.tables {
		seen := map[string]bool{}
		for _, c := range table.columns {
			if seen[c.name] {
				t.Errorf("%s has two columns %s", table.Name, c.name)
			}
			seen[c.name] = true
			for _, key := range []string{c.key, c.outer} {
				if key != "" && !texts.Has(i18n.English, key) {
					t.Errorf("%s.%s: no text %s", table.Name, c.name, key)
				}
			}
		}
	}
	for _, op := range r.reg.operations {
		if items, ok := itemOf(op.out); ok {
			describedTwice(t, items)
		}
	}
}

// itemOf gives the type of the items of a list.
func itemOf(out reflect.Type) (item reflect.Type, ok bool) {
	if out == nil || !strings.HasPrefix(out.Name(), "List[") {
		return nil, false
	}
	items, _ := out.FieldByName("Items")
	return items.Type.Elem(), true
}

// describedTwice looks for fields that are columns, by what columnsOf takes, and have the tag doc as well.
func describedTwice(t *testing.T, item reflect.Type) {
	t.Helper()
	for i := range item.NumField() {
		f := item.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		columns, err := columnsIn(f, name)
		if err != nil || name == "-" || !f.IsExported() {
			continue
		}
		if len(columns) > 0 && f.Tag.Get("doc") != "" {
			t.Errorf("%s.%s is described by its column and by its tag", item, f.Name)
		}
		if len(columns) > 1 && f.Type.Kind() == reflect.Struct && columns[0].lang == "" {
			describedTwice(t, f.Type)
		}
	}
}

// What the document says of a field is what columns.csv says of its column.
func TestColumnsAndDocumentAgree(t *testing.T) {
	r := newRecord(t)
	doc, err := r.reg.document()
	if err != nil {
		t.Fatal(err)
	}
	var all []DescribedColumn
	for next := "/columns?limit=200"; next != ""; {
		var page List[DescribedColumn]
		r.read(next, &page)
		all = append(all, page.Items...)
		next = ""
		if page.Next != nil {
			next = "/columns?limit=200&after=" + url.QueryEscape(*page.Next)
		}
	}
	components := map[string]string{
		"milestones": "MilestoneRow", "states": "State", "changes": "Change", "columns": "DescribedColumn",
	}
	for list, component := range components {
		for name, property := range doc.Components.Schemas[component].Properties {
			i := slices.IndexFunc(all, func(c DescribedColumn) bool { return c.List == list && c.Column == name })
			if i < 0 {
				continue
			}
			if column := all[i].Meaning.In[i18n.English]; column != property.Description {
				t.Errorf("%s.%s: the document says %q, its column %q", list, name, property.Description, column)
			}
		}
	}
	at := func(list, column string) DescribedColumn {
		i := slices.IndexFunc(all, func(c DescribedColumn) bool { return c.List == list && c.Column == column })
		if i < 0 {
			t.Fatalf("%s.%s is not described", list, column)
		}
		return all[i]
	}
	for _, want := range []struct{ list, column, kind, meaning string }{
		{"milestones", "weight", "integer", "Weight of the milestone, 1 to 3"},
		{"milestones", "title_ar", "text", "Title – in Arabic"},
		{"statements", "setback", "boolean", "true: setback, named as one or a level below the one before"},
		{"statements", "recorded_at", "instant", "Date and time of recording (UTC)"},
		{"states", "progress_figures_completion_count", "integer",
			"Milestones approved as completed, of those that count – How many"},
		{"commitments", "areas", "list", "Codes of the policy areas"},
		{"changes", "before", "json", "Before the change (JSON)"},
		{"cities", "lat", "number", "Latitude in degrees"},
		{"initiatives", "demonstration", "boolean", "true: invented for the demonstration, in whole or in part"},
	} {
		if got := at(want.list, want.column); got.Type != want.kind || got.Meaning.In[i18n.English] != want.meaning {
			t.Errorf("%s.%s: %+v", want.list, want.column, got)
		}
	}
}
