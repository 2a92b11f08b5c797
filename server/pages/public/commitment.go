package public

import (
	"strings"

	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// commitmentData is a commitment's page: is this promise kept, and what is the proof?
type commitmentData struct {
	Commitment *tracker.CommitmentDetail
	Said       render.Spoken // the level in the heading: approved where the state approved one, else as declared
	Gap        *render.Gap
	Reasons    []render.Reason
	Leads      []tracker.Institution
	Supporting []tracker.Institution
	Areas      []tracker.Named
	Versions   []version
	Folds      []milestoneFold
	Events     []eventLine
	Older      []eventLine
}

// version is the commitment's text in one language.
type version struct {
	Lang                           string
	Original, Translated, Outdated bool
	Title, Description             string
	Problem, Expected, Relevance   string
}

type commitmentIn struct {
	Code string `path:"code" validate:"code"`
}

// eventsShown is how many events stand open in the history; older ones are a fold away.
const eventsShown = 25

func (p *Public) commitment(r render.Request, in commitmentIn) (*render.Page, error) {
	c, err := p.Tracker.Commitment(r, in.Code)
	if err != nil {
		return nil, err
	}
	data := commitmentData{
		Commitment: c, Said: render.Headline(c.Levels), Gap: render.CommitmentGap(c.Commitment),
		Reasons:  render.ReasonsOf(c),
		Versions: versionsOf(c),
	}
	data.Folds = p.folds(c)
	data.Events = p.timeline(r.Lang, c)
	if len(data.Events) > eventsShown+5 {
		data.Events, data.Older = data.Events[:eventsShown], data.Events[eventsShown:]
	}
	for _, body := range c.Institutions {
		if body.Part == "lead" {
			data.Leads = append(data.Leads, body)
		} else {
			data.Supporting = append(data.Supporting, body)
		}
	}
	if data.Areas, err = p.areasOf(r, c); err != nil {
		return nil, err
	}
	title, _ := c.Title.Pick(r.Lang)
	state, _ := c.StateName.Pick(r.Lang)
	crumbs := []render.Crumb{
		{Name: p.Texts.T(r.Lang, "nav.commitments"), Path: "/" + r.Lang + "/commitments"},
		{Name: state, Path: "/" + r.Lang + "/states/" + c.State}, {Name: c.Code},
	}
	return &render.Page{
		Template: "commitment", Title: render.Cut(title, 120), Description: p.commitmentSummary(r.Lang, c),
		Section: "commitments", Crumbs: crumbs, Data: data,
	}, nil
}

// commitmentSummary is the sentence that search engines and previews show.
func (p *Public) commitmentSummary(lang string, c *tracker.CommitmentDetail) string {
	state, _ := c.StateName.Pick(lang)
	return p.Texts.T(
		lang, "commitment.description", "state", state, "code", c.Code, "n", c.CompletedApproved, "of", c.Milestones,
	)
}

func (p *Public) areasOf(r render.Request, c *tracker.CommitmentDetail) ([]tracker.Named, error) {
	all, err := p.Tracker.PolicyAreas(r, r.Lang)
	var areas []tracker.Named
	for _, code := range c.Areas {
		for _, area := range all {
			if area.Code == code {
				areas = append(areas, area)
			}
		}
	}
	return areas, err
}

// versionsOf lists the languages that the title is in, the original first.
func versionsOf(c *tracker.CommitmentDetail) []version {
	var list []version
	for _, lang := range []string{c.Title.Original, "fr", "en", "ar"} {
		title, ok := c.Title.In[lang]
		if !ok || len(list) > 0 && lang == c.Title.Original {
			continue
		}
		list = append(list, version{
			Lang: lang, Original: lang == c.Title.Original,
			Translated: c.Title.Translated(lang) || c.Description.Translated(lang),
			Outdated:   render.Outdated(lang, c.Title, c.Description, c.Problem, c.Expected, c.Relevance),
			Title:      title, Description: c.Description.In[lang], Problem: c.Problem.In[lang],
			Expected: c.Expected.In[lang], Relevance: c.Relevance.In[lang],
		})
	}
	return list
}

// milestoneFold is a milestone as a fold of the page.
type milestoneFold struct {
	tracker.Milestone
	ID       string
	Said     render.Spoken
	Speaker  string      // who declared what stands as declared
	Assessor domain.Text // who assessed what stands as assessed
	Late     int         // days since the date in force passed, 0 where it is not late
	Idle     int         // days since what is approved was so, where that is too long ago
	Parts    []indicatorLine
}

// indicatorLine is an indicator inside a milestone.
type indicatorLine struct {
	tracker.Indicator
	ID       string
	Said     render.Spoken
	Speaker  string
	Assessor domain.Text
}

func (p *Public) folds(c *tracker.CommitmentDetail) []milestoneFold {
	said := newestSpeakers(c.History)
	today := p.Tracker.Today()
	folds := make([]milestoneFold, len(c.MilestoneSet))
	for i, m := range c.MilestoneSet {
		s := milestoneFold{
			Milestone: m, ID: strings.ToLower(m.Code), Said: render.Heard(m.Levels), Speaker: said[m.Code].Speaker,
			Assessor: said[m.Code].Assessor,
		}
		if m.Schedule == "late" && m.Outside == "" && !c.Frozen {
			s.Late = m.Due.On.DaysUntil(today)
		}
		if m.Stale && m.Outside == "" && m.ApprovedOn != "" {
			s.Idle = m.ApprovedOn.DaysUntil(today)
		}
		for _, n := range m.Indicators {
			s.Parts = append(s.Parts, indicatorLine{
				n, strings.ToLower(n.Code), render.Heard(n.Levels), said[n.Code].Speaker, said[n.Code].Assessor,
			})
		}
		folds[i] = s
	}
	return folds
}

// speakers are who last declared and who last assessed a target.
type speakers struct {
	Speaker      string
	Assessor     domain.Text
	saidOn, isOn domain.Day
}

// newestSpeakers reads from a history, newest recorded first, who speaks in what stands. What was
// retracted does not stand.
func newestSpeakers(history []tracker.Event) map[string]speakers {
	retracted := map[int64]bool{}
	for _, e := range history {
		retracted[e.Statement] = retracted[e.Statement] || e.Kind == "retracted"
	}
	found := map[string]speakers{}
	for _, e := range history {
		for _, target := range []string{e.Target, milestoneOf(e.Target)} {
			s := found[target]
			switch {
			case retracted[e.Statement]:
			case (e.Kind == "declared" || e.Kind == "confirmed") && e.On > s.saidOn:
				s.Speaker, s.saidOn = e.Speaker, e.On
			case e.Kind == "assessed" && e.On > s.isOn:
				s.Assessor, s.isOn = e.Assessor, e.On
			}
			found[target] = s
		}
	}
	return found
}

// milestoneOf gives the code of the milestone that an indicator belongs to; of a milestone, itself.
func milestoneOf(code string) string {
	if parts := strings.Split(code, "."); len(parts) == 3 {
		return parts[0] + "." + parts[1]
	}
	return code
}
