package render

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// repopulated is what a refused form has sent: it stands in the form again, so that nobody types twice.
// Passwords, one-time codes and files are given anew.
type repopulated struct {
	action string     // the address that it was sent to
	fields url.Values // what it has sent
	// the words before what is stored meanwhile, which then stands below each field that differs; empty for none
	stored string

	summary string                             // what is wrong as a whole
	wrong   []wrong                            // what is wrong with which field
	named   func(label, message string) string // what is wrong with a field, after its label
}

// into writes what was typed into the form of a page that it came from, and opens what that lies in.
func (t *repopulated) into(page []byte) ([]byte, error) {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, fmt.Errorf("form again: %w", err)
	}
	form := t.form(root)
	if form == nil {
		t.summarize(root, nil)
		return rendered(root)
	}
	for up := form; up != nil; up = up.Parent {
		open(up)
	}
	seen := map[string]int{}
	for field := range form.Descendants() {
		name := attribute(field, "name")
		if name == "" || !t.fill(field, name, seen[name]) {
			continue
		}
		if t.fields[name][seen[name]] != "" {
			open(enclosing(field, atom.Details))
		}
		seen[name]++
	}
	t.summarize(root, form)
	return rendered(root)
}

func rendered(root *html.Node) ([]byte, error) {
	var filled bytes.Buffer
	if err := html.Render(&filled, root); err != nil {
		return nil, fmt.Errorf("form again: %w", err)
	}
	return filled.Bytes(), nil
}

// form finds the form that has sent the fields: of those with its address the one whose hidden fields were
// sent as they are, and most of them; version and key are new each time.
func (t *repopulated) form(root *html.Node) (found *html.Node) {
	most := -1
	for node := range root.Descendants() {
		if node.DataAtom != atom.Form || attribute(node, "action") != t.action || attribute(node, "method") != "post" {
			continue
		}
		if n := t.agreeing(node); n > most {
			found, most = node, n
		}
	}
	return found
}

// agreeing counts the hidden fields of a form that were sent as they are, -1 where one was not.
func (t *repopulated) agreeing(form *html.Node) (n int) {
	for field := range form.Descendants() {
		name := attribute(field, "name")
		if attribute(field, "type") != "hidden" || name == "version" || name == "key" {
			continue
		}
		if !slices.Contains(t.fields[name], attribute(field, "value")) {
			return -1
		}
		n++
	}
	return n
}

// fill gives a field the value that was sent in its place, where several have the same name the nth; it says
// whether the field took it.
func (t *repopulated) fill(field *html.Node, name string, n int) bool {
	sent := t.fields[name]
	if kind := attribute(field, "type"); kind == "radio" || kind == "checkbox" {
		mark(field, "checked", slices.Contains(sent, attribute(field, "value")))
		return false
	}
	if n >= len(sent) {
		return false
	}
	value := sent[n]
	switch field.DataAtom {
	case atom.Textarea:
		t.beside(field, strings.TrimPrefix(textOf(field), "\n"), value)
		for child := field.FirstChild; child != nil; child = field.FirstChild {
			field.RemoveChild(child)
		}
		field.AppendChild(&html.Node{Type: html.TextNode, Data: value})
		return true
	case atom.Select:
		return t.choose(field, value)
	case atom.Input:
		return t.input(field, value)
	}
	return false
}

func (t *repopulated) input(field *html.Node, value string) bool {
	switch attribute(field, "type") {
	case "hidden", "password", "file", "submit":
		return false
	}
	if attribute(field, "autocomplete") == "one-time-code" {
		return false
	}
	t.beside(field, attribute(field, "value"), value)
	mark(field, "value", false)
	field.Attr = append(field.Attr, html.Attribute{Key: "value", Val: value})
	return true
}

func (t *repopulated) choose(field *html.Node, value string) bool {
	var stored, chosen string
	for option := range field.Descendants() {
		if option.DataAtom != atom.Option {
			continue
		}
		if has(option, "selected") {
			stored = textOf(option)
		}
		own := attribute(option, "value")
		if own == value {
			chosen = textOf(option)
		}
		mark(option, "selected", own == value)
	}
	if stored != "" {
		t.beside(field, stored, chosen)
	}
	return true
}

// beside says below a field what is stored in its place, where that is something else.
func (t *repopulated) beside(field *html.Node, stored, typed string) {
	if t.stored == "" || stored == typed {
		return
	}
	note := &html.Node{
		Type: html.ElementNode, DataAtom: atom.Span, Data: "span",
		Attr: []html.Attribute{{Key: "class", Val: "small muted"}},
	}
	own := &html.Node{Type: html.ElementNode, DataAtom: atom.Bdi, Data: "bdi"}
	own.AppendChild(&html.Node{Type: html.TextNode, Data: stored})
	note.AppendChild(&html.Node{Type: html.TextNode, Data: t.stored + " "})
	note.AppendChild(own)
	field.Parent.InsertBefore(note, field.NextSibling)
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(node *html.Node, name string) bool {
	return slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// mark gives a node an attribute without a value, or takes the attribute from it.
func mark(node *html.Node, name string, on bool) {
	node.Attr = slices.DeleteFunc(node.Attr, func(a html.Attribute) bool { return a.Key == name })
	if on {
		node.Attr = append(node.Attr, html.Attribute{Key: name})
	}
}

func open(node *html.Node) {
	if node != nil && node.DataAtom == atom.Details && !has(node, "open") {
		mark(node, "open", true)
	}
}

func enclosing(node *html.Node, kind atom.Atom) *html.Node {
	for node = node.Parent; node != nil && node.DataAtom != kind; node = node.Parent {
	}
	return node
}

func textOf(node *html.Node) string {
	var text strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			text.WriteString(child.Data)
		}
	}
	return text.String()
}
