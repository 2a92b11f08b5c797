package public

import (
	"strings"

	"jalons/server/pages/charts"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// Takeaways are the sentences above charts. Each is made by a rule from the figures that are drawn, so
// that it can't say anything else than the chart does.

// takeaway writes one in a language. A count of nothing has a sentence of its own, since French and
// English have no words for it among their plurals; in it the whole is what is counted.
func (p *Public) takeaway(lang, key string, f tracker.Fraction, args ...any) string {
	if f.Count == 0 {
		return p.Texts.T(lang, "takeaway.none."+key, append(args, "n", f.Of)...)
	}
	return p.Texts.T(lang, "takeaway."+key, append(args, "n", f.Count, "of", f.Of)...)
}

// sentences joins those that there are.
func sentences(list ...string) string {
	kept := list[:0]
	for _, s := range list {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, " ")
}

// planTakeaway compares what is completed with what was planned to date, in milestones.
func (p *Public) planTakeaway(lang string, f tracker.Figures) string {
	ahead := f.Completion.Count - f.Planned.Count
	switch {
	case f.Milestones == 0:
		return ""
	case f.Planned.Count == 0:
		return p.Texts.T(lang, "takeaway.plan.early")
	case ahead > 0:
		return p.takeaway(lang, "plan.ahead", tracker.Fraction{Count: ahead}, "planned", f.Planned.Count)
	}
	return p.takeaway(lang, "plan.behind", tracker.Fraction{Count: -ahead}, "planned", f.Planned.Count)
}

// regionsTakeaway counts the regions that have completed at least what was planned to date.
func (p *Public) regionsTakeaway(lang string, regions []tracker.Region) string {
	onPlan, of := 0, 0
	for _, r := range regions {
		f := r.Progress.Figures
		if f.Planned.Count == 0 {
			continue
		}
		of++
		if f.Completion.Count >= f.Planned.Count {
			onPlan++
		}
	}
	if of == 0 {
		return ""
	}
	return p.takeaway(lang, "regions", tracker.Fraction{Count: onPlan, Of: of})
}

// assessedTakeaway counts what is completed and also assessed so.
func (p *Public) assessedTakeaway(lang string, f tracker.Figures) string {
	if f.Completion.Count == 0 {
		return ""
	}
	return p.takeaway(lang, "assessed", tracker.Fraction{Count: f.Split.AlsoAssessed})
}

// lateTakeaway counts what is late and names the region with most of it.
func (p *Public) lateTakeaway(lang string, f tracker.Figures, regions []tracker.Region) string {
	late, most := p.takeaway(lang, "overdue", tracker.Fraction{Count: f.Late}), worst(regions)
	if most == nil {
		return late
	}
	name, _ := most.Name.Pick(lang)
	return sentences(late, p.Texts.T(lang, "takeaway.worst", "region", name, "n", most.Progress.Figures.Late))
}

// mapTakeaway says what the map of a measure shows.
func (p *Public) mapTakeaway(lang, measure string, states []tracker.State) string {
	of, shown, unknown := 0, 0, 0
	for _, s := range states {
		switch class := charts.ClassOf(s, measure); class {
		case "left", "none":
			continue
		case "unknown":
			unknown++
		case charts.FillMost:
			shown++
		case charts.FillLittle, charts.FillSome:
			if measure == "late" || measure == "stage" {
				shown++
			}
		}
		of++
	}
	if of == 0 {
		return p.Texts.T(lang, "takeaway.map.nothing")
	}
	first := p.takeaway(lang, "map."+measure, tracker.Fraction{Count: shown, Of: of})
	if measure == "late" {
		return sentences(first, p.mostLate(lang, states, 1))
	}
	switch unknown {
	case 0:
		return first
	case of:
		return sentences(first, p.Texts.T(lang, "takeaway.map.all_unknown"))
	}
	return sentences(first, p.takeaway(lang, "map.unknown", tracker.Fraction{Count: unknown}))
}

// mostLate names the states with most late milestones; those that share a rank beyond the limit are
// left out with it.
func (p *Public) mostLate(lang string, states []tracker.State, limit int) string {
	byCount := map[int][]string{}
	most := 0
	for _, s := range states {
		late := s.Progress.Figures.Late
		if late == 0 || s.Membership == "left" {
			continue
		}
		name, _ := s.Name.Pick(lang)
		byCount[late] = append(byCount[late], p.Texts.T(lang, "takeaway.late.state", "state", name, "n", late))
		most = max(most, late)
	}
	var named []string
	for late := most; late > 0 && len(named)+len(byCount[late]) <= limit; late-- {
		named = append(named, byCount[late]...)
	}
	if len(named) == 0 {
		return ""
	}
	return p.Texts.T(lang, "takeaway.late", "states", p.Texts.List(lang, named))
}

// spreadTakeaway says how the states of a pool are spread: the median, and who is lowest and highest.
// Below five milestones or half of coverage no percent is printed, here neither.
func (p *Public) spreadTakeaway(lang string, pool tracker.Progress, states []tracker.State) string {
	n := len(pool.Distribution)
	if n == 0 {
		return ""
	}
	median := ""
	if pool.Median != nil && n > 2 && render.HalfCovered(pool.Figures) {
		w := p.In(lang)
		median = p.Texts.T(lang, "takeaway.spread.median", "share", w.Share(*pool.Median))
	}
	return sentences(
		p.takeaway(lang, "spread", tracker.Fraction{Count: n, Of: pool.States}), median, p.extremes(lang, states),
	)
}

func (p *Public) extremes(lang string, states []tracker.State) string {
	var low, high *tracker.State
	for i := range states {
		s, f := &states[i], states[i].Progress.Figures
		if s.Membership == "left" || f.Milestones < 5 || !render.HalfCovered(f) {
			continue
		}
		if low == nil || f.Completion.Percent() < low.Progress.Figures.Completion.Percent() {
			low = s
		}
		if high == nil || f.Completion.Percent() > high.Progress.Figures.Completion.Percent() {
			high = s
		}
	}
	if low == high {
		return ""
	}
	w := p.In(lang)
	lowName, _ := low.Name.Pick(lang)
	highName, _ := high.Name.Pick(lang)
	return p.Texts.T(lang, "takeaway.spread.range", "low", lowName, "lowest",
		w.Percent(low.Progress.Figures.Completion),
		"high", highName, "highest", w.Percent(high.Progress.Figures.Completion))
}

// dominantTakeaway names the state that holds more than half of a pool's milestones.
func (p *Public) dominantTakeaway(lang string, pool tracker.Progress, states []tracker.State) string {
	for _, s := range states {
		if s.Code == pool.Dominant {
			name, _ := s.Name.Pick(lang)
			return p.Texts.T(
				lang, "takeaway.dominant", "state", name, "n", s.Progress.Figures.Milestones, "of",
				pool.Figures.Milestones,
			)
		}
	}
	return ""
}

// citiesTakeaway counts the cities that count towards the target, and names those outside.
func (p *Public) citiesTakeaway(lang string, pool tracker.Progress) string {
	cities := pool.Figures.Cities
	if cities.Total == 0 {
		return ""
	}
	outside := ""
	if n := pool.Left.Cities; n > 0 {
		outside = p.takeaway(lang, "cities.left", tracker.Fraction{Count: n}, "states", len(pool.Left.States))
	}
	return sentences(p.takeaway(lang, "cities", tracker.Fraction{Count: cities.Counted, Of: cities.Total}), outside)
}
