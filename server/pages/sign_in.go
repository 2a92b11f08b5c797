package pages

import (
	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/web"
)

// signInData is the page that asks who somebody is. Said is what went wrong, or what was just done.
type signInData struct {
	Next    string
	Said    *flash
	Samples []account.Sample
	Ended   bool   // samples could be used until something real came in
	Work    string // where somebody who is signed in already works; empty for everybody else
}

// SamplePassword opens all samples.
func (signInData) SamplePassword() string { return account.SamplePassword }

// flash is a sentence above a form.
type flash struct {
	Good  bool
	Words string
}

type signInPage struct {
	Next string `query:"next" validate:"max=1000"`
	Done string `query:"done" validate:"omitempty,oneof=password signed_out"`
}

func (p *Pages) signInPage(v visit, in signInPage) (*page, error) {
	data := signInData{Next: in.Next}
	person, err := p.guard.Who(v.gin.Request)
	if err != nil && domain.KindOf(err) != domain.SignedOut {
		return nil, err
	}
	v.person = person
	if in.Done != "" {
		data.Said = &flash{Good: true, Words: p.texts.T(v.lang, "sign_in.done_"+in.Done)}
	}
	return p.signInForm(v, data)
}

func (p *Pages) signInForm(v visit, data signInData) (*page, error) {
	var err error
	if data.Samples, err = p.guard.People.Samples(v); err != nil {
		return nil, err
	}
	if data.Ended, err = p.guard.People.SamplesEnded(v); err != nil {
		return nil, err
	}
	if v.person != nil {
		data.Work = homeOf(v.person.Role)
	}
	return &page{
		Template: "sign_in", Person: v.person, Scripts: []string{"clear_on_sign_out.js"},
		Title:       p.texts.T(v.lang, "sign_in.title"),
		Description: p.texts.T(v.lang, "sign_in.lead"), Data: data,
	}, nil
}

type signInForm struct {
	Email    string `form:"email" validate:"max=254"`
	Password string `form:"password" validate:"max=1024"`
	Next     string `form:"next" validate:"max=1000"`
}

func (p *Pages) signIn(v visit, in signInForm) (*page, error) {
	attempt := p.credentials(v, in.Email, in.Password)
	var err error
	if attempt.Before, err = p.guard.Sessions.SessionID(v.gin.Request); err != nil {
		return nil, err
	}
	signedIn, err := p.guard.People.SignIn(v, attempt)
	if err == nil {
		err = p.guard.Sessions.Begin(v.gin, signedIn)
	}
	if err == nil && signedIn.TwoFactor {
		return nil, seeOther{"/" + v.lang + "/two-factor" + query("next", in.Next)}
	}
	if err == nil {
		return nil, seeOther{ownPath(in.Next, "/"+v.lang+homeOf(signedIn.Role))}
	}
	return p.again(v, err, func(wrong *flash) (*page, error) {
		return p.signInForm(v, signInData{Next: in.Next, Said: wrong})
	})
}

// homeOf is where somebody of a role begins their work.
func homeOf(role account.Role) string {
	switch role {
	case account.Staff, account.Admin:
		return "/worklist"
	case account.Liaison:
		return "/inbox"
	case account.Assessor:
		return "/assessments"
	}
	return "/account"
}

func (p *Pages) signOut(v visit, _ nothing) (*page, error) {
	if err := p.guard.People.EndSession(v, v.person, v.person.Session, web.RequestID(v)); err != nil {
		return nil, err
	}
	if err := p.guard.Sessions.End(v.gin); err != nil {
		return nil, err
	}
	return nil, seeOther{"/" + v.lang + "/sign-in?done=signed_out"}
}

// nothing is the input of a form without fields.
type nothing struct{}

// codeData is the page on which a one-time code sets a password.
type codeData struct{ Said *flash }

type codePage struct {
	Done string `query:"done" validate:"omitempty,oneof=sent"`
}

func (p *Pages) codePage(v visit, in codePage) (*page, error) {
	data := codeData{}
	if in.Done != "" {
		data.Said = &flash{Good: true, Words: p.texts.T(v.lang, "code.done_"+in.Done)}
	}
	return p.codeForm(v, data)
}

func (p *Pages) codeForm(v visit, data codeData) (*page, error) {
	return &page{
		Template: "code", Title: p.texts.T(v.lang, "code.title"), Description: p.texts.T(v.lang, "code.lead"),
		Data: data,
	}, nil
}

type codeForm struct {
	Email    string `form:"email" validate:"max=254"`
	Code     string `form:"code" validate:"max=40"`
	Password string `form:"password" validate:"max=1024"`
}

func (p *Pages) useCode(v visit, in codeForm) (*page, error) {
	err := p.guard.People.UseCode(v, p.credentials(v, in.Email, in.Code), in.Password)
	if err == nil {
		return nil, seeOther{"/" + v.lang + "/sign-in?done=password"}
	}
	return p.again(v, err, func(wrong *flash) (*page, error) { return p.codeForm(v, codeData{Said: wrong}) })
}
