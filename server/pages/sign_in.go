package pages

import (
	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/web"
)

// signInData is the page that asks who somebody is.
type signInData struct {
	Next    string
	Samples []account.Sample
	Ended   bool   // samples could be used until something real came in
	Work    string // where somebody who is signed in already works; empty for everybody else
}

// SamplePassword opens all samples.
func (signInData) SamplePassword() string { return account.SamplePassword }

type signInPage struct {
	Next string `query:"next" validate:"max=1000"`
	Done string `query:"done" validate:"omitempty,oneof=password signed_out"`
}

func (p *Pages) signInPage(v visit, in signInPage) (*page, error) {
	person, err := p.guard.Who(v.gin.Request)
	if err != nil && domain.KindOf(err) != domain.SignedOut {
		return nil, err
	}
	data := signInData{Next: in.Next}
	if data.Samples, err = p.guard.People.Samples(v); err != nil {
		return nil, err
	}
	if data.Ended, err = p.guard.People.SamplesEnded(v); err != nil {
		return nil, err
	}
	if person != nil {
		data.Work = homeOf(person.Role)
	}
	return &page{
		Template: "sign_in", Person: person, Scripts: []string{"clear_on_sign_out.js"},
		Title: p.texts.T(v.lang, "sign_in.title"), Description: p.texts.T(v.lang, "sign_in.lead"),
		Flash: p.said(v, "sign_in.done_"+in.Done), Data: data,
	}, nil
}

type signInForm struct {
	Email    string `form:"email" validate:"max=254"`
	Password string `form:"password" validate:"max=1024"`
	Next     string `form:"next" validate:"max=1000"`
}

func (p *Pages) signIn(v visit, in signInForm) (result, error) {
	attempt := p.credentials(v, in.Email, in.Password)
	var err error
	if attempt.Before, err = p.guard.Sessions.SessionID(v.gin.Request); err != nil {
		return result{}, err
	}
	signedIn, err := p.guard.People.SignIn(v, attempt)
	if err != nil {
		return result{}, err
	}
	if err := p.guard.Sessions.Begin(v.gin, signedIn); err != nil {
		return result{}, err
	}
	if signedIn.TwoFactor {
		return v.to("/two-factor" + query("next", in.Next)), nil
	}
	return result{To: ownPath(in.Next, "/"+v.lang+homeOf(signedIn.Role))}, nil
}

// homeOf is where somebody of a role begins their work.
func homeOf(role domain.Role) string {
	switch role {
	case domain.RoleStaff, domain.RoleAdmin:
		return "/worklist"
	case domain.RoleLiaison:
		return "/inbox"
	case domain.RoleAssessor:
		return "/assessments"
	}
	return "/account"
}

func (p *Pages) signOut(v visit, _ nothing) (result, error) {
	if err := p.guard.People.EndSession(v, v.person, v.person.Session, web.RequestID(v)); err != nil {
		return result{}, err
	}
	return v.to("/sign-in?done=signed_out"), p.guard.Sessions.End(v.gin)
}

// nothing is the input of a form without fields.
type nothing struct{}

type codePage struct {
	Done string `query:"done" validate:"omitempty,oneof=sent"`
}

// codePage is the page on which a one-time code sets a password.
func (p *Pages) codePage(v visit, in codePage) (*page, error) {
	return &page{
		Template: "code", Title: p.texts.T(v.lang, "code.title"), Description: p.texts.T(v.lang, "code.lead"),
		Flash: p.said(v, "code.done_"+in.Done),
	}, nil
}

type codeForm struct {
	Email    string `form:"email" validate:"max=254"`
	Code     string `form:"code" validate:"max=40"`
	Password string `form:"password" validate:"max=1024"`
}

func (p *Pages) useCode(v visit, in codeForm) (result, error) {
	return v.to("/sign-in?done=password"), p.guard.People.UseCode(v, p.credentials(v, in.Email, in.Code), in.Password)
}
