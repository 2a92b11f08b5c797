package pages_test

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tellForm is a form of a page with the values that a browser would send, and the fields that people see.
type tellForm struct {
	action string
	values url.Values
	fields []tellField
}

// tellField is a field that people see, by the label that they read.
type tellField struct{ name, kind, label string }

// formsOf reads the forms of a page that are sent.
func formsOf(t *testing.T, page string) (forms []tellForm) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for node := range root.Descendants() {
		if node.DataAtom != atom.Form || attributeOf(node, "method") != "post" {
			continue
		}
		f := tellForm{action: attributeOf(node, "action"), values: url.Values{}}
		for field := range node.Descendants() {
			f.take(field)
		}
		forms = append(forms, f)
	}
	return forms
}

// take adds a field with the value that a browser would send, and a choice or an address where none is made.
func (f *tellForm) take(field *html.Node) {
	name, kind := attributeOf(field, "name"), attributeOf(field, "type")
	if name == "" || field.DataAtom == atom.Button || kind == "file" || kind == "checkbox" {
		return
	}
	if field.DataAtom != atom.Input {
		kind = field.Data
	}
	value := attributeOf(field, "value")
	switch kind {
	case "select":
		value = chosen(field)
	case "textarea":
		value = shownText(field)
	case "", "text":
		if slices.ContainsFunc(field.Attr, func(a html.Attribute) bool { return a.Key == "required" }) {
			value = cmp.Or(value, "x")
		}
	case "email":
		value = cmp.Or(value, "somebody@example.org")
	case "url":
		value = cmp.Or(value, "https://example.org/x")
	case "radio":
		if f.values.Has(name) {
			return
		}
	}
	f.values.Add(name, value)
	if kind != "hidden" {
		f.fields = append(f.fields, tellField{name, kind, seenLabel(field)})
	}
}

// chosen is the option that a browser would send.
func chosen(choice *html.Node) string {
	var first *html.Node
	for option := range choice.Descendants() {
		if option.DataAtom != atom.Option {
			continue
		}
		if slices.ContainsFunc(option.Attr, func(a html.Attribute) bool { return a.Key == "selected" }) {
			return attributeOf(option, "value")
		}
		if first == nil {
			first = option
		}
	}
	if first == nil {
		return ""
	}
	return attributeOf(first, "value")
}

func shownText(node *html.Node) string {
	var text strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			text.WriteString(child.Data + " ")
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// seenLabel is the label or the legend of a field, without its choices.
func seenLabel(field *html.Node) string {
	want := atom.Label
	if attributeOf(field, "type") == "radio" {
		want = atom.Fieldset
	}
	up := field
	for up != nil && up.DataAtom != want {
		up = up.Parent
	}
	if up == nil {
		return attributeOf(field, "aria-label")
	}
	var text strings.Builder
	for child := range up.ChildNodes() {
		if child.Type == html.TextNode {
			text.WriteString(child.Data)
		}
		if child.DataAtom == atom.Legend {
			return strings.TrimSpace(shownText(child))
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}
