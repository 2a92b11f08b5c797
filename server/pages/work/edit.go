package work

import (
	"cmp"
	"slices"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// editData is a commitment in one language, to be edited, with its milestones.
type editData struct {
	*tracker.CommitmentDetail
	In                string // the language that is edited
	Versions          map[string]int64
	Outdated          map[string]bool // languages whose translation trails the original
	Relations         *tracker.Relations
	StateInstitutions []tracker.ListedInstitution // institutions of the state
	Areas             []tracker.Named
	Values            []string
	Parts             []string
	Kinds             []string
	Reasons           []domain.Cause
}

// Has says that a commitment is related to an area or has a value.
func (d editData) Has(list []string, what string) bool { return slices.Contains(list, what) }

type editPage struct {
	Code string `path:"code" validate:"key"`
	In   string `query:"in" validate:"omitempty,language"`
	Said string `query:"said" validate:"omitempty,oneof=commitment edited milestone related moved"`
}

func (p *Work) edit(v visit, in editPage) (*render.Page, error) {
	c, err := p.Tracker.Commitment(v, in.Code)
	if err != nil {
		return nil, err
	}
	if !v.rights.Keeps(c.State) {
		return nil, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	data := editData{
		CommitmentDetail: c, In: cmp.Or(in.In, c.Title.Original),
		Outdated: render.AllOutdated(c.Title, c.Description, c.Problem, c.Expected, c.Relevance),
	}
	if data.Versions, err = p.Tracker.Versions(v, in.Code); err != nil {
		return nil, err
	}
	if err := p.fillRelations(v, &data); err != nil {
		return nil, err
	}
	title, _ := c.Title.Pick(v.Lang)
	return &render.Page{
		Template: "edit", Section: "plans", Path: "/edit/" + in.Code, Title: title, Description: title,
		Flash: p.said(v, "plans.said_"+in.Said), Data: data,
	}, nil
}

type editForm struct {
	Code        string `path:"code" validate:"key"`
	Version     int64  `form:"version" default:"0" validate:"gte=1"`
	In          string `form:"in" validate:"required,language"`
	Title       string `form:"title" validate:"max=2000"`
	Description string `form:"description" validate:"max=4000" lines:"yes"`
	Problem     string `form:"problem" validate:"max=4000" lines:"yes"`
	Expected    string `form:"expected" validate:"max=4000" lines:"yes"`
	Relevance   string `form:"relevance" validate:"max=4000" lines:"yes"`
	Starts      string `form:"starts_on" validate:"omitempty,day"`
	Ends        string `form:"ends_on" validate:"omitempty,day"`
	OGPID       string `form:"ogp_id" validate:"max=20"`
}

func (p *Work) saveCommitment(v visit, w *ledger.Writer, in editForm) (result, error) {
	return v.to("/edit/" + in.Code + "?in=" + in.In + "&said=edited"),
		tracker.EditCommitment(v, w, in.Code, tracker.CommitmentTexts{
			Lang: in.In, Title: in.Title, Description: in.Description, Problem: in.Problem, Expected: in.Expected,
			Relevance: in.Relevance, StartsOn: domain.Day(in.Starts), EndsOn: domain.Day(in.Ends), OGPID: in.OGPID,
		}, in.Version)
}

type milestoneForm struct {
	Code    string `path:"code" validate:"key"`
	Target  string `form:"target" validate:"omitempty,key"` // the milestone that is edited; empty adds one
	Version int64  `form:"version" default:"1" validate:"gte=1"`
	In      string `form:"in" validate:"required,language"`
	Title   string `form:"title" validate:"max=2000" lines:"yes"`
	DueOn   string `form:"due_on" validate:"omitempty,day"`
	Within  string `form:"precision" validate:"omitempty,calendar_precision"`
	Weight  int    `form:"weight" default:"1" validate:"gte=1,lte=3"`
}

// saveMilestone adds a milestone to a commitment, or changes the words and weight of one; its date moves by
// itself, with a reason.
func (p *Work) saveMilestone(v visit, w *ledger.Writer, in milestoneForm) (result, error) {
	on := v.to("/edit/" + in.Code + "?in=" + in.In + "&said=milestone#milestones")
	if in.Target != "" {
		return on, tracker.EditMilestone(v, w, in.Target, in.In, in.Title, in.Weight, in.Version)
	}
	_, err := tracker.AddMilestone(v, w, tracker.NewMilestone{
		Commitment: in.Code, Title: typedText(in.In, in.Title), Weight: in.Weight, DueOn: domain.Day(in.DueOn),
		Precision: domain.Precision(in.Within),
	})
	return on, err
}

// moveMilestone moves the date of a milestone that stands on indicators; any other has a page of its own.
func (p *Work) moveMilestone(v visit, w *ledger.Writer, in moveForm) (result, error) {
	return v.to("/edit/" + in.Code + "?said=moved#milestones"), tracker.MoveDate(v, w, in.move(v.Lang), in.Version)
}
