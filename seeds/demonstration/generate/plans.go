package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

type plan struct {
	code, state         string
	number, first, last int
	published           time.Time
}

type commitment struct {
	plan        *plan
	number      int
	template    map[string]string
	continues   string
	starts      time.Time
	milestones  []*milestone
	description int
}

func (c *commitment) code() string { return fmt.Sprintf("%s-C%02d", c.plan.code, c.number) }

// plan publishes the plans of every country with their commitments and milestones.
func (w *world) plan() {
	for _, c := range w.countries {
		dice := chanceOf("plans " + c.code)
		order := dice.Perm(len(w.templates))
		for number, cycle := range cycles(c, dice) {
			p := &plan{
				code: fmt.Sprintf("%s-%d", c.code, cycle.first), state: c.code, number: number + 1, first: cycle.first,
				last: cycle.last,
			}
			p.published = dice.office(date(cycle.first, time.January, 10), dice.between(0, 75))
			w.plans = append(w.plans, p)
			for n := range cycle.commitments {
				k := &commitment{plan: p, number: n + 1, template: w.templates[order[(7*number+n)%len(order)]]}
				if number > 0 && n == 0 { // a commitment that continues one of the previous plan
					k.template, k.continues = w.templates[order[0]], w.plans[len(w.plans)-2].code+"-C01"
				}
				w.promise(k)
			}
		}
	}
}

type cycle struct{ first, last, commitments int }

func cycles(c *country, dice chance) []cycle {
	switch c.code {
	case "TN":
		return []cycle{{2021, 2023, 6}, {2024, 2027, 5}}
	case "CI", "CM", "MG":
		return []cycle{{2022, 2024, 4}, {2025, 2028, 4}}
	case "BF", "ML", "NE":
		return []cycle{{2023, 2026, 2}}
	case "CA":
		return []cycle{{2024, 2027, 3}}
	}
	first := 2021 + c.start + dice.between(0, 1)
	if c.start == 5 {
		first = 2025 + dice.between(0, 1)
	}
	length := dice.between(3, 4)
	list := []cycle{{first, first + length - 1, dice.between(2, 3)}}
	if next := first + length; next <= 2026 {
		list = append(list, cycle{next, next + 2, 2})
	}
	return list
}

// promise publishes a commitment with the milestones that fit its length, in the order of the work.
func (w *world) promise(c *commitment) {
	w.commitments = append(w.commitments, c)
	dice := chanceOf(c.code())
	c.starts, c.description = dayOf(c.plan.published), dice.IntN(len(w.descriptions))
	if dice.mille(35) {
		return // a commitment without milestones
	}
	n := dice.between(3, 7)
	chosen := dice.Perm(len(w.steps))[:n]
	slices.Sort(chosen)
	span := daysBetween(c.starts, date(c.plan.last, time.December, 31))
	for i, step := range chosen {
		m := &milestone{
			commitment: c, number: i + 1, step: w.steps[step], weight: pick(dice, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3),
		}
		m.due, m.precision = deadline(dice, c.starts.AddDate(0, 0, span*(i+1)/n-dice.between(0, span/(n+1))))
		c.milestones = append(c.milestones, m)
		w.milestones = append(w.milestones, m)
	}
}

// deadline gives a due date the precision that plans use; the last day of the period stands for it.
func deadline(dice chance, on time.Time) (time.Time, string) {
	switch roll := dice.IntN(100); {
	case roll < 3:
		return time.Time{}, "none"
	case roll < 25:
		return date(on.Year(), on.Month()+1, 0), "month"
	case roll < 42:
		return date(on.Year(), (on.Month()+2)/3*3+1, 0), "quarter"
	case roll < 48:
		return date(on.Year(), time.December, 31), "year"
	}
	return on, "day"
}

func (w *world) plansTable() table {
	t := table{columns: []string{
		"plan", "state", "number", "cycle", "title_fr", "title_en", "title_ar", "starts_on", "ends_on", "published_at",
		"actor",
	}}
	for _, p := range w.plans {
		t.add(p.code, p.state, strconv.Itoa(p.number), fmt.Sprintf("%d-%d", p.first, p.last),
			fmt.Sprintf("Plan d’action %d–%d (démonstration)", p.first, p.last),
			fmt.Sprintf("Action plan %d–%d (demonstration)", p.first, p.last),
			fmt.Sprintf("خطة العمل %d–%d (عرض توضيحي)", p.first, p.last),
			printDay(date(p.first, time.January, 1)), printDay(date(p.last, time.December, 31)),
			p.published.Format(time.RFC3339), staffOf(p.state))
	}
	return t
}

// leads names the institution that leads a commitment by its first area.
var leads = map[string]string{
	"budget": "lead.finance", "procurement": "lead.finance", "open-data": "lead.digital", "digital": "lead.digital",
	"justice":         "lead.justice",
	"anti-corruption": "lead.justice", "local": "lead.interior", "civic-space": "lead.interior",
	"health": "lead.social", "education": "lead.social",
	"inclusion": "lead.social", "environment": "lead.environment", "natural-resources": "lead.environment",
}

func (w *world) commitmentsTable() table {
	t := table{columns: []string{"plan", "number", "title_fr", "title_en", "title_ar", "description_fr",
		"description_en", "description_ar",
		"problem", "expected", "starts_on", "ends_on", "areas", "values", "lead", "supporting", "continues"}}
	for _, c := range w.commitments {
		dice, k, d := chanceOf("words "+c.code()), c.template, w.descriptions[c.description]
		area, _, _ := strings.Cut(k["areas"], ";")
		lead := leads[area]
		if lead == "" {
			lead = "lead.reform"
		}
		t.add(c.plan.code, strconv.Itoa(c.number), k["title_fr"], k["title_en"], k["title_ar"], c.about(d["fr"], "fr"),
			c.about(d["en"], "en"), c.about(d["ar"], "ar"),
			pick(dice, "problem.scattered", "problem.late", "problem.voice"),
			pick(dice, "expected.use", "expected.answer", "expected.trust"),
			printDay(c.starts), printDay(date(c.plan.last, time.December, 31)), k["areas"], k["values"],
			lead, pick(
				dice, "", "support.network", "support.network", "support.university", "support.business",
			), c.continues)
	}
	return t
}

// about inserts the commitment's subject into a text of that language.
func (c *commitment) about(text, lang string) string {
	return strings.ReplaceAll(text, "{about}", c.template["about_"+lang])
}

func (w *world) milestonesTable() table {
	t := table{columns: []string{
		"commitment", "number", "title_fr", "title_en", "title_ar", "weight", "due_on", "precision",
	}}
	for _, m := range w.milestones {
		c := m.commitment
		t.add(c.code(), strconv.Itoa(m.number), c.about(m.step["title_fr"], "fr"), c.about(m.step["title_en"], "en"),
			c.about(m.step["title_ar"], "ar"),
			strconv.Itoa(m.weight), printDay(m.due), m.precision)
	}
	return t
}
