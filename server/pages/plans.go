package pages

import (
	"cmp"
	"net/url"
	"slices"

	"jalons/server/desk"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// plansData is the action plans of a state, and the commitments of one of them, to be added to.
type plansData struct {
	States      []stateChoice
	State       string
	Plans       []tracker.ActionPlan
	Plan        *tracker.ActionPlan
	Commitments []tracker.Commitment
}

type plansPage struct {
	State string `query:"state" validate:"omitempty,code"`
	Plan  string `query:"plan" validate:"omitempty,key"`
	Said  string `query:"said" validate:"omitempty,oneof=plan commitment"`
}

func (p *Pages) plans(v visit, in plansPage) (*page, error) {
	data := plansData{State: in.State}
	var err error
	if data.States, err = p.choices(v, func(s tracker.State) bool {
		return v.rights.Keeps(s.Code) && s.Membership != "left"
	}); err != nil {
		return nil, err
	}
	if data.State != "" && v.rights.Keeps(data.State) {
		if data.Plans, err = p.tracker.ActionPlans(v, data.State); err != nil {
			return nil, err
		}
	}
	for i := range data.Plans {
		if data.Plans[i].Code == in.Plan {
			data.Plan = &data.Plans[i]
		}
	}
	if data.Plan != nil {
		all, _, err := p.tracker.Commitments(v, tracker.CommitmentFilter{State: data.State}, domain.Page{Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			if c.Plan == in.Plan {
				data.Commitments = append(data.Commitments, c)
			}
		}
	}
	return &page{
		Template: "plans", Section: "plans", Path: "/plans", Title: p.texts.T(v.lang, "plans.title"),
		Description: p.texts.T(v.lang, "plans.title"), Flash: p.said(v, "plans.said_"+in.Said), Data: data,
	}, nil
}

type planForm struct {
	State  string `form:"state" validate:"required,code"`
	Title  string `form:"title" validate:"max=2000"`
	Starts string `form:"starts_on" validate:"omitempty,day"`
	Ends   string `form:"ends_on" validate:"omitempty,day"`
	URL    string `form:"url" validate:"max=2000"`
	Source string `form:"source" validate:"max=400"`
}

func (p *Pages) addPlan(v visit, w *ledger.Writer, in planForm) (result, error) {
	n := tracker.PlanOf(in.State, domain.Day(in.Starts), domain.Day(in.Ends))
	n.Title, n.URL, n.Source = typedText(v.lang, in.Title), in.URL, cmp.Or(in.Source, in.URL)
	q := url.Values{"state": {in.State}, "plan": {n.Code}, "said": {"plan"}}
	return v.to("/plans?" + q.Encode()), tracker.NewPlan(v, w, n)
}

type commitForm struct {
	State       string `form:"state" validate:"required,code"`
	Plan        string `form:"plan" validate:"required,key"`
	Title       string `form:"title" validate:"max=2000"`
	Description string `form:"description" validate:"max=4000" lines:"yes"`
	Starts      string `form:"starts_on" validate:"omitempty,day"`
	Ends        string `form:"ends_on" validate:"omitempty,day"`
}

func (p *Pages) addCommitment(v visit, w *ledger.Writer, in commitForm) (result, error) {
	code, err := tracker.Publish(v, w, tracker.NewCommitment{
		Plan: in.Plan, Title: typedText(v.lang, in.Title), Description: typedText(v.lang, in.Description),
		StartsOn: domain.Day(in.Starts), EndsOn: domain.Day(in.Ends),
	})
	return v.to("/edit/" + code + "?said=commitment"), err
}

// editData is a commitment in one language, to be edited, with its milestones.
type editData struct {
	*tracker.CommitmentDetail
	In       string // the language that is edited
	Versions map[string]int64
	Outdated map[string]bool // languages whose translation trails the original
	Ties     *tracker.Relations
	Bodies   []tracker.ListedInstitution // institutions of the state
	Areas    []tracker.Named
	Values   []string
	Parts    []string
	Kinds    []string
	Reasons  []domain.Cause
}

// Has says that a commitment is tied to an area or has a value.
func (d editData) Has(list []string, what string) bool { return slices.Contains(list, what) }

type editPage struct {
	Code string `path:"code" validate:"key"`
	In   string `query:"in" validate:"omitempty,language"`
	Said string `query:"said" validate:"omitempty,oneof=commitment edited milestone tied moved"`
}

func (p *Pages) edit(v visit, in editPage) (*page, error) {
	c, err := p.tracker.Commitment(v, in.Code)
	if err != nil {
		return nil, err
	}
	if !v.rights.Keeps(c.State) {
		return nil, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	data := editData{
		CommitmentDetail: c, In: cmp.Or(in.In, c.Title.Original),
		Outdated: allOutdated(c.Title, c.Description, c.Problem, c.Expected, c.Relevance),
	}
	if data.Versions, err = p.desk.Versions(v, in.Code); err != nil {
		return nil, err
	}
	if err := p.fillRelations(v, &data); err != nil {
		return nil, err
	}
	title, _ := c.Title.Pick(v.lang)
	return &page{
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

func (p *Pages) saveCommitment(v visit, w *ledger.Writer, in editForm) (result, error) {
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
func (p *Pages) saveMilestone(v visit, w *ledger.Writer, in milestoneForm) (result, error) {
	on := v.to("/edit/" + in.Code + "?in=" + in.In + "&said=milestone#milestones")
	if in.Target != "" {
		return on, tracker.EditMilestone(v, w, in.Target, in.In, in.Title, in.Weight, in.Version)
	}
	_, err := tracker.PublishMilestone(v, w, tracker.NewMilestone{
		Commitment: in.Code, Title: typedText(in.In, in.Title), Weight: in.Weight, DueOn: domain.Day(in.DueOn),
		Precision: domain.Precision(in.Within),
	})
	return on, err
}

// moveMilestone moves the date of a milestone that stands on indicators; any other has a page of its own.
func (p *Pages) moveMilestone(v visit, w *ledger.Writer, in moveForm) (result, error) {
	return v.to("/edit/" + in.Code + "?said=moved#milestones"), desk.Move(v, w, in.move(v.lang), in.Version)
}
