package app

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// row is a row of an exported list by the names of its columns.
type row map[string]string

func readList(t *testing.T, folder, name string) []row {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	return rowsOf(t, text)
}

func rowsOf(t *testing.T, text []byte) []row {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]row, len(records)-1)
	for i, record := range records[1:] {
		rows[i] = row{}
		for n, column := range records[0] {
			rows[i][column] = record[n]
		}
	}
	return rows
}

// public gives the CSV of a list as everybody gets it over HTTP.
func public(t *testing.T, on *matrix, name string) []byte {
	t.Helper()
	w := on.ask(caller{}, http.MethodGet, "/api/v1/"+name+".csv", nil)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", name, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// figure is what formula F1 says of a region, worked out by hand.
type figure struct{ milestones, declared, approved, assessed, late, covered int }

// never is after every day and every instant.
const never = "9999"

// hand works out figures from public lists and shares nothing with the server: day is the day they
// are for, on the last effective day that counts, known the last instant.
type hand struct {
	day, on, known                      string
	facts, milestones                   []row
	indicators, moves, said, reviewedBy map[string][]row
}

// readPublic reads the lists that F1 needs from the public addresses alone.
func readPublic(t *testing.T, on *matrix) hand {
	read := func(name string) []row { return rowsOf(t, public(t, on, name)) }
	return hand{
		facts: read("state_facts"), milestones: read("milestones"),
		indicators: byColumn(read("indicators"), "milestone"), moves: byColumn(read("date_moves"), "milestone"),
		said: byColumn(read("statements"), "milestone"), reviewedBy: byColumn(read("reviews"), "statement"),
	}
}

func byColumn(rows []row, column string) map[string][]row {
	by := map[string][]row{}
	for _, r := range rows {
		by[r[column]] = append(by[r[column]], r)
	}
	return by
}

// regions gives the figure of each region.
func (h hand) regions() map[string]figure {
	states := map[string][]standing{}
	for _, m := range h.milestones {
		if s, counts := h.standing(m); counts {
			states[m["state"]] = append(states[m["state"]], s)
		}
	}
	regions := map[string]figure{}
	for state, standings := range states {
		if !h.inPool(state, standings) {
			continue
		}
		f := regions[h.fact(state, "region")]
		for _, s := range standings {
			f.milestones++
			f.declared += one(s.declared == "completed")
			f.approved += one(s.approved == "completed")
			f.assessed += one(s.assessed == "completed")
			f.late += one(s.due != "" && s.due < h.day && s.declared != "completed" && s.approved != "completed" &&
				s.assessed != "completed")
			f.covered += one(s.covered != "" && s.covered >= h.day)
		}
		regions[h.fact(state, "region")] = f
	}
	return regions
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// inPool keeps out states that left, suspended ones, and those that nobody speaks for and that approved nothing.
func (h hand) inPool(state string, standings []standing) bool {
	if h.fact(state, "membership") == "left" || h.has(state, "suspension", "") {
		return false
	}
	if h.has(state, "mandate", "liaison") || h.has(state, "mandate", "alternate") {
		return true
	}
	return slices.ContainsFunc(standings, func(s standing) bool { return s.approved != "" })
}

func (h hand) inForce(f row) bool {
	return f["from_day"] <= h.day && (f["until_day"] == "" || f["until_day"] > h.day) && f["until_precision"] != "none"
}

// fact gives the newest value in force on the day.
func (h hand) fact(state, fact string) (value string) {
	since := ""
	for _, f := range h.facts {
		if f["state"] == state && f["fact"] == fact && h.inForce(f) && f["from_day"] >= since {
			since, value = f["from_day"], f["value"]
		}
	}
	return value
}

func (h hand) has(state, fact, value string) bool {
	return slices.ContainsFunc(h.facts, func(f row) bool {
		return f["state"] == state && f["fact"] == fact && f["value"] == value && h.inForce(f)
	})
}

// standing is what stands of a milestone; an empty level is unknown, an empty day none.
type standing struct{ due, declared, approved, assessed, covered string }

// standing also says whether the milestone counts.
func (h hand) standing(m row) (s standing, counts bool) {
	parts := h.parts(m)
	s = standing{due: h.due(m), covered: never}
	voices := [3][]string{}
	for i, part := range parts {
		said := [3]row{
			h.newest(m["code"], part, declares), h.newest(m["code"], part, h.approves),
			h.newest(m["code"], part, assesses),
		}
		for v, statement := range said {
			voices[v] = append(voices[v], statement["level"])
		}
		s.covered = min(s.covered, covered(said[1], h.partDue(m, i)))
	}
	s.declared, s.approved, s.assessed = pooled(voices[0]), pooled(voices[1]), pooled(voices[2])
	withdrawn := m["withdrawal_recorded_at"] != "" && m["withdrawal_recorded_at"] <= h.known &&
		m["withdrawal_decided_on"] <= h.on
	inTime := withdrawn && m["withdrawal_decided_on"] != "" && (s.due == "" || m["withdrawal_decided_on"] < s.due)
	if withdrawn {
		s.declared, s.approved, s.covered = "not_started", "not_started", never
	}
	return s, m["published_at"] <= h.known && m["superseded_by"] == "" && !inTime
}

// parts are the indicators of a milestone, or itself.
func (h hand) parts(m row) []string {
	var parts []string
	for _, i := range h.indicators[m["code"]] {
		parts = append(parts, i["code"])
	}
	if parts == nil {
		parts = []string{""}
	}
	return parts
}

// ownDue is the milestone's own date as it was known then: the old one of the first move after.
func (h hand) ownDue(m row) string {
	due, first := m["own_due_on"], never
	for _, move := range h.moves[m["code"]] {
		if move["indicator"] == "" && move["recorded_at"] > h.known && move["recorded_at"] < first {
			due, first = move["old_on"], move["recorded_at"]
		}
	}
	return due
}

func (h hand) partDue(m row, part int) string {
	if due := h.ownDue(m); due != "" || len(h.indicators[m["code"]]) == 0 {
		return due
	}
	return h.indicators[m["code"]][part]["due_on"]
}

// due is the last date of the parts, none unless all have one.
func (h hand) due(m row) (due string) {
	for i := range h.parts(m) {
		part := h.partDue(m, i)
		if part == "" {
			return ""
		}
		due = max(due, part)
	}
	return due
}

func declares(s row) bool { return s["kind"] == "update" }
func assesses(s row) bool { return s["kind"] == "assessment" }

func (h hand) approves(s row) bool {
	return s["kind"] == "update" && slices.ContainsFunc(h.reviewedBy[s["statement"]], func(r row) bool {
		return r["outcome"] == "approved" && r["recorded_at"] <= h.known &&
			(r["revoked_at"] == "" || r["revoked_at"] > h.known)
	})
}

// newest gives the newest statement of a voice, by effective day and then by when it was recorded.
func (h hand) newest(milestone, indicator string, speaks func(row) bool) (newest row) {
	order := func(s row) string {
		id, _ := strconv.Atoi(s["statement"])
		return s["effective_on"] + s["recorded_at"] + strconv.Itoa(1_000_000_000+id)
	}
	for _, s := range h.said[milestone] {
		heard := s["indicator"] == indicator && s["effective_on"] <= h.on && s["recorded_at"] <= h.known &&
			(s["retracted_at"] == "" || s["retracted_at"] > h.known)
		if heard && speaks(s) && order(s) > order(newest) {
			newest = s
		}
	}
	return newest
}

// pooled is the level of parts together: the rules of the method page in order.
func pooled(levels []string) string {
	count := map[string]int{}
	for _, level := range levels {
		count[level]++
	}
	high, unknown := count["completed"]+count["substantial"], count[""]+count["no_evidence"]
	switch {
	case count["completed"] == len(levels):
		return "completed"
	case 2*high >= len(levels):
		return "substantial"
	case 2*unknown > len(levels):
		return ""
	case high+count["limited"] > 0:
		return "limited"
	}
	return "not_started"
}

// covered is the last day on which an approved statement is up to date, empty where nothing is approved.
func covered(approved row, due string) string {
	if approved == nil {
		return ""
	}
	until := plusDays(approved["effective_on"], 270)
	switch {
	case approved["level"] == "completed":
		return never
	case approved["level"] == "not_started" && due != "":
		return max(until, min(plusDays(approved["effective_on"], 365), plusDays(due, -181)))
	}
	return until
}

func plusDays(day string, n int) string {
	t, _ := time.Parse(time.DateOnly, day)
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}
