package render

import "testing"

func TestSqueeze(t *testing.T) {
	for name, c := range map[string]struct{ template, want string }{
		"elements with a line of their own": {"<ul>\n  <li>\n    one\n  </li>\n</ul>\n", "<ul><li>one</li></ul>"},
		"elements in a line": {
			"<p>\n  a <b>word</b>\n  <i>more</i>\n</p>", "<p>a <b>word</b> <i>more</i></p>",
		},
		"an attribute in a line of its own": {
			"<a\n  class=\"x\"\n  href=\"{{ link \"map\" }}\"\n  >map</a\n>",
			`<a class="x" href="{{ link "map" }}">map</a>`,
		},
		"a sign in an attribute":    {`<td title="a > b" > c`, `<td title="a > b">c`},
		"an element without an end": {`<input name="a" /> <br /> x`, `<input name="a"> <br> x`},
		"the shapes of a drawing":   {"<svg>\n  <path d=\"M0 0\" />\n</svg>", `<svg><path d="M0 0" /></svg>`},
		"a textarea": {
			"<textarea\n  name=\"a\"\n>\n{{ .Text }}</textarea>", "<textarea name=\"a\">\n{{ .Text }}</textarea>",
		},
		"a space that doesn't break": {"<p>12\u00a0%</p>", "<p>12\u00a0%</p>"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := squeeze(c.template); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
