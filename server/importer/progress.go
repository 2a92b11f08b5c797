package importer

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// correctedReason stands on a statement that a newer file says otherwise, in the languages of Canada's files.
const correctedReason = "Corrigé par le gouvernement dans un envoi plus récent / " +
	"Corrected by the government in a newer file"

// ImportProgress brings what a state reported into the record, each row as a declared update of its
// indicator, effective on the last day of its period and recorded now; running it again writes
// nothing.
//
// A row is found again by its period and indicator among the statements of the same author. One that
// says something else now is a new statement that corrects the one before, which is retracted and
// stays readable; an approval of the old one does not pass to the new. Challenges are a blocker of
// cause "other". The progress is the note; each web address in the evidence is evidence, and evidence
// that says more than addresses is kept in the note too. The owner is a lead of the indicator.
//
// A level below the one before it, in the file or in the record, is a setback. Completed without evidence,
// which a form refuses, is noted.
//
// A code that the record does not know, or a period that has not ended, refuses the whole import.
func ImportProgress(ctx context.Context, w *ledger.Writer, p ProgressImport) (ImportReport, error) {
	i := progressImporter{
		Writer: w, file: p, report: ImportReport{Read: p.Read, Ignored: p.Ignored, Notes: p.Notes},
	}
	for _, step := range []func(context.Context) error{
		i.find, i.prepare, i.compare, i.settle, i.write, i.takeOwners,
	} {
		if err := step(ctx); err != nil {
			return ImportReport{}, fmt.Errorf("import of progress: %w", err)
		}
	}
	for _, s := range i.said {
		i.report.count(s)
	}
	return i.report, nil
}

type progressImporter struct {
	*ledger.Writer
	file   ProgressImport
	known  map[string]indicatorOf
	said   []*saidRow
	report ImportReport
}

// indicatorOf is an indicator that a row names, with what it belongs to.
type indicatorOf struct {
	Code       string `db:"code"`
	Commitment string `db:"commitment"`
	State      string `db:"state_code"`
	tracker.PlanDays
}

// saidRow is one row of a file as a statement. Stands is the statement that the record has under the
// row's key, Same says that it says the same.
type saidRow struct {
	ProgressRow
	Hash     string
	Content  saidContent
	Stands   int64
	Same     bool
	Setback  bool
	NewOwner bool
	ID       int64
}

// saidContent is what two imports of one row are compared by.
type saidContent struct {
	Level     domain.Level  `json:"level"`
	Note      domain.Text   `json:"note"`
	Challenge domain.Text   `json:"challenge"`
	Evidence  []saidAddress `json:"evidence"`
}

func (s *saidRow) key() string { return s.Code + " " + string(s.EffectiveOn) }

func (r *ImportReport) count(s *saidRow) {
	switch {
	case s.Stands == 0:
		r.New++
	case !s.Same || s.NewOwner:
		r.Changed++
	default:
		r.Unchanged++
	}
}

const knownIndicatorsQuery = `-- importer.ImportProgress indicators
select i.code, c.code as commitment, c.state_code, p.starts_on as plan_from, p.ends_on as plan_to
from (select distinct code from jsonb_to_recordset($1::jsonb) f (code text)) f
join indicators i on i.code = f.code join milestones m on m.id = i.milestone_id
  join commitments c on c.id = m.commitment_id
join action_plans p on p.code = c.plan_code`

// find looks up the indicators of all rows and refuses rows that can't be statements.
func (i *progressImporter) find(ctx context.Context) error {
	if err := queueImports(ctx, i.Writer); err != nil {
		return err
	}
	var found []indicatorOf
	if err := bulk(ctx, i.Writer, &found, knownIndicatorsQuery, i.keys()); err != nil {
		return err
	}
	i.known = make(map[string]indicatorOf, len(found))
	for _, f := range found {
		i.known[f.Code] = f
	}
	var problems ImportProblems
	today := domain.DayOf(i.Now())
	for _, r := range i.file.Rows {
		of, ok := i.known[r.Code]
		if !ok {
			problems.add(ImportProblem{
				Line: r.Line, Column: "indicators", Value: r.Code, Reason: "import.unknown_indicator",
			})
		}
		if !of.Begun(r.EffectiveOn) {
			problems.add(ImportProblem{
				Line: r.Line, Column: "reporting_period", Value: r.Period, Reason: "import.before_plan",
				Detail: of.From.Year(),
			})
		}
		if r.EffectiveOn > today {
			problems.add(ImportProblem{
				Line: r.Line, Column: "reporting_period", Value: r.Period, Reason: "import.period_not_ended",
				Detail: string(today),
			})
		}
	}
	return problems.err()
}

type keyRow struct {
	Code string `json:"code"`
}

func (i *progressImporter) keys() []keyRow {
	keys := make([]keyRow, len(i.file.Rows))
	for n, r := range i.file.Rows {
		keys[n] = keyRow{r.Code}
	}
	return keys
}

// prepare makes a statement of each row.
func (i *progressImporter) prepare(context.Context) error {
	for _, r := range i.file.Rows {
		s := &saidRow{ProgressRow: r}
		note, addresses := readEvidence(r.Progress, r.Evidence)
		s.Content = saidContent{r.Level, note, r.Challenges, addresses}
		i.said = append(i.said, s)
	}
	return nil
}

// statement is the row as if a person had entered it: what an approval is bound to.
func (s *saidRow) statement() tracker.NewStatement {
	of := tracker.NewStatement{
		Kind: "update", Target: s.Code, Speaker: "state", Level: s.Level, Setback: s.Setback,
		On: s.EffectiveOn, Note: s.Content.Note,
	}
	for _, a := range s.Content.Evidence {
		of.Evidence = append(of.Evidence, tracker.NewEvidence{URL: a.URL, Title: a.Title, Lang: a.Lang, Kind: "other"})
	}
	return of
}

// takeOwners ties the owners to their indicators, and notes names that the record does not know them by.
func (i *progressImporter) takeOwners(ctx context.Context) error {
	var leads []leadRow
	var names []nameRow
	for _, s := range i.said {
		of := i.known[s.Code]
		if s.Owner == "" {
			continue
		}
		leads = append(leads, leadRow{of.State, of.Commitment, s.Code, s.Owner})
		if !s.OwnerTitle.IsZero() {
			names = append(names, nameRow{of.State, s.Owner, s.OwnerTitle})
		}
	}
	given, err := importLeads(ctx, i.Writer, leads, nil)
	if err != nil {
		return err
	}
	otherwise, err := importNames(ctx, i.Writer, names)
	for _, s := range i.said {
		s.NewOwner = given.indicators[s.Code]
		if otherwise[s.Owner] {
			title, _ := s.OwnerTitle.Pick("en")
			i.report.Notes = append(i.report.Notes, ImportNote{
				Line: s.Line, Code: s.Code, Kind: NoteOtherTitle, Raw: title, Read: s.Owner,
			})
			delete(otherwise, s.Owner) // once is enough
		}
	}
	return err
}
