package pages

import (
	"bytes"
	"image/png"
	"net/http"

	"jalons/server/account"
	"jalons/server/domain"
)

// secondData is the page that asks for a code of the second factor.
type secondData struct {
	Next string
	Said *said
}

type secondPage struct {
	Next string `query:"next" validate:"max=1000"`
}

func (p *Pages) secondPage(v visit, in secondPage) (*page, error) {
	return p.secondForm(v, secondData{Next: in.Next})
}

func (p *Pages) secondForm(v visit, data secondData) (*page, error) {
	return &page{
		Template: "two_factor", Title: p.texts.T(v.lang, "second.title"), Description: p.texts.T(v.lang, "second.lead"),
		Data: data,
	}, nil
}

type secondForm struct {
	Code string `form:"code" validate:"max=40"`
	Next string `form:"next" validate:"max=1000"`
}

// passSecond signs in who has given the password before, under a new session.
func (p *Pages) passSecond(v visit, in secondForm) (*page, error) {
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
	return p.again(v, err, func(wrong *said) (*page, error) {
		return p.secondForm(v, secondData{Next: in.Next, Said: wrong})
	})
}

func (p *Pages) startSecond(v visit, _ nothing) (*page, error) {
	if err := p.guard.People.StartTwoFactor(v, v.person); err != nil {
		return nil, err
	}
	return nil, seeOther{"/" + v.lang + "/account#second"}
}

type codeOnly struct {
	Code string `form:"code" validate:"max=40"`
}

func (p *Pages) confirmSecond(v visit, in codeOnly) (*page, error) {
	return p.changeSecond(v, "second_on", p.guard.People.ConfirmTwoFactor(v, v.person, p.credentials(v, "", in.Code)))
}

func (p *Pages) stopSecond(v visit, in codeOnly) (*page, error) {
	return p.changeSecond(v, "second_off", p.guard.People.StopTwoFactor(v, v.person, p.credentials(v, "", in.Code)))
}

func (p *Pages) changeSecond(v visit, done string, err error) (*page, error) {
	if err == nil {
		return nil, seeOther{"/" + v.lang + "/account?done=" + done}
	}
	return p.again(v, err, func(wrong *said) (*page, error) { return p.accountForm(v, accountData{Said: wrong}) })
}

// secondPicture is the key as a picture for an authenticator's camera; the page has it in letters too.
func (p *Pages) secondPicture(v visit, _ nothing) (*page, error) {
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
