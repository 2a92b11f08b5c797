package work

import (
	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// delegationsData is who speaks for whom, as one person gave and received it.
type delegationsData struct {
	List   []account.Delegation
	States []stateChoice // for which the person may give one
	Today  domain.Day
}

type delegationsPage struct {
	Said string `query:"said" validate:"omitempty,oneof=delegated ended"`
}

func (p *Work) delegations(v visit, in delegationsPage) (*render.Page, error) {
	data := delegationsData{Today: p.Tracker.Today()}
	var err error
	if data.List, err = p.guard.People.Delegations(v, v.person.ID); err != nil {
		return nil, err
	}
	if data.States, err = p.choices(v, func(s tracker.State) bool { return v.rights.Declares(s.Code) }); err != nil {
		return nil, err
	}
	return &render.Page{
		Template: "delegations", Section: "inbox", Path: "/delegations", Title: p.Texts.T(v.Lang, "delegation.title"),
		Description: p.Texts.T(v.Lang, "delegation.title"), Flash: p.said(v, "inbox.said_"+in.Said), Data: data,
	}, nil
}

type delegateForm struct {
	Email      string `form:"email" validate:"max=254"`
	State      string `form:"state" validate:"omitempty,code"`
	Commitment string `form:"commitment" validate:"omitempty,key"`
	From       string `form:"from" validate:"omitempty,day"`
	Until      string `form:"until" validate:"omitempty,day"`
	Reason     string `form:"reason" validate:"max=400"`
}

func (p *Work) delegate(v visit, w *ledger.Writer, in delegateForm) (result, error) {
	_, err := account.AddDelegation(v, w, account.NewDelegation{
		Email: in.Email, State: in.State, Commitment: in.Commitment, FromDay: domain.Day(in.From),
		UntilDay: domain.Day(in.Until), Reason: in.Reason,
	})
	return v.to("/delegations?said=delegated"), err
}

type endForm struct {
	ID int64 `form:"id" default:"0" validate:"gte=1"`
}

func (p *Work) endDelegation(v visit, w *ledger.Writer, in endForm) (result, error) {
	return v.to("/delegations?said=ended"), account.EndDelegation(v, w, in.ID)
}
