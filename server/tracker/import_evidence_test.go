package tracker

import "testing"

func TestReadEvidence(t *testing.T) {
	en := func(s string) Text { return NewText("en", s) }
	for _, c := range []struct {
		name, evidence, note string
		urls                 []string
		title                string
	}{
		{"an address", "https://example.org/a", "Done.", []string{"https://example.org/a"}, "https://example.org/a"},
		{"scheme in capitals, full stop", "HTTPS://example.org/a.", "Done.", []string{"https://example.org/a"}, "https://example.org/a"},
		{"a list", "- https://example.org/a\n- https://example.org/b;", "Done.", []string{"https://example.org/a", "https://example.org/b"}, "https://example.org/a"},
		{"in brackets", "(https://example.org/a)", "Done.", []string{"https://example.org/a"}, "https://example.org/a"},
		{"brackets of its own", "https://example.org/a_(b)", "Done.", []string{"https://example.org/a_(b)"}, "https://example.org/a_(b)"},
		{"twice", "https://example.org/a https://example.org/a", "Done.", []string{"https://example.org/a"}, "https://example.org/a"},
		{"words and address", "The law: https://example.org/a", "Done.\n\nEvidence: The law: https://example.org/a", []string{"https://example.org/a"}, "The law"},
		{"words only", "The law of May", "Done.\n\nEvidence: The law of May", nil, ""},
		{"no scheme", "www.example.org", "Done.\n\nEvidence: www.example.org", nil, ""},
		{"with a password", "https://me:secret@example.org/", "Done.\n\nEvidence: https://me:secret@example.org/", nil, ""},
		{"other scheme", "javascript:alert(1)", "Done.\n\nEvidence: javascript:alert(1)", nil, ""},
	} {
		note, found := readEvidence(en("Done."), en(c.evidence))
		if note.In["en"] != c.note || len(found) != len(c.urls) {
			t.Errorf("%s: note %q, addresses %v", c.name, note.In["en"], found)
			continue
		}
		for i, url := range c.urls {
			if found[i].URL != url {
				t.Errorf("%s: got %q, want %q", c.name, found[i].URL, url)
			}
		}
		if len(found) > 0 && found[0].Title.In["en"] != c.title {
			t.Errorf("%s: title %q", c.name, found[0].Title.In["en"])
		}
	}
	if note, found := readEvidence(Text{}, Text{}); !note.IsZero() || found == nil || len(found) != 0 {
		t.Errorf("nothing said: %v %v", note, found)
	}
	if note, _ := readEvidence(Text{}, NewText("en", "a letter").With("fr", "une lettre")); note.In["fr"] != "Éléments de preuve : une lettre" || note.Original != "en" {
		t.Errorf("evidence without progress: %v", note)
	}
}
