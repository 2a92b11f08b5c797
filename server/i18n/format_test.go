package i18n

import (
	"testing"
	"time"
)

// The expected texts are those of Intl.NumberFormat and Intl.DateTimeFormat in browsers, so that what
// the server writes and what a script writes agree; only "1er" is more than they write.
func TestNumbers(t *testing.T) {
	cases := []struct{ what, got, want string }{
		{"fr count", Count(French, 12345), "12\u202f345"},
		{"fr million", Count(French, 1234567), "1\u202f234\u202f567"},
		{"fr negative", Number(French, -12345.6, 1), "-12\u202f345,6"},
		{"fr percent", Percent(French, 42.5, 1), "42,5\u00a0%"},
		{"en count", Count(English, 12345), "12,345"},
		{"en negative", Number(English, -12345.6, 1), "-12,345.6"},
		{"en percent", Percent(English, 42.5, 1), "42.5%"},
		{"ar count", Count(Arabic, 12345), "12,345"},
		{"ar negative", Number(Arabic, -12345.6, 1), "\u200e-12,345.6"},
		{"ar percent", Percent(Arabic, 42.5, 1), "42.5\u200e%\u200e"},
		{"ar negative percent", Percent(Arabic, -42.5, 1), "\u200e-42.5\u200e%\u200e"},
		{"no negative zero", Number(French, -0.04, 1), "0,0"},
		{"unknown language", Count("de", 1234), "1\u202f234"},
	}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%s: %+q, want %+q", c.what, c.got, c.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	day := time.Date(2026, time.March, 4, 23, 30, 0, 0, time.UTC)
	first := time.Date(2026, time.August, 1, 0, 0, 0, 0, time.UTC)
	vanuatu := time.Date(2026, time.March, 5, 2, 0, 0, 0, time.FixedZone("VUT", 11*3600))
	cases := []struct{ what, got, want string }{
		{"fr", Date(French, day), "4 mars 2026"},
		{"fr first", Date(French, first), "1er août 2026"},
		{"en", Date(English, day), "4 March 2026"},
		{"en first", Date(English, first), "1 August 2026"},
		{"ar", Date(Arabic, day), "4 مارس 2026"},
		{"the UTC day", Date(French, vanuatu), "4 mars 2026"},
		{"fr month", Month(French, day), "mars 2026"},
		{"en month", Month(English, day), "March 2026"},
		{"ar month", Month(Arabic, day), "مارس 2026"},
	}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
			}
		})
	}
}
