package public

import (
	"fmt"
	"strconv"
	"strings"

	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// methodData is what the page of the method computes: the worked example as it was sent, and the edge
// cases. The rules themselves are texts.
type methodData struct {
	Formula  string
	Sections []string
	Rows     []exampleRow
	Example  tracker.ExampleResult
	Cases    []edgeCase
	Lists    []string
}

// methodLists are the lists of the API: first those that figures are recomputed from.
var methodLists = []string{
	"milestones", "indicators", "date_moves", "statements", "reviews", "evidence", "state_facts", "commitments",
	"states", "regions", "progress", "cities", "stages", "rollouts", "rollout_targets", "initiatives", "reports",
	"changes", "export", "columns",
}

// methodSections are the anchors of the page, in its order; figures link to them.
var methodSections = []string{
	"trust", "completion", "level", "coverage", "late", "rollup", "measures", "cities", "rollout", "clocks",
	"data", "example", "cases", "roles", "demonstration", "limits", "versions", "accessibility", "licence",
}

// exampleInput is the form of the worked example: for each milestone what is declared, approved and
// assessed, its weight, and whether it counts.
type exampleInput struct {
	D1 domain.Level `query:"d1" default:"completed" validate:"level_or_unknown"`
	R1 domain.Level `query:"r1" default:"completed" validate:"level_or_unknown"`
	I1 domain.Level `query:"i1" default:"completed" validate:"verdict_or_unknown"`
	W1 string       `query:"w1" default:"1" validate:"oneof=1 2 3"`
	C1 string       `query:"c1" default:"yes" validate:"oneof=yes in_time late absent"`
	D2 domain.Level `query:"d2" default:"substantial" validate:"level_or_unknown"`
	R2 domain.Level `query:"r2" default:"substantial" validate:"level_or_unknown"`
	I2 domain.Level `query:"i2" default:"limited" validate:"verdict_or_unknown"`
	W2 string       `query:"w2" default:"3" validate:"oneof=1 2 3"`
	C2 string       `query:"c2" default:"yes" validate:"oneof=yes in_time late absent"`
	D3 domain.Level `query:"d3" default:"completed" validate:"level_or_unknown"`
	R3 domain.Level `query:"r3" default:"unknown" validate:"level_or_unknown"`
	I3 domain.Level `query:"i3" default:"unknown" validate:"verdict_or_unknown"`
	W3 string       `query:"w3" default:"1" validate:"oneof=1 2 3"`
	C3 string       `query:"c3" default:"yes" validate:"oneof=yes in_time late absent"`
	D4 domain.Level `query:"d4" default:"not_started" validate:"level_or_unknown"`
	R4 domain.Level `query:"r4" default:"not_started" validate:"level_or_unknown"`
	I4 domain.Level `query:"i4" default:"unknown" validate:"verdict_or_unknown"`
	W4 string       `query:"w4" default:"1" validate:"oneof=1 2 3"`
	C4 string       `query:"c4" default:"in_time" validate:"oneof=yes in_time late absent"`
}

// given is one row of the form in the order of its fields.
type given struct {
	Declared, Approved, Assessed domain.Level
	Weight, Counts               string
}

func (in exampleInput) rows() []given {
	return []given{
		{in.D1, in.R1, in.I1, in.W1, in.C1}, {in.D2, in.R2, in.I2, in.W2, in.C2},
		{in.D3, in.R3, in.I3, in.W3, in.C3}, {in.D4, in.R4, in.I4, in.W4, in.C4},
	}
}

func (in exampleInput) milestones() []tracker.ExampleMilestone {
	var list []tracker.ExampleMilestone
	for _, row := range in.rows() {
		if row.Counts == "absent" {
			continue
		}
		weight, _ := strconv.Atoi(row.Weight) // the binder lets 1, 2 and 3 pass
		m := tracker.ExampleMilestone{
			Weight: weight, Declared: row.Declared, Approved: row.Approved, Assessed: row.Assessed,
		}
		if row.Counts != "yes" {
			m.Withdrawn = row.Counts
		}
		list = append(list, m)
	}
	return list
}

// exampleRow is a milestone of the form with its fields.
type exampleRow struct {
	Number int
	Fields []exampleField
}

// exampleField is one list to choose from; Label is the column that it stands in.
type exampleField struct {
	Name, Label string
	Choices     []choice
}

// choice is one entry of a list.
type choice struct {
	Value, Text string
	Chosen      bool
}

func (p *Public) exampleRows(lang string, in exampleInput) []exampleRow {
	rows := make([]exampleRow, 0, 4)
	for i, row := range in.rows() {
		field := func(letter, label string, choices []choice) exampleField {
			return exampleField{Name: fmt.Sprintf("%s%d", letter, i+1), Label: p.Texts.T(lang, label), Choices: choices}
		}
		rows = append(rows, exampleRow{i + 1, []exampleField{
			field("d", "trust.declared", p.levelChoices(lang, "declared", row.Declared)),
			field("r", "trust.approved", p.levelChoices(lang, "approved", row.Approved)),
			field("i", "trust.assessed", p.levelChoices(lang, "assessed", row.Assessed)),
			field("w", "method.weight", []choice{
				{"1", "1", row.Weight == "1"}, {"2", "2", row.Weight == "2"}, {"3", "3", row.Weight == "3"},
			}),
			field("c", "method.counts", p.countsChoices(lang, row.Counts)),
		}})
	}
	return rows
}

// levelChoices lists the levels of a source; only an assessor can find no evidence.
func (p *Public) levelChoices(lang, voice string, chosen domain.Level) []choice {
	levels := domain.Lists()["level_or_unknown"]
	if voice == "assessed" {
		levels = domain.Lists()["verdict_or_unknown"]
	}
	choices := make([]choice, 0, len(levels))
	for _, level := range levels {
		text := p.Texts.T(lang, "level."+level)
		if level == "unknown" {
			text = p.Texts.T(lang, "unknown."+voice)
		}
		choices = append(choices, choice{level, text, domain.Level(level) == chosen})
	}
	return choices
}

func (p *Public) countsChoices(lang, chosen string) []choice {
	var choices []choice
	for _, counts := range []string{"yes", "in_time", "late", "absent"} {
		choices = append(choices, choice{counts, p.Texts.T(lang, "method.counts_"+counts), counts == chosen})
	}
	return choices
}

// edgeCase is a case of the formula with its answer. Voices are written with a letter a milestone: C
// completed, S substantial, L limited, N not started, - nothing.
type edgeCase struct {
	Code                         string
	declared, approved, assessed string
	weights                      string
	withdrawn                    string // t in time, l late
	Result                       tracker.ExampleResult
}

// edgeCases are the vectors of formula F1, as far as they are about levels.
var edgeCases = []edgeCase{
	{Code: "all", approved: "CCCC"},
	{Code: "none"},
	{Code: "silent", approved: "---"},
	{Code: "mixed", approved: "CCSN"},
	{Code: "mostly_silent", approved: "L--"},
	{Code: "declared", declared: "CCL", approved: "---"},
	{Code: "withdrawn_in_time", approved: "C-", withdrawn: "-t"},
	{Code: "withdrawn_late", approved: "C-", withdrawn: "-l"},
	{Code: "weights", approved: "CNN", weights: "311"},
	{Code: "newer_declared", declared: "C", approved: "L"},
	{Code: "setback", declared: "L", approved: "C"},
	{Code: "overclaim", approved: "C", assessed: "L"},
	{Code: "out_of_order", approved: "C"},
	{Code: "revoked", declared: "C", approved: "L"},
}

// Weighted says that the case is about weights.
func (c edgeCase) Weighted() bool { return c.weights != "" }

func (c edgeCase) milestones() []tracker.ExampleMilestone {
	levels := map[string]domain.Level{
		"C": domain.LevelCompleted, "S": domain.LevelSubstantial, "L": domain.LevelLimited, "N": domain.LevelNotStarted,
	}
	withdrawals := map[string]string{"t": "in_time", "l": "late"}
	letter := func(letters string, i int) string {
		if i < len(letters) {
			return letters[i : i+1]
		}
		return "-"
	}
	list := make([]tracker.ExampleMilestone, len(c.approved))
	for i := range list {
		list[i] = tracker.ExampleMilestone{
			Weight: 1, Declared: levels[letter(c.declared, i)], Approved: levels[letter(c.approved, i)],
			Assessed: levels[letter(c.assessed, i)], Withdrawn: withdrawals[letter(c.withdrawn, i)],
		}
		if weight := strings.Index("123", letter(c.weights, i)); weight > 0 {
			list[i].Weight = weight + 1
		}
	}
	return list
}

func (p *Public) method(r render.Request, in exampleInput) (*render.Page, error) {
	commitments := [][]tracker.ExampleMilestone{in.milestones()}
	for _, c := range edgeCases {
		commitments = append(commitments, c.milestones())
	}
	results, err := p.Tracker.Examples(r, commitments)
	if err != nil {
		return nil, err
	}
	data := methodData{
		Formula: tracker.Formula, Sections: methodSections, Rows: p.exampleRows(r.Lang, in), Example: results[0],
		Lists: methodLists,
	}
	for i, c := range edgeCases {
		c.Result = results[i+1]
		data.Cases = append(data.Cases, c)
	}
	title, description := p.Texts.T(r.Lang, "method.title"), p.Texts.T(r.Lang, "method.description")
	return &render.Page{
		Template: "method", Title: title, Description: description, Section: "method",
		Crumbs: []render.Crumb{{Name: p.Texts.T(r.Lang, "nav.method")}}, Data: data,
	}, nil
}
