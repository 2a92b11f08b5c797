package tracker_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jalons/server/database/databasetest"
	"jalons/server/domain"
)

// The intervals stand in Go, in SQL and in the text of the method page: all three say the same.
func TestIntervalsAreTheSameInGoAndSQL(t *testing.T) {
	owner := databasetest.New(t).Owner
	for query, want := range map[string]int{
		`select reporting_interval()`: domain.ReportingInterval,
		`select covered_until('limited', date '2026-01-01', null, false) - date '2026-01-01'`:     domain.StaleAfter,
		`select covered_until('completed', date '2026-01-01', null, true) - date '2026-01-01'`:    domain.StaleAfter,
		`select covered_until('not_started', date '2026-01-01', null, false) - date '2026-01-01'`: domain.StaleAfter,
	} {
		t.Run(query, func(t *testing.T) {
			var got int
			if err := owner.GetContext(t.Context(), &got, query); err != nil || got != want {
				t.Errorf("got %d, %v, want %d", got, err, want)
			}
		})
	}
	for _, lang := range []string{"fr", "en", "ar"} {
		t.Run(lang, func(t *testing.T) {
			texts := map[string]any{}
			b, err := os.ReadFile(filepath.Join("..", "..", "frontend", "languages", lang+".json"))
			if err == nil {
				err = json.Unmarshal(b, &texts)
			}
			if err != nil {
				t.Fatal(err)
			}
			said, _ := texts["method.coverage_other"].(string)
			words := strings.FieldsFunc(said, func(r rune) bool { return r < '0' || r > '9' })
			want := []string{strconv.Itoa(domain.StaleAfter), strconv.Itoa(domain.ReportingInterval)}
			if !slices.Equal(words, want) {
				t.Errorf("got %v in %q, want %v", words, said, want)
			}
		})
	}
}
