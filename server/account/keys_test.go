package account_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"jalons/server/account"
	"jalons/server/domain"
)

// keys are some keys by their numbers.
func keys(t *testing.T, numbers ...int) account.Keys {
	t.Helper()
	parts := make([]string, len(numbers))
	for i, n := range numbers {
		parts[i] = strings.Repeat(fmt.Sprintf("%02x", n), 32)
	}
	k, err := account.ParseKeys(strings.Join(parts, ","))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestParseKeys(t *testing.T) {
	base64 := "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
	for list, want := range map[string]int{
		"": 0, " , ": 0, base64: 1, strings.Repeat("0a", 32): 1, base64 + " , " + strings.Repeat("0A", 32) + "\n": 2,
		"secret": -1, strings.Repeat("0a", 31): -1, base64[:40]: -1, base64 + ",x": -1,
	} {
		k, err := account.ParseKeys(list)
		if (err != nil) != (want < 0) || err == nil && len(k) != want {
			t.Errorf("%q: %d keys, %v", list, len(k), err)
		}
	}
}

// held is a person with a second factor, and its secret.
func (w *town) held(email string) (person *account.Person, secret string) {
	w.t.Helper()
	w.add(email, "liaison", false)
	person = &w.signedIn(email).Person
	if err := w.StartTwoFactor(w.t.Context(), person); err != nil {
		w.t.Fatal(err)
	}
	key, err := w.TwoFactorKey(w.t.Context(), person)
	if err == nil {
		err = w.ConfirmTwoFactor(w.t.Context(), person, w.digits(key.Secret()))
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return person, key.Secret()
}

func (w *town) digits(secret string) account.Credentials {
	w.t.Helper()
	digits, err := totp.GenerateCode(secret, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	return account.Credentials{Secret: digits, Address: "192.0.2.3"}
}

// No table holds the secret of a second factor as it is, and none is good for another account.
func TestSecretsAreSealed(t *testing.T) {
	w := newTown(t)
	person, secret := w.held("awa@example.org")
	var tables []string
	if err := w.db.Owner.SelectContext(
		t.Context(), &tables,
		`select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
	); err != nil || len(tables) < 50 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	for _, table := range tables {
		var found int
		err := w.db.Owner.GetContext(
			t.Context(), &found, `select count(*) from `+table+` r where strpos(r::text, $1) > 0`, secret,
		)
		if err != nil || found > 0 {
			t.Errorf("%s holds the secret in %d rows: %v", table, found, err)
		}
	}
	var constraint string
	_, err := w.db.Owner.ExecContext(t.Context(), `update accounts set totp_secret = $1`, secret)
	if err != nil {
		constraint = err.Error()
	}
	if !strings.Contains(constraint, "accounts__secret_is_sealed") {
		t.Errorf("a secret as it is: %v", err)
	}
	w.add("eve@example.org", "liaison", false)
	if _, err := w.db.Owner.ExecContext(
		t.Context(),
		`update accounts e set totp_secret = a.totp_secret, totp_since = a.totp_since from accounts a
			where a.id = $1 and e.email = 'eve@example.org'`,
		person.ID,
	); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	if err := w.PassTwoFactor(
		t.Context(), w.signedIn("eve@example.org").Session, w.digits(secret),
	); err == nil || domain.KindOf(err) == domain.Rule {
		t.Errorf("a secret that was copied from another account: %v", err)
	}
}

// Another key opens nothing and says so; an older one still does, and gives way to the first.
func TestKeysRotate(t *testing.T) {
	w := newTown(t)
	_, secret := w.held("awa@example.org")
	pass := func() error {
		w.now = w.now.Add(time.Minute)
		return w.PassTwoFactor(t.Context(), w.signedIn("awa@example.org").Session, w.digits(secret))
	}
	reseal := func(done, lost int) {
		t.Helper()
		if d, l, err := w.Reseal(t.Context()); err != nil || d != done || l != lost {
			t.Errorf("%d done, %d lost, %v; want %d and %d", d, l, err, done, lost)
		}
	}
	w.Keys = keys(t, 2)
	reseal(0, 1)
	is(t, "under another key", pass(), domain.Unavailable, "two_factor_key_missing")
	w.Keys = nil
	reseal(0, 1)
	is(t, "without a key", pass(), domain.Unavailable, "two_factor_key_missing")
	w.Keys = keys(t, 2, 1)
	if err := pass(); err != nil {
		t.Errorf("under the second of two keys: %v", err)
	}
	reseal(1, 0)
	reseal(0, 0)
	w.Keys = keys(t, 2)
	if err := pass(); err != nil {
		t.Errorf("under the new key alone: %v", err)
	}
	w.Keys = keys(t, 1)
	is(t, "under the old key alone", pass(), domain.Unavailable, "two_factor_key_missing")
	if err := w.ResetTwoFactor(t.Context(), "awa@example.org"); err != nil {
		t.Errorf("somebody whose key is lost: %v", err)
	}
	reseal(0, 0)
	w.Keys = nil
	person := &w.signedIn("awa@example.org").Person
	err := w.StartTwoFactor(t.Context(), person)
	var told *domain.Error
	if !errors.As(err, &told) || told.Code != "two_factor_no_key" {
		t.Errorf("set up without a key: %v", err)
	}
}
