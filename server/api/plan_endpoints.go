package api

import (
	"context"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

type newPlanIn struct {
	State    string `body:"state" validate:"required,code" doc:"code of the government"`
	Lang     string `body:"lang" validate:"required,language" doc:"language of the title"`
	Title    string `body:"title" validate:"required,max=2000" doc:"title of the plan"`
	StartsOn string `body:"starts_on" validate:"required,day" doc:"first day; its year and the government make the plan's code"`
	EndsOn   string `body:"ends_on" validate:"omitempty,day" doc:"last day"`
	URL      string `body:"url" validate:"max=2000" doc:"address of the plan"`
	Source   string `body:"source" validate:"required,max=400" doc:"where it was published"`
}

type codeOut struct {
	Code string `json:"code" doc:"code of what was published"`
}

func (e workEndpoints) addPlan(ctx context.Context, w *ledger.Writer, in newPlanIn) (codeOut, error) {
	p := tracker.PlanOf(in.State, domain.Day(in.StartsOn), domain.Day(in.EndsOn))
	p.Title, p.URL, p.Source = textOf(in.Lang, in.Title), in.URL, in.Source
	return codeOut{p.Code}, tracker.AddActionPlan(ctx, w, p)
}

type planKeyIn struct {
	Code string `path:"code" validate:"key" doc:"code of the action plan"`
}

type editedPlanOut struct {
	Version int64               `json:"version" doc:"the version of the plan, to be given as If-Match"`
	Plan    *tracker.ActionPlan `json:"plan" doc:"the plan as it stands"`
}

func (e workEndpoints) editedPlan(ctx context.Context, p *account.Person, in planKeyIn) (out editedPlanOut, err error) {
	rights, err := e.Rights(ctx, p.ID)
	if err != nil {
		return out, err
	}
	if out.Plan, err = e.KeptActionPlan(ctx, rights, in.Code); err != nil {
		return out, err
	}
	out.Version = out.Plan.Version
	return out, nil
}

type planIn struct {
	Code     string `path:"code" validate:"key" doc:"code of the action plan"`
	Version  int64  `header:"If-Match" default:"0" validate:"gte=1" doc:"the version that the caller saw"`
	Lang     string `body:"lang" validate:"required,language" doc:"language of the title; in another than the original it is a translation of it"`
	Title    string `body:"title" validate:"required,max=2000" doc:"title of the plan"`
	Number   *int   `body:"number" validate:"omitempty,gte=1,lte=999" doc:"the plan's number among those of its government; none where it is not given"`
	Cycle    string `body:"cycle" validate:"required,max=40" doc:"years of the plan, as in 2024-2026"`
	StartsOn string `body:"starts_on" validate:"required,day" doc:"first day, in the year that the plan's code names"`
	EndsOn   string `body:"ends_on" validate:"omitempty,day" doc:"last day; none where it is not given"`
	URL      string `body:"url" validate:"max=2000" doc:"address of the plan; empty takes it away"`
	Source   string `body:"source" validate:"required,max=400" doc:"where it was published"`
}

func (e workEndpoints) editPlan(ctx context.Context, w *ledger.Writer, in planIn) (codeOut, error) {
	return codeOut{in.Code}, tracker.EditPlan(ctx, w, in.Code, tracker.PlanEdit{
		Lang: in.Lang, Title: in.Title, Number: in.Number, Cycle: in.Cycle,
		StartsOn: domain.Day(in.StartsOn), EndsOn: domain.Day(in.EndsOn), URL: in.URL, Source: in.Source,
	}, in.Version)
}

type newCommitmentIn struct {
	Plan        string `body:"plan" validate:"required,key" doc:"code of the action plan"`
	Lang        string `body:"lang" validate:"required,language" doc:"language of the texts, from then on the original"`
	Title       string `body:"title" validate:"required,max=2000" doc:"title of the commitment"`
	Description string `body:"description" validate:"max=4000" lines:"yes" doc:"what is promised"`
	StartsOn    string `body:"starts_on" validate:"omitempty,day" doc:"first day"`
	EndsOn      string `body:"ends_on" validate:"omitempty,day" doc:"last day"`
}

func (e workEndpoints) addCommitment(
	ctx context.Context, w *ledger.Writer, in newCommitmentIn,
) (out codeOut, err error) {
	out.Code, err = tracker.AddCommitment(ctx, w, tracker.NewCommitment{
		Plan: in.Plan, Title: textOf(in.Lang, in.Title), Description: textOf(in.Lang, in.Description),
		StartsOn: domain.Day(in.StartsOn), EndsOn: domain.Day(in.EndsOn),
	})
	return out, err
}

type editedIn struct {
	Code string `path:"code" validate:"key" doc:"code of the commitment"`
}

type editedOut struct {
	Versions map[string]int64   `json:"versions" doc:"versions of the commitment and of its milestones by code, to be given as If-Match"`
	Ties     *tracker.Relations `json:"relations" doc:"what it belongs to"`
}

// edited gives what an editor needs beside the public document: versions, and ties by their numbers.
func (e workEndpoints) edited(ctx context.Context, p *account.Person, in editedIn) (out editedOut, err error) {
	rights, err := e.Rights(ctx, p.ID)
	if err != nil {
		return out, err
	}
	commitment, err := e.Commitment(ctx, in.Code)
	if err != nil {
		return out, err
	}
	if !rights.Keeps(commitment.State) {
		return out, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	if out.Versions, err = e.Versions(ctx, in.Code); err != nil {
		return out, err
	}
	out.Ties, err = e.Relations(ctx, in.Code)
	return out, err
}

type textsIn struct {
	Code        string `path:"code" validate:"key" doc:"code of the commitment"`
	Version     int64  `header:"If-Match" default:"0" validate:"gte=1" doc:"the version that the caller saw"`
	Lang        string `body:"lang" validate:"required,language" doc:"language of the texts; in another than the original they are translations of it"`
	Title       string `body:"title" validate:"required,max=2000" doc:"title"`
	Description string `body:"description" validate:"max=4000" lines:"yes" doc:"what is promised; empty takes the text away, here and below"`
	Problem     string `body:"problem" validate:"max=4000" lines:"yes" doc:"the public problem that it addresses"`
	Expected    string `body:"expected" validate:"max=4000" lines:"yes" doc:"the result that is expected"`
	Relevance   string `body:"relevance" validate:"max=4000" lines:"yes" doc:"how it serves open government"`
	StartsOn    string `body:"starts_on" validate:"omitempty,day" doc:"first day"`
	EndsOn      string `body:"ends_on" validate:"omitempty,day" doc:"last day"`
	OGPID       string `body:"ogp_id" validate:"max=20" doc:"the Open Government Partnership's own id, as in CA0062; empty takes it away"`
}

func (e workEndpoints) editTexts(ctx context.Context, w *ledger.Writer, in textsIn) (codeOut, error) {
	return codeOut{in.Code}, tracker.EditCommitment(ctx, w, in.Code, tracker.CommitmentTexts{
		Lang: in.Lang, Title: in.Title, Description: in.Description, Problem: in.Problem, Expected: in.Expected,
		Relevance: in.Relevance, StartsOn: domain.Day(in.StartsOn), EndsOn: domain.Day(in.EndsOn),
		OGPID: in.OGPID,
	}, in.Version)
}

type relatedInstitutionIn struct {
	ID   int64  `body:"id" validate:"required,gte=1" doc:"number of the institution"`
	Part string `body:"part" validate:"required,part" doc:"lead or supporting"`
}

type relatedCommitmentIn struct {
	Code string `body:"code" validate:"required,key" doc:"code of a commitment of an earlier plan of the same government"`
	Kind string `body:"kind" validate:"required,lineage" doc:"what is done with it"`
}

type relationsIn struct {
	Code         string                 `path:"code" validate:"key" doc:"code of the commitment"`
	Version      int64                  `header:"If-Match" default:"0" validate:"gte=1" doc:"the version that the caller saw"`
	Institutions []relatedInstitutionIn `body:"institutions" validate:"max=40,dive" doc:"all institutions that lead or support it"`
	Areas        []string               `body:"areas" validate:"max=60" doc:"codes of all its policy areas"`
	Values       []string               `body:"values" validate:"max=7" doc:"all its values of open government"`
	Earlier      []relatedCommitmentIn  `body:"predecessors" validate:"max=40,dive" doc:"all earlier commitments that it is related to"`
}

func (e workEndpoints) editRelations(ctx context.Context, w *ledger.Writer, in relationsIn) (codeOut, error) {
	t := tracker.Relations{Areas: in.Areas, Values: in.Values}
	for _, i := range in.Institutions {
		t.Institutions = append(t.Institutions, tracker.RelatedInstitution(i))
	}
	for _, i := range in.Earlier {
		t.Earlier = append(t.Earlier, tracker.RelatedCommitment(i))
	}
	return codeOut{in.Code}, tracker.EditRelations(ctx, w, in.Code, t, in.Version)
}

type newMilestoneIn struct {
	Commitment string `body:"commitment" validate:"required,key" doc:"code of the commitment"`
	Lang       string `body:"lang" validate:"required,language" doc:"language of the title, from then on the original"`
	Title      string `body:"title" validate:"required,max=2000" lines:"yes" doc:"what is to be done"`
	Weight     int    `body:"weight" default:"1" validate:"gte=1,lte=3" doc:"weight, 1 to 3; 1 where it is not given"`
	DueOn      string `body:"due_on" validate:"omitempty,day" doc:"the date promised; of a month, quarter or year the last day counts"`
	Within     string `body:"precision" validate:"omitempty,calendar_precision" doc:"how much of the date is meant; day where it is not given"`
}

func (e workEndpoints) addMilestone(ctx context.Context, w *ledger.Writer, in newMilestoneIn) (out codeOut, err error) {
	out.Code, err = tracker.AddMilestone(ctx, w, tracker.NewMilestone{
		Commitment: in.Commitment, Title: textOf(in.Lang, in.Title), Weight: in.Weight, DueOn: domain.Day(in.DueOn),
		Precision: domain.Precision(in.Within),
	})
	return out, err
}

type milestoneTextIn struct {
	ID      string `path:"id" validate:"key" doc:"code of the milestone"`
	Version int64  `header:"If-Match" default:"0" validate:"gte=1" doc:"the version that the caller saw"`
	Lang    string `body:"lang" validate:"required,language" doc:"language of the title; in another than the original it is a translation of it"`
	Title   string `body:"title" validate:"required,max=2000" lines:"yes" doc:"what is to be done"`
	Weight  *int   `body:"weight" validate:"omitempty,gte=1,lte=3" doc:"weight, 1 to 3; it stays where it is not given"`
}

func (e workEndpoints) editMilestone(ctx context.Context, w *ledger.Writer, in milestoneTextIn) (codeOut, error) {
	weight := 0 // as it is
	if in.Weight != nil {
		weight = *in.Weight
	}
	return codeOut{in.ID}, tracker.EditMilestone(ctx, w, in.ID, in.Lang, in.Title, weight, in.Version)
}

type institutionsIn struct {
	State string `query:"state" validate:"required,code" doc:"code of the government"`
}

type institutionsOut struct {
	Items []tracker.ListedInstitution `json:"items" doc:"its institutions by name"`
}

func (e workEndpoints) institutions(
	ctx context.Context, _ *account.Person, in institutionsIn,
) (out institutionsOut, err error) {
	out.Items, err = e.Institutions(ctx, in.State)
	return out, err
}

type newInstitutionIn struct {
	State string `body:"state" validate:"required,code" doc:"code of the government"`
	Lang  string `body:"lang" validate:"required,language" doc:"language of the name, from then on the original"`
	Name  string `body:"name" validate:"required,max=400" doc:"name"`
	Kind  string `body:"kind" validate:"required,institution" doc:"what kind of body it is"`
}

func (e workEndpoints) addInstitution(
	ctx context.Context, w *ledger.Writer, in newInstitutionIn,
) (out doneOut, err error) {
	out.ID, err = tracker.AddInstitution(ctx, w, tracker.NewInstitution(in))
	return out, err
}

type institutionIn struct {
	ID      int64  `path:"id" validate:"gte=1" doc:"number of the institution"`
	Version int64  `header:"If-Match" default:"0" validate:"gte=1" doc:"the version that the caller saw"`
	Lang    string `body:"lang" validate:"required,language" doc:"language of the name"`
	Name    string `body:"name" validate:"max=400" doc:"name; empty takes a translation away"`
	Kind    string `body:"kind" validate:"required,institution" doc:"what kind of body it is"`
}

func (e workEndpoints) editInstitution(ctx context.Context, w *ledger.Writer, in institutionIn) (doneOut, error) {
	return doneOut{in.ID}, tracker.EditInstitution(
		ctx, w, in.ID, tracker.NewInstitution{Lang: in.Lang, Name: in.Name, Kind: in.Kind}, in.Version,
	)
}
