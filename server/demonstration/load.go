// Package demonstration replays an invented programme in progress through the same functions that people's writes go
// through: plans, promises and the history each as its invented account, under the rights that it had on the day, with
// the clock moved to the instant of each act. People, their mandates and the programme's own story are entered by the
// program itself. All it adds is marked as demonstration and can be taken away again.
package demonstration

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// programmeCode is the code of the programme whose figures the demonstration invents.
const programmeCode = "francophonie"

// Load adds the demonstration whose lists are given to a record that holds the facts, all of it
// or nothing. A record that has demonstration data already is a conflict.
func Load(ctx context.Context, t *tracker.Tracker, store *files.Store, lists fs.FS) error {
	present, err := t.Demonstration(ctx)
	if err != nil {
		return err
	}
	if present {
		return &domain.Error{Kind: domain.Conflict, Code: "demonstration_present"}
	}
	r, err := read(lists)
	if err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	r.files = store
	steps, err := r.steps()
	if err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Or(a.at.Compare(b.at), a.rank-b.rank) })
	if err := t.Write(ctx, func(w *ledger.Writer) error { return r.replay(ctx, w, steps) }); err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	_, err = t.CompactTotals(ctx)
	return err
}

// step is one thing that was recorded at an instant. Of one instant, lower ranks come first.
type step struct {
	at   time.Time
	rank int
	what string
	do   func(ctx context.Context, w *ledger.Writer) error
}

// replayer holds the lists and, while it replays, the numbers that their keys got.
type replayer struct {
	files      *files.Store
	lists      map[string][]row
	texts      map[string]domain.Text
	plans      map[string]row // by code
	accounts   map[string]int64
	actors     map[string]ledger.Actor // by key and day
	statements map[string]int64
}

func (r *replayer) replay(ctx context.Context, w *ledger.Writer, steps []step) error {
	r.accounts, r.actors, r.statements = map[string]int64{}, map[string]ledger.Actor{}, map[string]int64{}
	if err := tracker.MarkDemonstration(ctx, w, programmeCode); err != nil {
		return err
	}
	for _, s := range steps {
		if err := s.do(ctx, w.At(s.at)); err != nil {
			return fmt.Errorf("%s: %w", s.what, err)
		}
	}
	return nil
}

// steps makes the whole history, list by list; Load puts it in order.
func (r *replayer) steps() ([]step, error) {
	var all []step
	for _, l := range []struct {
		name, at string // the column of the instant or day, else the programme's first day
		rank     int
		make     func(row) func(context.Context, *ledger.Writer) error
	}{
		{"accounts", "", 0, r.person}, {"mandates", "", 1, r.mandate}, {"delegations", "from_day", 1, r.delegation},
		{"phases", "started_on", 1, r.phaseStart}, {"phases", "ended_on", 2, r.phaseEnd},
		{"phase_plans", "decided_on", 1, r.phasePlan},
		{"rollout_plans", "decided_on", 1, r.rolloutPlan}, {"motions", "held_on", 1, r.motion},
		{"invitations", "invited_on", 2, r.invitation}, {"invitations", "answered_on", 3, r.reply},
		{"gates", "", 1, r.gate}, {"gate_criteria", "", 2, r.criterion}, {"gate_lessons", "", 2, r.lesson},
		{"decisions", "recorded_at", 3, r.decision},
		{"plans", "published_at", 4, r.plan}, {"commitments", "", 5, r.commitment}, {"milestones", "", 6, r.milestone},
		{"state_events", "held_on", 7, r.event}, {"history", "recorded_at", 8, r.act},
	} {
		for i, line := range r.lists[l.name] {
			at, err := r.instant(l.name, l.at, line)
			if err != nil {
				return nil, fmt.Errorf("%s.csv, row %d: %w", l.name, i+2, err)
			}
			if !at.IsZero() {
				all = append(all, step{at, l.rank, fmt.Sprintf("%s.csv, row %d", l.name, i+2), l.make(line)})
			}
		}
	}
	return all, nil
}

var firstDay = time.Date(2020, 1, 1, 9, 0, 0, 0, time.UTC)

// instant is when a row was recorded, zero for what has not happened. Commitments and milestones
// are published with their plan.
func (r *replayer) instant(list, column string, line row) (time.Time, error) {
	switch {
	case list == "commitments":
		return r.published(line["plan"])
	case list == "milestones":
		return r.published(planOf(line["commitment"]))
	case column == "":
		return firstDay, nil
	case line[column] == "":
		return time.Time{}, nil
	case len(line[column]) == len("2006-01-02"):
		day, err := domain.ParseDay(line[column])
		return day.Time().Add(9 * time.Hour), err
	}
	return time.Parse(time.RFC3339, line[column])
}

// planOf is the plan of a commitment, by their codes.
func planOf(commitment string) string { return commitment[:max(0, len(commitment)-len("-C01"))] }

func (r *replayer) published(plan string) (time.Time, error) {
	p, ok := r.plans[plan]
	if !ok {
		return time.Time{}, fmt.Errorf("no plan %q", plan)
	}
	return time.Parse(time.RFC3339, p["published_at"])
}
