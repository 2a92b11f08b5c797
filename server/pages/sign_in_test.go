package pages_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/pquerna/otp/totp"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/web"
)

const password = "une phrase de passe"

// browser keeps cookies between requests to a site, and follows nothing.
type browser struct {
	t       *testing.T
	site    *site
	cookies map[string]*http.Cookie
}

// join adds an account with the password, and gives the browser of its person.
func (s *site) join(t *testing.T, role string) *browser {
	t.Helper()
	email := role + "@example.org"
	added := account.NewAccount{Email: email, Name: "Awa N’Diaye", Language: "fr", Role: domain.Role(role)}
	if role == "assessor" {
		added.Institution = domain.TextOf("fr", "Cour des comptes", "Court of Audit", "محكمة المحاسبات")
	}
	err := s.tracker.Write(t.Context(), func(w *ledger.Writer) error {
		_, err := account.Add(t.Context(), w, added)
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
	return b
}

func (b *browser) do(method, address string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
			b.t.Errorf("%s: a loose cookie %s", address, c)
		}
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
	return w
}

func form(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

// sent posts a form that is taken and leads to a page.
func (b *browser) sent(address, to string, pairs ...string) {
	b.t.Helper()
	w := b.do("POST", address, form(pairs...))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != to ||
		w.Header().Get("Cache-Control") != "no-store" {
		_, content, _ := strings.Cut(w.Body.String(), "<main")
		b.t.Fatalf("POST %s %q: %d to %q\n%.2000s", address, pairs, w.Code, w.Header().Get("Location"), content)
	}
}

// told posts a form that is shown again with a sentence.
func (b *browser) told(address string, status int, sentence string, pairs ...string) string {
	b.t.Helper()
	w := b.do("POST", address, form(pairs...))
	if body := w.Body.String(); w.Code != status || !strings.Contains(body, sentence) ||
		!strings.Contains(body, `role="alert"`) || w.Header().Get("Cache-Control") != "no-store" {
		b.t.Errorf("POST %s: %d %v, want %d with %q\n%.3000s", address, w.Code, w.Header(), status, sentence, body)
	}
	b.typedAgain(w.Body.String(), address, form(pairs...))
	return w.Body.String()
}

func (b *browser) signIn(role string) {
	b.t.Helper()
	b.sent("/fr/sign-in", "/fr/account", "email", role+"@example.org", "password", password, "next", "/fr/account")
}

func TestSignInAndOut(t *testing.T) {
	s := newSite(t)
	b := s.join(t, "liaison")
	if w := b.do("GET", "/en/account?done=device", nil); w.Code != http.StatusSeeOther ||
		w.Header().Get("Location") != "/en/sign-in?next=%2Fen%2Faccount%3Fdone%3Ddevice" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	body := b.told(
		"/fr/sign-in", http.StatusUnauthorized, fr("error.sign_in_wrong"), "email", `"><script>@example.org`,
		"password", "wrong", "next", "/fr/map",
	)
	if strings.Contains(body, "<script>@") || !strings.Contains(body, `value="/fr/map"`) {
		t.Errorf("%s", body)
	}
	b.cookies["jalons"] = &http.Cookie{Name: "jalons", Value: "chosen-by-somebody-else"}
	b.signIn("liaison")
	first := b.cookies["jalons"].Value
	if len(first) < 32 || first == "chosen-by-somebody-else" {
		t.Errorf("session %q", first)
	}
	w := b.do("GET", "/fr/account", nil)
	for _, want := range []string{
		"Awa N’Diaye", "liaison@example.org", `<meta name="robots" content="noindex">`, fr("account.here"),
		"/fr/sign-out",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the account page lacks %q", want)
		}
	}
	if w.Header().Get("Cache-Control") != "no-store" || strings.Contains(w.Body.String(), "canonical") {
		t.Errorf("%v", w.Header())
	}
	b.signIn("liaison")
	if b.cookies["jalons"].Value == first {
		t.Error("the session is the one of before")
	}
	if body := b.do("GET", "/fr/account", nil).Body.String(); strings.Contains(body, `name="device"`) {
		t.Error("the sign-in that this one took the place of is still a device")
	}
	last := *b.cookies["jalons"]
	b.sent("/fr/sign-out", "/fr/sign-in?done=signed_out")
	for _, old := range []string{first, last.Value} {
		b.cookies["jalons"] = &http.Cookie{Name: "jalons", Value: old}
		if w := b.do("GET", "/fr/account", nil); w.Code != http.StatusSeeOther {
			t.Errorf("a session after signing out: %d", w.Code)
		}
	}
	if w := b.do("POST", "/fr/sign-out", nil, "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("from another site: %d", w.Code)
	}
}

func TestSignInLeadsBackToOwnPagesOnly(t *testing.T) {
	s := newSite(t)
	b := s.join(t, "staff")
	for next, want := range map[string]string{
		"/ar/states/TN?asof=2026-01-01": "/ar/states/TN?asof=2026-01-01", "/fr": "/fr",
		"//evil.example": "/fr/worklist",
		`/\evil.example`: "/fr/worklist", "https://evil.example/fr": "/fr/worklist",
		"https:evil.example": "/fr/worklist", "javascript:alert(1)": "/fr/worklist", "/api/v1/states": "/fr/worklist",
		"fr": "/fr/worklist", "/fr/../../x": "/fr/worklist",
	} {
		b.sent("/fr/sign-in", want, "email", "staff@example.org", "password", password, "next", next)
	}
}

// Pages that nobody keeps are sent as small as those that are; what is public comes from the cache for
// people who have signed in, too.
func TestPrivatePagesAreSmall(t *testing.T) {
	s := newSite(t)
	b := s.join(t, "liaison")
	b.signIn("liaison")
	for _, address := range []string{"/fr/account", "/fr/sign-in", "/fr/nowhere"} {
		w := b.do("GET", address, nil, "Accept-Encoding", "br")
		body, err := io.ReadAll(brotli.NewReader(w.Body))
		if w.Header().Get("Content-Encoding") != "br" ||
			!slices.Contains(w.Header().Values("Vary"), "Accept-Encoding") || err != nil ||
			!strings.Contains(string(body), "</html>") {
			t.Errorf("%s: %v %v", address, w.Header(), err)
		}
	}
	if w := b.do("GET", "/fr/account", nil); w.Header().Get("Content-Encoding") != "" ||
		!strings.Contains(w.Body.String(), "</html>") {
		t.Errorf("to who takes no compression: %v", w.Header())
	}
}

func TestDevicesOnThePage(t *testing.T) {
	s := newSite(t)
	here := s.join(t, "liaison")
	there := &browser{t: t, site: s, cookies: map[string]*http.Cookie{}}
	other := s.join(t, "staff")
	here.signIn("liaison")
	there.do(
		"POST", "/fr/sign-in", form("email", "liaison@example.org", "password", password, "next", ""), "User-Agent",
		"Mozilla/5.0 (Android 14; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0",
	)
	other.signIn("staff")
	body := here.do("GET", "/fr/account", nil).Body.String()
	_, rest, found := strings.Cut(body, `name="device" value="`)
	device, _, _ := strings.Cut(rest, `"`)
	if !found || !strings.Contains(body, "Firefox 144 · Android") || strings.Count(body, `name="device"`) != 1 {
		t.Fatalf("%s", body)
	}
	if w := other.do("POST", "/fr/account/sessions", form("device", device)); w.Code != http.StatusNotFound {
		t.Errorf("somebody else's device: %d", w.Code)
	}
	for _, bad := range []string{"", "0", "-1", "1e3", "x", "99999999999999999999"} {
		if w := here.do("POST", "/fr/account/sessions", form("device", bad)); w.Code != http.StatusBadRequest {
			t.Errorf("device %q: %d", bad, w.Code)
		}
	}
	here.sent("/fr/account/sessions", "/fr/account?done=device#devices", "device", device)
	if w := there.do("GET", "/fr/account", nil); w.Code != http.StatusSeeOther {
		t.Errorf("the device that was ended: %d", w.Code)
	}
	if w := there.do(
		"POST", "/fr/account/password", form("current", "x", "password", "y"),
	); w.Code != http.StatusUnauthorized {
		t.Errorf("a form from there: %d", w.Code)
	}
}

func TestPasswordOnThePage(t *testing.T) {
	s := newSite(t)
	b := s.join(t, "assessor")
	b.signIn("assessor")
	b.told(
		"/ar/account/password", http.StatusUnprocessableEntity, ar("error.password_wrong"), "current", "wrong",
		"password", "une autre phrase",
	)
	body := b.told(
		"/en/account/password", http.StatusUnprocessableEntity, en("error.password_short", "min", 12), "current",
		password, "password", "short",
	)
	if !strings.Contains(body, `href="/fr/account"`) {
		t.Error("the switch of languages leads to a form's address")
	}
	b.sent("/en/account/password", "/en/account?done=password", "current", password, "password", "une autre phrase")
	if w := b.do("GET", "/en/account?done=password", nil); w.Code != http.StatusOK ||
		!strings.Contains(w.Body.String(), en("account.done_password")) {
		t.Errorf("%d", w.Code)
	}
}

func TestBadForms(t *testing.T) {
	s := newSite(t)
	b := s.join(t, "staff")
	for what, c := range map[string]struct {
		form    url.Values
		headers []string
		want    int
	}{
		"an unknown field":  {form("email", "a", "admin", "true"), nil, 400},
		"a field twice":     {url.Values{"email": {"a", "b"}}, nil, 400},
		"a null":            {form("email", "a\x00b"), nil, 400},
		"no text":           {form("email", "\xff"), nil, 400},
		"JSON":              {nil, []string{"Content-Type", "application/json"}, 415},
		"too long":          {form("password", strings.Repeat("x", 1025)), nil, 400},
		"two megabytes":     {form("password", strings.Repeat("x", 2<<20)), nil, 413},
		"from another site": {form(), []string{"Origin", "https://evil.example"}, 403},
		"from a frame":      {form(), []string{"Origin", "null"}, 403},
		"nothing in it":     {form(), nil, 401},
	} {
		t.Run(what, func(t *testing.T) {
			if w := b.do("POST", "/fr/sign-in", c.form, c.headers...); w.Code != c.want {
				t.Errorf("%s: %d, want %d", what, w.Code, c.want)
			}
		})
	}
	if w := b.do(
		"POST", "/fr/sign-in?email=staff@example.org", form("password", password),
	); w.Code != http.StatusBadRequest {
		t.Errorf("a field in the address: %d", w.Code)
	}
	if w := b.do("GET", "/fr/sign-out", nil); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("signing out by a link: %d", w.Code)
	}
}

// What a browser calls itself is shown as text, or not at all.
func TestStrangeDevices(t *testing.T) {
	s := newSite(t)
	b := s.join(t, "liaison")
	for _, agent := range []string{
		"<script>alert(1)</script>/1.0", "", strings.Repeat("x", 3000), "%s%n{{7*7}}", "\u202efdp",
	} {
		b.do(
			"POST", "/fr/sign-in", form("email", "liaison@example.org", "password", password, "next", ""), "User-Agent",
			agent,
		)
		if w := b.do("GET", "/fr/account", nil); w.Code != http.StatusOK ||
			strings.Contains(w.Body.String(), "<script>alert") {
			t.Errorf("%.40q: %d", agent, w.Code)
		}
	}
}

func TestRecovery(t *testing.T) {
	s := newSite(t)
	b := s.join(t, "liaison")
	for _, email := range []string{"liaison@example.org", "nobody@example.org"} {
		b.sent("/ar/recover", "/ar/code?done=sent", "email", email)
	}
	letters := web.Inviter{Texts: s.texts, Origin: "https://jalons.example"}
	if err := s.guard.People.AnswerRecoveries(t.Context(), letters.Recovery); err != nil {
		t.Fatal(err)
	}
	var mails []struct{ Subject, Body string }
	if err := s.db.Owner.SelectContext(
		t.Context(), &mails, `select subject, body from mails`,
	); err != nil || len(mails) != 1 || len(mails[0].Body) > 5000 {
		t.Fatalf("%v %v", mails, err)
	}
	if mails[0].Subject != fr("mail.recovery_subject") ||
		!strings.Contains(mails[0].Body, "https://jalons.example/fr/code\n") {
		t.Errorf("not in the language of its reader, or without the page: %+v", mails[0])
	}
	_, rest, _ := strings.Cut(mails[0].Body, "Votre code\u00a0: ")
	code, _, _ := strings.Cut(rest, "\n")
	b.told(
		"/en/code", http.StatusUnauthorized, en("error.code_wrong"), "email", "nobody@example.org", "code", code,
		"password", "une autre phrase",
	)
	b.sent(
		"/en/code", "/en/sign-in?done=password", "email", "liaison@example.org", "code", code, "password",
		"une autre phrase",
	)
	b.told(
		"/en/code", http.StatusGone, en("error.code_gone"), "email", "liaison@example.org", "code", code, "password",
		"une autre phrase",
	)
	b.sent("/fr/sign-in", "/fr/inbox", "email", "liaison@example.org", "password", "une autre phrase", "next", "")
	for range 2 { // a browser that has signed in has a count of its own
		b.sent("/fr/recover", "/fr/code?done=sent", "email", "liaison@example.org")
	}
	w := b.do("POST", "/fr/recover", form("email", "liaison@example.org"))
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" {
		t.Errorf("asked again and again: %d %v", w.Code, w.Header())
	}
}

func TestSecondFactorOnThePage(t *testing.T) {
	s := newSite(t)
	b := s.join(t, "staff")
	b.signIn("staff")
	if w := b.do("GET", "/fr/account/two-factor.png", nil); w.Code != http.StatusNotFound {
		t.Errorf("a picture of nothing: %d", w.Code)
	}
	b.sent("/fr/account/two-factor/start", "/fr/account#two-factor")
	body := b.do("GET", "/fr/account", nil).Body.String()
	_, rest, found := strings.Cut(body, "<code>")
	secret, _, _ := strings.Cut(rest, "</code>")
	w := b.do("GET", "/fr/account/two-factor.png", nil)
	if !found || w.Header().Get("Content-Type") != "image/png" || w.Header().Get("Cache-Control") != "no-store" ||
		!strings.HasPrefix(w.Body.String(), "\x89PNG") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	code := func(later time.Duration) string {
		digits, err := totp.GenerateCode(secret, noon.Add(later))
		if err != nil {
			t.Fatal(err)
		}
		return digits
	}
	b.told(
		"/fr/account/two-factor/confirm", http.StatusUnprocessableEntity, fr("error.two_factor_wrong"),
		"code", "000000",
	)
	b.sent("/fr/account/two-factor/confirm", "/fr/account?done=two_factor_on", "code", code(-30*time.Second))
	other := &browser{t: t, site: s, cookies: map[string]*http.Cookie{}}
	if w := other.do("GET", "/fr/two-factor", nil); w.Code != http.StatusOK {
		t.Errorf("%d", w.Code)
	}
	other.sent("/fr/two-factor", "/fr/sign-in?next=%2Ffr%2Fmap", "code", code(0), "next", "/fr/map")
	other.sent(
		"/fr/sign-in", "/fr/two-factor?next=%2Ffr%2Fmap", "email", "staff@example.org", "password", password, "next",
		"/fr/map",
	)
	if w := other.do("GET", "/fr/account", nil); w.Code != http.StatusSeeOther {
		t.Errorf("by the password alone: %d", w.Code)
	}
	before := other.cookies["jalons"].Value
	other.told(
		"/fr/two-factor", http.StatusUnprocessableEntity, fr("error.two_factor_wrong"), "code", code(-30*time.Second),
		"next",
		"/fr/map",
	)
	other.sent("/fr/two-factor", "/fr/map", "code", code(0), "next", "/fr/map")
	if w := other.do("GET", "/fr/account", nil); w.Code != http.StatusOK || other.cookies["jalons"].Value == before {
		t.Errorf("%d, or the session of before", w.Code)
	}
	other.sent("/fr/account/two-factor/stop", "/fr/account?done=two_factor_off", "code", code(30*time.Second))
}

// The page says that the accounts of the demonstration have ended, where they have.
func TestSignInSaysThatTheSamplesEnded(t *testing.T) {
	s := newSite(t)
	err := s.tracker.Write(t.Context(), func(w *ledger.Writer) error {
		_, err := account.Add(t.Context(), w, account.NewAccount{
			Email: "demo@demonstration.example", Name: "Demo", Language: "fr", Role: "staff", Demonstration: true,
		})
		return err
	})
	if err == nil {
		err = s.guard.People.PrepareSamples(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	ended := en("sign_in.samples_ended")
	if page := s.get(t, "/en/sign-in").Body.String(); strings.Contains(page, ended) ||
		!strings.Contains(page, en("sign_in.samples")) {
		t.Error("the samples have ended before anything real is there")
	}
	s.promise(t, "TN", "TN-2025", "TN-001", false)
	if page := s.get(t, "/en/sign-in").Body.String(); !strings.Contains(page, ended) ||
		strings.Contains(page, en("sign_in.samples")+"<") {
		t.Error("nothing says that the samples have ended")
	}
}
