package work

import (
	"cmp"
	"slices"

	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// institutionsData is the institutions of a state, by their names in one language.
type institutionsData struct {
	States       []stateChoice
	State        string
	In           string
	Institutions []tracker.ListedInstitution
	Kinds        []string
}

type institutionsPage struct {
	State string `query:"state" validate:"omitempty,code"`
	In    string `query:"in" validate:"omitempty,language"`
	Said  string `query:"said" validate:"omitempty,oneof=edited"`
}

func (p *Work) institutions(v visit, in institutionsPage) (*render.Page, error) {
	data := institutionsData{State: in.State, In: cmp.Or(in.In, v.Lang), Kinds: tracker.InstitutionKinds()}
	var err error
	if data.States, err = p.choices(v, func(s tracker.State) bool {
		return v.rights.Keeps(s.Code) && s.Membership != "left"
	}); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(data.States, func(s stateChoice) bool { return s.Code == data.State }) {
		if data.Institutions, err = p.Tracker.Institutions(v, data.State); err != nil {
			return nil, err
		}
	} else {
		data.State = ""
	}
	return &render.Page{
		Template: "institutions", Section: "plans", Path: "/institutions",
		Title:       p.Texts.T(v.Lang, "institutions.title"),
		Description: p.Texts.T(v.Lang, "institutions.title"), Flash: p.said(v, "plans.said_"+in.Said), Data: data,
	}, nil
}

type institutionForm struct {
	ID      int64  `form:"id" default:"0" validate:"gte=0"` // 0 enters a new one
	Version int64  `form:"version" default:"0" validate:"gte=0"`
	State   string `form:"state" validate:"required,code"`
	In      string `form:"in" validate:"required,language"`
	Name    string `form:"name" validate:"max=400"`
	Kind    string `form:"kind" validate:"required,institution"`
}

func (p *Work) saveInstitution(v visit, w *ledger.Writer, in institutionForm) (result, error) {
	on := v.to("/institutions" + render.Query("state", in.State, "in", in.In, "said", "edited"))
	institution := tracker.NewInstitution{State: in.State, Lang: in.In, Name: in.Name, Kind: in.Kind}
	if in.ID != 0 {
		return on, tracker.EditInstitution(v, w, in.ID, institution, in.Version)
	}
	_, err := tracker.AddInstitution(v, w, institution)
	return on, err
}
