package exchange

import "testing"

func TestPlainText(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"a link", `<a href="https://example.org/a">The law</a>`, "[The law](<https://example.org/a>)"},
		{
			"in single quotes, upper case", `<A HREF='https://example.org/a' target=_blank>The law</A>`,
			"[The law](<https://example.org/a>)",
		},
		{
			"an escaped address", `<a href="https://example.org/?a=1&amp;b=2">R&amp;D</a>`,
			"[R&D](<https://example.org/?a=1&b=2>)",
		},
		{
			"marked words in it", `<a href="https://example.org/a"><strong>The</strong> law</a>.`,
			"[The law](<https://example.org/a>).",
		},
		{"its own title", `<a href="https://example.org/a">https://example.org/a</a>`, "https://example.org/a"},
		{"no title", `<a href="https://example.org/a"></a>`, "https://example.org/a"},
		{"not closed", `<a href="https://example.org/a">The law`, "[The law](<https://example.org/a>)"},
		{"a list", "<ul><li>One</li>\n<li>Two</li></ul>", "One\nTwo"},
		{"lines", "One<br>Two<br/><p>Three</p>", "One\nTwo\nThree"},
		{"entities", "R&amp;D&nbsp;: 3 &lt; 4 &#233;t&#xe9;", "R&D\u00a0: 3 < 4 été"},
		{"other schemes", `<a href="javascript:alert(1)">x</a>`, "x"},
		{"a script", "<p>One<script>alert(1)</script></p>", "One"},
		{"an address in brackets", "<https://example.org/a><br>Two", "https://example.org/a\nTwo"},
		{"no HTML", "a < b and c > d, AT&T", "a < b and c > d, AT&T"},
		{"no HTML, an address", "<https://example.org/a>", "<https://example.org/a>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := plainText(c.html); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
