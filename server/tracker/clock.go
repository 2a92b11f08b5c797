package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Clock is one of the rules that OGP sets its members: something must happen Wanted times in Months
// months. Last and KeptUntil are empty where no event is known, which is not the same as not kept.
type Clock struct {
	Kind      string       `json:"kind" doc:"what must happen: forum_meeting, repository_update or result_meeting"`
	Wanted    int          `json:"wanted" doc:"how often it must happen in that time"`
	Months    int          `json:"months" doc:"the time, in months"`
	Last      domain.Day   `json:"last" doc:"day of the last such event; null where none is known"`
	KeptUntil domain.Day   `json:"kept_until" doc:"last day on which the rule is kept without a new event; null where too few are known"`
	Kept      bool         `json:"kept" doc:"true where the rule is kept today"`
	Events    []StateEvent `json:"events" doc:"the events that are known, newest first"`
}

// StateEvent is a dated event that a clock counts.
type StateEvent struct {
	Kind          string      `json:"-" db:"kind"`
	On            domain.Day  `json:"on" db:"held_on" doc:"day of the event"`
	Title         domain.Text `json:"title" db:"title" doc:"what it was"`
	URL           string      `json:"url" db:"url" doc:"a page about it; empty where none is known"`
	Demonstration bool        `json:"demonstration" db:"demonstration" doc:"true where the event is invented to show the program"`
}

// clocks are OGP's three rules: the repository of evidence is updated twice a year, a dialogue forum
// meets every six months, two meetings a year with civil society are about results.
func clocks() []Clock {
	return []Clock{
		{Kind: "repository_update", Wanted: 2, Months: 12, Events: []StateEvent{}},
		{Kind: "forum_meeting", Wanted: 1, Months: 6, Events: []StateEvent{}},
		{Kind: "result_meeting", Wanted: 2, Months: 12, Events: []StateEvent{}},
	}
}

const stateEventsQuery = `-- tracker.Clocks
select kind, held_on, title, coalesce(url, '') as url, demonstration from state_events
where state_code = $1 and held_on <= $2 and (not demonstration or $3
  and not exists (select from state_events r where r.state_code = $1 and not r.demonstration))
order by held_on desc, id desc`

// Clocks computes the three rules for a state as of today. Invented events count while figures are invented.
func (t *Tracker) Clocks(ctx context.Context, state string, invented bool) ([]Clock, error) {
	events, err := ledger.SelectAll[StateEvent](ctx, t.Public, stateEventsQuery, state, t.Today(), invented)
	if err != nil {
		return nil, fmt.Errorf("state events: %w", err)
	}
	list := clocks()
	for i := range list {
		for _, e := range events {
			if e.Kind == list[i].Kind {
				list[i].Events = append(list[i].Events, e)
			}
		}
		list[i].wind(t.Today())
	}
	return list, nil
}

// wind reads the clock on a day: it is kept as long as the oldest of the wanted newest events is not
// older than its months.
func (c *Clock) wind(day domain.Day) {
	if len(c.Events) == 0 {
		return
	}
	c.Last = c.Events[0].On
	if len(c.Events) >= c.Wanted {
		oldest := c.Events[c.Wanted-1].On
		c.KeptUntil = domain.DayOf(oldest.Time().AddDate(0, c.Months, 0))
		c.Kept = c.KeptUntil >= day
	}
}

// NewStateEvent is a dated event behind the three clocks of OGP's rules.
type NewStateEvent struct {
	State         string     `validate:"required"`
	Kind          string     `validate:"state_event"`
	HeldOn        domain.Day `validate:"required"`
	Title         domain.Text
	URL           string `validate:"omitempty,http_url,max=2000"`
	Demonstration bool
}

// AddStateEvent records a forum meeting, a repository update or a meeting on results.
func AddStateEvent(ctx context.Context, w *ledger.Writer, e NewStateEvent) error {
	if err := domain.CheckShape(e); err != nil {
		return err
	}
	return w.ExecOrMissing(ctx, "state", e.State, `-- tracker.AddStateEvent
		insert into state_events (state_code, kind, held_on, title, url, recorded_at, demonstration)
			select code, $2, $3, $4, nullif($5, ''), $6, $7 from states where code = $1`,
		e.State, e.Kind, e.HeldOn, e.Title, e.URL, w.Now(), e.Demonstration)
}
