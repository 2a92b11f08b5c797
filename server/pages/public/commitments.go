package public

import (
	"slices"

	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// commitmentsIn is the filter form of the list of commitments and the place in the list.
type commitmentsIn struct {
	Q      string `query:"q"`
	State  string `query:"state" validate:"omitempty,code"`
	Region string `query:"region" validate:"omitempty,code"`
	Level  string `query:"level" validate:"omitempty,level_shown"`
	Trust  string `query:"trust" validate:"omitempty,source"`
	Late   *bool  `query:"late"`
	Area   string `query:"area" validate:"omitempty,code"`
	Value  string `query:"value" validate:"omitempty,value"`
	Cycle  string `query:"cycle" validate:"max=40"`
	render.Place
}

func (in commitmentsIn) filter() tracker.CommitmentFilter {
	return tracker.CommitmentFilter{
		State: in.State, Region: in.Region, Level: in.Level, Trust: in.Trust, Late: in.Late, Area: in.Area,
		Value: in.Value, Cycle: in.Cycle, Text: in.Q,
	}
}

// commitmentsData is a page of the list with what the form lets people choose among.
type commitmentsData struct {
	In       commitmentsIn
	Voice    string // the voice that the chosen level is read in
	Groups   []commitmentGroup
	Pager    render.Pager
	Narrowed bool   // a filter is set
	JSON     string // the same list for programs
	CSV      string
	Choices  commitmentChoices
	Real     int // of the list, where invented ones stand beside them
	Invented int
}

// commitmentChoices are the lists of the form.
type commitmentChoices struct {
	States, Regions, Areas []tracker.Named
	Cycles, Voices, Values []string
	Levels                 []domain.Level
}

// commitmentGroup is a body of a table of commitments: those of one plan, or all of a list.
type commitmentGroup struct {
	Plan *tracker.ActionPlan
	Rows []tracker.Commitment
}

var (
	formLevels = []domain.Level{
		domain.LevelCompleted, domain.LevelSubstantial, domain.LevelLimited, domain.LevelNotStarted,
		domain.LevelUnknown, domain.LevelNotAssessed, domain.LevelWithdrawn,
	}
	formVoices = []string{"approved", "declared", "assessed"}
)

func (p *Public) commitments(r render.Request, in commitmentsIn) (*render.Page, error) {
	if err := tracker.CheckText(in.Q); err != nil {
		return nil, err
	}
	rows, count, err := p.Tracker.Commitments(r, in.filter(), domain.Page{After: in.After, Limit: render.PageSize})
	if err != nil {
		return nil, err
	}
	data := commitmentsData{In: in, Voice: voiceOf(in), Groups: []commitmentGroup{{Rows: rows}}}
	data.Narrowed = render.FilterQuery(r.Query) != ""
	data.JSON, data.CSV = render.DataLinks("commitments", r)
	last := ""
	if len(rows) > 0 {
		last = rows[len(rows)-1].Code
	}
	data.Pager = render.NewPager(r.Query, in.Place, len(rows), count.All(), last)
	if data.Choices, err = p.commitmentChoices(r); err != nil {
		return nil, err
	}
	data.Real, data.Invented = count.Real, count.Invented
	return &render.Page{Template: "commitments", Title: p.Texts.T(r.Lang, "commitments.title"),
		Description: p.Texts.T(r.Lang, "commitments.description"),
		Section:     "commitments", Crumbs: []render.Crumb{{Name: p.Texts.T(
			r.Lang, "nav.commitments",
		)}}, Data: data}, nil
}

// voiceOf names the source that a chosen level is read in; without a level there is none to name.
func voiceOf(in commitmentsIn) string {
	switch {
	case in.Level == "":
		return ""
	case in.Trust == "":
		return "approved"
	}
	return in.Trust
}

func (p *Public) commitmentChoices(r render.Request) (c commitmentChoices, err error) {
	c = commitmentChoices{Levels: formLevels, Voices: formVoices, Values: domain.Lists()["value"]}
	if c.States, err = p.Tracker.StateNames(r, r.Lang); err != nil {
		return c, err
	}
	c.States = render.Named(r.Lang, c.States)
	if c.Regions, err = p.Tracker.RegionNames(r); err != nil {
		return c, err
	}
	if c.Areas, err = p.Tracker.PolicyAreas(r, r.Lang); err != nil {
		return c, err
	}
	c.Areas = render.Named(r.Lang, c.Areas)
	plans, err := p.Tracker.ActionPlans(r, "")
	for _, plan := range plans {
		if !slices.Contains(c.Cycles, plan.Cycle) {
			c.Cycles = append(c.Cycles, plan.Cycle)
		}
	}
	slices.Sort(c.Cycles)
	slices.Reverse(c.Cycles)
	return c, err
}
