package schema_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"jalons/server/database/databasetest"
	"jalons/server/domain"
)

// columnsOfLists names the columns that take one value of a list of the program's, and what else they may hold: codes
// that come with imports only, and an assessor, whom no update names as its speaker.
func columnsOfLists() map[string][]string {
	reported := []string{"not_reported", "pending_review", "no_irm_data"}
	return map[string][]string{
		"accounts.language": {"language"}, "accounts.role": {"role"}, "accounts.summary": {"summary"},
		"mandates.capacity": {"capacity"}, "tokens.may": {"token_scope"},
		"region_names.lang": {"language"}, "state_names.lang": {"language"}, "city_names.lang": {"language"},
		"memberships.status": {"membership"}, "state_events.kind": {"state_event"},
		"institutions.kind": {"institution"}, "commitment_institutions.part": {"part"},
		"commitment_values.value": {"value"}, "lineage.kind": {"lineage"},
		"milestones.due_precision": {"precision"}, "indicators.due_precision": {"precision"},
		"date_moves.reason": {"move_cause"}, "blockers.cause": {"cause"},
		"gate_criteria.met": {"criterion"}, "gate_lessons.kind": {"lesson"}, "answers.answer": {"answer"},
		"statements.speaker": {"speaker", "assessor"}, "statements.level": {"verdict"}, "statements.stage": {"stage"},
		"statements.decision": {"decision"}, "statements.unproven": {"unproven"},
		"assessment_details.early_results": append([]string{"early_results"}, reported...),
		"assessment_details.ambition":      append([]string{"ambition"}, reported...),
		"assessment_details.verifiable":    append([]string{"verifiable"}, reported...),
		"evidence.kind":                    {"evidence_kind"}, "reviews.outcome": {"outcome"}, "reviews.way": {"way"},
	}
}

// columnsOfTheirOwn take words that the program writes itself and asks nobody for.
var columnsOfTheirOwn = []string{
	"sign_in_codes.purpose", "states.kind", "memberships.from_precision", "memberships.until_precision", "aliases.word",
	"phases.kind", "pilots.part", "city_successions.kind", "statements.kind", "files.home", "documents.way",
	"document_decisions.outcome", "notices.kind",
}

// What the database takes and what the program asks for is one list, however often it is written down.
func TestListsOfTheProgramAreThoseOfTheSchema(t *testing.T) {
	var checks []struct {
		Column     string `db:"column"`
		Definition string `db:"definition"`
	}
	if err := databasetest.New(t).Owner.SelectContext(t.Context(), &checks, `
		select c.conrelid::regclass || '.' || a.attname as column, pg_get_constraintdef(c.oid) as definition
		from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
		where c.contype = 'c' and c.connamespace = 'public'::regnamespace and cardinality(c.conkey) = 1
			and pg_get_constraintdef(c.oid) ~ '^CHECK \(+[a-z_]+ (= ANY|<@) \(*ARRAY\['
		order by 1`); err != nil {
		t.Fatal(err)
	}
	word, lists, columns := regexp.MustCompile(`'([^']*)'::text`), domain.Lists(), columnsOfLists()
	for _, check := range checks {
		of, ok := columns[check.Column]
		delete(columns, check.Column)
		if own := slices.Contains(columnsOfTheirOwn, check.Column); own != !ok {
			t.Errorf("%s: got %s, want it in one of the two tables of this test", check.Column, check.Definition)
		}
		if !ok {
			continue
		}
		var got []string
		for _, found := range word.FindAllStringSubmatch(check.Definition, -1) {
			got = append(got, found[1])
		}
		want := slices.Concat(lists[of[0]], of[1:])
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the schema takes %v, the program's %s has %v", check.Column, got, of[0], want)
		}
	}
	if len(columns) > 0 {
		t.Errorf("no check of a list on %v", slices.Sorted(maps.Keys(columns)))
	}
}
