package api

import (
	"errors"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/frontend"
	"jalons/server/files"
	"jalons/server/i18n"
	"jalons/server/programme"
	"jalons/server/tracker"
	"jalons/server/web"
	"jalons/server/worklist"
)

// Parts are what the API is made of.
type Parts struct {
	Tracker *tracker.Tracker
	Files   *files.Store             // where what is sent is put, before the write that names it
	Inviter web.Inviter              // invites who is added
	Asset   func(name string) string // gives the address of a built file to the readable page
}

// Register adds the API to the table of routes, with its document and its readable page.
func Register(router *web.Router, p Parts) error {
	reg, err := NewRegistry(router, p.Inviter.Texts, p.Tracker)
	if err != nil {
		return err
	}
	contents(reg, endpoints{programme.New(p.Tracker)})
	rowContents(reg, endpoints{programme.New(p.Tracker)})
	work := workEndpoints{p.Tracker, worklist.New(p.Tracker.Ledger), p.Files, p.Inviter}
	workContents(reg, work)
	adminContents(reg, work)
	return errors.Join(
		reg.Check(), reg.servePage(p.Inviter.Texts, Look{Templates: frontend.Files, Asset: p.Asset}),
	)
}

// Tables gives the lists of a record, each as a whole. They are registered with a router that serves nobody, by the
// lines that register them to be served, so that an export has what HTTP has.
func Tables(texts *i18n.Texts, t *tracker.Tracker) ([]Table, error) {
	reg, err := NewRegistry(web.NewRouter(web.FailJSON(texts), nil), texts, t)
	if err != nil {
		return nil, err
	}
	contents(reg, endpoints{programme.New(t)})
	rowContents(reg, endpoints{programme.New(t)})
	return reg.tables, reg.Check()
}

// contents is the table of contents of the API.
func contents(reg *Registry, e endpoints) {
	public := func(path, summary string) Route { return Route{Path: path, Policy: web.Public, Summary: summary} }

	list(reg, public("/regions", "The seven regions with their progress"), e.regions)
	get(reg, public("/regions/:code", "One region with its governments"), e.region)
	list(reg, public("/states", "Governments with their standing and progress"), e.states)
	get(reg, public("/states/:code", "One government"), e.state)
	list(reg, public("/commitments", "Commitments with their levels in three voices"), e.commitments)
	get(reg, public(
		"/commitments/:code", "One commitment with its milestones, full history and evidence",
	), e.commitment)
	get(reg, public("/milestones/:id", "One milestone, by number or code, with history and evidence"), e.milestone)
	list(reg, public("/progress", "Progress by region, by government or of the programme"), e.progress)
	get(reg, public("/programmes/:code", "A programme with phases, gates, pilots and motion"), e.programme)
	get(reg, public("/gates/:code", "The decision between two phases with criteria and lessons"), e.gate)
	get(reg, public(
		"/rollouts", "The countries of the five-year plan with targets and actuals, and the plan as a whole",
	), e.rollouts)
	table(reg, public("/rollouts", "The countries of the five-year plan"), e.rolloutRows)
	get(reg, public("/rollouts/:state", "One country's place in the plan"), e.rollout)
	list(reg, public("/cities", "Cities with the stage of their deployment"), e.cities)
	get(reg, public("/cities/:key", "One city, by GeoNames id or code, with the history of its stages"), e.city)
	list(reg, public(
		"/reports", "Reports that governments may sign, with the sums of their contents, newest first",
	), e.reports)
	reg.add(
		public("/reports/:code", "One report, byte by byte as it was drawn up"), reflect.TypeFor[tracker.Report](),
		func(c *gin.Context) error { return reg.report(c, e) }, reflect.TypeFor[reportIn](),
	)
	list(reg, public("/initiatives", "Open-data initiatives that a source of 2011 named"), e.initiatives)
	list(reg, public("/changes", "Public changes in commit order"), e.changes)
}

// workContents is the table of contents of what people who have signed in see and do.
func workContents(reg *Registry, e workEndpoints) {
	see := func(path string, policy web.Policy, summary string) Route {
		return Route{Path: path, Policy: policy, Summary: summary}
	}

	read(reg, see("/worklist", web.Keeper, "What waits for the caller, one tab at a time"), e.worklist)
	read(reg, see(
		"/worklist/:code", web.Keeper, "One milestone, indicator or city with what was last said of it and its version",
	), e.item)
	read(reg, see("/inbox", web.Reviewer, "Statements that wait for the caller's review"), e.inbox)
	read(reg, see("/delegations", web.Reviewer, "Delegations that the caller has given and received"), e.delegations)
	read(reg, see("/follow-ups", web.Staff, "The programme's open reminders"), e.followUps)

	read(reg, see(
		"/documents", web.Keeper, "Signed reports, letters and documents of the caller's governments",
	), e.documents)
	read(reg, see("/documents/:id", web.Keeper, "One signed document with the statements that it names"), e.document)

	writePrepared(reg, see("/reports", web.Keeper, "Draw up a government's report"), e.generateReport)
	writePrepared(reg, see("/documents", web.Keeper, "Record a signed report, letter or document"), e.addDocument)
	write(reg, see(
		"/documents/:id/confirmation", web.Staff, "Confirm as the second of two that a document says what was entered",
	), e.Ledger, e.confirmDocument)
	write(
		reg, see("/documents/:id/refusal", web.Staff, "Refuse a document, or take it back"), e.Ledger, e.refuseDocument,
	)
	writePrepared(reg, see("/statements", web.Keeper, "Declare a level or a stage"), e.declare)
	write(reg, see(
		"/confirmations", web.Keeper, "Say of several targets that nothing has changed",
	), e.Ledger, e.confirm)
	write(reg, see("/statements/:id/retraction", web.Keeper, "Take a statement back"), e.Ledger, e.retract)
	write(reg, see("/statements/:id/review", web.Reviewer, "Approve a statement or send it back"), e.Ledger, e.review)
	write(reg, see(
		"/statements/:id/revocation", web.Reviewer, "Revoke the approval of a statement",
	), e.Ledger, e.revoke)
	write(reg, see(
		"/statements/:id/handover", web.Reviewer, "Ask somebody else who may review a statement to answer it",
	), e.Ledger, e.handOver)
	write(reg, see(
		"/assessments", web.Assessor, "Assess a commitment, milestone or indicator from outside",
	), e.Ledger, e.assess)
	writePrepared(reg, see(
		"/approvals", web.Reviewer, "Approve several statements, each named with its hash",
	), e.approve)
	write(reg, see("/milestones/:id/moves", web.Staff, "Move a milestone's date"), e.Ledger, e.move)
	write(reg, see("/milestones/:id/withdrawal", web.Staff, "Withdraw a milestone by a decision"), e.Ledger, e.withdraw)
	write(reg, see("/follow-ups", web.Staff, "Enter a reminder"), e.Ledger, e.addFollowUp)
	write(reg, see("/follow-ups/:id/done", web.Staff, "Close a reminder"), e.Ledger, e.completeFollowUp)
	write(reg, see("/delegations", web.Reviewer, "Let somebody else speak for a government"), e.Ledger, e.delegate)
	write(reg, see(
		"/delegations/:id/end", web.Reviewer, "End a delegation that the caller has given",
	), e.Ledger, e.endDelegation)
}

// adminContents is the table of contents of what those who keep the record and the people see and do.
func adminContents(reg *Registry, e workEndpoints) {
	see := func(path string, policy web.Policy, summary string) Route {
		return Route{Path: path, Policy: policy, Summary: summary}
	}

	read(reg, see(
		"/plans/:code/edit", web.Staff, "Version and fields of an action plan, for its editors",
	), e.editedPlan)
	read(reg, see("/commitments/:code/edit", web.Staff, "Versions and ties of a commitment, for its editors"), e.edited)
	read(reg, see(
		"/indicators/:code/edit", web.Staff, "Version, texts and leads of an indicator, for its editors",
	), e.editedIndicator)
	read(reg, see("/institutions", web.Staff, "Institutions of a government"), e.institutions)
	read(reg, see("/accounts", web.Admin, "Accounts, and the governments that nobody speaks for"), e.people)
	read(reg, see("/accounts/:id", web.Admin, "One account with what it may do"), e.person)
	read(reg, see("/audit-log", web.Admin, "The audit log"), e.auditLog)

	write(reg, see("/plans", web.Staff, "Enter an action plan"), e.Ledger, e.addPlan)
	write(reg, see(
		"/plans/:code/texts", web.Staff,
		"Correct an action plan: its title in one language, its number, years, days and address",
	), e.Ledger, e.editPlan)
	write(reg, see("/commitments", web.Staff, "Publish a commitment"), e.Ledger, e.addCommitment)
	write(reg, see(
		"/commitments/:code/texts", web.Staff, "Change a commitment's texts in one language, and its days",
	), e.Ledger, e.editTexts)
	write(reg, see(
		"/commitments/:code/relations", web.Staff, "Change what a commitment belongs to",
	), e.Ledger, e.editRelations)
	write(reg, see("/milestones", web.Staff, "Publish a milestone"), e.Ledger, e.addMilestone)
	write(reg, see(
		"/milestones/:id/texts", web.Staff, "Change a milestone's title in one language, and its weight",
	), e.Ledger, e.editMilestone)
	write(reg, see(
		"/indicators/:code/texts", web.Staff, "Correct an indicator's texts in one language, and who answers for it",
	), e.Ledger, e.editIndicator)
	write(reg, see("/institutions", web.Staff, "Enter an institution"), e.Ledger, e.addInstitution)
	write(reg, see(
		"/institutions/:id", web.Staff, "Change an institution's name in one language, and its kind",
	), e.Ledger, e.editInstitution)
	writePrepared(reg, see("/accounts", web.Admin, "Add an account and invite its person"), e.addAccount)
	write(reg, see(
		"/accounts/:id/names", web.Admin, "Correct a person's name, or an assessor's institution",
	), e.Ledger, e.rename)
	writePrepared(reg, see("/accounts/:id/invitation", web.Admin, "Send a new invitation"), e.invite)
	write(reg, see("/accounts/:id/rights", web.Admin, "Give a mandate or a scope"), e.Ledger, e.addRight)
	write(reg, see("/accounts/:id/rights/end", web.Admin, "End a mandate or a scope"), e.Ledger, e.endRight)
	write(reg, see(
		"/accounts/:id/closing", web.Admin, "Close an account; its signatures stay",
	), e.Ledger, e.closeAccount)
}

// Owns says whether an address is the API's, so that its errors are problems and not pages.
func Owns(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }
