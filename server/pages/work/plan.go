package work

import (
	"cmp"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// planData is an action plan, to be corrected, with its title in one language.
type planData struct {
	*tracker.ActionPlan
	In       string          // the language that is edited
	Outdated map[string]bool // languages whose translation trails the original
}

type planPage struct {
	Code string `path:"code" validate:"key"`
	In   string `query:"in" validate:"omitempty,language"`
	Said string `query:"said" validate:"omitempty,oneof=edited"`
}

func (p *Work) plan(v visit, in planPage) (*render.Page, error) {
	plan, err := p.Tracker.KeptActionPlan(v, v.rights, in.Code)
	if err != nil {
		return nil, err
	}
	data := planData{ActionPlan: plan, In: cmp.Or(in.In, plan.Title.Original), Outdated: render.AllOutdated(plan.Title)}
	title := p.Texts.T(v.Lang, "plans.correct")
	return &render.Page{
		Template: "plan", Section: "plans", Path: "/plans/" + in.Code, Title: title, Description: title,
		Flash: p.said(v, "plans.said_plan_"+in.Said), Data: data,
	}, nil
}

type planEditForm struct {
	Code    string `path:"code" validate:"key"`
	Version int64  `form:"version" default:"0" validate:"gte=1"`
	In      string `form:"in" validate:"required,language"`
	Title   string `form:"title" validate:"max=2000"`
	Number  *int   `form:"number" validate:"omitempty,gte=1,lte=999"`
	Cycle   string `form:"cycle" validate:"max=40"`
	Starts  string `form:"starts_on" validate:"omitempty,day"`
	Ends    string `form:"ends_on" validate:"omitempty,day"`
	URL     string `form:"url" validate:"max=2000"`
	Source  string `form:"source" validate:"max=400"`
}

func (p *Work) savePlan(v visit, w *ledger.Writer, in planEditForm) (result, error) {
	return v.to("/plans/" + in.Code + "?in=" + in.In + "&said=edited"),
		tracker.EditPlan(v, w, in.Code, tracker.PlanEdit{
			Lang: in.In, Title: strings.TrimSpace(in.Title), Number: in.Number, Cycle: in.Cycle,
			StartsOn: domain.Day(in.Starts), EndsOn: domain.Day(in.Ends), URL: in.URL, Source: in.Source,
		}, in.Version)
}
