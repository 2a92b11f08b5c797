package pages

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"jalons/server/i18n"
	"jalons/server/web"
)

// Register adds the table of contents: each page under each language.
func (p *Pages) Register(r *web.Router) {
	get := func(path string, handler gin.HandlerFunc) {
		r.Handle(web.Route{Method: http.MethodGet, Path: path, Policy: web.Public}, handler)
	}
	get("/", p.choose)
	get("/assets/*name", p.asset)
	get("/sitemap.xml", p.sitemap)
	get("/sitemaps/:name", p.sitemapPart)
	get("/robots.txt", p.robots)
	get("/worker.js", p.worker)
	get("/evidence/:id", p.evidence(p.tracker.File, true))
	get("/evidence/:id/thumbnail", p.evidence(p.tracker.Thumbnail, false))
	for _, lang := range i18n.Languages() {
		for path, handler := range p.table() {
			get("/"+lang+path, handler)
		}
		for _, route := range p.privateTable() {
			r.Handle(web.Route{
				Method: route.Method, Path: "/" + lang + route.Path, Policy: route.Policy,
			}, route.handler)
		}
	}
}

// privateRoute is a page that is for one person, or takes a form.
type privateRoute struct {
	web.Route
	handler gin.HandlerFunc
}

func (p *Pages) privateTable() []privateRoute {
	get := func(path string, policy web.Policy, handler gin.HandlerFunc) privateRoute {
		return privateRoute{web.Route{Method: http.MethodGet, Path: path, Policy: policy}, handler}
	}
	post := func(path string, policy web.Policy, handler gin.HandlerFunc) privateRoute {
		return privateRoute{web.Route{Method: http.MethodPost, Path: path, Policy: policy}, handler}
	}
	return []privateRoute{
		get("/sign-in", web.Public, private(p, p.signInPage)),
		post("/sign-in", web.Public, form(p, p.signIn, p.signInPage)),
		get("/code", web.Public, private(p, p.codePage)),
		post("/code", web.Public, form(p, p.useCode, p.codePage)),
		get("/recover", web.Public, private(p, p.recoverPage)),
		post("/recover", web.Public, form(p, p.askCode, p.recoverPage)),
		get("/two-factor", web.Public, private(p, p.twoFactorPage)),
		post("/two-factor", web.Public, form(p, p.passTwoFactor, p.twoFactorPage)),
		get("/account/two-factor.png", web.SignedIn, private(p, p.twoFactorImage)),
		post("/account/two-factor/start", web.SignedIn, form(p, p.startTwoFactor, p.account)),
		post("/account/two-factor/confirm", web.SignedIn, form(p, p.confirmTwoFactor, p.account)),
		post("/account/two-factor/stop", web.SignedIn, form(p, p.stopTwoFactor, p.account)),
		post("/sign-out", web.SignedIn, private(p, p.signOut)),
		get("/account", web.SignedIn, private(p, p.account)),
		post("/account/password", web.SignedIn, form(p, p.setPassword, p.account)),
		post("/account/mails", web.SignedIn, form(p, p.setMails, p.account)),
		post("/account/sessions", web.SignedIn, form(p, p.endSession, p.account)),
		post("/account/tokens", web.SignedIn, form(p, p.makeToken, p.account)),
		post("/account/tokens/end", web.SignedIn, form(p, p.endToken, p.account)),

		get("/worklist", web.Keeper, private(p, p.worklist)),
		post("/worklist/update", web.Keeper, form(p, p.update, p.itemOf)),
		post("/worklist/confirm", web.Keeper, form(p, p.confirm, p.worklist)),
		post("/worklist/undo", web.Keeper, private(p, p.undo)),
		get("/items/:code", web.Keeper, private(p, p.item)),
		post("/items/:code/correct", web.Keeper, form(p, p.correct, p.item)),
		post("/items/:code/move", web.Staff, form(p, p.move, p.item)),
		post("/items/:code/withdraw", web.Staff, form(p, p.withdraw, p.item)),
		post("/follow-ups", web.Staff, form(p, p.addFollowUp, p.reminded)),
		post("/follow-ups/done", web.Staff, form(p, p.completeFollowUp, p.worklist)),
		get("/plans", web.Staff, private(p, p.plans)),
		post("/plans", web.Staff, form(p, p.addPlan, p.plans)),
		post("/plans/commitments", web.Staff, form(p, p.addCommitment, p.plans)),
		get("/plans/:code", web.Staff, private(p, p.plan)),
		post("/plans/:code", web.Staff, form(p, p.savePlan, p.plan)),
		get("/edit/:code", web.Staff, private(p, p.edit)),
		post("/edit/:code", web.Staff, form(p, p.saveCommitment, p.edit)),
		post("/edit/:code/moves", web.Staff, form(p, p.moveMilestone, p.edit)),
		post("/edit/:code/relations", web.Staff, form(p, p.saveRelations, p.edit)),
		get("/indicators/:code", web.Staff, private(p, p.indicator)),
		post("/indicators/:code", web.Staff, form(p, p.saveIndicator, p.indicator)),
		get("/institutions", web.Staff, private(p, p.institutions)),
		post("/institutions", web.Staff, form(p, p.saveInstitution, p.institutions)),
		post("/edit/:code/milestones", web.Staff, form(p, p.saveMilestone, p.edit)),
		get("/accounts", web.Admin, private(p, p.members)),
		post("/accounts", web.Admin, form(p, p.addAccount, p.members)),
		get("/accounts/:id", web.Admin, private(p, p.member)),
		post("/accounts/:id/names", web.Admin, form(p, p.rename, p.member)),
		post("/accounts/:id/rights", web.Admin, form(p, p.addRight, p.member)),
		post("/accounts/:id/end", web.Admin, form(p, p.endRight, p.member)),
		post("/accounts/:id/invite", web.Admin, form(p, p.inviteAgain, p.member)),
		post("/accounts/:id/impersonate", web.Admin, form(p, p.impersonate, p.member)),
		post("/impersonate/end", web.ReadOnly, private(p, p.endImpersonation)),
		post("/accounts/:id/close", web.Admin, form(p, p.closeAccount, p.member)),
		get("/audit-log", web.Admin, private(p, p.auditLog)),
		get("/mails", web.Admin, private(p, p.mails)),
		get("/assessments", web.Assessor, private(p, p.assessments)),
		post("/assessments/correct", web.Assessor, form(p, p.dropVerdict, p.assessments)),
		get("/assessments/:code", web.Assessor, private(p, p.assessment)),
		post("/assessments/:code", web.Assessor, form(p, p.assess, p.assessment)),
		get("/inbox", web.Reviewer, private(p, p.inbox)),
		get("/inbox/batch", web.Reviewer, private(p, p.batch)),
		post("/inbox/batch", web.Reviewer, form(p, p.approve, p.batch)),
		get("/inbox/:id", web.Reviewer, private(p, p.reading)),
		post("/inbox/:id", web.Reviewer, form(p, p.review, p.reading)),
		post("/inbox/:id/hand-over", web.Reviewer, form(p, p.handOver, p.reading)),
		post("/inbox/:id/revoke", web.Reviewer, form(p, p.revoke, p.reading)),
		get("/documents", web.Keeper, private(p, p.documents)),
		post("/documents", web.Keeper, form(p, p.addDocument, p.newDocument)),
		get("/documents/new", web.Keeper, private(p, p.newDocument)),
		post("/documents/reports", web.Keeper, form(p, p.generateReport, p.documents)),
		get("/documents/:id", web.Keeper, private(p, p.document)),
		get("/documents/:id/file", web.Keeper, private(p, p.documentFile)),
		get("/documents/:id/thumbnail", web.Keeper, private(p, p.documentThumbnail)),
		post("/documents/:id", web.Keeper, form(p, p.decideDocument, p.document)),
		get("/delegations", web.Reviewer, private(p, p.delegations)),
		post("/delegations", web.Reviewer, form(p, p.delegate, p.delegations)),
		post("/delegations/end", web.Reviewer, form(p, p.endDelegation, p.delegations)),
	}
}

func (p *Pages) table() map[string]gin.HandlerFunc {
	return map[string]gin.HandlerFunc{
		"":                   handle(p, p.home),
		"/method":            handle(p, p.method),
		"/map":               handle(p, p.worldMap),
		"/regions/:code":     handle(p, p.region),
		"/rollout":           handle(p, p.rollout),
		"/gates/:code":       handle(p, p.gate),
		"/cities":            handle(p, p.cities),
		"/states/:code":      handle(p, p.state),
		"/commitments":       handle(p, p.commitments),
		"/commitments/:code": handle(p, p.commitment),
		"/cities/:key":       handle(p, p.city),
		"/reports/:code":     handle(p, p.report),
	}
}

// choose sends the reader to the home page in the language that suits.
func (p *Pages) choose(c *gin.Context) {
	c.Header("Vary", "Accept-Language")
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusFound, "/"+web.Language(c.Request))
}
