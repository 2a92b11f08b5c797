package pages_test

import (
	"bytes"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jalons/server/people"
	"jalons/server/tracker"
)

// office is a site with a commitment of Tunisia, staff, and two liaisons of Tunisia and one of Benin, all
// signed in.
type office struct {
	*site
	staff, liaison, second, foreign *browser
	milestones                      []string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{site: newSite(t)}
	err := o.tracker.Write(t.Context(), func(w *tracker.Writer) error {
		if err := w.AddActionPlan(t.Context(), tracker.NewActionPlan{Code: "TN-2024", State: "TN", Title: tracker.NewText("fr", "Plan"), Cycle: "2024-2026", StartsOn: "2024-01-01", Source: "test"}); err != nil {
			return err
		}
		code, err := w.AddCommitment(t.Context(), tracker.NewCommitment{Plan: "TN-2024", Number: 1, Title: tracker.NewText("fr", "Publier")})
		for i, due := range []tracker.Day{"2026-06-30", "2026-12-01", "2027-12-31"} {
			if err != nil {
				return err
			}
			var milestone string
			milestone, err = w.AddMilestone(t.Context(), tracker.NewMilestone{Commitment: code, Number: i + 1, Title: tracker.NewText("fr", fmt.Sprintf("Jalon %d", i+1)), Weight: 1, DueOn: due, Precision: "day"})
			o.milestones = append(o.milestones[:i:i], milestone)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.staff, o.liaison, o.second, o.foreign = o.enter(t, "s", "staff"), o.enter(t, "tn", "liaison", "TN"), o.enter(t, "tn2", "liaison", "TN"), o.enter(t, "bj", "liaison", "BJ")
	return o
}

// enter adds a person with a role in some states and signs them in.
func (s *site) enter(t *testing.T, name, role string, states ...string) *browser {
	t.Helper()
	email := name + "@example.org"
	err := s.tracker.Write(t.Context(), func(w *tracker.Writer) error {
		id, err := w.NewPerson(t.Context(), tracker.NewAccount{Email: email, Name: name, Language: "fr", Role: role})
		if err != nil {
			return err
		}
		return w.Entitle(t.Context(), id, role, states)
	})
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.guard.People.Code(t.Context(), email, people.Invitation)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, site: s, cookies: map[string]*http.Cookie{}}
	b.sent("/fr/code", "/fr/sign-in?done=password", "email", email, "code", code, "password", password)
	b.sent("/fr/sign-in", "/fr/account", "email", email, "password", password, "next", "/fr/account")
	return b
}

// formOf reads the hidden fields and the values of the form that posts to an address.
func formOf(t *testing.T, page, action string) url.Values {
	t.Helper()
	i := strings.Index(page, `method="post" action="`+action+`"`)
	if i < 0 {
		t.Fatalf("no form to %s in\n%.3000s", action, page)
	}
	body, _, _ := strings.Cut(page[i:], "</form>")
	values := url.Values{}
	for _, input := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		values.Add(input[1], input[2])
	}
	return values
}

// upload posts a form with a file.
func (b *browser) upload(address string, form url.Values, name, content string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	var err error
	for field, values := range form {
		for _, value := range values {
			err = errors.Join(err, w.WriteField(field, value))
		}
	}
	part, fileErr := w.CreateFormFile("file", name)
	if err = errors.Join(err, fileErr); err == nil {
		_, err = part.Write([]byte(content))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", address, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	answer := httptest.NewRecorder()
	b.site.ServeHTTP(answer, r)
	return answer
}

// get opens a page that is there.
func (b *browser) get(address string) string {
	b.t.Helper()
	w := b.do("GET", address, nil)
	if w.Code != http.StatusOK {
		b.t.Fatalf("GET %s: %d %s", address, w.Code, w.Header().Get("Location"))
	}
	return w.Body.String()
}

// fill takes the update form of an item and sends it with some fields filled in.
func (b *browser) fill(code string, pairs ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	form := formOf(b.t, b.get("/fr/items/"+code), "/fr/queue/update")
	form.Set("act", "submit")
	form.Set("on", "2026-11-20")
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.do("POST", "/fr/queue/update", form)
}

// has fails unless a page says each of these.
func has(t *testing.T, page string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			_, content, _ := strings.Cut(page, "<main")
			t.Errorf("the page lacks %q\n%.2500s", want, content)
		}
	}
}

// location is where an answer leads, of a form that was taken.
func location(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code != http.StatusSeeOther {
		_, content, _ := strings.Cut(w.Body.String(), "<main")
		t.Fatalf("%d\n%.2500s", w.Code, content)
	}
	return w.Header().Get("Location")
}

// waitingFor gives the number of the statement on an item that waits in a liaison's inbox.
func waitingFor(t *testing.T, inbox, title string) string {
	t.Helper()
	found := regexp.MustCompile(`href="/fr/inbox/(\d+)">` + title).FindStringSubmatch(inbox)
	if found == nil {
		t.Fatalf("%s does not wait in\n%.2500s", title, inbox)
	}
	return found[1]
}

// A day at the office: late in the queue, updated in its row, sent back with a comment, resubmitted,
// approved, taken back.
func TestUpdateSendBackApproveRevoke(t *testing.T) {
	o := newOffice(t)
	page := o.staff.get("/fr/queue")
	has(t, page, "143 jours de retard", "Jalon 1", `aria-current="page">En retard <b>1</b>`)
	page = o.staff.get("/fr/queue?tab=late&open=" + o.milestones[0])
	form := formOf(t, page, "/fr/queue/update")
	form.Set("act", "submit")
	form.Set("level", "completed")
	w := o.staff.do("POST", "/fr/queue/update", form)
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("completed without evidence: %d", w.Code)
	}
	has(t, w.Body.String(), "Achevé demande une preuve", `value="completed" checked`)
	form.Set("evidence", "https://example.org/loi.pdf")
	done := location(t, o.staff.do("POST", "/fr/queue/update", form))
	if again := location(t, o.staff.do("POST", "/fr/queue/update", form)); again != done {
		t.Errorf("sent twice: %s, then %s", done, again)
	}
	has(t, o.staff.get(done), "Soumis à l’examen de l’État", "Annuler")
	has(t, o.staff.get("/fr/queue?tab=waiting"), "Jalon 1")
	if w := o.foreign.do("GET", "/fr/items/"+o.milestones[0], nil); w.Code != http.StatusForbidden {
		t.Errorf("a foreign liaison reads the item: %d", w.Code)
	}

	inbox := o.liaison.get("/fr/inbox")
	has(t, inbox, "1 mise à jour attend votre examen", "Premier jalon achevé")
	id := waitingFor(t, inbox, "Jalon 1")
	if w := o.foreign.do("GET", "/fr/inbox/"+id, nil); w.Code != http.StatusForbidden {
		t.Errorf("a foreign liaison reads the statement: %d", w.Code)
	}
	reading := o.liaison.get("/fr/inbox/" + id)
	has(t, reading, "example.org", "Rien d’approuvé", "Après votre approbation")
	answer := formOf(t, reading, "/fr/inbox/"+id)
	answer.Set("outcome", "sent_back")
	if w := o.liaison.do("POST", "/fr/inbox/"+id, answer); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("sent back without a word: %d", w.Code)
	}
	answer.Set("canned", "evidence")
	answer.Set("comment", "Page 3 manque.\nMerci <b>de</b> l’ajouter.")
	if to := location(t, o.liaison.do("POST", "/fr/inbox/"+id, answer)); to != "/fr/inbox?said=sent_back" {
		t.Errorf("leads to %s", to)
	}
	has(t, o.staff.get("/fr/queue"), "Renvoyés <b>1</b>", "La preuve ne montre pas ce qui est dit.", "Page 3 manque.", "&lt;b&gt;de")
	if public := o.get(t, "/fr/commitments/TN-2024-C01").Body.String(); strings.Contains(public, "Page 3 manque") {
		t.Error("the public reads the comment")
	}

	location(t, o.staff.fill(o.milestones[0], "level", "completed", "evidence", "https://example.org/loi.pdf#3"))
	id = waitingFor(t, o.liaison.get("/fr/inbox"), "Jalon 1")
	answer = formOf(t, o.liaison.get("/fr/inbox/"+id), "/fr/inbox/"+id)
	answer.Set("outcome", "approved")
	location(t, o.liaison.do("POST", "/fr/inbox/"+id, answer))
	has(t, o.liaison.get("/fr/inbox"), "Tout est examiné", "Derniers examens")
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), "Approuvé par l’État", "loi.pdf#3")

	revoke := formOf(t, o.second.get("/fr/inbox/"+id), "/fr/inbox/"+id+"/revoke")
	revoke.Set("reason", "La loi n’est pas parue.")
	location(t, o.second.do("POST", "/fr/inbox/"+id+"/revoke", revoke))
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), "approbation retirée", "La loi n’est pas parue.")
}

func TestConflictKeepsWhatWasTyped(t *testing.T) {
	o := newOffice(t)
	mine := formOf(t, o.staff.get("/fr/queue?tab=late&open="+o.milestones[0]), "/fr/queue/update")
	location(t, o.liaison.fill(o.milestones[0], "level", "substantial", "note", "Leur note"))
	mine.Set("act", "submit")
	mine.Set("level", "limited")
	mine.Set("note", "Ma note")
	w := o.staff.do("POST", "/fr/queue/update", mine)
	if w.Code != http.StatusPreconditionFailed {
		t.Fatalf("%d", w.Code)
	}
	has(t, w.Body.String(), "a changé depuis que vous l’avez ouvert", "Leur note", "Ma note", "Votre saisie")
	has(t, o.staff.get("/fr/queue?tab=drafts"), "Mes brouillons <b>1</b>")
	page := o.staff.get("/fr/items/" + o.milestones[0])
	has(t, page, "Ma note", "Leur note", "Brouillon du")
	form := formOf(t, page, "/fr/queue/update")
	form.Set("act", "drop")
	location(t, o.staff.do("POST", "/fr/queue/update", form))
	if strings.Contains(o.staff.get("/fr/items/"+o.milestones[0]), "Ma note") {
		t.Error("the draft is still there")
	}
}

func TestUndoAndCorrect(t *testing.T) {
	o := newOffice(t)
	done := location(t, o.staff.fill(o.milestones[1], "level", "limited", "note", "Trop tôt"))
	page := o.staff.get(done)
	undo := formOf(t, page, "/fr/queue/undo")
	if w := o.liaison.do("POST", "/fr/queue/undo", undo); w.Code != http.StatusConflict {
		t.Errorf("somebody else undoes it: %d", w.Code)
	}
	has(t, o.staff.get(location(t, o.staff.do("POST", "/fr/queue/undo", undo))), "C’est annulé", "Trop tôt", `value="limited" checked`)

	location(t, o.staff.fill(o.milestones[1], "level", "limited"))
	address := "/fr/items/" + o.milestones[1]
	form := formOf(t, o.staff.get(address), address+"/correct")
	form.Set("reason", "Mauvais jalon.")
	form.Set("instead", "TN-2024-C01.9")
	o.staff.told(address+"/correct", http.StatusNotFound, "Rien n’a le code TN-2024-C01.9", pairsOf(form)...)
	form.Set("instead", o.milestones[2])
	location(t, o.staff.do("POST", address+"/correct", form))
	has(t, o.staff.get("/fr/items/"+o.milestones[2]), "Limité")
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), "mise à jour retirée", "Mauvais jalon.")
}

func pairsOf(form url.Values) []string {
	var pairs []string
	for name := range form {
		pairs = append(pairs, name, form.Get(name))
	}
	return pairs
}

func TestEvidenceFiles(t *testing.T) {
	o := newOffice(t)
	form := formOf(t, o.staff.get("/fr/items/"+o.milestones[0]), "/fr/queue/update")
	form.Set("act", "submit")
	form.Set("level", "completed")
	form.Set("on", "2026-11-20")
	if w := o.staff.upload("/fr/queue/update", form, "a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Ce n’est ni un PDF") {
		t.Errorf("completed by a picture that runs: %d", w.Code)
	}
	form.Set("level", "limited")
	if to := location(t, o.staff.upload("/fr/queue/update", form, "big.pdf", "%PDF-1.7\n"+strings.Repeat("x", tracker.FileLimit))); to != "/fr/items/"+o.milestones[0]+"?said=file" {
		t.Errorf("a file too large: %s", to)
	}
	has(t, o.staff.get("/fr/items/"+o.milestones[0]+"?said=file"), "mais pas le fichier", "Limité")
	form = formOf(t, o.staff.get("/fr/items/"+o.milestones[0]), "/fr/queue/update")
	form.Set("act", "submit")
	form.Set("level", "completed")
	location(t, o.staff.upload("/fr/queue/update", form, `..\x"y.pdf`, "%PDF-1.7\nhello"))
	id := waitingFor(t, o.liaison.get("/fr/inbox"), "Jalon 1")
	file := regexp.MustCompile(`href="(/evidence/\d+)"`).FindStringSubmatch(o.liaison.get("/fr/inbox/" + id))
	if file == nil {
		t.Fatal("the reviewer sees no file")
	}
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), `href="`+file[1]+`" download`)
	w := o.get(t, file[1])
	h := w.Header()
	if w.Code != http.StatusOK || w.Body.String() != "%PDF-1.7\nhello" || h.Get("Content-Type") != "application/pdf" || h.Get("Content-Disposition") != `attachment; filename="x\"y.pdf"` || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", w.Code, h)
	}
	address := "/fr/items/" + o.milestones[0]
	correct := formOf(t, o.staff.get(address), address+"/correct")
	correct.Set("reason", "Document confidentiel.")
	location(t, o.staff.do("POST", address+"/correct", correct))
	if w := o.get(t, file[1]); w.Code != http.StatusNotFound {
		t.Errorf("the file of what was taken back: %d", w.Code)
	}
}

func TestConfirmAndBatch(t *testing.T) {
	o := newOffice(t)
	for _, m := range o.milestones {
		location(t, o.staff.fill(m, "level", "limited", "evidence", "https://example.org/"+m))
	}
	rows := regexp.MustCompile(`name="row" value="([^"]+)"`).FindAllStringSubmatch(o.staff.get("/fr/queue?tab=waiting"), -1)
	form := formOf(t, o.staff.get("/fr/queue?tab=waiting"), "/fr/queue/confirm")
	for _, row := range rows[:2] {
		form.Add("row", row[1])
	}
	form.Add("row", "TN-2024-C01.3@1")
	w := o.staff.do("POST", "/fr/queue/confirm", form)
	has(t, w.Body.String(), "sans changement, confirmé", "TN-2024-C01.3 a changé depuis")

	inbox := o.liaison.get("/fr/inbox")
	has(t, inbox, "3 mises à jour attendent")
	ticked := regexp.MustCompile(`name="row" value="(\d+)"`).FindAllStringSubmatch(inbox, -1)
	if len(ticked) != 1 {
		t.Errorf("%d may be approved at once: the confirmations have no evidence", len(ticked))
	}
	has(t, o.liaison.get("/fr/inbox/batch"), "Choisissez au moins une mise à jour")
	page := o.liaison.get("/fr/inbox/batch?row=" + ticked[0][1])
	has(t, page, "Vous approuvez 1 mise à jour au nom de", "Tunisie", "Jalon 3")
	batch := formOf(t, page, "/fr/inbox/batch")
	forged := url.Values{"key": {"a forged key"}, "row": {strings.Replace(batch.Get("row"), "@", "@0", 1)[:len(batch.Get("row"))]}}
	if w := o.liaison.do("POST", "/fr/inbox/batch", forged); w.Code == http.StatusOK && !strings.Contains(w.Body.String(), "Le contenu a changé") {
		t.Errorf("another content: %d", w.Code)
	}
	if w := o.foreign.do("POST", "/fr/inbox/batch", batch); strings.Contains(w.Body.String(), "TN-2024-C01.3</bdi> approuvé") {
		t.Error("a foreign liaison approves")
	}
	has(t, o.liaison.do("POST", "/fr/inbox/batch", batch).Body.String(), "TN-2024-C01.3</bdi> approuvé", "2 mises à jour attendent")
}

func TestMoveWithdrawRemind(t *testing.T) {
	o := newOffice(t)
	address := "/fr/items/" + o.milestones[0]
	form := formOf(t, o.staff.get(address), address+"/move")
	form.Set("new_on", "2027-03-31")
	form.Set("reason", "nonsense")
	o.staff.told(address+"/move", http.StatusBadRequest, "La valeur doit être l’une de", pairsOf(form)...)
	form.Set("reason", "law")
	location(t, o.staff.do("POST", address+"/move", form))
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), "31 mars 2027", "30 juin 2026")
	if w := o.liaison.do("POST", address+"/move", form); w.Code != http.StatusForbidden {
		t.Errorf("a liaison moves a date: %d", w.Code)
	}
	form = formOf(t, o.staff.get(address), address+"/withdraw")
	form.Set("decided_on", "2026-11-01")
	form.Set("decision", "Décret 12, article 3")
	location(t, o.staff.do("POST", address+"/withdraw", form))
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), "Jalon retiré")
	o.staff.told("/fr/queue/update", http.StatusUnprocessableEntity, "ne compte plus", pairsOf(formAs(t, o.staff.get(address), "level", "limited"))...)

	address = "/fr/items/" + o.milestones[1]
	form = formOf(t, o.staff.get(address), "/fr/follow-ups")
	form.Set("action", "Relancer <i>le ministère</i>")
	form.Set("due_on", "2026-11-21")
	location(t, o.staff.do("POST", "/fr/follow-ups", form))
	page := o.staff.get("/fr/queue?tab=follow_ups")
	has(t, page, "À relancer <b>1</b>", "Relancer &lt;i&gt;le ministère")
	if strings.Contains(o.liaison.get("/fr/queue?tab=follow_ups"), "ministère") {
		t.Error("a liaison reads the programme's reminders")
	}
	settle := formOf(t, page, "/fr/follow-ups/done")
	settle.Set("id", regexp.MustCompile(`name="id" value="(\d+)"`).FindStringSubmatch(page)[1])
	location(t, o.staff.do("POST", "/fr/follow-ups/done", settle))
	has(t, o.staff.get("/fr/queue?tab=follow_ups"), "Personne à relancer")
}

func formAs(t *testing.T, page string, pairs ...string) url.Values {
	t.Helper()
	form := formOf(t, page, "/fr/queue/update")
	form.Set("act", "submit")
	form.Set("on", "2026-11-20")
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func TestDelegationOnThePage(t *testing.T) {
	o := newOffice(t)
	location(t, o.staff.fill(o.milestones[0], "level", "limited", "evidence", "https://example.org/a"))
	id := waitingFor(t, o.liaison.get("/fr/inbox"), "Jalon 1")
	if w := o.foreign.do("POST", "/fr/inbox/"+id, form("outcome", "approved", "hash", "", "key", "")); w.Code != http.StatusForbidden {
		t.Errorf("before: %d", w.Code)
	}
	give := formOf(t, o.liaison.get("/fr/delegations"), "/fr/delegations")
	for name, value := range map[string]string{"email": "bj@example.org", "state": "TN", "from": "2026-11-20", "until": "2027-06-01", "reason": "Congé"} {
		give.Set(name, value)
	}
	o.liaison.told("/fr/delegations", http.StatusUnprocessableEntity, "90 jours au plus", pairsOf(give)...)
	give.Set("until", "2026-12-01")
	give.Set("state", "BJ")
	o.liaison.told("/fr/delegations", http.StatusForbidden, "Vous ne pouvez pas", pairsOf(give)...)
	give.Set("state", "TN")
	location(t, o.liaison.do("POST", "/fr/delegations", give))
	has(t, o.foreign.get("/fr/delegations"), "par délégation de", "En vigueur")
	answer := formOf(t, o.foreign.get("/fr/inbox/"+id), "/fr/inbox/"+id)
	page := o.liaison.get("/fr/delegations")
	end := formOf(t, page, "/fr/delegations/end")
	end.Set("id", regexp.MustCompile(`name="id" value="(\d+)"`).FindStringSubmatch(page)[1])
	location(t, o.liaison.do("POST", "/fr/delegations/end", end))
	answer.Set("outcome", "approved")
	if w := o.foreign.do("POST", "/fr/inbox/"+id, answer); w.Code != http.StatusForbidden {
		t.Errorf("after its end: %d", w.Code)
	}
}

func TestCityStageOnThePage(t *testing.T) {
	o := newOffice(t)
	location(t, o.staff.fill("TN-001", "level", "portal_open", "evidence", "https://example.org/portail"))
	o.staff.told("/fr/queue/update", http.StatusUnprocessableEntity, "demande une note", pairsOf(formAs(t, o.staff.get("/fr/items/TN-001"), "level", "agreed"))...)
	id := waitingFor(t, o.liaison.get("/fr/inbox"), "Tunis")
	answer := formOf(t, o.liaison.get("/fr/inbox/"+id), "/fr/inbox/"+id)
	answer.Set("outcome", "approved")
	location(t, o.liaison.do("POST", "/fr/inbox/"+id, answer))
	has(t, o.get(t, "/fr/cities/TN-001").Body.String(), "Portail ouvert")
}

func TestAssessmentOnThePage(t *testing.T) {
	o := newOffice(t)
	outside := o.enter(t, "panel", "assessor", "TN")
	location(t, o.staff.fill(o.milestones[0], "level", "completed", "evidence", "https://example.org/a"))
	has(t, outside.get("/fr/assessments?state=TN"), "TN-2024-C01", "Vous n’avez encore rien évalué")
	address := "/fr/assessments/" + o.milestones[0]
	outside.told(address, http.StatusUnprocessableEntity, "Dites pourquoi", "key", "", "level", "limited", "on", "2026-11-19")
	outside.told(address, http.StatusUnprocessableEntity, "dans l’avenir", "key", "", "level", "limited", "on", "2027-11-19", "verdict", "non")
	outside.sent(address, "/fr/assessments?said=assessed", "key", "", "level", "limited", "on", "2026-11-19", "verdict", "Rien <b>n’est</b> publié.", "source", "https://example.org/rapport")
	public := o.get(t, "/fr/commitments/TN-2024-C01").Body.String()
	has(t, public, "Rien &lt;b&gt;n’est&lt;/b&gt; publié.", "Achevé", "Limité", "panel")
	if w := outside.do("GET", "/fr/assessments/BJ-2024-C01", nil); w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
		t.Errorf("a foreign commitment: %d", w.Code)
	}
	drop := formOf(t, outside.get("/fr/assessments"), "/fr/assessments/correct")
	drop.Set("reason", "Erreur.")
	location(t, outside.do("POST", "/fr/assessments/correct", drop))
	has(t, outside.get("/fr/assessments"), "Vous n’avez encore rien évalué")
}

func TestPeopleOnThePage(t *testing.T) {
	o := newOffice(t)
	admin := o.enter(t, "boss", "admin")
	if w := admin.do("GET", "/fr/people", nil); w.Code != http.StatusForbidden {
		t.Errorf("an admin without a second factor: %d", w.Code)
	}
	if _, err := o.db.Owner.ExecContext(t.Context(), `update accounts set totp_secret = 'x', totp_since = now() where email = 'boss@example.org'`); err != nil {
		t.Fatal(err)
	}
	if w := o.staff.do("GET", "/fr/people", nil); w.Code != http.StatusForbidden {
		t.Errorf("staff: %d", w.Code)
	}
	page := admin.get("/fr/people")
	has(t, page, "tn@example.org", "correspondant")
	hire := formOf(t, page, "/fr/people")
	for name, value := range map[string]string{"email": "new@example.org", "name": "Nouvelle <i>personne</i>", "role": "liaison", "language": "fr"} {
		hire.Set(name, value)
	}
	admin.told("/fr/people", http.StatusUnprocessableEntity, "nommez-en au moins un", pairsOf(hire)...)
	hire.Set("states", "TN XX")
	admin.told("/fr/people", http.StatusNotFound, "XX", pairsOf(hire)...)
	hire.Set("states", "TN")
	admin.sent("/fr/people", "/fr/people?said=hired", pairsOf(hire)...)
	has(t, admin.get("/fr/people?q=nouvelle"), "Nouvelle &lt;i&gt;personne", "Invité")
	has(t, admin.get("/fr/mails"), "new@example.org", "Votre compte Jalons", "Attend")

	number := regexp.MustCompile(`href="(/fr/people/\d+)"><bdi>tn</bdi>`).FindStringSubmatch(admin.get("/fr/people?q=tn@"))
	if number == nil {
		t.Fatal("the liaison is not listed")
	}
	member := number[1]
	office := formOf(t, admin.get(member), member+"/offices")
	for name, value := range map[string]string{"state": "BJ", "capacity": "countersigner", "from": "2026-11-20", "until": "", "reason": "Seul correspondant"} {
		office.Set(name, value)
	}
	admin.told(member+"/offices", http.StatusUnprocessableEntity, "un an au plus", pairsOf(office)...)
	office.Set("until", "2027-11-19")
	admin.sent(member+"/offices", member+"?said=appointed", pairsOf(office)...)
	has(t, o.liaison.get("/fr/inbox"), "Tout est examiné")

	page = admin.get(member)
	has(t, page, "contresignataire", "BJ")
	for _, found := range regexp.MustCompile(`name="key" value="([^"]*)"><input type="hidden" name="kind" value="mandate"><button class="quiet" name="office" value="(\d+)"`).FindAllStringSubmatch(page, -1) {
		admin.sent(member+"/end", member+"?said=ended", "key", found[1], "kind", "mandate", "office", found[2])
	}
	if w := o.liaison.do("GET", "/fr/inbox", nil); w.Code != http.StatusSeeOther {
		t.Errorf("a session after the end of the mandate: %d", w.Code)
	}
	closing := formOf(t, admin.get(member), member+"/close")
	admin.sent(member+"/close", "/fr/people?said=closed", pairsOf(closing)...)
	has(t, admin.get(member), "Compte fermé")
	has(t, admin.get("/fr/acts"), "mandate_ended", "account_closed", "account_added", "boss")
	has(t, admin.get("/fr/acts?q=mandate_ended"), "countersigner")
}

func TestTokensOnThePage(t *testing.T) {
	o := newOffice(t)
	o.staff.told("/fr/account/tokens", http.StatusUnprocessableEntity, "Choisissez ce que la clé permet", "name", "x", "may", "assess", "days", "30")
	w := o.staff.do("POST", "/fr/account/tokens", form("name", "Mon <i>tableur</i>", "may", "declare", "days", "30"))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "jalons_") {
		t.Fatalf("%d", w.Code)
	}
	page := o.staff.get("/fr/account")
	if strings.Contains(page, "jalons_") {
		t.Error("the token is shown again")
	}
	has(t, page, "Mon &lt;i&gt;tableur", "déclarer", "jamais")
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
	o.staff.told("/fr/plans", http.StatusUnprocessableEntity, "premier jour du plan", append(pairsOf(plan), "title", "Plan béninois", "source", "Journal officiel")...)
	for name, value := range map[string]string{"title": "Plan béninois", "starts_on": "2025-01-01", "ends_on": "2024-01-01", "source": "Journal officiel"} {
		plan.Set(name, value)
	}
	o.staff.told("/fr/plans", http.StatusUnprocessableEntity, "La fin précède le début", pairsOf(plan)...)
	plan.Set("ends_on", "2026-12-31")
	o.staff.sent("/fr/plans", "/fr/plans?plan=BJ-2025&said=plan&state=BJ", pairsOf(plan)...)
	commitment := formOf(t, o.staff.get("/fr/plans?state=BJ&plan=BJ-2025"), "/fr/plans/commitments")
	for name, value := range map[string]string{"title": "Publier les <b>marchés</b>", "description": "Tous.", "starts_on": "2025-02-01", "ends_on": "2026-06-30"} {
		commitment.Set(name, value)
	}
	o.staff.sent("/fr/plans/commitments", "/fr/edit/BJ-2025-C01?said=commitment", pairsOf(commitment)...)
	if again := location(t, o.staff.do("POST", "/fr/plans/commitments", commitment)); again != "/fr/edit/BJ-2025-C01?said=commitment" {
		t.Errorf("sent twice: %s", again)
	}
	address := "/fr/edit/BJ-2025-C01"
	milestone := formOf(t, o.staff.get(address), address+"/milestones")
	milestone.Set("title", "Premier jeu de données")
	milestone.Set("weight", "2")
	milestone.Set("due_on", "2027-01-01")
	o.staff.told(address+"/milestones", http.StatusUnprocessableEntity, "entre le début et la fin", pairsOf(milestone)...)
	milestone.Set("due_on", "2026-05-31")
	location(t, o.staff.do("POST", address+"/milestones", milestone))
	has(t, o.get(t, "/fr/commitments/BJ-2025-C01").Body.String(), "Publier les &lt;b&gt;marchés", "Premier jeu de données", "31 mai 2026")

	english := formOf(t, o.staff.get(address+"?in=en"), address)
	english.Set("title", "Publish procurement")
	stale := url.Values{}
	for name, values := range english {
		stale[name] = values
	}
	location(t, o.staff.do("POST", address, english))
	stale.Set("key", "another key of its own")
	o.staff.told(address, http.StatusPreconditionFailed, "a changé depuis", pairsOf(stale)...)
	has(t, o.get(t, "/en/commitments/BJ-2025-C01").Body.String(), "Publish procurement", "translation")
	french := formOf(t, o.staff.get(address+"?in=fr"), address)
	french.Set("title", "Publier tous les marchés")
	french.Set("description", "Tous.")
	location(t, o.staff.do("POST", address, french))
	has(t, o.get(t, "/en/commitments/BJ-2025-C01").Body.String(), "Publish procurement", "the original has changed")
	has(t, o.staff.get(address), "traduction à revoir")
	if w := o.foreign.do("GET", address, nil); w.Code != http.StatusForbidden {
		t.Errorf("a liaison edits: %d", w.Code)
	}
}
