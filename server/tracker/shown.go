package tracker

import "strings"

// split keeps the tallies of states apart: the real ones under false, those of the demonstration under true.
type split map[bool]map[string]tally

func (s split) of(demonstration bool, state string) tally {
	if s[demonstration] == nil {
		s[demonstration] = map[string]tally{}
	}
	if s[demonstration][state] == nil {
		s[demonstration][state] = tally{}
	}
	return s[demonstration][state]
}

// any says whether a state has something that counts says of its tally.
func (s split) any(demonstration bool, counts func(tally) bool) bool {
	for _, states := range s[demonstration] {
		if counts(states) {
			return true
		}
	}
	return false
}

// shown says what the figures of a pool count: what the demonstration invented only while there is nothing real.
// Commitments with their milestones and stages of cities are chosen each by itself.
type shown struct {
	commitments bool // those of the demonstration are counted
	stages      bool
	invented    map[string]tally
}

// choose says what counts, so that no figure sums real and invented rows; asked is what a view asks for, if anything.
func choose(both split, asked *bool) shown {
	if asked != nil {
		return shown{*asked, *asked, both[true]}
	}
	return shown{!both.any(false, hasCommitments), !both.any(false, hasStages), both[true]}
}

// tally gives what counts of a state. That a city is one of the plan is a fact, whoever spoke of its stage.
func (s shown) tally(both split, state string) tally {
	sum := tally{}
	for figure, n := range both.of(s.commitments, state) {
		if !ofCities(figure) {
			sum[figure] = n
		}
	}
	for figure, n := range both.of(s.stages, state) {
		if ofCities(figure) {
			sum[figure] = n
		}
	}
	if rest := both.of(!s.stages, state)["cities"]; rest > 0 {
		sum.add(tally{"cities": rest, "cities.approved.unknown": rest, "cities.declared.unknown": rest})
	}
	return sum
}

// label says of a progress that a state brings invented figures into it, or leaves its invented milestones out.
func (s shown) label(out *Progress, state string) {
	invented := s.invented[state]
	if s.commitments && hasCommitments(invented) || s.stages && hasStages(invented) {
		out.Demonstration = true
	}
	if n := invented["milestones"]; n > 0 && !s.commitments {
		out.Invented.add(state, tally{"milestones": n})
	}
}

func hasCommitments(t tally) bool { return t["commitments"] > 0 }

func hasStages(t tally) bool { return t["cities"] > t["cities.declared.unknown"] }

func ofCities(figure string) bool { return strings.HasPrefix(figure, "cities") }
