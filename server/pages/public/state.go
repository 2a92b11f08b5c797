package public

import (
	"slices"
	"strings"

	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/programme"
	"jalons/server/tracker"
)

// stateData is a state's page: what it promised, what is done, who says so.
type stateData struct {
	State    *tracker.StateDetail
	In       render.View
	Region   domain.Text
	Groups   []commitmentGroup
	Late     []dueLine
	Soon     []dueLine
	Now      bool // figures of the present, so that lists of today stand beside them
	Stages   []programme.StageTotal
	Cities   int
	OGP      string
	Standing standing
	Expected *programme.PhasePlan // the year of the plan in which its first commitments are due
}

// dueLine is an open milestone with the days from today to its date, or since.
type dueLine struct {
	tracker.Milestone
	Days int
}

// standing is what a banner says of a state whose figures stand still.
type standing struct {
	Left      *tracker.Membership
	Suspended *tracker.Suspension
}

type stateIn struct {
	Code string `path:"code" validate:"code"`
	render.View
}

// soonDays is how far ahead a state's page lists what is due; allCommitments is more than a state has.
const (
	soonDays       = 90
	allCommitments = 1000
)

func (p *Public) state(r render.Request, in stateIn) (*render.Page, error) {
	data := stateData{In: in.View, Now: in.View == (render.View{})}
	var err error
	if data.State, err = p.Tracker.State(r, in.Code, in.Of()); err != nil {
		return nil, err
	}
	for _, fill := range []func(render.Request, *stateData) error{
		p.fillCommitments, p.fillDue, p.fillStateCities, p.fillRegionName, p.fillExpected,
	} {
		if err := fill(r, &data); err != nil {
			return nil, err
		}
	}
	data.OGP = p.ogpSentence(r.Lang, data.State)
	data.Standing = standingOf(data.State)
	name, _ := data.State.Name.Pick(r.Lang)
	region, _ := data.Region.Pick(r.Lang)
	var crumbs []render.Crumb
	if region != "" {
		crumbs = append(crumbs, render.Crumb{Name: region, Path: "/" + r.Lang + "/regions/" + data.State.Region})
	}
	return &render.Page{
		Template: "state", Title: name, Description: p.Texts.T(r.Lang, "state.description", "state", name),
		Section: "map", Crumbs: append(crumbs, render.Crumb{Name: name}), Data: data,
	}, nil
}

// fillCommitments groups the state's commitments by plan, the newest plan first.
func (p *Public) fillCommitments(r render.Request, data *stateData) error {
	rows, _, err := p.Tracker.Commitments(
		r, tracker.CommitmentFilter{State: data.State.Code}, domain.Page{Limit: allCommitments},
	)
	if err != nil {
		return err
	}
	for i := range data.State.Plans {
		group := commitmentGroup{Plan: &data.State.Plans[i]}
		for _, row := range rows {
			if row.Plan == group.Plan.Code {
				group.Rows = append(group.Rows, row)
			}
		}
		if len(group.Rows) > 0 {
			data.Groups = append(data.Groups, group)
		}
	}
	return nil
}

// fillDue lists what is late and what is due soon. Nothing is late in a state whose figures stand still.
func (p *Public) fillDue(r render.Request, data *stateData) error {
	if !data.Now || data.State.Frozen != "" {
		return nil
	}
	today := p.Tracker.Today()
	open, err := p.Tracker.OpenMilestones(r, data.State.Code, today.AddDays(soonDays))
	if err != nil {
		return err
	}
	for _, m := range open {
		if m.Demonstration && !data.State.Invented() {
			continue // no figure counts it
		}
		days := today.DaysUntil(m.Due.On)
		if days < 0 {
			data.Late = append(data.Late, dueLine{m, -days})
		} else {
			data.Soon = append(data.Soon, dueLine{m, days})
		}
	}
	return nil
}

func (p *Public) fillStateCities(r render.Request, data *stateData) error {
	stages, err := p.programmes.CityStages(r, programme.CityFilter{State: data.State.Code})
	for _, s := range stages {
		s.Cities += s.Outside
		if data.Cities += s.Cities; s.Cities > 0 {
			data.Stages = append(data.Stages, s)
		}
	}
	return err
}

func (p *Public) fillRegionName(r render.Request, data *stateData) error {
	regions, err := p.Tracker.RegionNames(r)
	for _, region := range regions {
		if region.Code == data.State.Region {
			data.Region = region.Name
		}
	}
	return err
}

// fillExpected finds when a country of the plan that has published nothing is due to.
func (p *Public) fillExpected(r render.Request, data *stateData) error {
	if len(data.Groups) > 0 || data.State.StartYear == nil || data.State.Frozen != "" {
		return nil
	}
	plan, err := p.programmes.Programme(r, programmeCode, domain.View{})
	if err != nil {
		return err
	}
	for _, phase := range plan.Phases {
		if phase.RolloutYear != nil && *phase.RolloutYear == *data.State.StartYear && len(phase.Plans) > 0 {
			data.Expected = &phase.Plans[len(phase.Plans)-1]
		}
	}
	return nil
}

func standingOf(s *tracker.StateDetail) standing {
	if s.Frozen == "" {
		return standing{}
	}
	if i := slices.IndexFunc(s.Memberships, func(m tracker.Membership) bool {
		return m.Status == "left" && m.From == s.Frozen
	}); i >= 0 {
		return standing{Left: &s.Memberships[i]}
	}
	i := slices.IndexFunc(s.Suspensions, func(x tracker.Suspension) bool { return x.From == s.Frozen })
	return standing{Suspended: &s.Suspensions[i]}
}

// ogpWords maps what the list of OGP's members says to the sentences that say it: a list that does not
// name a state is no proof that it is not a member.
var ogpWords = map[string]string{
	"yes": "ogp.yes", "yes (inactive?)": "ogp.inactive", "yes (suspended/left?)": "ogp.suspended", "left": "ogp.left",
	"left/inactive?": "ogp.left_inactive", "unsure": "ogp.unsure", "no evidence found": "ogp.no_evidence",
	"": "ogp.none",
}

func (p *Public) ogpSentence(lang string, s *tracker.StateDetail) string {
	key, known := ogpWords[s.OGPMember]
	if !known {
		return s.OGPMember
	}
	sentence := p.Texts.T(lang, key)
	year, unsure := strings.CutSuffix(s.OGPYear, "?")
	switch {
	case year == "":
	case unsure:
		sentence += " " + p.Texts.T(lang, "ogp.year_unsure", "year", year)
	default:
		sentence += " " + p.Texts.T(lang, "ogp.year", "year", year)
	}
	if s.OGPConfidence != "" {
		sentence += " " + p.Texts.T(lang, "confidence.sentence", "how", p.Texts.T(lang, "confidence."+s.OGPConfidence))
	}
	return sentence
}
