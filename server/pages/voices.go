package pages

import (
	"slices"

	"jalons/server/tracker"
)

// levelLadder is OGP's scale from the bottom; a level outside it can't be compared.
var levelLadder = []string{"not_started", "limited", "substantial", "completed"}

// spoken is the level that a page shows first, with the highest voice that agrees with it.
type spoken struct{ Level, Trust string }

// heard picks what is shown of three voices: what was last declared, else approved, else assessed.
func heard(v tracker.Sources) spoken {
	for _, said := range []spoken{{v.Declared, "declared"}, {v.Approved, "approved"}, {v.Assessed, "assessed"}} {
		if said.Level == "" {
			continue
		}
		if v.Approved == said.Level {
			said.Trust = "approved"
		}
		if v.Assessed == said.Level {
			said.Trust = "assessed"
		}
		return said
	}
	return spoken{}
}

// headline picks the level that stands in a commitment's heading. Milestones of which most are unknown
// in a voice give none in it.
func headline(v tracker.Sources) spoken {
	for _, said := range []spoken{{v.Approved, "approved"}, {v.Declared, "declared"}, {v.Assessed, "assessed"}} {
		if slices.Contains(levelLadder, said.Level) {
			return said
		}
	}
	return spoken{}
}

// gap holds what was declared and what an assessor found, where the two differ.
type gap struct{ Declared, Assessed string }

// gapOf gives the gap between two levels, nil where they agree or one of them is none.
func gapOf(declared, assessed string) *gap {
	if declared == assessed || !slices.Contains(levelLadder, declared) || !slices.Contains(levelLadder, assessed) {
		return nil
	}
	return &gap{declared, assessed}
}

// commitmentGap compares what a commitment's milestones declare with the assessor's verdict on the
// whole, or else with the assessed milestones.
func commitmentGap(c tracker.Commitment) *gap {
	if c.Verdict != "" {
		return gapOf(c.Levels.Declared, c.Verdict)
	}
	return gapOf(c.Levels.Declared, c.Levels.Assessed)
}

// assessedLevel gives what the assessors' levels of the milestones make of a commitment. Where each was
// assessed and still too few have a level, what is missing is evidence.
func assessedLevel(c tracker.Commitment) string {
	if c.Levels.Assessed == "unknown" && c.Assessed == c.Milestones {
		return "no_evidence"
	}
	return c.Levels.Assessed
}

// reason tells by which rule of F1 a commitment has its level in one voice: N of Of milestones
// fulfil it. Where an assessor spoke of too few, N counts those.
type reason struct {
	Voice, Level string
	N, Of        int
}

// reasonsOf counts the milestones that the rule of each level speaks of. The levels are those of the
// record; only the words are made here.
func reasonsOf(c *tracker.CommitmentDetail) []reason {
	voices := []struct {
		name, level string
		of          func(tracker.Sources) string
	}{
		{"declared", c.Levels.Declared, func(v tracker.Sources) string { return v.Declared }},
		{"approved", c.Levels.Approved, func(v tracker.Sources) string { return v.Approved }},
		{"assessed", c.Levels.Assessed, func(v tracker.Sources) string { return v.Assessed }},
	}
	reasons := make([]reason, len(voices))
	for i, voice := range voices {
		reasons[i] = reason{Voice: voice.name, Level: voice.level, Of: c.Milestones}
		for _, m := range c.MilestoneSet {
			if m.Outside == "" && fulfils(voice.level, slices.Index(levelLadder, voice.of(m.Levels))) {
				reasons[i].N++
			}
		}
	}
	if assessed := &reasons[2]; assessed.Level == "unknown" {
		assessed.Level, assessed.N = assessedLevel(c.Commitment), c.Assessed
	}
	return reasons
}

// fulfils says whether a milestone at a step of the ladder, -1 unknown, counts for a level's rule.
func fulfils(level string, step int) bool {
	switch level {
	case "completed":
		return step == 3
	case "substantial":
		return step >= 2
	case "limited":
		return step >= 1
	case "unknown":
		return step < 0
	}
	return false
}
