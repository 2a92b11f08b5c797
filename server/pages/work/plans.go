package work

import (
	"cmp"
	"net/url"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
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

func (p *Work) plans(v visit, in plansPage) (*render.Page, error) {
	data := plansData{State: in.State}
	var err error
	if data.States, err = p.choices(v, func(s tracker.State) bool {
		return v.rights.Keeps(s.Code) && s.Membership != "left"
	}); err != nil {
		return nil, err
	}
	if data.State != "" && v.rights.Keeps(data.State) {
		if data.Plans, err = p.Tracker.ActionPlans(v, data.State); err != nil {
			return nil, err
		}
	}
	for i := range data.Plans {
		if data.Plans[i].Code == in.Plan {
			data.Plan = &data.Plans[i]
		}
	}
	if data.Plan != nil {
		all, _, err := p.Tracker.Commitments(v, tracker.CommitmentFilter{State: data.State}, domain.Page{Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			if c.Plan == in.Plan {
				data.Commitments = append(data.Commitments, c)
			}
		}
	}
	return &render.Page{
		Template: "plans", Section: "plans", Path: "/plans", Title: p.Texts.T(v.Lang, "plans.title"),
		Description: p.Texts.T(v.Lang, "plans.title"), Flash: p.said(v, "plans.said_"+in.Said), Data: data,
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

func (p *Work) addPlan(v visit, w *ledger.Writer, in planForm) (result, error) {
	n := tracker.PlanOf(in.State, domain.Day(in.Starts), domain.Day(in.Ends))
	n.Title, n.URL, n.Source = typedText(v.Lang, in.Title), in.URL, cmp.Or(in.Source, in.URL)
	q := url.Values{"state": {in.State}, "plan": {n.Code}, "said": {"plan"}}
	return v.to("/plans?" + q.Encode()), tracker.AddActionPlan(v, w, n)
}

type commitForm struct {
	State       string `form:"state" validate:"required,code"`
	Plan        string `form:"plan" validate:"required,key"`
	Title       string `form:"title" validate:"max=2000"`
	Description string `form:"description" validate:"max=4000" lines:"yes"`
	Starts      string `form:"starts_on" validate:"omitempty,day"`
	Ends        string `form:"ends_on" validate:"omitempty,day"`
}

func (p *Work) addCommitment(v visit, w *ledger.Writer, in commitForm) (result, error) {
	code, err := tracker.AddCommitment(v, w, tracker.NewCommitment{
		Plan: in.Plan, Title: typedText(v.Lang, in.Title), Description: typedText(v.Lang, in.Description),
		StartsOn: domain.Day(in.Starts), EndsOn: domain.Day(in.Ends),
	})
	return v.to("/edit/" + code + "?said=commitment"), err
}
