package main

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

type milestone struct {
	commitment *commitment
	number     int
	step       map[string]string
	weight     int
	due        time.Time
	precision  string
	declared   []reading
}

type reading struct {
	level string
	at    time.Time
}

func (m *milestone) code() string { return fmt.Sprintf("%s.%d", m.commitment.code(), m.number) }

var levels = []string{"not_started", "limited", "substantial", "completed"}

// life is the simulated course of a milestone, of which statements report a part.
type life struct {
	*world
	m      *milestone
	dice   chance
	state  string
	nature character
	begins time.Time
	done   time.Time // zero: not in sight
	stuck  string    // the level it then stays at
	due    time.Time // as it stands; the zero day of an undated milestone is the end of the plan
	ends   time.Time // when nobody reports any more
	n      int
}

var noTime = date(2100, time.January, 1)

// live records the statements about a milestone from its publication on.
func (w *world) live(m *milestone) {
	l := &life{
		world: w, m: m, dice: chanceOf("life " + m.code()), state: m.commitment.plan.state, due: m.due, ends: noTime,
	}
	for _, c := range w.countries {
		if c.code == l.state {
			l.nature = c.character
		}
	}
	if l.due.IsZero() {
		l.due = date(m.commitment.plan.last, time.December, 31)
	}
	l.fate()
	if l.withdraw() || l.dice.hits(4) { // some milestones never get a statement
		if l.ends == noTime {
			return
		}
	}
	l.move()
	l.report()
}

// fate decides when the work begins and whether and when it is completed.
func (l *life) fate() {
	l.begins = l.due.AddDate(0, 0, -l.dice.between(200, 420))
	if l.begins.Before(l.m.commitment.starts) {
		l.begins = l.m.commitment.starts
	}
	switch roll := l.dice.IntN(100); {
	case roll < l.nature.punctual:
		l.done = l.due.AddDate(0, 0, -l.dice.between(0, 70))
	case roll < l.nature.punctual+(100-l.nature.punctual)*62/100:
		l.done = l.due.AddDate(0, 0, l.dice.between(25, 270))
	default:
		l.stuck = pick(l.dice, "not_started", "limited", "limited", "substantial", "substantial")
	}
	if !l.done.IsZero() && l.done.Before(l.begins.AddDate(0, 0, 20)) {
		l.done = l.begins.AddDate(0, 0, 20)
	}
}

// withdraw withdraws few milestones: in time, too late, or without a decision.
func (l *life) withdraw() bool {
	roll := l.dice.IntN(1000)
	a := act{actor: staffOf(l.state), act: "withdraw", target: l.m.code()}
	switch {
	case l.m.due.IsZero() || roll >= 42:
		return false
	case roll < 24:
		span := daysBetween(l.m.commitment.starts, l.due)
		a.on, a.note = l.m.commitment.starts.AddDate(0, 0, span*l.dice.between(40, 80)/100), pick(
			l.dice, "withdraw.merged", "withdraw.priority",
		)
		a.at = later(l.dice, a.on, 1, 8)
	case roll < 33:
		a.on, a.note = l.due.AddDate(0, 0, l.dice.between(20, 150)), "withdraw.priority"
		a.at = later(l.dice, a.on, 1, 8)
	default:
		a.at, a.note = later(l.dice, l.due, 30, 120), "withdraw.silent"
	}
	if !l.record(l.state, a) {
		return false
	}
	l.ends, l.done, l.stuck = dayOf(a.at).AddDate(0, 0, -5), time.Time{}, pick(l.dice, "not_started", "limited")
	return true
}

// move postpones what won't be completed in time, sometimes twice.
func (l *life) move() {
	for range 2 {
		if l.m.due.IsZero() || l.ends != noTime || !l.done.IsZero() && !l.done.After(l.due) || !l.dice.hits(48) {
			return
		}
		at := later(l.dice, l.due, -45, 35)
		on := dayOf(l.due.AddDate(0, 0, l.dice.between(90, 260)))
		reason := pick(
			l.dice, "law", "money", "staff", "partner", "politics", "data", "technology", "replanned", "replanned",
		)
		note := "move.delay"
		if reason == "replanned" {
			note = "move.replanned"
		}
		if at.Before(l.m.commitment.plan.published) ||
			!l.record(l.state, act{
				at: at, actor: staffOf(l.state), act: "move", target: l.m.code(), value: reason, on: on, note: note,
			}) {
			return
		}
		l.due = on
	}
}

// report records the periodic updates, and the one that declares completion.
func (l *life) report() {
	last := ""
	first := l.m.commitment.starts.AddDate(0, 0, l.dice.between(60, 180))
	for day := first; day.Before(l.ends) && day.Before(today); day = day.AddDate(0, 0, l.dice.between(125, 235)) {
		if !l.done.IsZero() && !day.Before(l.done) {
			break
		}
		if l.dice.hits(l.nature.reports) {
			last = l.say(day, l.levelAt(day), last)
		}
	}
	if l.done.IsZero() || !l.dice.hits(96) {
		return
	}
	l.say(l.done, "completed", last)
	if l.dice.hits(3) {
		l.fallBack()
	}
}

func (l *life) levelAt(day time.Time) string {
	until := l.done
	if until.IsZero() {
		until = l.due.AddDate(0, 0, 120)
	}
	through := 100 * daysBetween(l.begins, day) / max(30, daysBetween(l.begins, until))
	level := "not_started"
	switch {
	case through >= 60:
		level = "substantial"
	case through >= 10:
		level = "limited"
	}
	if l.stuck != "" && slices.Index(levels, level) > slices.Index(levels, l.stuck) {
		return l.stuck
	}
	return level
}

var levelNotes = map[string][]string{
	"not_started": {"", "", "note.waiting"},
	"limited":     {"", "note.begun", "note.draft"},
	"substantial": {"", "note.half", "note.validation"},
	"completed":   {"note.done", "note.done", "note.done-partners"},
}

var causes = []string{"law", "money", "staff", "partner", "politics", "data", "technology", "security", "other"}

// say records one update, confirmed where nothing changed, and its review.
func (l *life) say(day time.Time, level, before string) string {
	a := l.statement(day)
	a.act, a.value, a.note = "update", level, pick(l.dice, levelNotes[level]...)
	switch {
	case level == "completed":
		if l.dice.hits(78) {
			a.evidence = pick(l.dice, "law", "report", "dataset", "dataset", "portal", "portal", "minutes", "letter")
		} else {
			a.unproven = pick(l.dice, "published_soon", "not_public", "seen")
		}
	case day.After(l.due) && !l.m.due.IsZero():
		a.note = "note.late"
		if l.dice.hits(80) {
			a.cause = pick(l.dice, causes...)
		}
	case level != "not_started" && l.dice.hits(22):
		a.evidence = pick(l.dice, "report", "minutes")
	}
	if level == before && level != "completed" {
		a.act, a.value = "confirm", ""
	}
	return l.spoken(a, level, before)
}

// spoken records a statement with its review.
func (l *life) spoken(a act, level, before string) string {
	if !l.record(l.state, a) {
		return before
	}
	if a.act == "update" && l.dice.mille(6) {
		l.record(l.state, act{
			at: later(l.dice, a.at, 2, 12), actor: a.actor, act: "retract", statement: a.statement,
			note: pick(l.dice, "retract.target", "retract.level"),
		})
		return before
	}
	l.m.declared = append(l.m.declared, reading{level, a.at})
	percent := l.nature.reviews
	if level == "completed" {
		percent -= 2 // completions are approved less often
	}
	at, approved := l.answer(l.dice, l.state, a, percent)
	if approved && level == "completed" && l.dice.mille(30) {
		when := later(l.dice, at, 60, 300)
		if who := l.people.reviewer(l.state, "", when); who.way == "state" {
			l.record(l.state, act{
				at: when, actor: who.actor, act: "revoke", statement: a.statement,
				note: pick(l.dice, "revoke.evidence", "revoke.error"),
			})
		}
	}
	return level
}

// NewStatement begins a statement on this milestone: by staff, or by the state where somebody else there can review
// it.
func (l *life) statement(day time.Time) act {
	l.n++
	a := act{at: later(l.dice, day, 1, 20), actor: staffOf(l.state), speaker: "programme", target: l.m.code(), on: day}
	a.statement = a.target + "/" + strconv.Itoa(l.n)
	liaison := l.people.holder(l.state, "liaison", dayOf(a.at))
	if liaison != "" && l.dice.hits(40) &&
		(l.people.holder(l.state, "alternate", dayOf(a.at)) != "" ||
			l.people.holder(l.state, "countersigner", dayOf(a.at)) != "") {
		a.actor, a.speaker = liaison, "state"
	}
	return a
}

// fallBack is a setback after completion.
func (l *life) fallBack() {
	a := l.statement(l.done.AddDate(0, 0, l.dice.between(70, 240)))
	a.act, a.value, a.setback, a.note, a.cause = "update", pick(
		l.dice, "limited", "substantial",
	), true, "note.setback", pick(l.dice, causes...)
	l.spoken(a, a.value, "completed")
}
