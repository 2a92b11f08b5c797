package render

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// wrong is what is wrong with a field of a refused form, by the field's name.
type wrong struct{ field, message string }

// summarize says above a refused form what is wrong with it, by the labels that its reader sees and with links to the
// fields, and beside each field once more. A field that the form doesn't show has no name there.
func (t *repopulated) summarize(root, form *html.Node) {
	if len(t.wrong) == 0 {
		return
	}
	slices.SortStableFunc(t.wrong, func(a, b wrong) int {
		return positionIn(form, a.field) - positionIn(form, b.field)
	})
	list := element("ul")
	for i, w := range t.wrong {
		line := element("li")
		if field := visibleField(form, w.field); field != nil {
			link := element("a", "href", "#"+identified(field, w.field, i))
			link.AppendChild(words(t.named(labelOf(field), w.message)))
			line.AppendChild(link)
			markWrong(field, w.message)
		} else {
			line.AppendChild(words(w.message))
		}
		list.AppendChild(line)
	}
	notice := noticeOf(root)
	if t.wrong[0].message != t.summary { // several fields, or one of which more is known than the sentence says
		summary := element("p")
		summary.AppendChild(words(t.summary))
		notice.AppendChild(summary)
	}
	notice.AppendChild(list)
}

// noticeOf gives the empty place of a page for what went wrong: that of its own notice, or a new one below its title.
func noticeOf(root *html.Node) *html.Node {
	notice := element("div", "class", "notice risk", "role", "alert")
	for node := range root.Descendants() {
		if attribute(node, "role") == "alert" && strings.Contains(attribute(node, "class"), "notice") {
			node.Parent.InsertBefore(notice, node)
			node.Parent.RemoveChild(node)
			return notice
		}
	}
	for node := range root.Descendants() {
		if node.DataAtom == atom.Header && attribute(node, "class") == "title" {
			node.Parent.InsertBefore(notice, node.NextSibling)
			return notice
		}
	}
	for node := range root.Descendants() {
		if node.DataAtom == atom.Main {
			node.InsertBefore(notice, node.FirstChild)
			break
		}
	}
	return notice
}

// visibleField finds the first field of a name that people see.
func visibleField(form *html.Node, name string) *html.Node {
	if form == nil {
		return nil
	}
	for field := range form.Descendants() {
		if attribute(field, "name") == name && attribute(field, "type") != "hidden" && field.DataAtom != atom.Button {
			return field
		}
	}
	return nil
}

// positionIn counts the fields of a form before the first of a name; what it doesn't show stands at the end.
func positionIn(form *html.Node, name string) (n int) {
	field := visibleField(form, name)
	if field == nil {
		return math.MaxInt32
	}
	for other := range form.Descendants() {
		if other == field {
			break
		}
		n++
	}
	return n
}

// identified gives a field an id where it has none.
func identified(field *html.Node, name string, n int) string {
	id := attribute(field, "id")
	if id == "" {
		id = fmt.Sprintf("wrong-%s-%d", name, n)
		field.Attr = append(field.Attr, html.Attribute{Key: "id", Val: id})
	}
	return id
}

// labelOf is what the reader sees beside a field: the legend of a choice, else its label.
func labelOf(field *html.Node) string {
	if kind := attribute(field, "type"); kind == "radio" || kind == "checkbox" {
		if set := enclosing(field, atom.Fieldset); set != nil {
			for node := range set.Descendants() {
				if node.DataAtom == atom.Legend {
					return strings.TrimSpace(textOf(node))
				}
			}
		}
	}
	if label := enclosing(field, atom.Label); label != nil {
		return ownText(label)
	}
	id := attribute(field, "id")
	for up := field; up != nil; up = up.Parent {
		for node := range up.Descendants() {
			if node.DataAtom == atom.Label && id != "" && attribute(node, "for") == id {
				return ownText(node)
			}
		}
	}
	return attribute(field, "aria-label")
}

// ownText is the text of a label without that of the field in it.
func ownText(label *html.Node) string {
	var text strings.Builder
	for node := range label.Descendants() {
		inside := enclosing(node, atom.Select) != nil || enclosing(node, atom.Textarea) != nil
		if node.Type == html.TextNode && !inside {
			text.WriteString(node.Data)
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// markWrong says beside a field what is wrong with it: of a choice below its legend.
func markWrong(field *html.Node, message string) {
	field.Attr = slices.DeleteFunc(field.Attr, func(a html.Attribute) bool { return a.Key == "aria-invalid" })
	field.Attr = append(field.Attr, html.Attribute{Key: "aria-invalid", Val: "true"})
	note := element("span", "class", "error")
	note.AppendChild(words(message))
	if kind := attribute(field, "type"); kind == "radio" || kind == "checkbox" {
		if set := enclosing(field, atom.Fieldset); set != nil {
			for node := range set.Descendants() {
				if node.DataAtom == atom.Legend {
					node.AppendChild(note)
					return
				}
			}
		}
	}
	field.Parent.InsertBefore(note, field)
}

func words(text string) *html.Node { return &html.Node{Type: html.TextNode, Data: text} }

func element(name string, pairs ...string) *html.Node {
	node := &html.Node{Type: html.ElementNode, DataAtom: atom.Lookup([]byte(name)), Data: name}
	for i := 0; i+1 < len(pairs); i += 2 {
		node.Attr = append(node.Attr, html.Attribute{Key: pairs[i], Val: pairs[i+1]})
	}
	return node
}
