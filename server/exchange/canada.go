package exchange

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jalons/server/domain"
	"jalons/server/importer"
)

var canadaPlanColumns = strings.Fields(`plan commitment_code commitment_en commitment_fr
	milestone_code milestone_en milestone_fr indicator_code indicator_en indicator_fr
	deadline_en deadline_fr due_date indicator_full_en indicator_full_fr lead_dept`)

// CanadaFile is the content of a file of Canada's tracker: exactly one of the two is set.
type CanadaFile struct {
	Plan     *importer.PlanImport
	Progress *importer.ProgressImport
}

// ReadCanada reads a plan definition or a progress export of Canada's tracker, told apart by the header. A file
// with any error returns Problems and nothing else.
func ReadCanada(r io.Reader) (CanadaFile, error) {
	t, err := readTable(r)
	if err != nil {
		return CanadaFile{}, err
	}
	var file CanadaFile
	switch plan, progress := t.count(canadaPlanColumns), t.count(canadaProgressColumns); {
	case t.below > 0:
		t.problems = Problems{}
		title := strings.Join(strings.Fields(strings.Join(t.header, " ")), " ")
		t.problems.add(Problem{Line: 1, Value: title, Reason: "import.title_above", Detail: strconv.Itoa(t.below)})
	case plan == 0 && progress == 0:
		t.problems.add(Problem{Line: 1, Value: strings.Join(t.header, ","), Reason: "import.unknown_kind"})
	case progress > plan:
		file.Progress = readProgress(t)
	default:
		file.Plan = readPlan(t)
	}
	if err := t.problems.err(); err != nil {
		return CanadaFile{}, err
	}
	return file, nil
}

// planReader collects the rows of a plan, each of which repeats the titles of its commitment and milestone.
type planReader struct {
	*table
	plan  importer.PlanHeader
	first map[path]entry // by commitment, milestone and indicator
	order []path
	full  map[path]importer.IndicatorImport
	notes []importer.ImportNote
}

// entry is what the first row of a code says about it.
type entry struct {
	line  int
	title domain.Text
}

func readPlan(t *table) *importer.PlanImport {
	if !t.checkColumns(canadaPlanColumns) {
		return nil
	}
	p := planReader{table: t, first: map[path]entry{}, full: map[path]importer.IndicatorImport{}}
	for _, r := range t.rows {
		p.takePlan(r)
		p.takeIndicator(r)
	}
	return p.assemble()
}

// takePlan reads the plan's name, one for the whole file.
func (p *planReader) takePlan(r row) {
	name := p.key(r, "plan")
	plan, ok := planNamed(strings.ToLower(name))
	switch {
	case name == "":
		p.problems.add(Problem{r.line, "plan", name, "import.required", ""})
	case !ok:
		p.problems.add(Problem{r.line, "plan", name, "import.unknown_plan", "nap4, nap5, nap6"})
	case p.plan.Code == "":
		p.plan = plan
	case p.plan.Code != plan.Code:
		p.problems.add(Problem{r.line, "plan", name, "import.mixed_plans", fmt.Sprintf("nap%d", p.plan.Number)})
	}
}

func (p *planReader) takeIndicator(r row) {
	commitment, _ := p.takeEntry(r, "commitment", 1)
	milestone, _ := p.takeEntry(r, "milestone", 2)
	at, before := p.takeEntry(r, "indicator", 3)
	if at == (path{}) {
		return
	}
	p.checkParent(r, "milestone_code", milestone, commitment)
	p.checkParent(r, "indicator_code", at, milestone)
	if before > 0 {
		p.duplicate(r.line, before, "indicator_code", p.raw(r, "indicator_code"))
		return
	}
	p.full[at] = importer.IndicatorImport{
		Line: r.line, Code: at.code(p.plan.Code), SourceCode: foldKey(p.raw(r, "indicator_code")), Number: at[2],
		Title: p.first[at].title, Full: p.pair(r, "indicator_full", false),
		Due: p.deadline(r, at), LeadDept: p.departments(r),
	}
	p.order = append(p.order, at)
}

// takeEntry reads a code and its title; before is the first line of the same code, 0 if this is it.
func (p *planReader) takeEntry(r row, word string, depth int) (at path, before int) {
	column := word + "_code"
	code := p.key(r, column)
	at, ok := parsePath(code, depth)
	if !ok {
		p.problems.add(Problem{
			r.line, column, code, "import.bad_code", [...]string{"C01", "C01.1", "C01.1.1"}[depth-1],
		})
		return path{}, 0
	}
	title := p.pair(r, word, true)
	known, seen := p.first[at]
	if !seen {
		p.first[at] = entry{r.line, title}
		return at, 0
	}
	for _, lang := range []string{"en", "fr"} {
		if known.title.In[lang] != title.In[lang] {
			p.problems.add(Problem{
				r.line, word + "_" + lang, title.In[lang], "import.other_title", strconv.Itoa(known.line),
			})
		}
	}
	return at, known.line
}

func (p *planReader) checkParent(r row, column string, child, parent path) {
	depth := slices.Index(child[:], 0)
	if depth < 0 {
		depth = len(child)
	}
	if child != (path{}) && parent != (path{}) && child.top(depth-1) != parent {
		p.problems.add(Problem{r.line, column, p.raw(r, column), "import.code_parent", parent.code("")[1:]})
	}
}

var department = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// departments reads the leads, separated by semicolons.
func (t *table) departments(r row) []string {
	var codes []string
	for part := range strings.SplitSeq(t.key(r, "lead_dept"), ";") {
		code := strings.ToLower(strings.TrimSpace(part))
		switch {
		case code == "":
		case !department.MatchString(code):
			t.problems.add(Problem{r.line, "lead_dept", part, "import.bad_department", ""})
		case !slices.Contains(codes, code):
			codes = append(codes, code)
		}
	}
	return codes
}

// deadline reads the words and the month of a row, and notes what was read.
func (p *planReader) deadline(r row, at path) importer.Deadline {
	words := p.pair(r, "deadline", false)
	month := p.key(r, "due_date")
	if _, ok := lastDayOf(month); !ok && month != "" && month != noMonth {
		p.problems.add(Problem{r.line, "due_date", month, "import.bad_date", "2024-03"})
		month = ""
	}
	due, notes := ReadDeadline(words, month, p.plan)
	for _, note := range notes {
		note.Line, note.Code = r.line, at.code(p.plan.Code)
		p.notes = append(p.notes, note)
	}
	return due
}

// assemble builds the tree in the order of the numbers.
func (p *planReader) assemble() *importer.PlanImport {
	plan := importer.PlanImport{Plan: p.plan, Notes: p.notes, Read: len(p.rows) + p.ignored, Ignored: p.ignored}
	slices.SortFunc(p.order, comparePaths)
	for _, at := range p.order {
		indicator := p.full[at]
		milestone := p.milestone(p.commitment(&plan, at), at)
		milestone.Indicators = append(milestone.Indicators, indicator)
		commitment := &plan.Commitments[len(plan.Commitments)-1]
		for _, code := range indicator.LeadDept {
			if !slices.Contains(commitment.LeadDept, code) {
				commitment.LeadDept = append(commitment.LeadDept, code)
			}
		}
	}
	return &plan
}

// commitment returns the commitment of a path, the current or a new one.
func (p *planReader) commitment(plan *importer.PlanImport, at path) *importer.CommitmentImport {
	if last := len(plan.Commitments) - 1; last >= 0 && plan.Commitments[last].Number == at[0] {
		return &plan.Commitments[last]
	}
	at = at.top(1)
	plan.Commitments = append(plan.Commitments, importer.CommitmentImport{
		Line: p.first[at].line, Code: at.code(p.plan.Code), Number: at[0], Title: p.first[at].title,
	})
	return &plan.Commitments[len(plan.Commitments)-1]
}

// milestone returns the milestone of a path, the current or a new one.
func (p *planReader) milestone(of *importer.CommitmentImport, at path) *importer.MilestoneImport {
	if last := len(of.Milestones) - 1; last >= 0 && of.Milestones[last].Number == at[1] {
		return &of.Milestones[last]
	}
	at = at.top(2)
	of.Milestones = append(of.Milestones, importer.MilestoneImport{
		Line: p.first[at].line, Code: at.code(p.plan.Code), Number: at[1], Title: p.first[at].title,
	})
	return &of.Milestones[len(of.Milestones)-1]
}
