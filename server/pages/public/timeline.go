package public

import (
	"fmt"
	"slices"
	"strings"

	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// eventLine is one event of a commitment's history. ID is its permanent address: that of its
// statement, with a number behind it from the second event of the same statement on.
type eventLine struct {
	tracker.Event
	ID         string
	Class      string
	Anchor     string // of what the event is about, empty for the commitment itself
	Step, Part int    // number of the milestone, and of the indicator inside it, 0 for none
	Title      domain.Text
	Short      string // the beginning of a long title
	Proofs     []tracker.Evidence
	Revised    bool // its statement was retracted later, or its approval revoked
}

// timeline writes the history, newest first, as the record gives it.
func (p *Public) timeline(lang string, c *tracker.CommitmentDetail) []eventLine {
	subjects := subjectsOf(c)
	proofs := map[int64][]tracker.Evidence{}
	for _, e := range c.Evidence {
		proofs[e.Statement] = append(proofs[e.Statement], e)
	}
	lines := make([]eventLine, len(c.History))
	for i, e := range c.History {
		line := subjects[e.Target]
		line.Event, line.Class = e, eventClass(e.Kind)
		line.Short, _ = line.Title.Pick(lang)
		line.Short = render.Cut(line.Short, 90)
		if speaks(e.Kind) {
			line.Proofs = proofs[e.Statement]
		}
		lines[i] = line
	}
	address(lines)
	revise(lines)
	return lines
}

// subjectsOf gives what events are about, by code.
func subjectsOf(c *tracker.CommitmentDetail) map[string]eventLine {
	subjects := map[string]eventLine{}
	for _, m := range c.MilestoneSet {
		subjects[m.Code] = eventLine{Anchor: strings.ToLower(m.Code), Step: m.Number, Title: m.Title}
		for _, n := range m.Indicators {
			subjects[n.Code] = eventLine{
				Anchor: strings.ToLower(n.Code), Step: m.Number, Part: n.Number, Title: n.Title,
			}
		}
	}
	return subjects
}

// speaks says that an event is a statement itself, not an answer to one.
func speaks(kind string) bool { return kind == "declared" || kind == "confirmed" || kind == "assessed" }

func eventClass(kind string) string {
	if class, ok := eventClasses[kind]; ok {
		return class
	}
	return kind
}

// address gives each event its permanent address, counting from the oldest, so that what comes later
// changes none.
func address(lines []eventLine) {
	used := map[string]int{}
	for i := range slices.Backward(lines) {
		line := &lines[i]
		id := fmt.Sprintf("s%d", line.Statement)
		if line.Statement == 0 {
			id = strings.ToLower(line.Target) + "-" + line.Kind
		}
		if used[id]++; used[id] > 1 {
			id = fmt.Sprintf("%s-%d", id, used[id])
		}
		line.ID = id
	}
}

// revise marks what a correction took back: a retracted statement, an approval that was revoked.
func revise(lines []eventLine) {
	retracted, revoked := map[int64]bool{}, map[int64]int{}
	for i := range lines {
		line := &lines[i]
		switch {
		case line.Kind == "retracted":
			retracted[line.Statement] = true
		case line.Kind == "revoked":
			revoked[line.Statement]++
		case line.Kind == "approved" && revoked[line.Statement] > 0:
			revoked[line.Statement]--
			line.Revised = true
		case speaks(line.Kind) && retracted[line.Statement]:
			line.Revised = true
		}
	}
}
