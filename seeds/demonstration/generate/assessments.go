package main

import (
	"slices"
	"time"
)

// assess records what assessors find in a commitment and its milestones.
func (w *world) judge(c *commitment) {
	dice := chanceOf("assess " + c.code())
	state := c.plan.state
	pilot := slices.Contains([]string{"TN", "CI", "CM", "MG"}, state)
	share, whole := 13, 10
	if pilot {
		share, whole = 40, 65
	}
	assessor := pick(dice, assessors...)
	for _, m := range c.milestones {
		if len(m.declared) > 0 && dice.hits(share) {
			w.assess(dice, assessor, m)
		}
	}
	if !dice.hits(whole) || len(c.milestones) == 0 {
		return
	}
	on := date(c.plan.first+dice.between(1, 2), time.June, dice.between(1, 28))
	w.record(state, act{at: later(dice, on, 5, 30), actor: assessor, act: "assess", statement: c.code() + "/i",
		target: c.code(),
		value:  pick(dice, "limited", "limited", "substantial", "substantial", "completed"), on: on,
		note: "verdict.commitment", evidence: "report",
		ogp: [3]string{
			pick(dice, "did_not_change", "marginal", "moderate", "major", "not_applicable"),
			pick(dice, "modest", "substantial", "unclear"), pick(dice, "yes", "yes", "no"),
		}})
}

// assess judges the level that was declared last by then: mostly confirmed, at times lower.
func (w *world) assess(dice chance, assessor string, m *milestone) {
	last := m.declared[len(m.declared)-1]
	at := later(dice, last.at, 40, 200)
	a := act{
		at: at, actor: assessor, act: "assess", statement: m.code() + "/i", target: m.code(), value: last.level,
		on: dayOf(at).AddDate(0, 0, -dice.between(2, 20)), note: "verdict.confirmed",
	}
	rank := slices.Index(levels, last.level)
	switch roll := dice.IntN(100); {
	case roll < 20 && rank > 0:
		a.value, a.note = levels[rank-1], "verdict.partial"
	case roll < 26 && rank < 3:
		a.value, a.note = levels[rank+1], "verdict.better"
	case roll < 32:
		a.value, a.note = "no_evidence", "verdict.none"
	default:
		a.evidence = "report"
	}
	w.record(m.commitment.plan.state, a)
}
