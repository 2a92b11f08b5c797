package public

import (
	"jalons/server/pages/render"
	"jalons/server/programme"
	"jalons/server/tracker"
)

// gateInput names a gate.
type gateInput struct {
	Code string `path:"code" validate:"required,code"`
}

// gateData is the decision between two phases: may the programme go on, and what did it learn?
type gateData struct {
	Gate        *programme.GateDetail
	Decisions   []programme.GateDecision // newest first
	Evidence    []tracker.Evidence
	Met         int
	Strengths   []programme.GateLesson
	Weaknesses  []programme.GateLesson
	Adjustments []programme.GateLesson
	Before      *programme.GateDetail // the gate before it, nil for the first
	Carried     []programme.GateLesson
	Done, Open  int // of Carried
	After       *programme.Gate
}

func (p *Public) gate(r render.Request, in gateInput) (*render.Page, error) {
	data := gateData{}
	var err error
	if data.Gate, err = p.programmes.Gate(r, in.Code); err != nil {
		return nil, err
	}
	if data.Decisions, err = p.programmes.GateDecisions(r, in.Code); err != nil {
		return nil, err
	}
	if data.Evidence, err = p.programmes.GateEvidence(r, in.Code); err != nil {
		return nil, err
	}
	if err = p.gateNeighbours(r, &data); err != nil {
		return nil, err
	}
	data.Strengths, data.Weaknesses = lessons(data.Gate, "strength"), lessons(data.Gate, "weakness")
	data.Adjustments = lessons(data.Gate, "adjustment")
	for _, c := range data.Gate.Criteria {
		if c.Met == "met" {
			data.Met++
		}
	}
	name, _ := data.Gate.Name.Pick(r.Lang)
	crumbs := []render.Crumb{{Name: p.Texts.T(r.Lang, "nav.rollout"), Path: "/" + r.Lang + "/rollout"}, {Name: name}}
	return &render.Page{
		Template: "gate", Title: name, Description: p.Texts.T(r.Lang, "gate.description"), Section: "rollout",
		Crumbs: crumbs, Data: data,
	}, nil
}

// gateNeighbours reads the phase that a gate follows, the gate before with its adjustments, and the next.
func (p *Public) gateNeighbours(r render.Request, data *gateData) error {
	gates, err := p.programmes.Gates(r, data.Gate.Programme)
	if err != nil {
		return err
	}
	for i, g := range gates {
		if g.Code != data.Gate.Code {
			continue
		}
		if i+1 < len(gates) {
			data.After = &gates[i+1]
		}
		if i == 0 {
			return nil
		}
		if data.Before, err = p.programmes.Gate(r, gates[i-1].Code); err != nil {
			return err
		}
		data.Carried = lessons(data.Before, "adjustment")
	}
	for _, l := range data.Carried {
		if l.DoneOn != "" {
			data.Done++
		} else {
			data.Open++
		}
	}
	return nil
}

func lessons(g *programme.GateDetail, kind string) []programme.GateLesson {
	var found []programme.GateLesson
	for _, l := range g.Lessons {
		if l.Kind == kind {
			found = append(found, l)
		}
	}
	return found
}
