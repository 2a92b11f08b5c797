package work

import (
	"net/url"
	"slices"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// assessmentsData is what an assessor chooses from: the commitments of a state, and what they have said.
type assessmentsData struct {
	States      []stateChoice
	State       string
	Commitments []tracker.Commitment
	Verdicts    []tracker.Assessment
}

type assessmentsPage struct {
	State string `query:"state" validate:"omitempty,code"`
	Said  string `query:"said" validate:"omitempty,oneof=assessed corrected"`
}

func (p *Work) assessments(v visit, in assessmentsPage) (*render.Page, error) {
	data := assessmentsData{State: in.State}
	// What is invented beside real data is in no figure, and assessed by assessors of the demonstration all the same.
	listed := func(s tracker.State) bool {
		return v.rights.Assesses(s.Code) && (s.Progress.Figures.Milestones > 0 || s.Progress.Invented.Milestones > 0)
	}
	var err error
	if data.States, err = p.choices(v, listed); err != nil {
		return nil, err
	}
	if in.State != "" && v.rights.Assesses(in.State) {
		if data.Commitments, _, err = p.Tracker.Commitments(
			v, tracker.CommitmentFilter{State: in.State}, domain.Page{Limit: 200},
		); err != nil {
			return nil, err
		}
	}
	if data.Verdicts, err = p.Tracker.Assessments(v, v.person.ID); err != nil {
		return nil, err
	}
	return &render.Page{
		Template: "assessments", Section: "assessments", Path: "/assessments",
		Title: p.Texts.T(v.Lang, "assessment.title"), Description: p.Texts.T(v.Lang, "assessment.title"),
		Flash: p.said(v, "assessment.said_"+in.Said), Data: data,
	}, nil
}

// assessmentData is the form that judges a commitment or one of its milestones.
type assessmentData struct {
	Commitment *tracker.CommitmentDetail
	Target     string
	Title      domain.Text
	Today      domain.Day
}

type assessmentPage struct {
	Code string `path:"code" validate:"key"`
}

func (p *Work) assessment(v visit, in assessmentPage) (*render.Page, error) {
	whole, _, _ := strings.Cut(in.Code, ".")
	c, err := p.Tracker.Commitment(v, whole)
	if err != nil {
		return nil, err
	}
	if !v.rights.Assesses(c.State) {
		return nil, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	data := assessmentData{Commitment: c, Target: in.Code, Title: c.Title, Today: p.Tracker.Today()}
	if in.Code != whole {
		title, ok := titleOf(c, in.Code)
		if !ok {
			return nil, &domain.Error{
				Kind: domain.Missing, Code: "missing_target", Args: map[string]any{"code": in.Code},
			}
		}
		data.Title = title
	}
	title, _ := data.Title.Pick(v.Lang)
	return &render.Page{
		Template: "assessment", Section: "assessments", Path: "/assessments/" + in.Code, Title: title,
		Description: title, Data: data,
	}, nil
}

// titleOf finds a milestone or an indicator of a commitment.
func titleOf(c *tracker.CommitmentDetail, code string) (domain.Text, bool) {
	for _, m := range c.MilestoneSet {
		if m.Code == code {
			return m.Title, true
		}
		for _, n := range m.Indicators {
			if n.Code == code {
				return n.Title, true
			}
		}
	}
	return domain.Text{}, false
}

type assessForm struct {
	Code       string       `path:"code" validate:"key"`
	Level      domain.Level `form:"level" validate:"max=40"`
	On         string       `form:"on" validate:"omitempty,day"`
	Early      string       `form:"early" validate:"max=40"`
	Ambition   string       `form:"ambition" validate:"max=40"`
	Verifiable string       `form:"verifiable" validate:"max=40"`
	Verdict    string       `form:"verdict" validate:"max=4000" lines:"yes"`
	Source     string       `form:"source" validate:"max=2000"`
	Title      string       `form:"title" validate:"max=200"`
}

func (p *Work) assess(v visit, w *ledger.Writer, in assessForm) (result, error) {
	j := tracker.NewAssessment{
		Target: in.Code, Level: in.Level, On: domain.Day(in.On), EarlyResults: in.Early, Ambition: in.Ambition,
		Verifiable: in.Verifiable, Verdict: typedText(v.Lang, in.Verdict),
	}
	if in.Source != "" {
		title := in.Title
		if title == "" {
			title = in.Source
			if u, err := url.Parse(in.Source); err == nil && u.Hostname() != "" {
				title = u.Hostname()
			}
		}
		j.Evidence = []tracker.NewEvidence{{
			URL: in.Source, Title: domain.NewText(v.Lang, title), Kind: "report", AccessedOn: p.Tracker.Today(),
		}}
	}
	_, err := tracker.Assess(v, w, j)
	return v.to("/assessments?said=assessed"), err
}

type dropVerdictForm struct {
	Statement int64  `form:"statement" default:"0" validate:"gte=1"`
	Reason    string `form:"reason" validate:"max=400" lines:"yes"`
}

// dropVerdict takes back an assessment of the person's own with a reason.
func (p *Work) dropVerdict(v visit, request ledger.Request, in dropVerdictForm) (result, error) {
	verdicts, err := p.Tracker.Assessments(v, v.person.ID)
	if err != nil {
		return result{}, err
	}
	if !slices.ContainsFunc(verdicts, func(d tracker.Assessment) bool { return d.ID == in.Statement }) {
		return result{}, &domain.Error{Kind: domain.Forbidden, Code: "not_yours"}
	}
	return v.to("/assessments?said=corrected"), ledger.Perform(v, p.Tracker.Ledger, request,
		func(w *ledger.Writer) error {
			_, err := tracker.Retract(v, w, in.Statement, in.Reason, "")
			return err
		})
}
