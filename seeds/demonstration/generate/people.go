package main

import (
	"slices"
	"strings"
	"time"
)

type account struct{ key, name, role, function, body string }

type mandate struct {
	account, state, capacity string
	from, until              time.Time
}

type delegation struct {
	from, to, state, reason string
	begins, ends            time.Time
}

// people are the accounts of the demonstration: functions, never persons.
type people struct {
	accounts    []account
	mandates    []mandate
	delegations []delegation
}

var (
	withoutLiaison  = []string{"CF", "LA"} // without liaison: their milestones are only declared
	onDocument      = "DJ"                 // no liaison either, but signed documents that two of the staff recorded
	delegating      = "HT"
	withAlternate   = []string{"TN", "CI", "CM", "MG", "FR", "CA", "MA", "SN", "BE", "VN", "HT"}
	withCountersign = "RW"
	withSuccessor   = []string{"SN", "CM"}
	entities        = []string{"BE-FWB", "CA-QC", "CA-NB", "CA-ON"}
	assessors       = []string{"assessor.1", "assessor.2", "assessor.3"}
)

func appoint(w *world) *people {
	p := &people{}
	for _, n := range []string{"1", "2", "3", "4"} {
		p.accounts = append(p.accounts, account{
			"staff." + n, "Équipe de démonstration " + n, "staff", "function.staff", "body.programme",
		})
	}
	for i, body := range []string{"body.university", "body.panel", "body.auditor"} {
		p.accounts = append(p.accounts, account{
			assessors[i], "Évaluateur de démonstration " + string(rune('1'+i)), "assessor", "function.assessor", body,
		})
	}
	for _, c := range w.countries {
		if !slices.Contains(withoutLiaison, c.code) && c.code != onDocument {
			p.nominate(w, c.code, mandateStart(c))
		}
	}
	for _, entity := range entities {
		p.nominate(w, entity, date(2023, time.March, 1))
	}
	for _, begins := range []time.Time{
		date(2024, time.May, 6), date(2025, time.March, 3), date(2025, time.September, 1), date(2026, time.April, 6),
	} {
		p.delegations = append(p.delegations, delegation{
			"liaison.ht", "staff.2", delegating,
			pick(chanceOf(printDay(begins)), "delegation.leave", "delegation.workload"), begins,
			begins.AddDate(0, 0, 85),
		})
	}
	return p
}

func mandateStart(c *country) time.Time {
	switch c.pilot {
	case "flagship":
		return date(2020, time.October, 1)
	case "pilot":
		return date(2021, time.November, 2)
	}
	return date(2022, time.December, 1).AddDate(0, 0, chanceOf("mandate "+c.code).between(0, 60))
}

func (p *people) nominate(w *world, state string, from time.Time) {
	key := strings.ToLower(state)
	until := time.Time{}
	if left[state] {
		until = exit
	}
	if slices.Contains(withSuccessor, state) {
		change := date(2025, time.January, 6)
		p.liaison(w, "liaison."+key, state, from, change)
		p.liaison(w, "liaison."+key+".2", state, change, until)
	} else {
		p.liaison(w, "liaison."+key, state, from, until)
	}
	if slices.Contains(withAlternate, state) {
		p.accounts = append(p.accounts, account{
			"alternate." + key, "Suppléant de démonstration — " + w.names[state], "liaison", "function.alternate",
			"body.government",
		})
		p.mandates = append(p.mandates, mandate{"alternate." + key, state, "alternate", from, until})
	}
	if state == withCountersign {
		p.accounts = append(p.accounts, account{
			"countersigner." + key, "Contresignataire de démonstration — " + w.names[state], "liaison",
			"function.countersigner", "body.government",
		})
		p.mandates = append(p.mandates, mandate{"countersigner." + key, state, "countersigner", from, until})
	}
}

func (p *people) liaison(w *world, key, state string, from, until time.Time) {
	p.accounts = append(p.accounts, account{
		key, "Correspondant de démonstration — " + w.names[state], "liaison", "function.liaison", "body.government",
	})
	p.mandates = append(p.mandates, mandate{key, state, "liaison", from, until})
}

// staffOf returns the staff account that writes about a state. Where staff also reviews, another one writes.
func staffOf(state string) string {
	switch state {
	case delegating:
		return "staff.1"
	case onDocument:
		return "staff.2" // so that both samples of the programme may record and confirm a letter
	}
	return "staff." + pick(chanceOf("staff "+state), "1", "2", "3", "4")
}

// holder returns who has a mandate of that capacity on the day, empty if nobody.
func (p *people) holder(state, capacity string, on time.Time) string {
	for _, m := range p.mandates {
		if m.state == state && m.capacity == capacity && !m.from.After(on) && (m.until.IsZero() || m.until.After(on)) {
			return m.account
		}
	}
	return ""
}

// answer is who reviews, in which way, and the second person where two are needed.
type answer struct{ actor, way, second string }

// reviewer finds who may review the author's statement about a state; empty if nobody.
func (p *people) reviewer(state, author string, at time.Time) answer {
	on := dayOf(at)
	if state == onDocument {
		return answer{"staff.3", "document", "staff.4"}
	}
	for _, d := range p.delegations {
		if d.state == state && !d.begins.After(on) && d.ends.After(on) && author != d.to {
			return answer{d.to, "delegation", ""}
		}
	}
	for _, capacity := range []string{"liaison", "alternate"} {
		if who := p.holder(state, capacity, on); who != "" && who != author {
			return answer{who, "state", ""}
		}
	}
	if who := p.holder(state, "countersigner", on); who != "" {
		return answer{who, "countersigned", ""}
	}
	return answer{}
}

func (p *people) accountsTable() table {
	t := table{columns: []string{"account", "email", "name", "role", "function", "institution"}}
	for _, a := range p.accounts {
		t.add(a.key, a.key+"@demonstration.example", a.name, a.role, a.function, a.body)
	}
	return t
}

func (p *people) mandatesTable() table {
	t := table{columns: []string{"account", "state", "capacity", "from_day", "until_day"}}
	for _, m := range p.mandates {
		t.add(m.account, m.state, m.capacity, printDay(m.from), printDay(m.until))
	}
	return t
}

func (p *people) delegationsTable() table {
	t := table{columns: []string{"from", "to", "state", "from_day", "until_day", "reason"}}
	for _, d := range p.delegations {
		t.add(d.from, d.to, d.state, printDay(d.begins), printDay(d.ends), d.reason)
	}
	return t
}
