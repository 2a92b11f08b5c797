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

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
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
	err := o.tracker.Write(t.Context(), func(w *ledger.Writer) error {
		if err := tracker.AddActionPlan(t.Context(), w, tracker.NewActionPlan{
			Code: "TN-2024", State: "TN", Title: domain.NewText("fr", "Plan"), Cycle: "2024-2026",
			StartsOn: "2024-01-01", Source: "test",
		}); err != nil {
			return err
		}
		code, err := tracker.AddCommitment(t.Context(), w, tracker.NewCommitment{
			Plan: "TN-2024", Number: 1, Title: domain.NewText("fr", "Publier"),
		})
		for i, due := range []domain.Day{"2026-06-30", "2026-12-01", "2027-12-31"} {
			if err != nil {
				return err
			}
			var milestone string
			milestone, err = tracker.AddMilestone(t.Context(), w, tracker.NewMilestone{
				Commitment: code, Number: i + 1, Title: domain.NewText("fr", fmt.Sprintf("Jalon %d", i+1)), Weight: 1,
				DueOn: due, Precision: "day",
			})
			o.milestones = append(o.milestones[:i:i], milestone)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.staff, o.liaison, o.second, o.foreign = o.enter(t, "s", "staff"), o.enter(t, "tn", "liaison", "TN"), o.enter(
		t, "tn2", "liaison", "TN",
	), o.enter(t, "bj", "liaison", "BJ")
	return o
}

// enter adds a person with a role in some states and signs them in.
func (s *site) enter(t *testing.T, name, role string, states ...string) *browser {
	t.Helper()
	email := name + "@example.org"
	err := s.tracker.Write(t.Context(), func(w *ledger.Writer) error {
		a := account.NewAccount{Email: email, Name: name, Language: "fr", Role: domain.Role(role), States: states}
		if role == "assessor" {
			a.Institution = domain.TextOf("fr", "Cour des comptes", "Court of Audit", "محكمة المحاسبات")
		}
		_, err := account.Add(t.Context(), w.As(ledger.Command()), a)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.guard.People.Code(t.Context(), email, account.Invitation)
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
	for _, input := range regexp.MustCompile(
		`<input type="hidden" name="([^"]*)" value="([^"]*)"`,
	).FindAllStringSubmatch(body, -1) {
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
	form := formOf(b.t, b.get("/fr/items/"+code), "/fr/worklist/update")
	form.Set("act", "submit")
	form.Set("on", "2026-11-20")
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.do("POST", "/fr/worklist/update", form)
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

func pairsOf(form url.Values) []string {
	var pairs []string
	for name := range form {
		pairs = append(pairs, name, form.Get(name))
	}
	return pairs
}

func formAs(t *testing.T, page string, pairs ...string) url.Values {
	t.Helper()
	form := formOf(t, page, "/fr/worklist/update")
	form.Set("act", "submit")
	form.Set("on", "2026-11-20")
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}
