package main

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// act is one entry of the history: what an account recorded at a time.
type act struct {
	at        time.Time
	actor     string
	act       string // update, confirm, stage, assess, approve, send_back, revoke, retract, move, withdraw
	statement string // key of the statement that is made or answered
	target    string
	speaker   string
	value     string // level, stage, or the reason of a move
	on        time.Time
	way       string
	second    string
	setback   bool
	note      string
	cause     string
	evidence  string // its kind
	unproven  string // why there is none of what is completed
	ogp       [3]string
}

// record adds an entry unless it is after the cut-off of its state.
func (w *world) record(state string, a act) bool {
	if a.at.After(cut(state)) {
		return false
	}
	w.acts = append(w.acts, a)
	return true
}

// later returns the time n days after another, on a working day.
func later(dice chance, at time.Time, low, high int) time.Time {
	return dice.office(at, dice.between(low, high))
}

// answer records the state's review of a statement: sometimes sent back with a comment and corrected, mostly
// approved, or not reviewed. It returns whether and when the statement was approved.
func (w *world) answer(dice chance, state string, a act, percent int) (time.Time, bool) {
	if !dice.hits(percent) {
		return time.Time{}, false
	}
	at := later(dice, a.at, 2, 38)
	who := w.people.reviewer(state, a.actor, at)
	if who.actor == "" {
		return time.Time{}, false
	}
	if a.act == "update" && !a.setback && who.way == "state" && dice.hits(6) {
		comment := pick(dice, "comment.evidence", "comment.level", "comment.date")
		if !w.record(state, act{
			at: at, actor: who.actor, act: "send_back", statement: a.statement, way: who.way, note: comment,
		}) {
			return time.Time{}, false
		}
		corrected := a
		corrected.at, corrected.statement, corrected.note = later(dice, at, 3, 20), a.statement+"b", "note.corrected"
		if !w.record(state, corrected) {
			return time.Time{}, false
		}
		a, at = corrected, later(dice, corrected.at, 2, 20)
		if who = w.people.reviewer(state, a.actor, at); who.actor == "" {
			return time.Time{}, false
		}
	}
	return at, w.record(state, act{
		at: at, actor: who.actor, act: "approve", statement: a.statement, way: who.way, second: who.second,
	})
}

// possible leaves out what nobody can record: a level of a day before the one that was told last, or of what was
// withdrawn, and answers to what a newer statement of the same target had followed by then. The entries are in order.
func possible(acts []act) []act {
	said, left := map[string][]act{}, map[string]bool{} // by target; by statement, with those that were taken back
	followed := func(a act) bool {
		return slices.ContainsFunc(said[a.target], func(other act) bool {
			return !left[other.statement] && cmp.Or(other.on.Compare(a.on), other.at.Compare(a.at)) > 0
		})
	}
	of, withdrawn, approved := map[string]act{}, map[string]bool{}, map[string]bool{}
	return slices.DeleteFunc(slices.Clone(acts), func(a act) bool {
		switch a.act {
		case "update", "confirm", "stage":
			left[a.statement], of[a.statement] = withdrawn[a.target] || followed(a), a
			said[a.target] = append(said[a.target], a)
			return left[a.statement]
		case "approve", "send_back":
			answered := !left[a.statement] && !followed(of[a.statement])
			approved[a.statement] = answered && a.act == "approve"
			return !answered
		case "revoke":
			return left[a.statement] || !approved[a.statement]
		case "withdraw":
			withdrawn[a.target] = true
		case "move":
			return withdrawn[a.target]
		case "retract":
			gone := left[a.statement]
			left[a.statement] = true
			return gone
		}
		return false
	})
}

// historyTable returns the entries by recorded time.
func (w *world) historyTable() table {
	slices.SortStableFunc(w.acts, func(a, b act) int { return cmp.Or(a.at.Compare(b.at)) })
	w.acts = possible(w.acts)
	t := table{columns: []string{"recorded_at", "actor", "action", "statement", "target", "speaker", "value", "on",
		"way", "second", "note", "cause", "unproven", "evidence_kind", "evidence_url",
		"early_results", "ambition", "verifiable"}}
	for _, a := range w.acts {
		url := ""
		if a.evidence != "" {
			url = "https://example.org/demonstration/" + strings.ToLower(a.statement)
		}
		t.add(a.at.Format(time.RFC3339), a.actor, a.act, a.statement, a.target, a.speaker, a.value, printDay(a.on),
			a.way, a.second, a.note, a.cause, a.unproven, a.evidence, url, a.ogp[0], a.ogp[1], a.ogp[2])
	}
	return t
}
