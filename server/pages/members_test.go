package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/i18n"
	"jalons/server/i18n/i18ntest"
)

func TestAssessmentOnThePage(t *testing.T) {
	o := newOffice(t)
	outside := o.enter(t, "panel", "assessor", "TN")
	location(t, o.staff.fill(o.milestones[0], "level", "completed", "evidence", "https://example.org/a"))
	has(t, outside.get("/fr/assessments?state=TN"), "TN-2024-C01", fr("assessment.none"))
	address := "/fr/assessments/" + o.milestones[0]
	outside.told(
		address, http.StatusUnprocessableEntity, fr("error.verdict_needed"), "key", "", "level", "limited", "on",
		"2026-11-19",
	)
	outside.told(
		address, http.StatusUnprocessableEntity, fr("error.in_the_future"), "key", "", "level", "limited", "on",
		"2027-11-19", "verdict", "non",
	)
	outside.sent(
		address, "/fr/assessments?said=assessed", "key", "", "level", "limited", "on", "2026-11-19", "verdict",
		"Rien <b>n’est</b> publié.", "source", "https://example.org/rapport",
	)
	public := o.get(t, "/fr/commitments/TN-2024-C01").Body.String()
	has(
		t, public, "Rien &lt;b&gt;n’est&lt;/b&gt; publié.", fr("level.completed"), fr("level.limited"),
		"Cour des comptes",
	)
	if w := outside.do("GET", "/fr/assessments/BJ-2024-C01", nil); w.Code != http.StatusNotFound &&
		w.Code != http.StatusForbidden {
		t.Errorf("a foreign commitment: %d", w.Code)
	}
	drop := formOf(t, outside.get("/fr/assessments"), "/fr/assessments/correct")
	drop.Set("reason", "Erreur.")
	location(t, outside.do("POST", "/fr/assessments/correct", drop))
	has(t, outside.get("/fr/assessments"), fr("assessment.none"))
}

func TestPeopleOnThePage(t *testing.T) {
	o := newOffice(t)
	admin := o.enter(t, "boss", "admin")
	if w := admin.do(
		"GET", "/fr/accounts", nil,
	); w.Header().Get("Location") != "/fr/account?done=two_factor_needed#two-factor" {
		t.Errorf("an admin without a second factor: %d %s", w.Code, w.Header().Get("Location"))
	}
	has(
		t, admin.get("/fr/account?done=two_factor_needed"), `id="two-factor"`, "/fr/account/two-factor/start",
		fr("account.done_two_factor_needed"),
	)
	if _, err := o.db.Owner.ExecContext(
		t.Context(),
		`update accounts set totp_secret = 'v1.00000000.eA==', totp_since = '2026-01-01'
			where email = 'boss@example.org'`,
	); err != nil {
		t.Fatal(err)
	}
	if w := o.staff.do("GET", "/fr/accounts", nil); w.Code != http.StatusForbidden {
		t.Errorf("staff: %d", w.Code)
	}
	page := admin.get("/fr/accounts")
	has(t, page, "tn@example.org", fr("role.liaison"))
	hire := formOf(t, page, "/fr/accounts")
	for name, value := range map[string]string{
		"email": "new@example.org", "name": "Nouvelle <i>personne</i>", "role": "liaison", "language": "fr",
	} {
		hire.Set(name, value)
	}
	admin.told("/fr/accounts", http.StatusUnprocessableEntity, fr("error.role_needs_state"), pairsOf(hire)...)
	hire.Set("states", "TN XX")
	admin.told("/fr/accounts", http.StatusNotFound, fr("error.missing_state", "code", "XX"), pairsOf(hire)...)
	hire.Set("states", "TN")
	shown := admin.do("POST", "/fr/accounts", hire).Body.String()
	code := regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){3}`).FindString(shown)
	if again := admin.get("/fr/accounts"); code == "" || strings.Contains(again, code) {
		t.Errorf("the code %q is not shown once", code)
	}
	has(t, admin.get("/fr/accounts?q=nouvelle"), "Nouvelle &lt;i&gt;personne", fr("member.invited"))
	has(t, admin.get("/fr/mails"), "new@example.org", fr("mail.invitation_subject"), fr("outbox.waits"))
	attempt := account.Credentials{Email: "new@example.org", Secret: code, Address: "192.0.2.77"}
	if err := o.guard.People.UseCode(t.Context(), attempt, "une phrase de passe"); err != nil {
		t.Errorf("the code that was shown: %v", err)
	}

	number := regexp.MustCompile(
		`href="(/fr/accounts/\d+)"><bdi>tn</bdi>`,
	).FindStringSubmatch(admin.get("/fr/accounts?q=tn@"))
	if number == nil {
		t.Fatal("the liaison is not listed")
	}
	member := number[1]
	office := formOf(t, admin.get(member), member+"/rights")
	for name, value := range map[string]string{
		"state": "BJ", "capacity": "countersigner", "from": "2026-11-20", "until": "", "reason": "Seul correspondant",
	} {
		office.Set(name, value)
	}
	admin.told(member+"/rights", http.StatusUnprocessableEntity, fr("error.countersigner_a_year"), pairsOf(office)...)
	office.Set("until", "2027-11-19")
	admin.sent(member+"/rights", member+"?said=right_added", pairsOf(office)...)
	has(t, o.liaison.get("/fr/inbox"), fr("inbox.empty"))

	page = admin.get(member)
	has(t, page, fr("capacity.countersigner"), "BJ")
	for _, found := range regexp.MustCompile(
		`name="key" value="([^"]*)"><input type="hidden" name="kind" value="mandate">`+
			`<button class="quiet" name="right" value="(\d+)"`,
	).FindAllStringSubmatch(page, -1) {
		admin.sent(member+"/end", member+"?said=ended", "key", found[1], "kind", "mandate", "right", found[2])
	}
	if w := o.liaison.do("GET", "/fr/inbox", nil); w.Code != http.StatusSeeOther {
		t.Errorf("a session after the end of the mandate: %d", w.Code)
	}
	seeing := formOf(t, admin.get(member), member+"/impersonate")
	admin.sent(member+"/impersonate", "/fr/inbox", pairsOf(seeing)...)
	has(t, admin.get("/fr/inbox"), fr("impersonate.title"), "<bdi>tn</bdi>")
	admin.sent("/fr/impersonate/end", member)
	closing := formOf(t, admin.get(member), member+"/close")
	admin.sent(member+"/close", "/fr/accounts?said=closed", pairsOf(closing)...)
	has(t, admin.get(member), fr("member.closed"))
	has(t, admin.get("/fr/audit-log"), "mandate_ended", "account_closed", "account_added", "boss")
	has(t, admin.get("/fr/audit-log?q=mandate_ended"), "countersigner")
}

func TestTokensOnThePage(t *testing.T) {
	o := newOffice(t)
	// not offered to staff
	w := o.staff.do("POST", "/fr/account/tokens", form("name", "x", "may", "assess", "days", "30"))
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), fr("error.token_may")) {
		t.Errorf("%d", w.Code)
	}
	w = o.staff.do("POST", "/fr/account/tokens", form("name", "Mon <i>tableur</i>", "may", "declare", "days", "30"))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "jalons_") {
		t.Fatalf("%d", w.Code)
	}
	page := o.staff.get("/fr/account")
	if strings.Contains(page, "jalons_") {
		t.Error("the token is shown again")
	}
	has(t, page, "Mon &lt;i&gt;tableur", fr("token.may_declare"), fr("token.never"))
	id := regexp.MustCompile(`name="token" value="(\d+)"`).FindStringSubmatch(page)[1]
	if w := o.liaison.do("POST", "/fr/account/tokens/end", form("token", id)); w.Code != http.StatusNotFound {
		t.Errorf("somebody else ends it: %d", w.Code)
	}
	o.staff.sent("/fr/account/tokens/end", "/fr/account?done=token#tokens", "token", id)
}

// A plan, a commitment and a milestone are entered, translated, and their translations trail a changed original.
func TestPlansOnThePage(t *testing.T) {
	o := newOffice(t)
	page := o.staff.get("/fr/plans?state=BJ")
	plan := formOf(t, page, "/fr/plans")
	o.staff.told(
		"/fr/plans", http.StatusUnprocessableEntity, fr("error.plan_code"),
		append(pairsOf(plan), "title", "Plan béninois", "source", "Journal officiel")...,
	)
	for name, value := range map[string]string{
		"title": "Plan béninois", "starts_on": "2025-01-01", "ends_on": "2024-01-01", "source": "Journal officiel",
	} {
		plan.Set(name, value)
	}
	o.staff.told("/fr/plans", http.StatusUnprocessableEntity, fr("error.end_before_start"), pairsOf(plan)...)
	plan.Set("ends_on", "2026-12-31")
	o.staff.sent("/fr/plans", "/fr/plans?plan=BJ-2025&said=plan&state=BJ", pairsOf(plan)...)
	commitment := formOf(t, o.staff.get("/fr/plans?state=BJ&plan=BJ-2025"), "/fr/plans/commitments")
	for name, value := range map[string]string{
		"title": "Publier les <b>marchés</b>", "description": "Tous.", "starts_on": "2025-02-01",
		"ends_on": "2026-06-30",
	} {
		commitment.Set(name, value)
	}
	o.staff.sent("/fr/plans/commitments", "/fr/edit/BJ-2025-C01?said=commitment", pairsOf(commitment)...)
	if again := location(t, o.staff.do(
		"POST", "/fr/plans/commitments", commitment,
	)); again != "/fr/edit/BJ-2025-C01?said=commitment" {
		t.Errorf("sent twice: %s", again)
	}
	address := "/fr/edit/BJ-2025-C01"
	milestone := formOf(t, o.staff.get(address), address+"/milestones")
	milestone.Set("title", "Premier jeu de données")
	milestone.Set("weight", "2")
	milestone.Set("due_on", "2027-01-01")
	o.staff.told(
		address+"/milestones", http.StatusUnprocessableEntity, fr("error.outside_commitment"), pairsOf(milestone)...,
	)
	milestone.Set("due_on", "2026-05-31")
	location(t, o.staff.do("POST", address+"/milestones", milestone))
	has(
		t, o.get(t, "/fr/commitments/BJ-2025-C01").Body.String(), "Publier les &lt;b&gt;marchés",
		"Premier jeu de données", "31 mai 2026",
	)

	english := formOf(t, o.staff.get(address+"?in=en"), address)
	english.Set("title", "Publish procurement")
	stale := url.Values{}
	for name, values := range english {
		stale[name] = values
	}
	location(t, o.staff.do("POST", address, english))
	stale.Set("key", "another key of its own")
	o.staff.told(
		address, http.StatusPreconditionFailed, fr("error.changed_meanwhile", "code", "BJ-2025-C01"), pairsOf(stale)...,
	)
	has(t, o.get(t, "/en/commitments/BJ-2025-C01").Body.String(), "Publish procurement", en("version.translation"))
	french := formOf(t, o.staff.get(address+"?in=fr"), address)
	french.Set("title", "Publier tous les marchés")
	french.Set("description", "Tous.")
	location(t, o.staff.do("POST", address, french))
	has(t, o.get(t, "/en/commitments/BJ-2025-C01").Body.String(), "Publish procurement", en("version.outdated"))
	has(t, o.staff.get(address), fr("version.outdated"))
	if w := o.foreign.do("GET", address, nil); w.Code != http.StatusForbidden {
		t.Errorf("a liaison edits: %d", w.Code)
	}

	body := formOf(t, o.staff.get("/fr/institutions?state=BJ"), "/fr/institutions")
	body.Set("kind", "government")
	o.staff.told("/fr/institutions", http.StatusUnprocessableEntity, fr("error.title_needed"), pairsOf(body)...)
	body.Set("name", "Ministère <i>des</i> finances")
	o.staff.sent("/fr/institutions", "/fr/institutions?in=fr&said=edited&state=BJ", pairsOf(body)...)
	id := regexp.MustCompile(`<option value="(\d+)" ?>Ministère`).FindStringSubmatch(o.staff.get(address))
	if id == nil {
		t.Fatal("the institution can't be chosen")
	}
	ties := formOf(t, o.staff.get(address), address+"/relations")
	for name, values := range map[string][]string{
		"body": {id[1], ""}, "part": {"lead", "supporting"}, "value": {"transparency"}, "earlier": {"TN-2024-C01"},
		"kind": {"continues"},
	} {
		ties[name] = values
	}
	if w := o.staff.do("POST", address+"/relations", ties); w.Code != http.StatusNotFound ||
		!strings.Contains(w.Body.String(), fr("error.missing_predecessor", "code", "TN-2024-C01")) {
		t.Errorf("another state's commitment: %d", w.Code)
	}
	ties["earlier"] = []string{""}
	location(t, o.staff.do("POST", address+"/relations", ties))
	has(
		t, o.get(t, "/fr/commitments/BJ-2025-C01").Body.String(), "Ministère &lt;i&gt;des&lt;/i&gt; finances",
		fr("value.transparency"),
	)
}

func TestMailsOnThePage(t *testing.T) {
	o := newOffice(t)
	has(t, o.staff.get("/fr/account"), `<option value="weekly" selected>`, `<option value="fr" selected>`)
	o.staff.sent("/fr/account/mails", "/fr/account?done=summary#mails", "summary", "none", "language", "ar")
	has(
		t, o.staff.get("/fr/account?done=summary"), `<option value="none" selected>`, `<option value="ar" selected>`,
		fr("account.done_summary"),
	)
	if w := o.staff.do(
		"POST", "/fr/account/mails", form("summary", "hourly", "language", "ar"),
	); w.Code != http.StatusBadRequest {
		t.Errorf("%d", w.Code)
	}
	has(t, o.liaison.get("/fr/account"), `<option value="weekly" selected>`)
}

// An assessor's institution can be corrected; what was published keeps the name that it was published under.
func TestInstitutionOfAnAssessorIsCorrected(t *testing.T) {
	o := newOffice(t)
	outside := o.enter(t, "panel", "assessor", "TN")
	verdict := []string{"key", "", "level", "limited", "on", "2026-11-19", "verdict", "Non."}
	outside.sent("/fr/assessments/"+o.milestones[0], "/fr/assessments?said=assessed", verdict...)
	admin := o.enter(t, "boss", "admin")
	if _, err := o.db.Owner.ExecContext(
		t.Context(),
		`update accounts set totp_secret = 'v1.00000000.eA==', totp_since = '2026-01-01'
			where email = 'boss@example.org'`,
	); err != nil {
		t.Fatal(err)
	}
	var id string
	if err := o.db.Owner.GetContext(
		t.Context(), &id, `select id::text from accounts where email = 'panel@example.org'`,
	); err != nil {
		t.Fatal(err)
	}
	address := "/fr/accounts/" + id
	page := admin.get(address)
	has(t, page, `name="name" value="panel"`, `name="institution_fr" value="Cour des comptes"`)
	names := formOf(t, page, address+"/names")
	names.Set("name", "Panel")
	admin.told(address+"/names", http.StatusUnprocessableEntity, fr("error.institution_needed"), pairsOf(names)...)
	for lang, name := range map[string]string{
		"fr": "Chambre des comptes", "en": "Audit Chamber", "ar": "غرفة المحاسبة",
	} {
		names.Set("institution_"+lang, name)
	}
	admin.sent(address+"/names", address+"?said=renamed", pairsOf(names)...)
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), "Cour des comptes")
	outside.sent("/fr/assessments/"+o.milestones[1], "/fr/assessments?said=assessed", verdict...)
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), "Cour des comptes", "Chambre des comptes")
}

// The audit log names roles and reasons in the reader's language.
func TestAuditLogIsInTheReadersLanguage(t *testing.T) {
	o := newOffice(t)
	admin := o.enter(t, "boss", "admin")
	if _, err := o.db.Owner.ExecContext(
		t.Context(),
		`update accounts set totp_secret = 'v1.00000000.eA==', totp_since = '2026-01-01'
			where email = 'boss@example.org'`,
	); err != nil {
		t.Fatal(err)
	}
	if w := o.staff.do("GET", "/fr/audit-log", nil); w.Code != http.StatusForbidden {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	for _, lang := range i18n.Languages() {
		page := admin.get("/" + lang + "/audit-log")
		has(t, page, i18ntest.T(lang, "error.not_your_role"), `muted">`+i18ntest.T(lang, "role.staff")+"<")
		if strings.Contains(page, "<bdi>staff</bdi>") || strings.Contains(page, "role.") {
			t.Errorf("%s: a role is named by its code", lang)
		}
	}
}
