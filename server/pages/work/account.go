package work

import (
	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/web"
)

// accountData is a person's own page.
type accountData struct {
	Devices []account.Session
	Secret  string // of a second factor that was begun and not confirmed
	Tokens  []account.Token
	May     []string // what a token of theirs may be for
	Mails   account.Mails
}

type accountPage struct {
	Done string `query:"done" validate:"omitempty,oneof=password device two_factor_needed two_factor_on two_factor_off token summary"`
}

func (p *Work) account(v visit, in accountPage) (*render.Page, error) {
	var data accountData
	var err error
	if data.Devices, err = p.guard.People.Sessions(v, v.person); err != nil {
		return nil, err
	}
	if data.Tokens, err = p.guard.People.Tokens(v, v.person); err != nil {
		return nil, err
	}
	if data.Mails, err = p.guard.People.Mails(v, v.person); err != nil {
		return nil, err
	}
	data.May = account.ScopesOf(v.person.Role)
	key, err := p.guard.People.TwoFactorKey(v, v.person)
	if err != nil && domain.KindOf(err) != domain.Missing {
		return nil, err
	}
	if err == nil {
		data.Secret = key.Secret()
	}
	return &render.Page{
		Template: "account", Scripts: []string{"clear_on_sign_out.js"},
		Path: "/account", Title: p.Texts.T(v.Lang, "account.title"),
		Description: p.Texts.T(v.Lang, "account.title"), Flash: p.said(v, "account.done_"+in.Done), Data: data,
	}, nil
}

type sessionForm struct {
	Device int64 `form:"device" default:"0" validate:"gte=1"`
}

func (p *Work) endSession(v visit, in sessionForm) (result, error) {
	return v.to("/account?done=device#devices"),
		p.guard.People.EndSession(v, v.person, in.Device, web.RequestID(v))
}

type mailsForm struct {
	Language string `form:"language" validate:"language"`
	Summary  string `form:"summary" validate:"summary"`
}

func (p *Work) setMails(v visit, in mailsForm) (result, error) {
	mails := account.Mails{Language: in.Language, Summary: in.Summary}
	return v.to("/account?done=summary#mails"), p.guard.People.SetMails(v, v.person, mails, web.RequestID(v))
}

type passwordForm struct {
	Current  string `form:"current" validate:"max=1024"`
	Password string `form:"password" validate:"max=1024"`
}

func (p *Work) setPassword(v visit, in passwordForm) (result, error) {
	return v.to("/account?done=password"),
		p.guard.People.SetPassword(v, v.person, p.credentials(v, "", in.Current), in.Password)
}

type tokenForm struct {
	Name string   `form:"name" validate:"max=100"`
	May  []string `form:"may" validate:"max=4,dive,token_scope"`
	Days int      `form:"days" default:"0" validate:"oneof=30 90 365"`
}

// makeToken makes a personal key of the API and shows it, this once.
func (p *Work) makeToken(v visit, in tokenForm) (result, error) {
	secret, err := p.guard.People.NewToken(v, v.person, in.Name, in.May, in.Days, web.RequestID(v))
	return result{secret: secret}, err
}

type endTokenForm struct {
	Token int64 `form:"token" default:"0" validate:"gte=1"`
}

func (p *Work) endToken(v visit, in endTokenForm) (result, error) {
	return v.to("/account?done=token#tokens"), p.guard.People.EndToken(v, v.person, in.Token, web.RequestID(v))
}
