package render

import (
	"jalons/server/domain"
	"jalons/server/tracker"
)

// Spoken is the level that a page shows first, with the highest source that agrees with it.
type Spoken struct {
	Level domain.Level
	Trust string
}

// Heard picks what is shown of three sources: what was last declared, else approved, else assessed.
func Heard(v tracker.Sources) Spoken {
	for _, said := range []Spoken{{v.Declared, "declared"}, {v.Approved, "approved"}, {v.Assessed, "assessed"}} {
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
	return Spoken{}
}

// Headline picks the level that stands in a commitment's heading. Milestones of which most are unknown
// in a source give none in it.
func Headline(v tracker.Sources) Spoken {
	for _, said := range []Spoken{{v.Approved, "approved"}, {v.Declared, "declared"}, {v.Assessed, "assessed"}} {
		if tracker.Rank(said.Level) > 0 {
			return said
		}
	}
	return Spoken{}
}

// Gap holds what was declared and what an assessor found, where the two differ.
type Gap struct{ Declared, Assessed domain.Level }

// gapOf gives the gap between two levels, nil where they agree or one of them is none.
func gapOf(declared, assessed domain.Level) *Gap {
	if declared == assessed || tracker.Rank(declared) == 0 || tracker.Rank(assessed) == 0 {
		return nil
	}
	return &Gap{declared, assessed}
}

// CommitmentGap compares what a commitment's milestones declare with the assessor's verdict on the
// whole, or else with the assessed milestones.
func CommitmentGap(c tracker.Commitment) *Gap {
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

// Reason tells by which rule of F1 a commitment has its level in one source: N of Of milestones
// fulfil it. Where an assessor spoke of too few, N counts those.
type Reason struct {
	Voice string
	Level domain.Level
	N, Of int
}

// ReasonsOf counts the milestones that the rule of each level speaks of. The levels are those of the
// record; only the words are made here.
func ReasonsOf(c *tracker.CommitmentDetail) []Reason {
	voices := []struct {
		name  string
		level domain.Level
		of    func(tracker.Sources) domain.Level
	}{
		{"declared", c.Levels.Declared, func(v tracker.Sources) domain.Level { return v.Declared }},
		{"approved", c.Levels.Approved, func(v tracker.Sources) domain.Level { return v.Approved }},
		{"assessed", c.Levels.Assessed, func(v tracker.Sources) domain.Level { return v.Assessed }},
	}
	reasons := make([]Reason, len(voices))
	for i, voice := range voices {
		reasons[i] = Reason{Voice: voice.name, Level: voice.level, Of: c.Milestones}
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
