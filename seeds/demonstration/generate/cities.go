package main

import (
	"slices"
	"strconv"
	"time"
)

// deploy records the stages of a country's cities, capital first.
func (w *world) deploy(c *country) {
	for i, city := range c.cities {
		d := &deployment{world: w, country: c, city: city, dice: chanceOf("deploy " + city.code)}
		d.opens = d.opening(i)
		d.proceed(i)
	}
}

type deployment struct {
	*world
	country *country
	city    city
	dice    chance
	opens   time.Time
	n       int
	stopped bool
}

// opening is the day the city's portal opens: where the plan has it, stretched by the country's
// pace. The pilots open their first cities in their pilot year.
func (d *deployment) opening(i int) time.Time {
	switch {
	case d.country.pilot == "flagship" && i < 3:
		return date(2021, time.September, 6+7*i)
	case d.country.pilot == "pilot" && i < 2:
		return date(2022, time.August, 22+7*i)
	}
	begins := date(2022+d.country.start, time.January, 1)
	planned := daysBetween(begins, date(2028, time.January, 1)) * (i + 1) / len(d.country.cities)
	return begins.AddDate(0, 0, max(40, planned*100/d.country.character.pace+d.dice.between(-70, 80)))
}

// proceed goes up the ladder. A city that opens far in the future is planned at most.
func (d *deployment) proceed(i int) {
	known := date(2022+d.country.start, time.January, 1).AddDate(0, 0, -d.dice.between(60, 160))
	if left[d.country.code] {
		known = exit.AddDate(0, 0, -d.dice.between(40, 200)) // these three had only begun to plan
	}
	if d.opens.Before(known) {
		known = d.opens.AddDate(0, 0, -300)
	}
	if 3*i > 2*len(d.country.cities) && d.country.start >= 4 && d.dice.hits(50) {
		return // nothing is said of them yet
	}
	d.say("planned", known)
	steps := []struct {
		stage string
		day   time.Time
	}{
		{"agreed", d.opens.AddDate(0, 0, -d.dice.between(210, 330))},
		{"preparing", d.opens.AddDate(0, 0, -d.dice.between(80, 180))},
		{"portal_open", d.opens},
		{"participating", d.opens.AddDate(0, 0, d.dice.between(150, 420))},
		{"established", d.opens.AddDate(0, 0, d.dice.between(520, 900))},
	}
	reach := pick(d.dice, 3, 4, 4, 5, 5)
	for _, step := range steps[:reach] {
		if step.day.Before(known.AddDate(0, 0, 10)) {
			continue
		}
		if step.stage == "agreed" && d.dice.hits(45) {
			continue // prepared without a formal agreement
		}
		if d.stopped || d.trouble(step.stage, step.day) {
			return
		}
		d.say(step.stage, step.day)
	}
}

// trouble is what happens to few cities before a stage: a pause, an end, or a fall by one stage.
func (d *deployment) trouble(stage string, day time.Time) bool {
	back := map[string]string{"participating": "preparing", "established": "portal_open"}[stage]
	before := day.AddDate(0, 0, -30)
	switch roll := d.dice.IntN(1000); {
	case roll < 18:
		d.say("paused", before)
		if d.dice.hits(35) { // taken up again where it stood
			d.say(stage, day.AddDate(0, 0, d.dice.between(120, 240)))
		}
	case roll < 26:
		d.say("abandoned", before)
	case roll < 50 && back != "":
		d.fall(back, before)
	default:
		return false
	}
	return true
}

func (d *deployment) fall(stage string, day time.Time) {
	a := d.statement(stage, day)
	a.setback, a.note = true, "stage.setback"
	d.publish(a)
}

func (d *deployment) say(stage string, day time.Time) {
	a := d.statement(stage, day)
	if d.dice.hits(30) || slices.Contains([]string{"paused", "abandoned"}, stage) {
		a.note = "stage." + stage
	}
	switch {
	case stage == "agreed" && d.dice.hits(25):
		a.evidence = "letter"
	case (stage == "portal_open" || stage == "participating") && d.dice.hits(75):
		a.evidence = "portal"
	}
	d.publish(a)
}

func (d *deployment) statement(stage string, day time.Time) act {
	d.n++
	return act{at: later(d.dice, day, 1, 25), actor: staffOf(d.city.entity), act: "stage",
		statement: d.city.code + "/" + strconv.Itoa(d.n),
		target:    d.city.code, speaker: pick(d.dice, "programme", "programme", "city"), value: stage, on: day}
}

// publish records a stage and the answer of the government that is responsible for the city.
func (d *deployment) publish(a act) {
	if !d.record(d.country.code, a) {
		d.stopped = true
		return
	}
	d.answer(d.dice, d.city.entity, a, 70+d.country.character.reviews*28/100)
}
