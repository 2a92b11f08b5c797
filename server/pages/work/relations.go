package work

import (
	"strconv"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// fillRelations adds what a commitment belongs to, and what it may belong to.
func (p *Work) fillRelations(v visit, data *editData) (err error) {
	data.Values, data.Reasons = domain.Lists()["value"], domain.MoveCauses()
	data.Parts, data.Kinds = tracker.InstitutionParts(), tracker.LineageKinds()
	if data.Relations, err = p.Tracker.Relations(v, data.Code); err != nil {
		return err
	}
	if data.StateInstitutions, err = p.Tracker.Institutions(v, data.State); err != nil {
		return err
	}
	data.Areas, err = p.Tracker.PolicyAreas(v, v.Lang)
	data.Areas = render.Named(v.Lang, data.Areas)
	return err
}

type relationsForm struct {
	Code         string   `path:"code" validate:"key"`
	Version      int64    `form:"version" default:"0" validate:"gte=1"`
	Institutions []string `form:"body"` // an institution's number, empty for none
	Parts        []string `form:"part"` // in the order of Institutions
	Areas        []string `form:"area"`
	Values       []string `form:"value"`
	Earlier      []string `form:"earlier"` // code of a commitment, empty for none
	Kinds        []string `form:"kind"`    // in the order of Earlier
}

// relations reads a form whose rows stand in lists of one order.
func (f relationsForm) relations() (t tracker.Relations, err error) {
	t.Areas, t.Values = f.Areas, f.Values
	if len(f.Institutions) != len(f.Parts) || len(f.Earlier) != len(f.Kinds) {
		return t, &domain.Error{Kind: domain.Invalid, Code: "form_malformed"}
	}
	for i, body := range f.Institutions {
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

func (p *Work) saveRelations(v visit, w *ledger.Writer, in relationsForm) (result, error) {
	relations, err := in.relations()
	if err != nil {
		return result{}, err
	}
	return v.to("/edit/" + in.Code + "?said=related#relations"),
		tracker.EditRelations(v, w, in.Code, relations, in.Version)
}

// number reads the number of something in a row of a form.
func number(field, text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, &domain.Error{Kind: domain.Invalid, Code: "shape_option", Field: field}
	}
	return id, nil
}
