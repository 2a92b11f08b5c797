package work

import (
	"cmp"
	"slices"

	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// indicatorData is an indicator, to be corrected, with its texts in one language.
type indicatorData struct {
	*tracker.EditedIndicator
	In           string // the language that is edited
	Institutions []tracker.ListedInstitution
	Outdated     map[string]bool // languages whose translation trails the original
}

// Rows are the institutions that answer for it, and two places for others.
func (d indicatorData) Rows() []int64 { return append(slices.Clone(d.Leads), 0, 0) }

type indicatorPage struct {
	Code string `path:"code" validate:"key"`
	In   string `query:"in" validate:"omitempty,language"`
	Said string `query:"said" validate:"omitempty,oneof=edited"`
}

func (p *Work) indicator(v visit, in indicatorPage) (*render.Page, error) {
	found, err := p.Tracker.KeptIndicator(v, v.rights, in.Code)
	if err != nil {
		return nil, err
	}
	data := indicatorData{
		EditedIndicator: found, In: cmp.Or(in.In, found.Title.Original),
		Outdated: render.AllOutdated(found.Title, found.Detail, found.DueWords),
	}
	if data.Institutions, err = p.Tracker.Institutions(v, found.State); err != nil {
		return nil, err
	}
	title := p.Texts.T(v.Lang, "indicator.correct")
	return &render.Page{
		Template: "indicator", Section: "plans", Path: "/indicators/" + in.Code, Title: title, Description: title,
		Flash: p.said(v, "plans.said_"+in.Said), Data: data,
	}, nil
}

type indicatorForm struct {
	Code     string   `path:"code" validate:"key"`
	Version  int64    `form:"version" default:"0" validate:"gte=1"`
	In       string   `form:"in" validate:"required,language"`
	Title    string   `form:"title" validate:"max=2000" lines:"yes"`
	Detail   string   `form:"detail" validate:"max=4000" lines:"yes"`
	DueWords string   `form:"due_words" validate:"max=2000" lines:"yes"`
	Leads    []string `form:"leads"` // numbers of institutions, empty for none
}

func (p *Work) saveIndicator(v visit, w *ledger.Writer, in indicatorForm) (result, error) {
	e := tracker.IndicatorEdit{Lang: in.In, Title: in.Title, Detail: in.Detail, DueWords: in.DueWords}
	for _, lead := range in.Leads {
		if lead == "" {
			continue
		}
		id, err := number("leads", lead)
		if err != nil {
			return result{}, err
		}
		if !slices.Contains(e.Leads, id) {
			e.Leads = append(e.Leads, id)
		}
	}
	return v.to("/indicators/" + in.Code + "?in=" + in.In + "&said=edited"),
		tracker.EditIndicator(v, w, in.Code, e, in.Version)
}
