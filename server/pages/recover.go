package pages

// recoverPage asks for the address of somebody who has lost a password.
func (p *Pages) recoverPage(v visit, _ nothing) (*page, error) {
	return &page{
		Template: "recover", Title: p.texts.T(v.lang, "recover.title"), Description: p.texts.T(v.lang, "recover.lead"),
	}, nil
}

type recoverForm struct {
	Email string `form:"email" validate:"max=254"`
}

// askCode answers the same whether the address has an account or not.
func (p *Pages) askCode(v visit, in recoverForm) (result, error) {
	return v.to("/code?done=sent"), p.guard.People.Recover(v, p.credentials(v, in.Email, ""))
}
