package importer

import (
	"cmp"
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// ImportPlan brings an action plan into the record and reports on each of its rows; running it again
// writes nothing.
//
// Everything is found again by its code, and nothing is deleted because a file leaves it out. A plan
// definition is the first promise: an indicator's first promised date is the one it comes with, and
// that of a milestone without a date of its own is the last of its indicators', if all have one. A
// date that differs from the one in force moves it, on the record, as replanned; a date that the file
// no longer gives stays in force and is noted.
//
// Canada publishes both languages and neither is made from the other. English is marked as original,
// because one must be, and French carries no hash of it: it is no translation that could be outdated.
// Translations that people have added in other languages stay.
func ImportPlan(ctx context.Context, w *ledger.Writer, p PlanImport) (ImportReport, error) {
	i := planImporter{Writer: w, plan: p}
	i.flatten()
	for _, step := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"plan", i.takePlan}, {"changes", i.listChanges}, {"commitments", i.takeCommitments},
		{"milestones", i.takeMilestones},
		{"indicators", i.takeIndicators}, {"leads", i.takeLeads},
	} {
		if err := step.run(ctx); err != nil {
			return ImportReport{}, fmt.Errorf("import of %s: %s: %w", p.Plan.Code, step.name, err)
		}
	}
	return i.report(), nil
}

// planImporter holds the rows of one import by word, and the codes of what it wrote.
type planImporter struct {
	*ledger.Writer
	plan        PlanImport
	commitments []commitmentRow
	milestones  []milestoneRow
	indicators  []indicatorRow
	leads       []leadRow
	fresh       struct{ commitments, milestones, indicators map[string]bool }
	changed     struct{ commitments, milestones, indicators map[string]bool }
	notes       []ImportNote
	changes     []ImportChange
}

type commitmentRow struct {
	Line   int         `json:"-"`
	Code   string      `json:"code"`
	Number int         `json:"number"`
	Title  domain.Text `json:"title"`
}

type milestoneRow struct {
	Line       int         `json:"-"`
	Code       string      `json:"code"`
	Commitment string      `json:"commitment"`
	Number     int         `json:"number"`
	Title      domain.Text `json:"title"`
	FirstDueOn domain.Day  `json:"first_due_on"`
}

type indicatorRow struct {
	Line         int              `json:"-"`
	Code         string           `json:"code"`
	Milestone    string           `json:"milestone"`
	Commitment   string           `json:"-"`
	Number       int              `json:"number"`
	Title        domain.Text      `json:"title"`
	Detail       domain.Text      `json:"detail"`
	DueOn        domain.Day       `json:"due_on"`
	DuePrecision domain.Precision `json:"due_precision"`
	DueRaw       domain.Text      `json:"due_raw"`
	Leads        []string         `json:"-"`
}

func (i *planImporter) flatten() {
	for _, c := range i.plan.Commitments {
		i.commitments = append(i.commitments, commitmentRow{c.Line, c.Code, c.Number, c.Title})
		for _, m := range c.Milestones {
			i.milestones = append(i.milestones, milestoneRow{
				m.Line, m.Code, c.Code, m.Number, m.Title, lastDue(m.Indicators),
			})
			for _, n := range m.Indicators {
				i.indicators = append(i.indicators, indicatorRow{
					n.Line, n.Code, m.Code, c.Code, n.Number, n.Title, n.Full,
					n.Due.On, cmp.Or(n.Due.Precision, domain.PrecisionNone), n.Due.Raw,
					n.LeadDept,
				})
				for _, lead := range n.LeadDept {
					i.leads = append(i.leads, leadRow{i.plan.Plan.State, c.Code, n.Code, lead})
				}
			}
		}
	}
}

// noteOutside notes the dates that a form would refuse.
func (i *planImporter) noteOutside(days tracker.PlanDays) {
	for _, n := range i.indicators {
		if !days.Near(n.DueOn) {
			raw, _ := n.DueRaw.Pick("en")
			i.notes = append(i.notes, ImportNote{
				Line: n.Line, Code: n.Code, Kind: NoteOutsidePlan, Raw: raw, Read: string(n.DueOn),
			})
		}
	}
}

// lastDue is the last of the indicators' dates, none unless all have one.
func lastDue(indicators []IndicatorImport) (last domain.Day) {
	for _, n := range indicators {
		if n.Due.On == "" {
			return ""
		}
		last = max(last, n.Due.On)
	}
	return last
}

// report counts each row once: a row repeats the titles of its commitment and its milestone, so it is
// changed where one of them is.
func (i *planImporter) report() ImportReport {
	r := ImportReport{
		Read: i.plan.Read, Ignored: i.plan.Ignored, Notes: append(i.plan.Notes, i.notes...), Changes: i.changes,
	}
	for _, n := range i.indicators {
		switch {
		case i.fresh.indicators[n.Code]:
			r.New++
		case i.changed.indicators[n.Code] || i.changed.milestones[n.Milestone] || i.changed.commitments[n.Commitment]:
			r.Changed++
		default:
			r.Unchanged++
		}
	}
	return r
}

// The header is not of the file's own words: what people have made of it since stays.
const newPlanQuery = `-- importer.ImportPlan
insert into action_plans (code, state_code, number, title, cycle, starts_on, ends_on, source)
select $1, s.code, $3, $4, $5, make_date($6, 1, 1), make_date($7, 12, 31), 'plan definition (CSV)' from states s
where s.code = $2 and not exists (select from action_plans p where p.code = $1)`

func (i *planImporter) takePlan(ctx context.Context) error {
	if err := queueImports(ctx, i.Writer); err != nil {
		return err
	}
	p := i.plan.Plan
	cycle := fmt.Sprintf("%d-%d", p.FirstYear, p.LastYear)
	if err := i.Exec(
		ctx, newPlanQuery, p.Code, p.State, p.Number, p.Title, cycle, p.FirstYear, p.LastYear,
	); err != nil {
		return err
	}
	var stored struct {
		Demonstration bool
		tracker.PlanDays
	}
	if err := i.GetOrMissing(
		ctx, &stored, "state", p.State,
		`select demonstration, starts_on as plan_from, ends_on as plan_to from action_plans where code = $1`, p.Code,
	); err != nil {
		return err
	}
	if stored.Demonstration {
		return ImportProblems{List: []ImportProblem{{
			Column: "plan", Value: p.Code, Reason: "import.demonstration_plan",
		}}}
	}
	i.noteOutside(stored.PlanDays)
	return nil
}

const newCommitmentsQuery = `-- importer.ImportPlan new commitments
insert into commitments (code, plan_code, state_code, number, title, published_at)
select f.code, p.code, p.state_code, f.number, f.title, $3
from jsonb_to_recordset($1::jsonb) f (code text, number int, title jsonb) join action_plans p on p.code = $2
where not exists (select from commitments c where c.code = f.code) order by f.number returning code`

const changedCommitmentsQuery = `-- importer.ImportPlan changed commitments
update commitments c set title = c.title || f.title, version = c.version + 1
from jsonb_to_recordset($1::jsonb) f (code text, title jsonb) where c.code = f.code and c.title || f.title <> c.title
returning c.code`

func (i *planImporter) takeCommitments(ctx context.Context) (err error) {
	if i.fresh.commitments, err = bulkCodes(
		ctx, i.Writer, newCommitmentsQuery, i.commitments, i.plan.Plan.Code, i.Now(),
	); err != nil {
		return err
	}
	i.changed.commitments, err = bulkCodes(ctx, i.Writer, changedCommitmentsQuery, i.commitments)
	return err
}

const newMilestonesQuery = `-- importer.ImportPlan new milestones
insert into milestones (code, commitment_id, state_code, number, title, first_due_on, published_at)
select f.code, c.id, c.state_code, f.number, f.title, f.first_due_on, $2
from jsonb_to_recordset($1::jsonb) f (code text, commitment text, number int, title jsonb, first_due_on date)
  join commitments c on c.code = f.commitment
where not exists (select from milestones m where m.code = f.code) order by c.number, f.number returning code`

const changedMilestonesQuery = `-- importer.ImportPlan changed milestones
update milestones m set title = m.title || f.title, version = m.version + 1
from jsonb_to_recordset($1::jsonb) f (code text, title jsonb) where m.code = f.code and m.title || f.title <> m.title
returning m.code`

func (i *planImporter) takeMilestones(ctx context.Context) (err error) {
	if i.fresh.milestones, err = bulkCodes(ctx, i.Writer, newMilestonesQuery, i.milestones, i.Now()); err != nil {
		return err
	}
	i.changed.milestones, err = bulkCodes(ctx, i.Writer, changedMilestonesQuery, i.milestones)
	return err
}

func (i *planImporter) takeLeads(ctx context.Context) error {
	given, err := importLeads(ctx, i.Writer, i.leads, i.fresh.indicators)
	for code := range given.commitments {
		i.changed.commitments[code] = true
	}
	for code := range given.indicators {
		i.changed.indicators[code] = true
	}
	return err
}
