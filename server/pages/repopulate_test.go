package pages_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// typedAgain finds in a form of a refused page all that was typed in it.
func (b *browser) typedAgain(page, address string, sent url.Values) {
	b.t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		b.t.Fatal(err)
	}
	var shown []url.Values
	for node := range root.Descendants() {
		if node.DataAtom == atom.Form && attributeOf(node, "action") == address {
			shown = append(shown, valuesOf(node))
		}
	}
	if !slices.ContainsFunc(shown, func(form url.Values) bool { return holds(form, sent) }) {
		b.t.Errorf("%s: what was typed is gone\nsent  %q\nshown %q", address, sent, shown)
	}
}

// holds says that a form shows what was sent in those of its fields that a person types in.
func holds(form, sent url.Values) bool {
	filled := func(values []string) []string {
		return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	}
	for name, values := range sent {
		if kept, typed := form[name]; typed && !slices.Equal(filled(kept), filled(values)) {
			return false
		}
	}
	return true
}

// valuesOf reads what stands in a form's fields; what is given anew each time is left out.
func valuesOf(form *html.Node) url.Values {
	values := url.Values{}
	for field := range form.Descendants() {
		name, kind := attributeOf(field, "name"), attributeOf(field, "type")
		switch {
		case name == "" || slices.Contains([]string{"hidden", "password", "file"}, kind) ||
			attributeOf(field, "autocomplete") == "one-time-code":
		case field.DataAtom == atom.Textarea:
			values.Add(name, textIn(field))
		case field.DataAtom == atom.Select:
			for option := range field.Descendants() {
				if slices.ContainsFunc(option.Attr, func(a html.Attribute) bool { return a.Key == "selected" }) {
					values.Add(name, attributeOf(option, "value"))
				}
			}
		case kind == "radio" || kind == "checkbox":
			values[name] = append(values[name], "")
			if slices.ContainsFunc(field.Attr, func(a html.Attribute) bool { return a.Key == "checked" }) {
				values.Add(name, attributeOf(field, "value"))
			}
		case field.DataAtom == atom.Input:
			values.Add(name, attributeOf(field, "value"))
		}
	}
	return values
}

func attributeOf(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textIn(node *html.Node) (text string) {
	for child := range node.Descendants() {
		text += child.Data
	}
	return text
}

// What somebody else has stored meanwhile stands below what was typed, field by field, and nothing of it
// is taken for markup.
func TestConflictShowsStoredAndTypedValues(t *testing.T) {
	o := newOffice(t)
	address := "/fr/edit/TN-2024-C01"
	mine := formOf(t, o.staff.get(address), address)
	theirs := url.Values{}
	for name, values := range mine {
		theirs[name] = slices.Clone(values)
	}
	theirs.Set("title", "Leur <b>titre</b>")
	theirs.Set("description", "La leur")
	theirs.Set("key", "theirs")
	location(t, o.staff.do("POST", address, theirs))

	mine.Set("title", `Mon "titre" & <i>le mien</i>`)
	mine.Set("description", "\nLa mienne\n\n</textarea>")
	page := o.staff.told(
		address, http.StatusPreconditionFailed, fr("error.changed_meanwhile", "code", "TN-2024-C01"), pairsOf(mine)...,
	)
	has(t, page, fr("form.stored")+" <bdi>Leur &lt;b&gt;titre&lt;/b&gt;</bdi>", fr("form.stored")+" <bdi>La leur</bdi>")
	if strings.Count(page, fr("form.stored")) != 2 {
		t.Errorf("what is the same is shown twice:\n%s", page)
	}

	lists := formOf(t, o.staff.get(address), address+"/relations")
	for name, values := range map[string][]string{
		"body": {"", ""}, "part": {"lead", "supporting"}, "value": {"transparency", "collaboration"},
		"earlier": {"", "NOT-THERE"}, "kind": {"splits", "merges"},
	} {
		lists[name] = values
	}
	w := o.staff.do("POST", address+"/relations", lists)
	if w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusNotFound {
		t.Fatalf("%d", w.Code)
	}
	o.staff.typedAgain(w.Body.String(), address+"/relations", lists)
	if !strings.Contains(w.Body.String(), `<details open="">`) {
		t.Error("the form lies in a fold that is shut")
	}
}
