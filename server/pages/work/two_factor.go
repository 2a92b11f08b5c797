package work

import (
	"bytes"
	"image/png"
	"net/http"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/pages/render"
)

// twoFactorData is the page that asks for a code of the second factor.
type twoFactorData struct{ Next string }

type twoFactorQuery struct {
	Next string `query:"next" validate:"max=1000"`
}

func (p *Work) twoFactorPage(v visit, in twoFactorQuery) (*render.Page, error) {
	return &render.Page{
		Template: "two_factor", Title: p.Texts.T(v.Lang, "two_factor.title"),
		Description: p.Texts.T(v.Lang, "two_factor.lead"),
		Data:        twoFactorData(in),
	}, nil
}

type twoFactorCode struct {
	Code string `form:"code" validate:"max=40"`
	Next string `form:"next" validate:"max=1000"`
}

// passTwoFactor signs in who has given the password before, under a new session.
func (p *Work) passTwoFactor(v visit, in twoFactorCode) (result, error) {
	device, err := p.guard.Sessions.SessionID(v.gin.Request)
	if err != nil {
		return result{}, err
	}
	a := p.credentials(v, "", in.Code)
	err = p.guard.People.PassTwoFactor(v, device, a)
	if domain.KindOf(err) == domain.SignedOut {
		return v.to("/sign-in" + render.Query("next", in.Next)), nil
	}
	if err != nil {
		return result{}, err
	}
	begun := &account.SignedIn{Person: account.Person{Session: device}, Known: a.Known}
	return result{To: ownPath(in.Next, "/"+v.Lang+"/account")}, p.guard.Sessions.Begin(v.gin, begun)
}

func (p *Work) startTwoFactor(v visit, _ nothing) (result, error) {
	return v.to("/account#two-factor"), p.guard.People.StartTwoFactor(v, v.person)
}

type codeOnly struct {
	Code string `form:"code" validate:"max=40"`
}

func (p *Work) confirmTwoFactor(v visit, in codeOnly) (result, error) {
	return v.to("/account?done=two_factor_on"),
		p.guard.People.ConfirmTwoFactor(v, v.person, p.credentials(v, "", in.Code))
}

func (p *Work) stopTwoFactor(v visit, in codeOnly) (result, error) {
	return v.to("/account?done=two_factor_off"),
		p.guard.People.StopTwoFactor(v, v.person, p.credentials(v, "", in.Code))
}

// twoFactorImage is the key as a picture for an authenticator's camera; the page has it in letters too.
func (p *Work) twoFactorImage(v visit, _ nothing) (*render.Page, error) {
	key, err := p.guard.People.TwoFactorKey(v, v.person)
	if err != nil {
		return nil, err
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
