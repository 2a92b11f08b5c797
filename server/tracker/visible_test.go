package tracker_test

import (
	"testing"
	"unicode"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// What shows nothing is no text, to the program and to the database alike, whatever the code point.
func TestTextsThatShowNothing(t *testing.T) {
	b := newBench(t)
	for _, text := range []string{
		"", " ", "\u2060", "\ufeff", "\u3164", "\u2800", "\u115f", "\u1160", "\uffa0", "\u180e", "\ufe0f", "\U000e0100",
		"\u200b\u00ad \u034f",
		"\u061c", "\u2066\u2069", "\U000e0041", "\u00a0\u202f",
	} {
		if domain.Visible(text) {
			t.Errorf("%q is visible", text)
		}
	}
	for _, text := range []string{"a", "\u2060a", "ع", "\u200fأ", "é", "👍\ufe0f", "-", "가"} {
		if !domain.Visible(text) {
			t.Errorf("%q is not visible", text)
		}
	}
	var differ []string
	rows, err := b.db.Owner.QueryxContext(
		b.ctx, `select i, is_visible(chr(i)) from generate_series(1, 1114111) i where i not between 55296 and 57343`,
	)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var point rune
		var shows bool
		if err := rows.Scan(&point, &shows); err != nil {
			t.Fatal(err)
		}
		if domain.Visible(string(point)) != shows {
			differ = append(differ, string(point))
		}
		if shows &&
			(unicode.Is(unicode.Other_Default_Ignorable_Code_Point, point) ||
				unicode.Is(unicode.Variation_Selector, point) || unicode.IsSpace(point)) {
			t.Errorf("%U is visible", point)
		}
	}
	if err := rows.Err(); err != nil || len(differ) > 0 {
		t.Errorf(
			"program and database differ on %d code points: %q, %v", len(differ), differ[:min(len(differ), 20)], err,
		)
	}
}

// A title of nothing is refused however it comes, and a translation of nothing is none.
func TestTitlesThatShowNothingAreRefused(t *testing.T) {
	b := newBench(t)
	code, _ := b.commitment("TN", "2030-12-31")
	for _, title := range []string{"\u2060", "\ufeff", "\u3164", "\u2800"} {
		err := b.Write(b.ctx, func(w *ledger.Writer) error {
			_, err := tracker.AddMilestone(b.ctx, w, tracker.NewMilestone{
				Commitment: code, Number: 90, Title: fr(title), Weight: 1, DueOn: "2030-12-31", Precision: "day",
			})
			return err
		})
		if domain.KindOf(err) != domain.Rule {
			t.Errorf("%q: %v", title, err)
		}
		if text := fr("Jalon").With("en", title); len(text.In) != 1 {
			t.Errorf("%q is a translation", title)
		}
	}
}
