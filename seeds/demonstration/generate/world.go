package main

import (
	"io/fs"
	"strconv"
	"time"
)

// world is the state of the simulation: facts from the reference lists, then what is invented.
type world struct {
	names        map[string]string // French, by code of the state
	countries    []*country
	members      []string // full members on the day of the Summit
	templates    []map[string]string
	steps        []map[string]string
	descriptions []map[string]string
	people       *people
	plans        []*plan
	commitments  []*commitment
	milestones   []*milestone
	acts         []act
}

// country is a country of the rollout.
type country struct {
	code, region, pilot string
	start               int // rollout year
	cities              []city
	character           character
}

type city struct{ code, entity string }

// character describes a country's administration, in percent: milestones completed on time, statements reviewed,
// reports made, and the pace of its cities against the plan.
type character struct{ punctual, reviews, reports, pace int }

var regions = map[string]character{
	"west-africa":              {63, 86, 78, 92},
	"central-africa":           {42, 60, 60, 66},
	"east-africa-indian-ocean": {56, 82, 76, 88},
	"north-africa-middle-east": {64, 88, 76, 93},
	"americas-caribbean":       {69, 92, 82, 98},
	"asia-pacific":             {58, 80, 74, 88},
	"europe":                   {73, 93, 84, 100},
}

var (
	today  = date(2026, time.November, 15).Add(18 * time.Hour) // nothing is recorded after it
	exit   = date(2025, time.March, 1)
	summit = date(2022, time.November, 19)
)

var left = map[string]bool{"BF": true, "ML": true, "NE": true}

// cut is the instant after which nothing is recorded of a state.
func cut(state string) time.Time {
	if left[state] {
		return exit.AddDate(0, 0, -5)
	}
	return today
}

func readWorld(seeds fs.FS) (*world, error) {
	w := &world{names: map[string]string{}}
	lists := map[string][]map[string]string{}
	for _, name := range []string{"reference/states.csv", "reference/rollouts.csv", "reference/cities.csv",
		"reference/memberships.csv", "demonstration/generate/commitments.csv",
		"demonstration/generate/milestones.csv", "demonstration/generate/descriptions.csv"} {
		rows, err := readRows(seeds, name)
		if err != nil {
			return nil, err
		}
		lists[name] = rows
	}
	w.templates = lists["demonstration/generate/commitments.csv"]
	w.steps = lists["demonstration/generate/milestones.csv"]
	w.descriptions = lists["demonstration/generate/descriptions.csv"]
	region := map[string]string{}
	for _, row := range lists["reference/states.csv"] {
		w.names[row["code"]], region[row["code"]] = row["name_fr"], row["region"]
	}
	of := map[string]*country{}
	for _, row := range lists["reference/rollouts.csv"] {
		start, err := strconv.Atoi(row["start_year"])
		if err != nil {
			return nil, err
		}
		c := &country{code: row["state"], region: region[row["state"]], pilot: row["pilot"], start: start}
		c.character = characterOf(c)
		of[c.code] = c
		w.countries = append(w.countries, c)
	}
	for _, row := range lists["reference/cities.csv"] {
		c := of[row["state"]]
		c.cities = append(c.cities, city{row["code"], row["entity"]})
	}
	w.members = membersOn(lists["reference/memberships.csv"], printDay(summit))
	return w, nil
}

func characterOf(c *country) character {
	r, dice := regions[c.region], chanceOf("character "+c.code)
	vary := func(percent int) int { return min(98, percent+dice.between(-7, 7)) }
	return character{vary(r.punctual), vary(r.reviews), vary(r.reports), vary(r.pace)}
}

// membersOn lists the full members on a day. A row with an unknown end date is over.
func membersOn(memberships []map[string]string, day string) []string {
	type standing struct{ status, from string }
	newest := map[string]standing{}
	order := []string{}
	for _, m := range memberships {
		if m["from_day"] > day || m["until_day"] != "" && m["until_day"] <= day || m["until_precision"] == "none" {
			continue
		}
		before, known := newest[m["state"]]
		if !known {
			order = append(order, m["state"])
		}
		if !known || m["from_day"] > before.from {
			newest[m["state"]] = standing{m["status"], m["from_day"]}
		}
	}
	members := []string{}
	for _, state := range order {
		if newest[state].status == "member" {
			members = append(members, state)
		}
	}
	return members
}
