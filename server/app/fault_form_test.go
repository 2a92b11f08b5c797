//go:build unix

package app

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"jalons/server/database/databasetest"
	"jalons/server/i18n/i18ntest"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// What somebody typed while the database was away is on the page that says so, and is sent from there.
func TestAFormIsKeptWhileTheDatabaseIsAway(t *testing.T) {
	f := newFailing(t, databasetest.Facts(t))
	o, by := f.object(), caller{cookies: f.staff.cookies}
	note := "La consultation\r\na été publiée “hier” <b>&</b> " + strings.Repeat("é", 30)
	form := url.Values{
		"target": {o.milestone}, "version": {fmt.Sprint(o.version)}, "act": {"submit"}, "level": {"substantial"},
		"on": {string(f.reach.record.Today())}, "page": {"1"}, "key": {"0123456789abcdef"}, "note": {note},
	}
	const action = "/fr/worklist/update"
	f.proxy.Refuse()
	w := f.ask(by, http.MethodPost, action, form)
	unavailable(t, "form", w, "database_away")
	again := formTo(t, w, action)
	if got, want := again.Encode(), form.Encode(); got != want {
		t.Fatalf("kept\n%s, want\n%s", got, want)
	}
	f.proxy.Restore(t)
	before := f.written()
	for range 2 { // a form that is sent twice counts once
		if w := f.ask(by, http.MethodPost, action, again); w.Code != http.StatusSeeOther {
			t.Errorf("sent again: %d %.600s", w.Code, w.Body)
		}
	}
	if left := f.written() - before; left == 0 {
		t.Error("nothing was written")
	}
	var notes int
	err := f.owner.GetContext(
		t.Context(), &notes, `select count(*) from statements where note->>'fr' like '%“hier” <b>&</b>%'`,
	)
	if err != nil || notes != 1 {
		t.Errorf("%d statements with the note, %v", notes, err)
	}
}

// Of a form with a file everything else is kept, and the file is asked for again.
func TestAFormWithAFileIsKeptButForTheFile(t *testing.T) {
	f := newFailing(t, databasetest.Facts(t))
	const action = "/fr/worklist/update"
	f.proxy.Refuse()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "loi <i>.pdf")
	if err == nil {
		_, err = part.Write(bytes.Repeat([]byte("content "), 1<<16))
	}
	if err = errors.Join(
		err, form.WriteField("note", "La loi est \"votée\""), form.WriteField("level", "limited"), form.Close(),
	); err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, action, &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	for _, cookie := range f.staff.cookies {
		request.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	f.twin.Handler.ServeHTTP(w, request)
	unavailable(t, "form with a file", w, "database_away")
	shown := w.Body.String()
	if !strings.Contains(shown, i18ntest.French("problem.file_again")+" <bdi>loi &lt;i&gt;.pdf</bdi>") ||
		strings.Contains(shown, "content content") {
		t.Errorf("the file isn't asked for again\n%.3000s", shown)
	}
	want := url.Values{"note": {`La loi est "votée"`}, "level": {"limited"}, "file": {""}}
	if got := formTo(t, w, action); !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("kept %v, want %v", got, want)
	}
}

// A password is not written into a page: who has sent one is told to go back.
func TestASecretIsNotKept(t *testing.T) {
	f := newFailing(t, databasetest.Facts(t))
	err := f.reach.record.Write(t.Context(), func(w *ledger.Writer) error {
		return tracker.MarkDemonstration(t.Context(), w, "francophonie")
	})
	if err != nil {
		t.Fatal(err)
	}
	f.shows(t, "/ar/method") // which invented data it is labelled for is known from then on
	f.proxy.Refuse()
	form := url.Values{"email": {"person1@example.org"}, "password": {"une phrase de passe"}, "next": {""}}
	w := f.ask(caller{}, http.MethodPost, "/ar/sign-in", form)
	unavailable(t, "sign-in", w, "database_away")
	if body := w.Body.String(); strings.Contains(body, "une phrase") ||
		!strings.Contains(body, i18ntest.Arabic("problem.go_back")) {
		t.Errorf("%.3000s", body)
	}
}

// formTo gives what a browser would send of the form of a page that goes to an address.
func formTo(t *testing.T, w *httptest.ResponseRecorder, action string) url.Values {
	t.Helper()
	root, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	for node := range root.Descendants() {
		if node.DataAtom == atom.Form && attributeOf(node, "action") == action &&
			attributeOf(node, "method") == "post" {
			return fieldsOf(node)
		}
	}
	t.Fatalf("no form to %s", action)
	return nil
}

func fieldsOf(form *html.Node) url.Values {
	fields := url.Values{}
	for field := range form.Descendants() {
		name := attributeOf(field, "name")
		if field.DataAtom == atom.Textarea && field.FirstChild != nil {
			fields.Add(name, strings.ReplaceAll(field.FirstChild.Data, "\n", "\r\n")) // as browsers send line ends
		} else if field.DataAtom == atom.Input {
			fields.Add(name, attributeOf(field, "value"))
		}
	}
	return fields
}
