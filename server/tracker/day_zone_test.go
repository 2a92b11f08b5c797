package tracker_test

import (
	"testing"
	"time"

	"jalons/server/domain"
)

// D4: a moment is on one day, that of UTC, wherever its clock hangs and whatever happens to its hour there.
func TestTheDayIsOneEverywhere(t *testing.T) {
	at := time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC)
	for name, offset := range map[string]time.Duration{
		"Port-Vila": 11 * time.Hour, "Québec": -5 * time.Hour, "Paris": 2 * time.Hour, "Nouméa": 11 * time.Hour,
		"Papeete": -10 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) {
			if got := domain.DayOf(at.In(time.FixedZone(name, int(offset.Seconds())))); got != "2026-03-29" {
				t.Errorf("%s: %s", name, got)
			}
		})
	}
	if before := domain.DayOf(at.Add(-time.Hour)); before != "2026-03-28" {
		t.Errorf("an hour before: %s", before)
	}
}
