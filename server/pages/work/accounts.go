package work

import (
	"strconv"
	"strings"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/web"
	"jalons/server/worklist"
)

// membersData is everybody, with the states that nobody speaks for on top.
type membersData struct {
	Members        []account.Member
	WithoutLiaison []worklist.WithoutLiaison
	Roles          []domain.Role
	Text           string
}

type membersPage struct {
	Text string `query:"q" validate:"max=100"`
	Said string `query:"said" validate:"omitempty,oneof=added closed"`
}

func (p *Work) members(v visit, in membersPage) (*render.Page, error) {
	data := membersData{Roles: domain.Roles(), Text: in.Text}
	var err error
	if data.Members, err = p.guard.People.Members(v, data.Text); err != nil {
		return nil, err
	}
	if data.WithoutLiaison, err = p.work.StatesWithoutLiaison(v); err != nil {
		return nil, err
	}
	return &render.Page{
		Template: "members", Section: "people", Path: "/accounts", Title: p.Texts.T(v.Lang, "member.title"),
		Description: p.Texts.T(v.Lang, "member.title"), Flash: p.said(v, "member.said_"+in.Said), Data: data,
	}, nil
}

type accountForm struct {
	Email    string      `form:"email" validate:"max=254"`
	Name     string      `form:"name" validate:"max=200"`
	Role     domain.Role `form:"role" validate:"max=20"`
	Language string      `form:"language" validate:"max=2"`
	States   string      `form:"states" validate:"max=400"`
	French   string      `form:"institution_fr" validate:"max=200"`
	English  string      `form:"institution_en" validate:"max=200"`
	Arabic   string      `form:"institution_ar" validate:"max=200"`
}

// addAccount adds an account and sends its person a one-time code.
func (p *Work) addAccount(v visit, request ledger.Request, in accountForm) (result, error) {
	states := strings.FieldsFunc(in.States, func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
	added := account.NewAccount{
		Email: in.Email, Name: in.Name, Language: in.Language, Role: in.Role, States: states,
		Institution: domain.TextOf(in.Language, in.French, in.English, in.Arabic),
	}
	if err := ledger.Perform(v, p.Tracker.Ledger, request, func(w *ledger.Writer) error {
		_, err := account.Add(v, w, added)
		return err
	}); err != nil {
		return result{}, err
	}
	return p.invited(v, in.Email, v.to("/accounts?said=added"))
}

// invited sends a one-time code and leads on; where no mail takes the code to its reader, the page shows it to the
// administrator, this once.
func (p *Work) invited(v visit, email string, on result) (result, error) {
	code, err := p.sendInvitation(v, email)
	if err != nil || code == "" {
		return on, err
	}
	return result{Flash: p.codeSaid(v, email, code)}, nil
}

// sendInvitation gives the code only where no mail takes it to its reader.
func (p *Work) sendInvitation(v visit, email string) (string, error) {
	code, err := web.Inviter{People: p.guard.People, Texts: p.Texts, Origin: p.About.Origin}.Invite(v, v.person, email)
	if p.About.Mails {
		code = ""
	}
	return code, err
}

// codeSaid shows a one-time code to the administrator, this once: no mail server takes it to its reader.
func (p *Work) codeSaid(v visit, email, code string) *render.Flash {
	return &render.Flash{Good: true, Words: p.Texts.T(
		v.Lang, "member.code", "email", email, "code", code, "address", p.About.Origin+"/"+v.Lang+"/code",
	)}
}

// memberData is one account with what it may do.
type memberData struct {
	*account.Member
	Capacities []string
	Today      domain.Day
}

type memberPage struct {
	ID   int64  `path:"id" validate:"gte=1"`
	Said string `query:"said" validate:"omitempty,oneof=right_added ended invited renamed"`
}

func (p *Work) member(v visit, in memberPage) (*render.Page, error) {
	m, err := p.guard.People.Member(v, in.ID)
	if err != nil {
		return nil, err
	}
	data := memberData{
		Member: m, Capacities: []string{"liaison", "alternate", "countersigner"}, Today: p.Tracker.Today(),
	}
	return &render.Page{
		Template: "member", Section: "people", Path: memberPath(in.ID), Title: m.Name, Description: m.Name,
		Flash: p.said(v, "member.said_"+in.Said), Data: data,
	}, nil
}

func memberPath(id int64) string { return "/accounts/" + strconv.FormatInt(id, 10) }

type namesForm struct {
	ID      int64  `path:"id" validate:"gte=1"`
	Name    string `form:"name" validate:"max=200"`
	French  string `form:"institution_fr" validate:"max=200"`
	English string `form:"institution_en" validate:"max=200"`
	Arabic  string `form:"institution_ar" validate:"max=200"`
}

func (p *Work) rename(v visit, w *ledger.Writer, in namesForm) (result, error) {
	institution := domain.TextOf("fr", in.French, in.English, in.Arabic)
	return v.to(memberPath(in.ID) + "?said=renamed"), account.Rename(v, w, in.ID, in.Name, institution)
}

type rightForm struct {
	ID       int64           `path:"id" validate:"gte=1"`
	State    string          `form:"state" validate:"omitempty,code"`
	Capacity domain.Capacity `form:"capacity" validate:"omitempty,capacity"`
	From     string          `form:"from" validate:"omitempty,day"`
	Until    string          `form:"until" validate:"omitempty,day"`
	Reason   string          `form:"reason" validate:"max=400"`
}

// addRight gives a mandate where a capacity is named, else a scope.
func (p *Work) addRight(v visit, w *ledger.Writer, in rightForm) (result, error) {
	m := account.NewMandate{
		Account: in.ID, State: in.State, Capacity: in.Capacity, From: domain.Day(in.From),
		Until: domain.Day(in.Until), Reason: in.Reason,
	}
	return v.to(memberPath(in.ID) + "?said=right_added"), account.AddRight(v, w, m)
}

type endRightForm struct {
	ID    int64  `path:"id" validate:"gte=1"`
	Kind  string `form:"kind" validate:"appointment"`
	Right int64  `form:"right" default:"0" validate:"gte=1"`
}

func (p *Work) endRight(v visit, w *ledger.Writer, in endRightForm) (result, error) {
	return v.to(memberPath(in.ID) + "?said=ended"), account.EndRight(v, w, in.Kind, in.Right)
}

type memberForm struct {
	ID int64 `path:"id" validate:"gte=1"`
}

func (p *Work) inviteAgain(v visit, _ ledger.Request, in memberForm) (result, error) {
	m, err := p.guard.People.Member(v, in.ID)
	if err != nil {
		return result{}, err
	}
	return p.invited(v, m.Email, v.to(memberPath(in.ID)+"?said=invited"))
}

func (p *Work) closeAccount(v visit, w *ledger.Writer, in memberForm) (result, error) {
	return v.to("/accounts?said=closed"), account.Close(v, w, in.ID)
}

// impersonate shows the program as somebody sees it who has the account, to read only.
func (p *Work) impersonate(v visit, _ ledger.Request, in memberForm) (result, error) {
	if err := p.guard.People.Impersonate(v, v.person, in.ID, web.RequestID(v)); err != nil {
		return result{}, err
	}
	m, err := p.guard.People.Member(v, in.ID)
	if err != nil {
		return result{}, err
	}
	return v.to(homeOf(domain.Role(m.Role))), nil
}

func (p *Work) endImpersonation(v visit, _ nothing) (result, error) {
	if err := p.guard.People.EndImpersonation(v, v.person, web.RequestID(v)); err != nil {
		return result{}, err
	}
	if v.person.By == nil {
		return v.to("/account"), nil
	}
	return v.to(memberPath(v.person.ID)), nil
}
