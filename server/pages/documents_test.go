package pages_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// A liaison draws the state's report up, prints it, has it signed and adds the copy: what it asked for is
// approved, exactly, and the copy stands beside what was approved before.
func TestReportIsDrawnUpSignedAndChecked(t *testing.T) {
	o := newOffice(t)
	declared := func(code, level string) {
		location(t, o.staff.fill(code, "level", level, "evidence", "https://example.org/"+level))
	}
	declared(o.milestones[0], "limited")
	id := waitingFor(t, o.liaison.get("/fr/inbox"), "Jalon 1")
	approve := formOf(t, o.liaison.get("/fr/inbox/"+id), "/fr/inbox/"+id)
	approve.Set("outcome", "approved")
	location(t, o.liaison.do("POST", "/fr/inbox/"+id, approve))
	declared(o.milestones[1], "substantial")

	draw := func() string {
		t.Helper()
		return location(t, o.liaison.do(
			"POST", "/fr/documents/reports", formOf(t, o.liaison.get("/fr/documents"), "/fr/documents/reports"),
		))
	}
	if first, again := draw(), draw(); first != "/fr/reports/TN-R1" || again != first {
		t.Errorf("drawn up at %s, the same again at %s", first, again)
	}
	_, content, err := o.tracker.Report(t.Context(), "TN-R1")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	for _, lang := range []string{"fr", "en", "ar"} {
		page := o.get(t, "/"+lang+"/reports/TN-R1").Body.String()
		has(
			t, page, hex.EncodeToString(sum[:]), "https://jalons.example/"+lang+"/reports/TN-R1", `class="square"`,
			o.milestones[0], o.milestones[1],
		)
	}
	printed := o.get(t, "/fr/reports/TN-R1").Body.String()
	has(
		t, printed, fr("report.lead", "day", `<time datetime="2026-11-20">20 novembre 2026</time>`, "n", 0, "of", 3),
		fr("number.of", "n", 0, "of", 3), fr("report.no_reason"), fr("report.asked", "n", 1),
		fr("report.approved", "n", 1), fr("report.unsigned"),
	)

	declared(o.milestones[2], "limited") // after the report: its signature says nothing about it
	if w := o.foreign.do("GET", "/fr/documents/new?report=TN-R1", nil); w.Code != http.StatusForbidden {
		t.Errorf("another state's liaison: %d", w.Code)
	}
	form := formOf(t, o.liaison.get("/fr/documents/new?report=TN-R1"), "/fr/documents")
	form.Set("signatory", "Ministre de la fonction publique")
	form.Set("signed_on", "2026-11-20")
	if w := o.liaison.do("POST", "/fr/documents", form); w.Code != http.StatusUnsupportedMediaType &&
		w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without the copy: %d", w.Code)
	}
	if w := o.liaison.upload(
		"/fr/documents", form, "a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>",
	); w.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(w.Body.String(), "Ministre de la fonction publique") {
		t.Errorf("a copy that runs: %d, and what was typed", w.Code)
	}
	w := o.liaison.upload("/fr/documents", form, "rapport.pdf", "%PDF-1.7\nsigné")
	has(t, w.Body.String(), fr("document.said_signed"), fr("inbox.said_approved"), o.milestones[1])
	for code, want := range map[string]domain.Level{
		o.milestones[0]: "limited", o.milestones[1]: "substantial", o.milestones[2]: "",
	} {
		t.Run(code, func(t *testing.T) {
			m, err := o.tracker.Milestone(t.Context(), code)
			if err != nil || m.Levels.Approved != want {
				t.Errorf("%s stands approved as %q: %v, want %q", code, m.Levels.Approved, err, want)
			}
		})
	}
	has(t, o.get(t, "/fr/reports/TN-R1").Body.String(), fr("report.signed"), "Ministre de la fonction publique")
	has(t, o.get(t, "/fr/commitments/TN-2024-C01").Body.String(), fr("event.document"))
	file := regexp.MustCompile(`/fr/documents/\d+/file`).FindString(w.Body.String())
	if got := o.second.do("GET", file, nil); got.Body.String() != "%PDF-1.7\nsigné" ||
		!strings.HasPrefix(got.Header().Get("Content-Disposition"), "attachment") ||
		got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("the copy: %d %v", got.Code, got.Header())
	}
	if got := o.foreign.do("GET", file, nil); got.Code != http.StatusForbidden {
		t.Errorf("the copy for another state's liaison: %d", got.Code)
	}
	if to := draw(); to != "/fr/reports/TN-R2" {
		t.Errorf("the next one is %s", to)
	}
	has(
		t, o.get(t, "/fr/reports/TN-R2").Body.String(), fr("report.since_report"), "TN-R1",
		fr("report.approved", "n", 2),
	)
}

// For a state that nobody speaks for, one member of staff records a letter and another confirms it.
func TestLetterOfAStateWithoutLiaison(t *testing.T) {
	o := newOffice(t)
	first, second := o.enter(t, "s2", "staff"), o.enter(t, "s3", "staff")
	err := o.tracker.Write(t.Context(), func(w *ledger.Writer) error {
		if err := tracker.AddActionPlan(t.Context(), w, tracker.NewActionPlan{
			Code: "SN-2024", State: "SN", Title: domain.NewText("fr", "Plan"), Cycle: "2024-2026",
			StartsOn: "2024-01-01", Source: "test",
		}); err != nil {
			return err
		}
		code, err := tracker.AddCommitment(t.Context(), w, tracker.NewCommitment{
			Plan: "SN-2024", Number: 1, Title: domain.NewText("fr", "Publier"),
		})
		if err == nil {
			_, err = tracker.AddMilestone(t.Context(), w, tracker.NewMilestone{
				Commitment: code, Number: 1, Title: domain.NewText("fr", "Jalon du Sénégal"), Weight: 1,
				DueOn: "2027-12-31", Precision: "day",
			})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	location(t, o.staff.fill("SN-2024-C01.1", "level", "limited", "evidence", "https://example.org/sn"))
	has(t, first.get("/fr/documents?state=SN"), fr("document.without_liaison"), "/fr/documents/new?state=SN")
	if page := o.staff.get("/fr/documents/new?state=SN"); strings.Contains(page, `name="row"`) {
		t.Error("who wrote it may tick it")
	}
	page := first.get("/fr/documents/new?state=SN")
	form := formOf(t, page, "/fr/documents")
	form.Set("signatory", "Secrétaire général")
	form.Set("signed_on", "2026-11-20")
	if w := first.upload(
		"/fr/documents", form, "lettre.pdf", "%PDF-1.7\nlettre",
	); w.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(w.Body.String(), fr("error.nothing_named")) {
		t.Errorf("a letter that names nothing: %d", w.Code)
	}
	form.Set("row", regexp.MustCompile(`name="row" value="([^"]+)"`).FindStringSubmatch(page)[1])
	if to := location(t, first.upload(
		"/fr/documents", form, "lettre.pdf", "%PDF-1.7\nlettre",
	)); to != "/fr/documents?said=recorded" {
		t.Errorf("recorded: %s", to)
	}
	address := regexp.MustCompile(`href="(/fr/documents/\d+)"`).FindStringSubmatch(second.get("/fr/documents"))[1]
	has(t, first.get(address), fr("document.yours"))
	form = formOf(t, second.get(address), address)
	form.Set("act", "confirm")
	has(t, second.do("POST", address, form).Body.String(), fr("document.said_confirmed"), fr("inbox.said_approved"))
	has(t, o.get(t, "/fr/commitments/SN-2024-C01").Body.String(), fr("way.document"), "Secrétaire général")
}
