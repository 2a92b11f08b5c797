package pages

import (
	"cmp"
	"slices"
	"strconv"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// fillRelations adds what a commitment belongs to, and what it may belong to.
func (p *Pages) fillRelations(v visit, data *editData) (err error) {
	data.Values, data.Reasons = domain.Lists()["value"], domain.MoveCauses()
	data.Parts, data.Kinds = tracker.InstitutionParts(), tracker.LineageKinds()
	if data.Ties, err = p.tracker.Relations(v, data.Code); err != nil {
		return err
	}
	if data.Bodies, err = p.tracker.Institutions(v, data.State); err != nil {
		return err
	}
	data.Areas, err = p.tracker.PolicyAreas(v, v.lang)
	data.Areas = named(v.lang, data.Areas)
	return err
}

type relationsForm struct {
	Code    string   `path:"code" validate:"key"`
	Version int64    `form:"version" default:"0" validate:"gte=1"`
	Bodies  []string `form:"body"` // an institution's number, empty for none
	Parts   []string `form:"part"` // in the order of Bodies
	Areas   []string `form:"area"`
	Values  []string `form:"value"`
	Earlier []string `form:"earlier"` // code of a commitment, empty for none
	Kinds   []string `form:"kind"`    // in the order of Earlier
}

// relations reads a form whose rows stand in lists of one order.
func (f relationsForm) relations() (t tracker.Relations, err error) {
	t.Areas, t.Values = f.Areas, f.Values
	if len(f.Bodies) != len(f.Parts) || len(f.Earlier) != len(f.Kinds) {
		return t, &domain.Error{Kind: domain.Invalid, Code: "form_malformed"}
	}
	for i, body := range f.Bodies {
		if body == "" {
			continue
		}
		id, err := number("body", body)
		if err != nil {
			return t, err
		}
		t.Institutions = append(t.Institutions, tracker.RelatedInstitution{ID: id, Part: f.Parts[i]})
	}
	for i, code := range f.Earlier {
		if code != "" {
			t.Earlier = append(t.Earlier, tracker.RelatedCommitment{Code: code, Kind: f.Kinds[i]})
		}
	}
	return t, nil
}

func (p *Pages) saveRelations(v visit, w *ledger.Writer, in relationsForm) (result, error) {
	relations, err := in.relations()
	if err != nil {
		return result{}, err
	}
	return v.to("/edit/" + in.Code + "?said=tied#ties"), tracker.EditRelations(v, w, in.Code, relations, in.Version)
}

// institutionsData is the institutions of a state, by their names in one language.
type institutionsData struct {
	States []stateChoice
	State  string
	In     string
	Bodies []tracker.ListedInstitution
	Kinds  []string
}

type institutionsPage struct {
	State string `query:"state" validate:"omitempty,code"`
	In    string `query:"in" validate:"omitempty,language"`
	Said  string `query:"said" validate:"omitempty,oneof=edited"`
}

func (p *Pages) institutions(v visit, in institutionsPage) (*page, error) {
	data := institutionsData{State: in.State, In: cmp.Or(in.In, v.lang), Kinds: tracker.InstitutionKinds()}
	var err error
	if data.States, err = p.choices(v, func(s tracker.State) bool {
		return v.rights.Keeps(s.Code) && s.Membership != "left"
	}); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(data.States, func(s stateChoice) bool { return s.Code == data.State }) {
		if data.Bodies, err = p.tracker.Institutions(v, data.State); err != nil {
			return nil, err
		}
	} else {
		data.State = ""
	}
	return &page{
		Template: "institutions", Section: "plans", Path: "/institutions", Title: p.texts.T(v.lang, "body.title"),
		Description: p.texts.T(v.lang, "body.title"), Flash: p.said(v, "plans.said_"+in.Said), Data: data,
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

func (p *Pages) saveInstitution(v visit, w *ledger.Writer, in institutionForm) (result, error) {
	on := v.to("/institutions" + query("state", in.State, "in", in.In, "said", "edited"))
	institution := tracker.NewInstitution{State: in.State, Lang: in.In, Name: in.Name, Kind: in.Kind}
	if in.ID != 0 {
		return on, tracker.EditInstitution(v, w, in.ID, institution, in.Version)
	}
	_, err := tracker.AddInstitution(v, w, institution)
	return on, err
}

// number reads the number of something in a row of a form.
func number(field, text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, &domain.Error{Kind: domain.Invalid, Code: "shape_option", Field: field}
	}
	return id, nil
}
