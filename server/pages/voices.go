package pages

import (
	"jalons/server/domain"
	"jalons/server/tracker"
)

// spoken is the level that a page shows first, with the highest voice that agrees with it.
type spoken struct {
	Level domain.Level
	Trust string
}

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
		if tracker.Rank(said.Level) > 0 {
			return said
		}
	}
	return spoken{}
}

// gap holds what was declared and what an assessor found, where the two differ.
type gap struct{ Declared, Assessed domain.Level }

// gapOf gives the gap between two levels, nil where they agree or one of them is none.
func gapOf(declared, assessed domain.Level) *gap {
	if declared == assessed || tracker.Rank(declared) == 0 || tracker.Rank(assessed) == 0 {
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
func assessedLevel(c tracker.Commitment) domain.Level {
	if c.Levels.Assessed == domain.LevelUnknown && c.Assessed == c.Milestones {
		return domain.LevelNoEvidence
	}
	return c.Levels.Assessed
}

// reason tells by which rule of F1 a commitment has its level in one voice: N of Of milestones
// fulfil it. Where an assessor spoke of too few, N counts those.
type reason struct {
	Voice string
	Level domain.Level
	N, Of int
}

// reasonsOf counts the milestones that the rule of each level speaks of. The levels are those of the
// record; only the words are made here.
func reasonsOf(c *tracker.CommitmentDetail) []reason {
	voices := []struct {
		name  string
		level domain.Level
		of    func(tracker.Sources) domain.Level
	}{
		{"declared", c.Levels.Declared, func(v tracker.Sources) domain.Level { return v.Declared }},
		{"approved", c.Levels.Approved, func(v tracker.Sources) domain.Level { return v.Approved }},
		{"assessed", c.Levels.Assessed, func(v tracker.Sources) domain.Level { return v.Assessed }},
	}
	reasons := make([]reason, len(voices))
	for i, voice := range voices {
		reasons[i] = reason{Voice: voice.name, Level: voice.level, Of: c.Milestones}
		for _, m := range c.MilestoneSet {
			if m.Outside == "" && fulfils(voice.level, tracker.Rank(voice.of(m.Levels))) {
				reasons[i].N++
			}
		}
	}
	if assessed := &reasons[2]; assessed.Level == domain.LevelUnknown {
		assessed.Level, assessed.N = assessedLevel(c.Commitment), c.Assessed
	}
	return reasons
}

// fulfils says whether a milestone at a rank, 0 unknown, counts for a level's rule.
func fulfils(level domain.Level, rank int) bool {
	switch level {
	case domain.LevelCompleted, domain.LevelSubstantial, domain.LevelLimited:
		return rank >= tracker.Rank(level)
	case domain.LevelUnknown:
		return rank == 0
	}
	return false
}
