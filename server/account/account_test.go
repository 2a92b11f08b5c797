package account_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"jalons/server/account"
	"jalons/server/database/databasetest"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

const password = "une phrase de passe"

// town is some people on a record of their own, and its clock.
type town struct {
	*account.Accounts
	t   *testing.T
	db  *databasetest.Database
	now time.Time
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{t: t, db: databasetest.New(t), now: time.Date(2026, 11, 20, 12, 0, 0, 999_999_900, time.UTC)}
	w.Accounts = account.New(w.db.Write, func() time.Time { return w.now })
	w.Keys = keys(t, 1)
	return w
}

// add gives an account that has chosen the password.
func (w *town) add(email, role string, demonstration bool) {
	w.t.Helper()
	record := tracker.New(ledger.New(w.db.Write, w.db.Read, func() time.Time { return w.now }))
	err := record.Write(w.t.Context(), func(to *ledger.Writer) error {
		_, err := account.Add(w.t.Context(), to, account.NewAccount{
			Email: email, Name: role, Language: "fr", Role: domain.Role(role), Demonstration: demonstration,
		})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	code := w.code(email)
	if err := w.UseCode(
		w.t.Context(), account.Credentials{Email: email, Secret: code, Address: "192.0.2.9"}, password,
	); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) code(email string) string {
	w.t.Helper()
	code, err := w.Code(w.t.Context(), email, account.Recovery)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

func (w *town) signIn(a account.Credentials) (*account.SignedIn, error) {
	if a.Address == "" {
		a.Address = "192.0.2.1"
	}
	return w.SignIn(w.t.Context(), a)
}

func (w *town) signedIn(email string) *account.SignedIn {
	w.t.Helper()
	in, err := w.signIn(account.Credentials{Email: email, Secret: password, Agent: "Firefox"})
	if err != nil {
		w.t.Fatal(err)
	}
	return in
}

func (w *town) count(query string, args ...any) (n int) {
	w.t.Helper()
	if err := w.db.Owner.GetContext(w.t.Context(), &n, query, args...); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// is wants an error of a kind and code, that both say the same.
func is(t *testing.T, what string, err error, kind domain.Kind, code string) {
	t.Helper()
	var told *domain.Error
	if !errors.As(err, &told) || told.Kind != kind || told.Code != code {
		t.Errorf("%s: %v, want %s: %s", what, err, kind, code)
	}
}

func TestSignIn(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	in, err := w.signIn(account.Credentials{Email: " AWA@example.org ", Secret: password})
	if err != nil || in.Role != domain.RoleLiaison || in.Session == 0 || in.Known == "" {
		t.Fatalf("%+v %v", in, err)
	}
	for what, a := range map[string]account.Credentials{
		"wrong password":    {Email: "awa@example.org", Secret: "une phrase de passé"},
		"unknown address":   {Email: "nobody@example.org", Secret: password},
		"nothing":           {},
		"a megabyte":        {Email: "awa@example.org", Secret: strings.Repeat(password, 60_000)},
		"the password, cut": {Email: "awa@example.org", Secret: password[:len(password)-1]},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := w.signIn(a)
			is(t, what, err, domain.SignedOut, "sign_in_wrong")
		})
	}
	if n := w.count(`select count(*) from audit_log where action = 'signed_in' and acting_as = 'liaison'`); n != 1 {
		t.Errorf("%d sign-ins noted", n)
	}
}

// An accent is typed as one character or as two, and is the same.
func TestPasswordsAreNormal(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	if err := w.UseCode(
		t.Context(), account.Credentials{Email: "awa@example.org", Secret: w.code("awa@example.org")},
		"une phrase secre\u0300te",
	); err != nil {
		t.Fatal(err)
	}
	if _, err := w.signIn(account.Credentials{
		Email: "awa@example.org", Secret: "une phrase secr\u00e8te",
	}); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{
		"", "court", strings.Repeat("e\u0301", 11), strings.Repeat("x", 129), strings.Repeat("x", 5000),
	} {
		if err := w.UseCode(
			t.Context(), account.Credentials{Email: "awa@example.org", Secret: "x"}, bad,
		); domain.KindOf(err) != domain.Rule {
			t.Errorf("%d characters: %v", len(bad), err)
		}
	}
}

func TestDevicesEnd(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	w.add("root@example.org", "admin", false)
	w.add("sam@example.org", "staff", false)
	here, there, other := w.signedIn("awa@example.org"), w.signedIn("awa@example.org"), w.signedIn("sam@example.org")
	admin := w.signedIn("root@example.org")
	signedIn := func(what string, device int64, want bool) {
		t.Helper()
		person, err := w.Person(t.Context(), device)
		if got := err == nil; got != want || !want && domain.KindOf(err) != domain.SignedOut ||
			want && person.Session != device {
			t.Errorf("%s: %+v %v", what, person, err)
		}
	}
	is(
		t, "somebody else's", w.EndSession(t.Context(), &other.Person, here.Session, "r"), domain.Missing,
		"missing_device",
	)
	signedIn("here", here.Session, true)
	if err := w.EndSession(t.Context(), &here.Person, there.Session, "r"); err != nil {
		t.Fatal(err)
	}
	signedIn("there, ended from here", there.Session, false)
	is(t, "ended twice", w.EndSession(t.Context(), &here.Person, there.Session, "r"), domain.Missing, "missing_device")
	w.now = w.now.Add(12*time.Hour + time.Minute)
	signedIn("an admin after half a day", admin.Session, false)
	for range 3 {
		w.now = w.now.Add(9 * 24 * time.Hour)
		signedIn("in use", here.Session, true)
	}
	signedIn("unused for a fortnight", other.Session, false)
	w.now = w.now.Add(3 * 24 * time.Hour)
	signedIn("after thirty days", here.Session, false)
	if devices, err := w.Sessions(t.Context(), &here.Person); err != nil || len(devices) != 0 {
		t.Errorf("%v %v", devices, err)
	}
	signedIn("no device", 0, false)
}

func TestDevicesAreBounded(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	first := w.signedIn("awa@example.org")
	for range 24 {
		w.now = w.now.Add(time.Minute)
		w.signedIn("awa@example.org")
	}
	if devices, err := w.Sessions(t.Context(), &first.Person); err != nil || len(devices) != 20 ||
		devices[19].ID == first.Session {
		t.Errorf("%d devices, %v", len(devices), err)
	}
}

func TestClosedAccounts(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	in := w.signedIn("awa@example.org")
	if _, err := w.db.Owner.ExecContext(t.Context(), `update accounts set disabled_at = '2026-01-01'`); err != nil {
		t.Fatal(err)
	}
	_, err := w.Person(t.Context(), in.Session)
	is(t, "the next request", err, domain.SignedOut, "signed_out")
	_, err = w.signIn(account.Credentials{Email: "awa@example.org", Secret: password})
	is(t, "signing in", err, domain.SignedOut, "sign_in_wrong")
}

// Invented people sign in only while there is nothing real.
func TestDemonstrationAccounts(t *testing.T) {
	w := newTown(t)
	w.add("demo@demonstration.example", "liaison", true)
	in := w.signedIn("demo@demonstration.example")
	is(
		t, "another password",
		w.SetPassword(t.Context(), &in.Person, account.Credentials{Secret: password}, "une autre phrase"), domain.Rule,
		"sample_password",
	)
	ended := func(want bool) {
		t.Helper()
		if got, err := w.SamplesEnded(t.Context()); err != nil || got != want {
			t.Errorf("ended %t, want %t: %v", got, want, err)
		}
	}
	ended(false)
	w.add("sam@example.org", "staff", false)
	ended(true)
	_, err := w.Person(t.Context(), in.Session)
	is(t, "the next request", err, domain.SignedOut, "signed_out")
	_, err = w.signIn(account.Credentials{Email: "demo@demonstration.example", Secret: password})
	is(t, "signing in", err, domain.SignedOut, "sign_in_wrong")
	record := tracker.New(ledger.New(w.db.Write, w.db.Read, func() time.Time { return w.now }))
	if _, err := record.RemoveDemonstration(t.Context(), w.db.Owner); err != nil {
		t.Fatal(err)
	}
	ended(false)
	if left := w.count(`select count(*) from accounts`); left != 1 {
		t.Errorf("%d accounts left", left)
	}
}

func TestCodes(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	in := w.signedIn("awa@example.org")
	use := func(email, code string) error {
		return w.UseCode(
			t.Context(), account.Credentials{Email: email, Secret: code, Address: "192.0.2.7"}, "une autre phrase",
		)
	}
	older, newer, spare := w.code("awa@example.org"), w.code("awa@example.org"), w.code("awa@example.org")
	is(t, "another's", use("nobody@example.org", newer), domain.SignedOut, "code_wrong")
	if err := use("awa@example.org", older); err != nil {
		t.Errorf("a code in hand, after a newer one was asked for: %v", err)
	}
	is(t, "one that was left over", use("awa@example.org", spare), domain.Gone, "code_gone")
	newer = w.code("awa@example.org")
	if err := use("Awa@example.org", strings.ToLower(strings.ReplaceAll(newer, "-", " "))); err != nil {
		t.Fatal(err)
	}
	is(t, "twice", use("awa@example.org", newer), domain.Gone, "code_gone")
	_, err := w.Person(t.Context(), in.Session)
	is(t, "a device from before", err, domain.SignedOut, "signed_out")
	_, err = w.signIn(account.Credentials{Email: "awa@example.org", Secret: password})
	is(t, "the password before", err, domain.SignedOut, "sign_in_wrong")
	late := w.code("awa@example.org")
	w.now = w.now.Add(time.Hour)
	is(t, "too late", use("awa@example.org", late), domain.Gone, "code_gone")
	w.now = w.now.Add(25 * time.Hour)
	tried := w.code("awa@example.org")
	for range 5 {
		is(t, "a guess", use("awa@example.org", "AAAA-BBBB-CCCC-DDDD"), domain.SignedOut, "code_wrong")
	}
	is(t, "after five guesses", use("awa@example.org", tried), domain.TooMany, "too_many_attempts")
	elsewhere := account.Credentials{Email: "awa@example.org", Secret: tried, Address: "203.0.113.4"}
	if err := w.UseCode(t.Context(), elsewhere, "une phrase encore"); err != nil {
		t.Errorf("its holder, elsewhere: %v", err)
	}
	tried = w.code("awa@example.org")
	w.now = w.now.Add(time.Second)
	if err := use("awa@example.org", tried); err != nil {
		t.Errorf("a second later, where the guesses came from: %v", err)
	}
	_, err = w.Code(t.Context(), "nobody@example.org", account.Recovery)
	is(t, "no account", err, domain.Missing, "missing_account")
}

func TestSetPassword(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	here, there := w.signedIn("awa@example.org"), w.signedIn("awa@example.org")
	change := func(current, next string) error {
		return w.SetPassword(
			t.Context(), &here.Person, account.Credentials{Secret: current, Address: "192.0.2.1"}, next,
		)
	}
	is(t, "wrong", change("wrong", "une autre phrase"), domain.Rule, "password_wrong")
	is(t, "short", change(password, "court"), domain.Rule, "password_short")
	if err := change(password, "une autre phrase"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Person(t.Context(), here.Session); err != nil {
		t.Errorf("here: %v", err)
	}
	_, err := w.Person(t.Context(), there.Session)
	is(t, "there", err, domain.SignedOut, "signed_out")
}

func TestTidy(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	w.signedIn("awa@example.org")
	if _, err := w.signIn(account.Credentials{Email: "nobody@example.org"}); err == nil {
		t.Fatal("nobody signed in")
	}
	w.now = w.now.AddDate(0, 4, 0)
	if err := w.Tidy(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"sign_in_attempts", "account_sessions", "sign_in_codes", "sessions"} {
		if n := w.count(`select count(*) from ` + table); n != 0 {
			t.Errorf("%d rows left in %s", n, table)
		}
	}
	if n := w.count(`select count(*) from audit_log`); n != 2 {
		t.Errorf("%d acts are kept, want 2", n)
	}
}

// A password is kept at the cost that OWASP names, wherever nothing else is asked for.
func TestCostOfPasswords(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	var hash string
	if err := w.db.Owner.GetContext(
		t.Context(), &hash, `select password_hash from accounts where email = 'awa@example.org'`,
	); err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("kept as %.40s: %v", hash, err)
	}
}

// spoil lets strangers guess from an address until nothing is free there.
func (w *town) spoil(address string) {
	for i := range 40 {
		_, _ = w.signIn(account.Credentials{Email: strconv.Itoa(i) + "@example.org", Secret: "wrong", Address: address})
	}
}

// secondFactor puts a person's second factor on and gives its secret.
func (w *town) secondFactor(person *account.Person) string {
	w.t.Helper()
	if err := w.StartTwoFactor(w.t.Context(), person); err != nil {
		w.t.Fatal(err)
	}
	key, err := w.TwoFactorKey(w.t.Context(), person)
	if err != nil {
		w.t.Fatal(err)
	}
	a := account.Credentials{Secret: totpOf(w.t, key.Secret(), w.now), Address: "192.0.2.8"}
	if err := w.ConfirmTwoFactor(w.t.Context(), person, a); err != nil {
		w.t.Fatal(err)
	}
	return key.Secret()
}

func totpOf(t *testing.T, secret string, now time.Time) string {
	t.Helper()
	digits, err := totp.GenerateCode(secret, now)
	if err != nil {
		t.Fatal(err)
	}
	return digits
}

// A recovery is taken down by the same steps whether the address has an account; the answers to a
// stranger's many requests end no code, and there are few of them.
func TestRecoveriesAreAnsweredLater(t *testing.T) {
	w := newTown(t)
	w.add("demo@demonstration.example", "liaison", true)
	w.add("awa@example.org", "liaison", false)
	var codes []string
	write := func(_, code string) ledger.Letter {
		codes = append(codes, code)
		return ledger.Letter{Subject: "s", Body: code}
	}
	for i, email := range []string{"nobody@example.org", "demo@demonstration.example", "awa@example.org"} {
		before := w.count(`select count(*) from sign_in_codes`)
		if err := w.Recover(t.Context(), account.Credentials{Email: email, Address: "192.0.2.1"}); err != nil {
			t.Fatal(err)
		}
		if n := w.count(`select count(*) from recoveries`); n != i+1 ||
			w.count(`select count(*) from sign_in_codes`) != before || w.count(`select count(*) from mails`) != 0 {
			t.Errorf("%s: %d recoveries wait, or more was done while the person waits", email, n)
		}
	}
	for range 20 {
		if err := w.AnswerRecoveries(t.Context(), write); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Minute)
		_ = w.Recover(t.Context(), account.Credentials{Email: "Awa@example.org", Address: "198.51.100.1"})
	}
	if mails := w.count(`select count(*) from mails`); mails != 5 || len(codes) != 5 {
		t.Fatalf("%d letters, %d codes, want 5", mails, len(codes))
	}
	if err := w.UseCode(
		t.Context(), account.Credentials{Email: "awa@example.org", Secret: codes[0]}, "une autre phrase",
	); err != nil {
		t.Errorf("the first code: %v", err)
	}
}
