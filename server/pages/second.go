package pages

import (
	"bytes"
	"image/png"
	"net/http"

	"jalons/server/account"
	"jalons/server/domain"
)

// twoFactorData is the page that asks for a code of the second factor.
type twoFactorData struct {
	Next string
	Said *flash
}

type twoFactorQuery struct {
	Next string `query:"next" validate:"max=1000"`
}

func (p *Pages) twoFactorPage(v visit, in twoFactorQuery) (*page, error) {
	return p.twoFactorForm(v, twoFactorData{Next: in.Next})
}

func (p *Pages) twoFactorForm(v visit, data twoFactorData) (*page, error) {
	return &page{
		Template: "two_factor", Title: p.texts.T(v.lang, "second.title"), Description: p.texts.T(v.lang, "second.lead"),
		Data: data,
	}, nil
}

type twoFactorCode struct {
	Code string `form:"code" validate:"max=40"`
	Next string `form:"next" validate:"max=1000"`
}

// passTwoFactor signs in who has given the password before, under a new session.
func (p *Pages) passTwoFactor(v visit, in twoFactorCode) (*page, error) {
	device, err := p.guard.Sessions.SessionID(v.gin.Request)
	if err != nil {
		return nil, err
	}
	a := p.credentials(v, "", in.Code)
	if err = p.guard.People.PassTwoFactor(v, device, a); err == nil {
		err = p.guard.Sessions.Begin(v.gin, &account.SignedIn{Person: account.Person{Session: device}, Known: a.Known})
	}
	if err == nil {
		return nil, seeOther{ownPath(in.Next, "/"+v.lang+"/account")}
	}
	if domain.KindOf(err) == domain.SignedOut {
		return nil, seeOther{"/" + v.lang + "/sign-in" + query("next", in.Next)}
	}
	return p.again(v, err, func(wrong *flash) (*page, error) {
		return p.twoFactorForm(v, twoFactorData{Next: in.Next, Said: wrong})
	})
}

func (p *Pages) startTwoFactor(v visit, _ nothing) (*page, error) {
	if err := p.guard.People.StartTwoFactor(v, v.person); err != nil {
		return nil, err
	}
	return nil, seeOther{"/" + v.lang + "/account#second"}
}

type codeOnly struct {
	Code string `form:"code" validate:"max=40"`
}

func (p *Pages) confirmTwoFactor(v visit, in codeOnly) (*page, error) {
	return p.changeTwoFactor(
		v, "second_on", p.guard.People.ConfirmTwoFactor(v, v.person, p.credentials(v, "", in.Code)),
	)
}

func (p *Pages) stopTwoFactor(v visit, in codeOnly) (*page, error) {
	return p.changeTwoFactor(v, "second_off", p.guard.People.StopTwoFactor(v, v.person, p.credentials(v, "", in.Code)))
}

func (p *Pages) changeTwoFactor(v visit, done string, err error) (*page, error) {
	if err == nil {
		return nil, seeOther{"/" + v.lang + "/account?done=" + done}
	}
	return p.again(v, err, func(wrong *flash) (*page, error) { return p.accountForm(v, accountData{Said: wrong}) })
}

// twoFactorImage is the key as a picture for an authenticator's camera; the page has it in letters too.
func (p *Pages) twoFactorImage(v visit, _ nothing) (*page, error) {
	key, err := p.guard.People.TwoFactorKey(v, v.person)
	if err != nil {
		return nil, err
	}
	if key == nil {
		return nil, &domain.Error{Kind: domain.Missing, Code: "no_such_page"}
	}
	picture, err := key.Image(240, 240)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	if err := png.Encode(&body, picture); err != nil {
		return nil, err
	}
	v.gin.Data(http.StatusOK, "image/png", body.Bytes())
	return nil, errSent
}
