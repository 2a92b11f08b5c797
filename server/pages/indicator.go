package pages

import (
	"cmp"
	"slices"

	"jalons/server/ledger"
	"jalons/server/tracker"
)

// indicatorData is an indicator, to be corrected, with its texts in one language.
type indicatorData struct {
	*tracker.EditedIndicator
	In       string // the language that is edited
	Bodies   []tracker.ListedInstitution
	Outdated map[string]bool // languages whose translation trails the original
	Said     *flash
	Key      string
}

// Rows are the institutions that answer for it, and two places for others.
func (d indicatorData) Rows() []int64 { return append(slices.Clone(d.Leads), 0, 0) }

type indicatorPage struct {
	Code string `path:"code" validate:"key"`
	In   string `query:"in" validate:"omitempty,language"`
	Said string `query:"said" validate:"omitempty,oneof=edited"`
}

func (p *Pages) indicator(v visit, in indicatorPage) (*page, error) {
	var done *flash
	if in.Said != "" {
		done = &flash{Good: true, Words: p.texts.T(v.lang, "plans.said_edited")}
	}
	return p.indicatorWith(v, in.Code, in.In, done)
}

func (p *Pages) indicatorWith(v visit, code, lang string, done *flash) (*page, error) {
	found, err := p.desk.Indicator(v, v.person.ID, code)
	if err != nil {
		return nil, err
	}
	data := indicatorData{
		EditedIndicator: found, In: cmp.Or(lang, found.Title.Original), Said: done, Key: newKey(),
		Outdated: allOutdated(found.Title, found.Detail, found.DueWords),
	}
	if data.Bodies, err = p.tracker.Institutions(v, found.State); err != nil {
		return nil, err
	}
	title := p.texts.T(v.lang, "indicator.correct")
	at := "/indicators/" + code
	return &page{Template: "indicator", Section: "plans", Path: at, Title: title, Description: title, Data: data}, nil
}

type indicatorForm struct {
	Code     string   `path:"code" validate:"key"`
	Version  int64    `form:"version" default:"0" validate:"gte=1"`
	In       string   `form:"in" validate:"required,language"`
	Title    string   `form:"title" validate:"max=2000" lines:"yes"`
	Detail   string   `form:"detail" validate:"max=4000" lines:"yes"`
	DueWords string   `form:"due_words" validate:"max=2000" lines:"yes"`
	Leads    []string `form:"leads"` // numbers of institutions, empty for none
	Key      string   `form:"key" validate:"max=200"`
}

func (p *Pages) saveIndicator(v visit, in indicatorForm) (*page, error) {
	e := tracker.IndicatorEdit{Lang: in.In, Title: in.Title, Detail: in.Detail, DueWords: in.DueWords}
	var err error
	for _, lead := range in.Leads {
		if lead == "" || err != nil {
			continue
		}
		var id int64
		if id, err = number("leads", lead); !slices.Contains(e.Leads, id) {
			e.Leads = append(e.Leads, id)
		}
	}
	if err == nil {
		err = p.write(v, in.Key, e, func(w *ledger.Writer) error {
			return tracker.EditIndicator(v, w, in.Code, e, in.Version)
		})
	}
	if err == nil {
		return nil, seeOther{"/" + v.lang + "/indicators/" + in.Code + "?in=" + in.In + "&said=edited"}
	}
	return p.again(v, err, func(wrong *flash) (*page, error) { return p.indicatorWith(v, in.Code, in.In, wrong) })
}
