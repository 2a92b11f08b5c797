package work

import "jalons/server/pages/render"

// recoverPage asks for the address of somebody who has lost a password.
func (p *Work) recoverPage(v visit, _ nothing) (*render.Page, error) {
	return &render.Page{
		Template: "recover", Title: p.Texts.T(v.Lang, "recover.title"), Description: p.Texts.T(v.Lang, "recover.lead"),
	}, nil
}

type recoverForm struct {
	Email string `form:"email" validate:"max=254"`
}

// askCode answers the same whether the address has an account or not.
func (p *Work) askCode(v visit, in recoverForm) (result, error) {
	return v.to("/code?done=sent"), p.guard.People.Recover(v, p.credentials(v, in.Email, ""))
}
