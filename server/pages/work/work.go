// package work is the pages that are for one person, or take a form.
package work

import (
	"jalons/server/files"
	"jalons/server/i18n"
	"jalons/server/pages/render"
	"jalons/server/web"
	"jalons/server/worklist"
)

// Work answers people who have signed in, and those who do.
type Work struct {
	*render.Site
	files *files.Store
	work  *worklist.Worklist
	guard *web.Authenticator
}

// NewWork gives the pages of people.
func NewWork(site *render.Site, store *files.Store, guard *web.Authenticator) *Work {
	return &Work{Site: site, files: store, work: worklist.New(site.Tracker.Ledger), guard: guard}
}

// Register adds the table of contents: each page under each language.
func (p *Work) Register(router *web.Router) {
	for _, lang := range i18n.Languages() {
		r := registry{p, router, lang}
		r.own()
		r.declaring()
		r.editing()
		r.administration()
	}
}

// own is the table of contents of what concerns the account of who asks.
func (r registry) own() {
	private(r, route{"/sign-in", web.Public}, r.signInPage)
	form(r, route{"/sign-in", web.Public}, r.signIn, r.signInPage)
	private(r, route{"/code", web.Public}, r.codePage)
	form(r, route{"/code", web.Public}, r.useCode, r.codePage)
	private(r, route{"/recover", web.Public}, r.recoverPage)
	form(r, route{"/recover", web.Public}, r.askCode, r.recoverPage)
	private(r, route{"/two-factor", web.Public}, r.twoFactorPage)
	form(r, route{"/two-factor", web.Public}, r.passTwoFactor, r.twoFactorPage)
	private(r, route{"/account/two-factor.png", web.SignedIn}, r.twoFactorImage)
	form(r, route{"/account/two-factor/start", web.SignedIn}, r.startTwoFactor, button(r.account))
	form(r, route{"/account/two-factor/confirm", web.SignedIn}, r.confirmTwoFactor, r.account)
	form(r, route{"/account/two-factor/stop", web.SignedIn}, r.stopTwoFactor, r.account)
	form(r, route{"/sign-out", web.SignedIn}, r.signOut, nowhere)
	private(r, route{"/account", web.SignedIn}, r.account)
	form(r, route{"/account/password", web.SignedIn}, r.setPassword, r.account)
	form(r, route{"/account/mails", web.SignedIn}, r.setMails, button(r.account))
	form(r, route{"/account/sessions", web.SignedIn}, r.endSession, button(r.account))
	form(r, route{"/account/tokens", web.SignedIn}, r.makeToken, r.account)
	form(r, route{"/account/tokens/end", web.SignedIn}, r.endToken, button(r.account))
}

// declaring is the table of contents of what is declared, reviewed and assessed.
func (r registry) declaring() {
	private(r, route{"/worklist", web.Keeper}, r.worklist)
	writePrepared(r, route{"/worklist/update", web.Keeper}, r.update, r.updateAgain)
	write(r, route{"/worklist/confirm", web.Keeper}, r.confirm, button(r.worklist))
	writePrepared(r, route{"/worklist/undo", web.Keeper}, r.undo, nowhere)
	private(r, route{"/items/:code", web.Keeper}, r.item)
	write(r, route{"/items/:code/correct", web.Keeper}, r.correct, r.item)
	write(r, route{"/items/:code/move", web.Staff}, r.move, r.item)
	write(r, route{"/items/:code/withdraw", web.Staff}, r.withdraw, r.item)
	write(r, route{"/follow-ups", web.Staff}, r.addFollowUp, r.reminded)
	write(r, route{"/follow-ups/done", web.Staff}, r.completeFollowUp, button(r.worklist))
	private(r, route{"/assessments", web.Assessor}, r.assessments)
	writePrepared(r, route{"/assessments/correct", web.Assessor}, r.dropVerdict, button(r.assessments))
	private(r, route{"/assessments/:code", web.Assessor}, r.assessment)
	write(r, route{"/assessments/:code", web.Assessor}, r.assess, r.assessment)
	private(r, route{"/inbox", web.Reviewer}, r.inbox)
	private(r, route{"/inbox/batch", web.Reviewer}, r.batch)
	writePrepared(r, route{"/inbox/batch", web.Reviewer}, r.approve, button(r.batch))
	private(r, route{"/inbox/:id", web.Reviewer}, r.reading)
	write(r, route{"/inbox/:id", web.Reviewer}, r.review, r.reading)
	write(r, route{"/inbox/:id/hand-over", web.Reviewer}, r.handOver, r.reading)
	write(r, route{"/inbox/:id/revoke", web.Reviewer}, r.revoke, r.reading)
	private(r, route{"/documents", web.Keeper}, r.documents)
	writePrepared(r, route{"/documents", web.Keeper}, r.addDocument, r.newDocument)
	private(r, route{"/documents/new", web.Keeper}, r.newDocument)
	writePrepared(r, route{"/documents/reports", web.Keeper}, r.generateReport, r.documents)
	private(r, route{"/documents/:id", web.Keeper}, r.document)
	private(r, route{"/documents/:id/file", web.Keeper}, r.documentFile)
	private(r, route{"/documents/:id/thumbnail", web.Keeper}, r.documentThumbnail)
	write(r, route{"/documents/:id", web.Keeper}, r.decideDocument, r.document)
	private(r, route{"/delegations", web.Reviewer}, r.delegations)
	write(r, route{"/delegations", web.Reviewer}, r.delegate, r.delegations)
	write(r, route{"/delegations/end", web.Reviewer}, r.endDelegation, button(r.delegations))
}

// editing is the table of contents of what the programme promises and who answers for it.
func (r registry) editing() {
	private(r, route{"/plans", web.Staff}, r.plans)
	write(r, route{"/plans", web.Staff}, r.addPlan, r.plans)
	write(r, route{"/plans/commitments", web.Staff}, r.addCommitment, r.plans)
	private(r, route{"/plans/:code", web.Staff}, r.plan)
	write(r, route{"/plans/:code", web.Staff}, r.savePlan, r.plan)
	private(r, route{"/edit/:code", web.Staff}, r.edit)
	write(r, route{"/edit/:code", web.Staff}, r.saveCommitment, r.edit)
	write(r, route{"/edit/:code/moves", web.Staff}, r.moveMilestone, r.edit)
	write(r, route{"/edit/:code/relations", web.Staff}, r.saveRelations, r.edit)
	private(r, route{"/indicators/:code", web.Staff}, r.indicator)
	write(r, route{"/indicators/:code", web.Staff}, r.saveIndicator, r.indicator)
	private(r, route{"/institutions", web.Staff}, r.institutions)
	write(r, route{"/institutions", web.Staff}, r.saveInstitution, r.institutions)
	write(r, route{"/edit/:code/milestones", web.Staff}, r.saveMilestone, r.edit)
}

// administration is the table of contents of administration.
func (r registry) administration() {
	private(r, route{"/accounts", web.Admin}, r.members)
	writePrepared(r, route{"/accounts", web.Admin}, r.addAccount, r.members)
	private(r, route{"/accounts/:id", web.Admin}, r.member)
	write(r, route{"/accounts/:id/names", web.Admin}, r.rename, r.member)
	write(r, route{"/accounts/:id/rights", web.Admin}, r.addRight, r.member)
	write(r, route{"/accounts/:id/end", web.Admin}, r.endRight, r.member)
	writePrepared(r, route{"/accounts/:id/invite", web.Admin}, r.inviteAgain, r.member)
	writePrepared(r, route{"/accounts/:id/impersonate", web.Admin}, r.impersonate, r.member)
	form(r, route{"/impersonate/end", web.ReadOnly}, r.endImpersonation, nowhere)
	write(r, route{"/accounts/:id/close", web.Admin}, r.closeAccount, r.member)
	private(r, route{"/audit-log", web.Admin}, r.auditLog)
	private(r, route{"/mails", web.Admin}, r.mails)
}
