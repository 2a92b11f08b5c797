package pages

import (
	"jalons/server/domain"
	"jalons/server/tracker"
)

// stateChoice is a government that a person may choose.
type stateChoice struct {
	Code string
	Name domain.Text
}

// choices lists the governments that a person may choose, by name in the person's language.
func (p *Pages) choices(v visit, may func(tracker.State) bool) ([]stateChoice, error) {
	states, err := p.tracker.States(v, tracker.StateFilter{}, domain.View{})
	if err != nil {
		return nil, err
	}
	var list []stateChoice
	for _, s := range statesByName(v.lang, states) {
		if may(s) {
			list = append(list, stateChoice{s.Code, s.Name})
		}
	}
	return list, nil
}
