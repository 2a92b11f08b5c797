package public

import (
	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// stateRow is a state as a row of a table of states.
type stateRow struct {
	tracker.State
	Stale int // days since the last change, 0 while they are few or nothing is left to do
}

// stateRows gives the rows of states in the order of their names in a language.
func (p *Public) stateRows(lang string, states []tracker.State) []stateRow {
	rows := make([]stateRow, len(states))
	for i, s := range render.StatesByName(lang, states) {
		rows[i] = stateRow{s, staleDays(s, p.Tracker.Today())}
	}
	return rows
}

func staleDays(s tracker.State, today domain.Day) int {
	f := s.Progress.Figures
	if s.ChangedOn == "" || f.Completion.Count == f.Milestones {
		return 0
	}
	if days := s.ChangedOn.DaysUntil(today); days > domain.StaleAfter {
		return days
	}
	return 0
}

// stateGroup is the part of a table that holds one region's states.
type stateGroup struct {
	Region tracker.Region
	Rows   []stateRow
}

// stateGroups parts states by region, in the regions' own order, without regions that have none.
func (p *Public) stateGroups(lang string, regions []tracker.Region, states []tracker.State) []stateGroup {
	of := map[string][]tracker.State{}
	for _, s := range states {
		of[s.Region] = append(of[s.Region], s)
	}
	var groups []stateGroup
	for _, region := range regions {
		if list := of[region.Code]; len(list) > 0 {
			groups = append(groups, stateGroup{region, p.stateRows(lang, list)})
		}
	}
	return groups
}
