package pages

import (
	"jalons/server/desk"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// delegationsData is who speaks for whom, as one person gave and received it.
type delegationsData struct {
	List   []desk.Delegation
	States []stateChoice // for which the person may give one
	Said   *flash
	Key    string
	Today  domain.Day
}

type delegationsPage struct {
	Said string `query:"said" validate:"omitempty,oneof=delegated ended"`
}

func (p *Pages) delegations(v visit, in delegationsPage) (*page, error) {
	data := delegationsData{}
	if in.Said != "" {
		data.Said = &flash{Good: true, Words: p.texts.T(v.lang, "inbox.said_"+in.Said)}
	}
	return p.delegationsWith(v, data)
}

func (p *Pages) delegationsWith(v visit, data delegationsData) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	if data.List, err = p.desk.Delegations(v, v.person.ID); err != nil {
		return nil, err
	}
	if data.States, err = p.choices(v, func(s tracker.State) bool { return rights.Declares(s.Code) }); err != nil {
		return nil, err
	}
	data.Key, data.Today = newKey(), p.desk.Today()
	return &page{
		Template: "delegations", Section: "inbox", Path: "/delegations", Title: p.texts.T(v.lang, "delegation.title"),
		Description: p.texts.T(v.lang, "delegation.title"), Data: data,
	}, nil
}

type delegateForm struct {
	Email      string `form:"email" validate:"max=254"`
	State      string `form:"state" validate:"omitempty,code"`
	Commitment string `form:"commitment" validate:"omitempty,key"`
	From       string `form:"from" validate:"omitempty,day"`
	Until      string `form:"until" validate:"omitempty,day"`
	Reason     string `form:"reason" validate:"max=400"`
	Key        string `form:"key" validate:"max=200"`
}

func (p *Pages) delegate(v visit, in delegateForm) (*page, error) {
	asked := in
	asked.Key = ""
	n := tracker.NewDelegation{
		State: in.State, Commitment: in.Commitment, FromDay: domain.Day(in.From), UntilDay: domain.Day(in.Until),
		Reason: in.Reason,
	}
	err := p.write(v, in.Key, asked, func(w *ledger.Writer) error {
		_, err := desk.Delegate(v, w, in.Email, n)
		return err
	})
	if err == nil {
		return nil, seeOther{"/" + v.lang + "/delegations?said=delegated"}
	}
	return p.again(v, err, func(wrong *flash) (*page, error) {
		return p.delegationsWith(v, delegationsData{Said: wrong})
	})
}

type endForm struct {
	ID  int64  `form:"id" default:"0" validate:"gte=1"`
	Key string `form:"key" validate:"max=200"`
}

func (p *Pages) endDelegation(v visit, in endForm) (*page, error) {
	if err := p.write(v, in.Key, in.ID, func(w *ledger.Writer) error {
		return tracker.EndDelegation(v, w, in.ID)
	}); err != nil {
		return nil, err
	}
	return nil, seeOther{"/" + v.lang + "/delegations?said=ended"}
}
