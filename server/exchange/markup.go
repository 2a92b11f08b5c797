package exchange

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

var (
	markup = regexp.MustCompile(`(?i)</?(a|p|br|li|ul|ol|div|span|strong|em|b|i|u|h[1-6]|table|tr|td|th|font)` +
		`\b[^<>]*>|` +
		`&([a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,4});`)
	autolink = regexp.MustCompile(`(?i)<(https?://[^\s<>]+)>`)
	newLines = regexp.MustCompile(`[ \t]*\n\s*`)
	lineEnds = map[string]bool{
		"p": true, "br": true, "li": true, "ul": true, "ol": true, "div": true, "tr": true, "table": true,
	}
)

// plainText strips HTML from a cell: links become Markdown, blocks become lines. Text without HTML is unchanged.
func plainText(text string) string {
	if !markup.MatchString(text) {
		return text
	}
	var t htmlText
	tokens := html.NewTokenizer(strings.NewReader(autolink.ReplaceAllString(text, " $1 ")))
	for tokens.Next() != html.ErrorToken {
		t.take(tokens.Token())
	}
	t.endLink()
	return strings.TrimSpace(newLines.ReplaceAllString(t.out.String(), "\n"))
}

// htmlText collects the text of HTML; within a link, the link's title.
type htmlText struct {
	out, title strings.Builder
	address    string
	hidden     bool // within a script or a style
}

func (t *htmlText) take(token html.Token) {
	switch token.Type {
	case html.TextToken:
		t.write(token.Data)
	case html.StartTagToken, html.SelfClosingTagToken:
		t.hidden = token.Data == "script" || token.Data == "style"
		if token.Data == "a" {
			t.endLink()
			t.address = hrefOf(token)
		}
	case html.EndTagToken:
		t.hidden = false
		if token.Data == "a" {
			t.endLink()
		}
	}
	if token.Type != html.TextToken && lineEnds[token.Data] {
		t.write("\n")
	}
}

func (t *htmlText) write(text string) {
	switch {
	case t.hidden:
	case t.address != "":
		t.title.WriteString(text)
	default:
		t.out.WriteString(text)
	}
}

// endLink writes an open link as Markdown.
func (t *htmlText) endLink() {
	if t.address == "" {
		return
	}
	title := strings.Join(strings.Fields(strings.NewReplacer("[", "(", "]", ")").Replace(t.title.String())), " ")
	if title == "" || title == t.address {
		t.out.WriteString(" " + t.address + " ")
	} else {
		t.out.WriteString("[" + title + "](<" + t.address + ">)")
	}
	t.address = ""
	t.title.Reset()
}

// hrefOf returns the web address of a link, empty for any other.
func hrefOf(token html.Token) string {
	for _, a := range token.Attr {
		address := strings.ReplaceAll(strings.TrimSpace(a.Val), " ", "%20")
		scheme, _, _ := strings.Cut(strings.ToLower(address), ":")
		if a.Key == "href" && (scheme == "http" || scheme == "https") {
			return address
		}
	}
	return ""
}
