package work

import (
	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// stateChoice is a government that a person may choose.
type stateChoice struct {
	Code string
	Name domain.Text
}

// choices lists the governments that a person may choose, by name in the person's language.
func (p *Work) choices(v visit, may func(tracker.State) bool) ([]stateChoice, error) {
	states, err := p.Tracker.States(v, tracker.StateFilter{}, domain.View{})
	if err != nil {
		return nil, err
	}
	var list []stateChoice
	for _, s := range render.StatesByName(v.Lang, states) {
		if may(s) {
			list = append(list, stateChoice{s.Code, s.Name})
		}
	}
	return list, nil
}
