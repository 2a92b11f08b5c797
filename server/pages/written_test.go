package pages_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template/parse"
	"unicode"

	"jalons/frontend"
)

// everywhere are words that are the same in each language.
var everywhere = []string{"Jalons", "JSON", "CSV", "GET", "GeoNames", "SHA-"}

// touch are the attributes that people read or hear.
var seen = []string{
	"aria-label", "aria-description", "alt", "title", "placeholder", "data-label", "data-close", "label",
}

// No text stands in a template but what the language files give.
func TestTemplatesHoldNoText(t *testing.T) {
	for name, text := range templatesOf(t, frontend.Files) {
		tree := parse.New(name)
		tree.Mode = parse.SkipFuncCheck
		trees := map[string]*parse.Tree{}
		if _, err := tree.Parse(text, "", "", trees); err != nil {
			t.Fatal(err)
		}
		for _, part := range trees {
			for _, found := range writtenIn(part.Root) {
				t.Errorf("%s: %q", name, found)
			}
		}
	}
}

func TestWrittenIn(t *testing.T) {
	for text, want := range map[string]string{
		`<p class="late">{{.}}</p>`:                            "",
		`<p>Late {{.}}</p>`:                                    "Late",
		`<p{{if .}} class="x"{{else}} id="y"{{end}}>1 / 2</p>`: "",
		`<p>{{if .}}yes{{else}}no{{end}}</p>`:                  "yes no",
		`<a title="more" href="/x">→ JSON</a>`:                 "more",
		`<a title='{{.}} more'>&lt;&nbsp;</a>`:                 "more",
		`<a title={{.}}>&eacute;</a><!-- note -->`:             "é",
		`{{range .}}<b data-label="{{.}}">{{.}}</b>{{end}}`:    "",
	} {
		t.Run(text, func(t *testing.T) {
			tree, err := parse.Parse("x", text, "", "")
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(writtenIn(tree["x"].Root), " "); got != want {
				t.Errorf("%s: %q, want %q", text, got, want)
			}
		})
	}
}

// writtenIn gives the words of a template that people would see.
func writtenIn(root parse.Node) []string {
	r := &htmlReader{}
	r.read(root)
	r.end()
	return r.found
}

// htmlReader follows HTML over the actions of a template, as far as needed to know what is seen.
type htmlReader struct {
	within    string // "" in text, else tag, value or comment
	quote     byte
	attribute string
	last      strings.Builder // of the tag: what may be the name of an attribute
	run       strings.Builder // text or value so far
	found     []string
}

func (r *htmlReader) read(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				r.read(child)
			}
		}
	case *parse.TextNode:
		r.text(string(n.Text))
	case *parse.IfNode:
		r.branch(n.BranchNode)
	case *parse.RangeNode:
		r.branch(n.BranchNode)
	case *parse.WithNode:
		r.branch(n.BranchNode)
	default:
		if r.within == "" {
			r.run.WriteByte(' ')
		}
	}
}

// branch reads both ways from the same place; they end in the same place.
func (r *htmlReader) branch(b parse.BranchNode) {
	within, quote, attribute := r.within, r.quote, r.attribute
	r.read(b.List)
	if b.ElseList == nil {
		return
	}
	r.run.WriteByte(' ')
	r.within, r.quote, r.attribute = within, quote, attribute
	r.read(b.ElseList)
}

func (r *htmlReader) text(text string) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch r.within {
		case "":
			if strings.HasPrefix(text[i:], "<!--") {
				r.within = "comment"
			} else if c == '<' {
				r.end()
				r.within = "tag"
				r.last.Reset()
			} else {
				r.run.WriteByte(c)
			}
		case "comment":
			if strings.HasPrefix(text[i:], "-->") {
				r.within, i = "", i+2
			}
		case "tag":
			r.inTag(c)
		case "value":
			if c == r.quote {
				r.end()
				r.within = "tag"
			} else {
				r.run.WriteByte(c)
			}
		}
	}
}

func (r *htmlReader) inTag(c byte) {
	switch {
	case c == '>':
		r.within = ""
	case c == '"' || c == '\'':
		fields := strings.Fields(strings.TrimSuffix(r.last.String(), "="))
		if len(fields) > 0 {
			r.attribute = fields[len(fields)-1]
		}
		r.within, r.quote = "value", c
		r.last.Reset()
	default:
		r.last.WriteByte(c)
	}
}

var word = regexp.MustCompile(`\pL[\pL\pM’'-]*`)

// end takes in a finished text or value.
func (r *htmlReader) end() {
	text := html.UnescapeString(r.run.String())
	r.run.Reset()
	if r.within == "value" && !slices.Contains(seen, r.attribute) || !strings.ContainsFunc(text, unicode.IsLetter) {
		return
	}
	for _, w := range word.FindAllString(text, -1) {
		if !slices.Contains(everywhere, w) {
			r.found = append(r.found, w)
		}
	}
}
