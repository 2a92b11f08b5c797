package work

import (
	"net/url"
	"path"
	"strings"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/pages/render"
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

func (p *Work) signInPage(v visit, in signInPage) (*render.Page, error) {
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
	return &render.Page{
		Template: "sign_in", Person: person, Scripts: []string{"clear_on_sign_out.js"},
		Title: p.Texts.T(v.Lang, "sign_in.title"), Description: p.Texts.T(v.Lang, "sign_in.lead"),
		Flash: p.said(v, "sign_in.done_"+in.Done), Data: data,
	}, nil
}

type signInForm struct {
	Email    string `form:"email" validate:"max=254"`
	Password string `form:"password" validate:"max=1024"`
	Next     string `form:"next" validate:"max=1000"`
}

func (p *Work) signIn(v visit, in signInForm) (result, error) {
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
		return v.to("/two-factor" + render.Query("next", in.Next)), nil
	}
	return result{To: ownPath(in.Next, "/"+v.Lang+homeOf(signedIn.Role))}, nil
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

func (p *Work) signOut(v visit, _ nothing) (result, error) {
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
func (p *Work) codePage(v visit, in codePage) (*render.Page, error) {
	return &render.Page{
		Template: "code", Title: p.Texts.T(v.Lang, "code.title"), Description: p.Texts.T(v.Lang, "code.lead"),
		Flash: p.said(v, "code.done_"+in.Done),
	}, nil
}

type codeForm struct {
	Email    string `form:"email" validate:"max=254"`
	Code     string `form:"code" validate:"max=40"`
	Password string `form:"password" validate:"max=1024"`
}

func (p *Work) useCode(v visit, in codeForm) (result, error) {
	return v.to("/sign-in?done=password"), p.guard.People.UseCode(v, p.credentials(v, in.Email, in.Code), in.Password)
}

// credentials gives what is known of where a request that tries a secret comes from.
func (p *Work) credentials(v visit, email, secret string) account.Credentials {
	r := v.gin.Request
	return account.Credentials{
		Email: email, Secret: secret, Address: web.Peer(r.Context()), Known: p.guard.Sessions.Known(r),
		Agent: r.UserAgent(), Request: web.RequestID(r.Context()),
	}
}

// ownPath keeps an address that a reader came with only where it is one of ours in a language.
func ownPath(address, fallback string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || strings.ContainsAny(address, "\\\t\r\n") {
		return fallback
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path.Clean(u.Path), "/"), "/")
	if !strings.HasPrefix(u.Path, "/") || !i18n.KnownLanguage(first) {
		return fallback
	}
	return u.RequestURI()
}
