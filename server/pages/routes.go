package pages

import (
	"net/http"

	"github.com/gin-gonic/gin"

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
	get("/evidence/:id/picture", p.evidence(p.tracker.Picture, false))
	for _, lang := range web.Languages() {
		for path, handler := range p.table() {
			get("/"+lang+path, handler)
		}
		for _, route := range p.privateTable() {
			r.Handle(web.Route{Method: route.Method, Path: "/" + lang + route.Path, Policy: route.Policy}, route.handler)
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
		post("/sign-in", web.Public, private(p, p.signIn)),
		get("/code", web.Public, private(p, p.codePage)),
		post("/code", web.Public, private(p, p.useCode)),
		get("/recover", web.Public, private(p, p.recoverPage)),
		post("/recover", web.Public, private(p, p.askCode)),
		get("/second", web.Public, private(p, p.secondPage)),
		post("/second", web.Public, private(p, p.passSecond)),
		get("/account/second.png", web.SignedIn, private(p, p.secondPicture)),
		post("/account/second/start", web.SignedIn, private(p, p.startSecond)),
		post("/account/second/confirm", web.SignedIn, private(p, p.confirmSecond)),
		post("/account/second/stop", web.SignedIn, private(p, p.stopSecond)),
		post("/sign-out", web.SignedIn, private(p, p.signOut)),
		get("/account", web.SignedIn, private(p, p.account)),
		post("/account/password", web.SignedIn, private(p, p.setPassword)),
		post("/account/mails", web.SignedIn, private(p, p.setMails)),
		post("/account/devices", web.SignedIn, private(p, p.endDevice)),
		post("/account/tokens", web.SignedIn, private(p, p.makeToken)),
		post("/account/tokens/end", web.SignedIn, private(p, p.endToken)),

		get("/queue", web.Keeper, private(p, p.queue)),
		post("/queue/update", web.Keeper, private(p, p.update)),
		post("/queue/confirm", web.Keeper, private(p, p.confirm)),
		post("/queue/undo", web.Keeper, private(p, p.undo)),
		get("/items/:code", web.Keeper, private(p, p.item)),
		post("/items/:code/correct", web.Keeper, private(p, p.correct)),
		post("/items/:code/move", web.Staff, private(p, p.move)),
		post("/items/:code/withdraw", web.Staff, private(p, p.withdraw)),
		post("/follow-ups", web.Staff, private(p, p.remind)),
		post("/follow-ups/done", web.Staff, private(p, p.settleFollowUp)),
		get("/plans", web.Staff, private(p, p.plans)),
		post("/plans", web.Staff, private(p, p.addPlan)),
		post("/plans/commitments", web.Staff, private(p, p.addCommitment)),
		get("/plans/:code", web.Staff, private(p, p.plan)),
		post("/plans/:code", web.Staff, private(p, p.savePlan)),
		get("/edit/:code", web.Staff, private(p, p.edit)),
		post("/edit/:code", web.Staff, private(p, p.saveCommitment)),
		post("/edit/:code/moves", web.Staff, private(p, p.moveMilestone)),
		post("/edit/:code/ties", web.Staff, private(p, p.saveTies)),
		get("/institutions", web.Staff, private(p, p.institutions)),
		post("/institutions", web.Staff, private(p, p.saveInstitution)),
		post("/edit/:code/milestones", web.Staff, private(p, p.saveMilestone)),
		get("/people", web.Admin, private(p, p.members)),
		post("/people", web.Admin, private(p, p.hire)),
		get("/people/:id", web.Admin, private(p, p.member)),
		post("/people/:id/names", web.Admin, private(p, p.rename)),
		post("/people/:id/offices", web.Admin, private(p, p.appoint)),
		post("/people/:id/end", web.Admin, private(p, p.endOffice)),
		post("/people/:id/invite", web.Admin, private(p, p.inviteAgain)),
		post("/people/:id/see", web.Admin, private(p, p.seeAs)),
		post("/see/end", web.Looking, private(p, p.seeAgain)),
		post("/people/:id/close", web.Admin, private(p, p.dismiss)),
		get("/acts", web.Admin, private(p, p.acts)),
		get("/mails", web.Admin, private(p, p.mails)),
		get("/assessments", web.Assessor, private(p, p.assessments)),
		post("/assessments/correct", web.Assessor, private(p, p.dropVerdict)),
		get("/assessments/:code", web.Assessor, private(p, p.assessment)),
		post("/assessments/:code", web.Assessor, private(p, p.judge)),
		get("/inbox", web.Reviewer, private(p, p.inbox)),
		get("/inbox/batch", web.Reviewer, private(p, p.batch)),
		post("/inbox/batch", web.Reviewer, private(p, p.approve)),
		get("/inbox/:id", web.Reviewer, private(p, p.reading)),
		post("/inbox/:id", web.Reviewer, private(p, p.examine)),
		post("/inbox/:id/hand-over", web.Reviewer, private(p, p.handOver)),
		post("/inbox/:id/revoke", web.Reviewer, private(p, p.revoke)),
		get("/papers", web.Keeper, private(p, p.papers)),
		post("/papers", web.Keeper, private(p, p.sign)),
		get("/papers/new", web.Keeper, private(p, p.newPaper)),
		post("/papers/reports", web.Keeper, private(p, p.drawUp)),
		get("/papers/:id", web.Keeper, private(p, p.paper)),
		get("/papers/:id/file", web.Keeper, private(p, p.paperFile)),
		get("/papers/:id/picture", web.Keeper, private(p, p.paperPicture)),
		post("/papers/:id", web.Keeper, private(p, p.endPaper)),
		get("/delegations", web.Reviewer, private(p, p.delegations)),
		post("/delegations", web.Reviewer, private(p, p.delegate)),
		post("/delegations/end", web.Reviewer, private(p, p.endDelegation)),
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
