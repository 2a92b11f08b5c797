package main

import (
	"slices"
	"strconv"
	"time"
)

// targetsTable is the rollout's second plan: the cities of the countries that stayed, cumulative by
// rollout year. Years 3 and 4 are lower than first planned, year 5 is not.
func (w *world) targetsTable() table {
	t := table{columns: []string{"version", "state", "year", "cities"}}
	for _, c := range w.countries {
		for year := 1; year <= 5 && !left[c.code]; year++ {
			cities := 0
			if year >= c.start {
				steps := 6 - c.start
				cities = (len(c.cities)*(year-c.start+1) + steps - 1) / steps
			}
			if year == 3 || year == 4 {
				cities = cities * 95 / 100
			}
			t.add("2", c.code, strconv.Itoa(year), strconv.Itoa(cities))
		}
	}
	return t
}

// invitationsTable invites half of the Summit's members, rounded up: most of the rollout, and a few
// that are not in it.
func (w *world) invitationsTable() table {
	t := table{columns: []string{"motion", "state", "invited_on", "answer", "answered_on"}}
	dice := chanceOf("invitations")
	inside, outside := []string{}, []string{}
	for _, state := range w.members {
		in := slices.ContainsFunc(w.countries, func(c *country) bool { return c.code == state })
		switch {
		case state == "TN": // the sponsor
		case in:
			inside = append(inside, state)
		default:
			outside = append(outside, state)
		}
	}
	shuffle := func(list []string) {
		dice.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	shuffle(inside)
	shuffle(outside)
	half := (len(w.members) + 1) / 2
	invited := slices.Concat(inside[:half-6], outside[:6])
	slices.Sort(invited)
	for _, state := range invited {
		reply := pick(dice, "accepted", "accepted", "accepted", "accepted", "accepted", "later")
		if !slices.Contains(inside, state) {
			reply = pick(dice, "declined", "later", "")
		}
		on := time.Time{}
		if reply != "" {
			on = dayOf(dice.office(summit, dice.between(20, 160)))
		}
		t.add("djerba-2022", state, "2022-11-20", reply, printDay(on))
	}
	return t
}

// eventsTable lists the meetings and updates behind the clocks of a state with a plan.
func (w *world) eventsTable() table {
	t := table{columns: []string{"state", "kind", "held_on"}}
	every := []struct {
		kind      string
		low, high int
	}{{"forum_meeting", 140, 260}, {"repository_update", 110, 240}, {"result_meeting", 150, 300}}
	seen := map[string]bool{}
	for _, p := range w.plans {
		if seen[p.state] {
			continue
		}
		seen[p.state] = true
		for _, e := range every {
			dice := chanceOf(e.kind + p.state)
			for on := later(dice, p.published, 40, 160); on.Before(cut(p.state)); on = later(dice, on, e.low, e.high) {
				t.add(p.state, e.kind, printDay(on))
			}
		}
	}
	return t
}
