package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jalons/server/files"
)

// A day at the office: late in the queue, updated in its row, sent back with a comment, resubmitted,
// approved, taken back.
func TestUpdateSendBackApproveRevoke(t *testing.T) {
	o := newOffice(t)
	page := o.staff.get("/fr/worklist")
	has(t, page, fr("worklist.late", "n", 143), "Jalon 1", `aria-current="page">`+fr("worklist.tab_late")+" <b>1</b>")
	page = o.staff.get("/fr/worklist?tab=late&open=" + o.milestones[0])
	form := formOf(t, page, "/fr/worklist/update")
	form.Set("act", "submit")
	form.Set("level", "completed")
	w := o.staff.do("POST", "/fr/worklist/update", form)
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("completed without evidence: %d", w.Code)
	}
	has(t, w.Body.String(), fr("error.completed_needs_evidence"), `value="completed" checked`)
	form.Set("evidence", "https://example.org/loi.pdf")
	done := location(t, o.staff.do("POST", "/fr/worklist/update", form))
	if again := location(t, o.staff.do("POST", "/fr/worklist/update", form)); again != done {
		t.Errorf("sent twice: %s, then %s", done, again)
	}
	has(t, o.staff.get(done), fr("worklist.done_next"), fr("worklist.undo"))
	has(t, o.staff.get("/fr/worklist?tab=waiting"), "Jalon 1")
	if w := o.foreign.do("GET", "/fr/items/"+o.milestones[0], nil); w.Code != http.StatusForbidden {
		t.Errorf("a foreign liaison reads the item: %d", w.Code)
	}

	inbox := o.liaison.get("/fr/inbox")
	has(t, inbox, fr("inbox.count", "n", 1), fr("error.alone_first_completed"))
	id := waitingFor(t, inbox, "Jalon 1")
	if w := o.foreign.do("GET", "/fr/inbox/"+id, nil); w.Code != http.StatusForbidden {
		t.Errorf("a foreign liaison reads the statement: %d", w.Code)
	}
	reading := o.liaison.get("/fr/inbox/" + id)
	has(t, reading, "example.org", fr("unknown.approved"), fr("reading.public"))
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
	has(
		t, o.staff.get("/fr/worklist"), fr("worklist.tab_sent_back")+" <b>1</b>", fr("inbox.canned_evidence"),
		"Page 3 manque.", "&lt;b&gt;de",
	)
	if public := o.get(t, "/fr/commitments/TN-2024-C01").Body.String(); strings.Contains(public, "Page 3 manque") {
		t.Error("the public reads the comment")
	}

	location(t, o.staff.fill(o.milestones[0], "level", "completed", "evidence", "https://example.org/loi.pdf#3"))
	id = waitingFor(t, o.liaison.get("/fr/inbox"), "Jalon 1")
	answer = formOf(t, o.liaison.get("/fr/inbox/"+id), "/fr/inbox/"+id)
	answer.Set("outcome", "approved")
	location(t, o.liaison.do("POST", "/fr/inbox/"+id, answer))
	has(t, o.liaison.get("/fr/inbox"), fr("inbox.empty"), fr("inbox.answered"))
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), fr("way.state"), "loi.pdf#3")
	if page := o.liaison.get("/fr/inbox/" + id); strings.Contains(page, fr("unknown.approved")) {
		t.Error("what was approved is not what stands approved")
	}

	revoke := formOf(t, o.second.get("/fr/inbox/"+id), "/fr/inbox/"+id+"/revoke")
	revoke.Set("reason", "La loi n’est pas parue.")
	location(t, o.second.do("POST", "/fr/inbox/"+id+"/revoke", revoke))
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), fr("event.revoked"), "La loi n’est pas parue.")
}

func TestConflictKeepsWhatWasTyped(t *testing.T) {
	o := newOffice(t)
	mine := formOf(t, o.staff.get("/fr/worklist?tab=late&open="+o.milestones[0]), "/fr/worklist/update")
	location(t, o.liaison.fill(o.milestones[0], "level", "substantial", "note", "Leur note"))
	mine.Set("act", "submit")
	mine.Set("level", "limited")
	mine.Set("note", "Ma note")
	w := o.staff.do("POST", "/fr/worklist/update", mine)
	if w.Code != http.StatusPreconditionFailed {
		t.Fatalf("%d", w.Code)
	}
	has(
		t, w.Body.String(), fr("error.changed_meanwhile", "code", o.milestones[0]), "Leur note", "Ma note",
		fr("update.mine"),
	)
	has(t, o.staff.get("/fr/worklist?tab=drafts"), fr("worklist.tab_drafts")+" <b>1</b>")
	page := o.staff.get("/fr/items/" + o.milestones[0])
	has(t, page, "Ma note", "Leur note", fr("update.draft_of"))
	form := formOf(t, page, "/fr/worklist/update")
	form.Set("act", "drop")
	location(t, o.staff.do("POST", "/fr/worklist/update", form))
	if strings.Contains(o.staff.get("/fr/items/"+o.milestones[0]), "Ma note") {
		t.Error("the draft is still there")
	}
}

// Who moves a date has not been overtaken by somebody else: what they had typed is as new as before.
func TestMovingADateKeepsTheDraft(t *testing.T) {
	o := newOffice(t)
	address := "/fr/items/" + o.milestones[0]
	draft := formOf(t, o.staff.get(address), "/fr/worklist/update")
	draft.Set("act", "draft")
	draft.Set("level", "limited")
	draft.Set("on", "2026-11-20")
	location(t, o.staff.do("POST", "/fr/worklist/update", draft))
	move := formOf(t, o.staff.get(address), address+"/move")
	move.Set("new_on", "2027-03-31")
	move.Set("reason", "law")
	location(t, o.staff.do("POST", address+"/move", move))
	page := o.staff.get(address)
	has(t, page, fr("update.draft_of"))
	if strings.Contains(page, fr("update.theirs")) {
		t.Error("one's own draft is behind one's own change")
	}
}

func TestUndoAndCorrect(t *testing.T) {
	o := newOffice(t)
	done := location(t, o.staff.fill(o.milestones[1], "level", "limited", "note", "Trop tôt"))
	page := o.staff.get(done)
	undo := formOf(t, page, "/fr/worklist/undo")
	if w := o.liaison.do("POST", "/fr/worklist/undo", undo); w.Code != http.StatusConflict {
		t.Errorf("somebody else undoes it: %d", w.Code)
	}
	has(
		t, o.staff.get(location(t, o.staff.do("POST", "/fr/worklist/undo", undo))), fr("worklist.said_undone"),
		"Trop tôt",
		`value="limited" checked`,
	)

	location(t, o.staff.fill(o.milestones[1], "level", "limited"))
	address := "/fr/items/" + o.milestones[1]
	form := formOf(t, o.staff.get(address), address+"/correct")
	form.Set("reason", "Mauvais jalon.")
	form.Set("instead", "TN-2024-C01.9")
	o.staff.told(
		address+"/correct", http.StatusNotFound, fr("error.missing_target", "code", "TN-2024-C01.9"), pairsOf(form)...,
	)
	form.Set("instead", o.milestones[2])
	location(t, o.staff.do("POST", address+"/correct", form))
	has(t, o.staff.get("/fr/items/"+o.milestones[2]), fr("level.limited"))
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), fr("event.retracted"), "Mauvais jalon.")
}

func TestEvidenceFiles(t *testing.T) {
	o := newOffice(t)
	form := formOf(t, o.staff.get("/fr/items/"+o.milestones[0]), "/fr/worklist/update")
	form.Set("act", "submit")
	form.Set("level", "completed")
	form.Set("on", "2026-11-20")
	if w := o.staff.upload(
		"/fr/worklist/update", form, "a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>",
	); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), fr("error.file_kind")) {
		t.Errorf("completed by a picture that runs: %d", w.Code)
	}
	form.Set("level", "limited")
	if to := location(t, o.staff.upload(
		"/fr/worklist/update", form, "big.pdf", "%PDF-1.7\n"+strings.Repeat("x", files.FileLimit),
	)); to != "/fr/items/"+o.milestones[0]+"?said=file" {
		t.Errorf("a file too large: %s", to)
	}
	has(t, o.staff.get("/fr/items/"+o.milestones[0]+"?said=file"), fr("worklist.said_file"), fr("level.limited"))
	form = formOf(t, o.staff.get("/fr/items/"+o.milestones[0]), "/fr/worklist/update")
	form.Set("act", "submit")
	form.Set("level", "completed")
	location(t, o.staff.upload("/fr/worklist/update", form, `..\x"y.pdf`, "%PDF-1.7\nhello"))
	id := waitingFor(t, o.liaison.get("/fr/inbox"), "Jalon 1")
	file := regexp.MustCompile(`href="(/evidence/\d+)"`).FindStringSubmatch(o.liaison.get("/fr/inbox/" + id))
	if file == nil {
		t.Fatal("the reviewer sees no file")
	}
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), `href="`+file[1]+`" download`)
	w := o.get(t, file[1])
	h := w.Header()
	if w.Code != http.StatusOK || w.Body.String() != "%PDF-1.7\nhello" || h.Get("Content-Type") != "application/pdf" ||
		h.Get("Content-Disposition") != `attachment; filename="x\"y.pdf"` ||
		!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" {
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
	rows := regexp.MustCompile(`name="row" value="([^"]+)"`).FindAllStringSubmatch(
		o.staff.get("/fr/worklist?tab=waiting"), -1,
	)
	form := formOf(t, o.staff.get("/fr/worklist?tab=waiting"), "/fr/worklist/confirm")
	for _, row := range rows[:2] {
		form.Add("row", row[1])
	}
	form.Add("row", "TN-2024-C01.3@1")
	w := o.staff.do("POST", "/fr/worklist/confirm", form)
	has(t, w.Body.String(), fr("worklist.confirmed"), fr("error.changed_meanwhile", "code", "TN-2024-C01.3"))

	inbox := o.liaison.get("/fr/inbox")
	has(t, inbox, fr("inbox.count", "n", 3))
	ticked := regexp.MustCompile(`name="row" value="(\d+)"`).FindAllStringSubmatch(inbox, -1)
	if len(ticked) != 1 {
		t.Errorf("%d may be approved at once: the confirmations have no evidence", len(ticked))
	}
	has(t, o.liaison.get("/fr/inbox/batch"), fr("inbox.nothing_ticked"))
	page := o.liaison.get("/fr/inbox/batch?row=" + ticked[0][1])
	has(t, page, fr("batch.lead", "n", 1), "Tunisie", "Jalon 3")
	batch := formOf(t, page, "/fr/inbox/batch")
	forged := url.Values{"key": {"a forged key"}, "row": {
		strings.Replace(batch.Get("row"), "@", "@0", 1)[:len(batch.Get("row"))],
	}}
	if w := o.liaison.do("POST", "/fr/inbox/batch", forged); w.Code == http.StatusOK &&
		!strings.Contains(w.Body.String(), fr("error.content_changed")) {
		t.Errorf("another content: %d", w.Code)
	}
	if w := o.foreign.do("POST", "/fr/inbox/batch", batch); strings.Contains(
		w.Body.String(), "TN-2024-C01.3</bdi> "+fr("inbox.said_approved"),
	) {
		t.Error("a foreign liaison approves")
	}
	has(
		t, o.liaison.do("POST", "/fr/inbox/batch", batch).Body.String(),
		"TN-2024-C01.3</bdi> "+fr("inbox.said_approved"), fr("inbox.count", "n", 2),
	)
}

func TestMoveWithdrawRemind(t *testing.T) {
	o := newOffice(t)
	address := "/fr/items/" + o.milestones[0]
	form := formOf(t, o.staff.get(address), address+"/move")
	form.Set("new_on", "2027-03-31")
	form.Set("reason", "nonsense")
	o.staff.told(address+"/move", http.StatusBadRequest, fr("error.shape_option"), pairsOf(form)...)
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
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), fr("event.withdrawn"))
	o.staff.told(
		"/fr/worklist/update", http.StatusUnprocessableEntity, fr("error.target_outside", "code", o.milestones[0]),
		pairsOf(formAs(t, o.staff.get(address), "level", "limited"))...,
	)

	address = "/fr/items/" + o.milestones[1]
	form = formOf(t, o.staff.get(address), "/fr/follow-ups")
	form.Set("action", "Relancer <i>le ministère</i>")
	form.Set("due_on", "2026-11-21")
	location(t, o.staff.do("POST", "/fr/follow-ups", form))
	page := o.staff.get("/fr/worklist?tab=follow_ups")
	has(t, page, fr("worklist.tab_follow_ups")+" <b>1</b>", "Relancer &lt;i&gt;le ministère")
	if strings.Contains(o.liaison.get("/fr/worklist?tab=follow_ups"), "ministère") {
		t.Error("a liaison reads the programme's reminders")
	}
	settle := formOf(t, page, "/fr/follow-ups/done")
	settle.Set("id", regexp.MustCompile(`name="id" value="(\d+)"`).FindStringSubmatch(page)[1])
	location(t, o.staff.do("POST", "/fr/follow-ups/done", settle))
	page = o.staff.get("/fr/worklist?tab=follow_ups")
	has(t, page, fr("follow_up.none"))

	state := append(
		pairsOf(formOf(t, page, "/fr/follow-ups")), "state", "SN", "action", "Appeler <i>le cabinet</i>", "contact",
		"Cabinet",
	)
	o.staff.told("/fr/follow-ups", http.StatusUnprocessableEntity, fr("error.day_needed"), state...)
	o.staff.sent(
		"/fr/follow-ups", "/fr/worklist?tab=follow_ups&said=reminded", append(state, "due_on", "2026-12-01")...,
	)
	has(t, o.staff.get("/fr/worklist?tab=follow_ups"), "Appeler &lt;i&gt;le cabinet", "Sénégal", "1er décembre 2026")
	if strings.Contains(o.liaison.get("/fr/worklist?tab=follow_ups"), `action="/fr/follow-ups"`) {
		t.Error("a liaison is offered the programme's reminders")
	}
}

func TestDelegationOnThePage(t *testing.T) {
	o := newOffice(t)
	location(t, o.staff.fill(o.milestones[0], "level", "limited", "evidence", "https://example.org/a"))
	id := waitingFor(t, o.liaison.get("/fr/inbox"), "Jalon 1")
	if w := o.foreign.do(
		"POST", "/fr/inbox/"+id, form("outcome", "approved", "hash", "", "key", ""),
	); w.Code != http.StatusForbidden {
		t.Errorf("before: %d", w.Code)
	}
	give := formOf(t, o.liaison.get("/fr/delegations"), "/fr/delegations")
	for name, value := range map[string]string{
		"email": "bj@example.org", "state": "TN", "from": "2026-11-20", "until": "2027-06-01", "reason": "Congé",
	} {
		give.Set(name, value)
	}
	o.liaison.told("/fr/delegations", http.StatusUnprocessableEntity, fr("error.delegation_too_long"), pairsOf(give)...)
	give.Set("until", "2026-12-01")
	give.Set("state", "BJ")
	o.liaison.told("/fr/delegations", http.StatusForbidden, fr("error.out_of_scope"), pairsOf(give)...)
	give.Set("state", "TN")
	location(t, o.liaison.do("POST", "/fr/delegations", give))
	has(t, o.foreign.get("/fr/delegations"), fr("delegation.by"), fr("delegation.standing_in_force"))
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
	o.staff.told(
		"/fr/worklist/update", http.StatusUnprocessableEntity, fr("error.setback_needs_reason"),
		pairsOf(formAs(t, o.staff.get("/fr/items/TN-001"), "level", "agreed"))...,
	)
	id := waitingFor(t, o.liaison.get("/fr/inbox"), "Tunis")
	answer := formOf(t, o.liaison.get("/fr/inbox/"+id), "/fr/inbox/"+id)
	answer.Set("outcome", "approved")
	location(t, o.liaison.do("POST", "/fr/inbox/"+id, answer))
	has(t, o.get(t, "/fr/cities/TN-001").Body.String(), fr("stage.portal_open"))
}
