package account_test

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"jalons/server/account"
	"jalons/server/domain"
)

func TestSecondFactor(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	here, there := w.signedIn("awa@example.org"), w.signedIn("awa@example.org")
	awa := &here.Person
	if key, err := w.TwoFactorKey(t.Context(), awa); key != nil || domain.KindOf(err) != domain.Missing {
		t.Fatalf("%v %v", key, err)
	}
	if err := w.StartTwoFactor(t.Context(), awa); err != nil {
		t.Fatal(err)
	}
	key, err := w.TwoFactorKey(t.Context(), awa)
	if err != nil || key.AccountName() != "awa@example.org" || key.Issuer() != "Jalons" {
		t.Fatalf("%v %v", key, err)
	}
	code := func(later time.Duration) account.Credentials {
		digits, err := totp.GenerateCode(key.Secret(), w.now.Add(later))
		if err != nil {
			t.Fatal(err)
		}
		return account.Credentials{Secret: digits[:3] + " " + digits[3:], Address: "192.0.2.3"}
	}
	w.signedIn("awa@example.org") // nothing is asked for before it is confirmed
	is(t, "too early", w.ConfirmTwoFactor(t.Context(), awa, code(time.Minute)), domain.Rule, "two_factor_wrong")
	if err := w.ConfirmTwoFactor(t.Context(), awa, code(0)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Person(t.Context(), there.Session); domain.KindOf(err) != domain.SignedOut {
		t.Errorf("another device: %v", err)
	}
	in := w.signedIn("awa@example.org")
	if !in.TwoFactor {
		t.Error("no second factor is asked for")
	}
	_, err = w.Person(t.Context(), in.Session)
	is(t, "by the password alone", err, domain.SignedOut, "signed_out")
	is(t, "the code that was used", w.PassTwoFactor(t.Context(), in.Session, code(0)), domain.Rule, "two_factor_wrong")
	is(
		t, "the code before", w.PassTwoFactor(t.Context(), in.Session, code(-30*time.Second)), domain.Rule,
		"two_factor_wrong",
	)
	is(t, "nothing", w.PassTwoFactor(t.Context(), in.Session, account.Credentials{}), domain.Rule, "two_factor_wrong")
	w.now = w.now.Add(30 * time.Second)
	if err := w.PassTwoFactor(t.Context(), in.Session, code(0)); err != nil {
		t.Fatal(err)
	}
	if person, err := w.Person(t.Context(), in.Session); err != nil || !person.TwoFactor {
		t.Errorf("%+v %v", person, err)
	}
	is(
		t, "a second time", w.PassTwoFactor(t.Context(), in.Session, code(30*time.Second)), domain.SignedOut,
		"signed_out",
	)
	slow := w.signedIn("awa@example.org")
	w.now = w.now.Add(10 * time.Minute)
	is(t, "too slow", w.PassTwoFactor(t.Context(), slow.Session, code(0)), domain.SignedOut, "signed_out")
	guessed := w.signedIn("awa@example.org")
	for range 5 {
		is(
			t, "a guess", w.PassTwoFactor(t.Context(), guessed.Session, account.Credentials{Secret: "000000"}),
			domain.Rule,
			"two_factor_wrong",
		)
	}
	is(t, "a sixth", w.PassTwoFactor(t.Context(), guessed.Session, code(0)), domain.TooMany, "too_many_attempts")
	w.now = w.now.Add(time.Minute)
	if err := w.StopTwoFactor(t.Context(), &in.Person, code(0)); err != nil {
		t.Fatal(err)
	}
	if again := w.signedIn("awa@example.org"); again.TwoFactor {
		t.Error("it is still asked for")
	}
}

func TestSecondFactorOfAdmins(t *testing.T) {
	w := newTown(t)
	w.add("demo@demonstration.example", "staff", true)
	demo := w.signedIn("demo@demonstration.example")
	is(t, "a sample", w.StartTwoFactor(t.Context(), &demo.Person), domain.Rule, "sample_two_factor")
	w.add("root@example.org", "admin", false)
	in := w.signedIn("root@example.org")
	if err := w.StartTwoFactor(t.Context(), &in.Person); err != nil {
		t.Fatal(err)
	}
	key, err := w.TwoFactorKey(t.Context(), &in.Person)
	if err != nil {
		t.Fatal(err)
	}
	digits, err := totp.GenerateCode(key.Secret(), w.now)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.ConfirmTwoFactor(t.Context(), &in.Person, account.Credentials{Secret: digits}); err != nil {
		t.Fatal(err)
	}
	is(
		t, "stopped", w.StopTwoFactor(t.Context(), &in.Person, account.Credentials{Secret: digits}), domain.Rule,
		"admin_two_factor",
	)
	if err := w.ResetTwoFactor(t.Context(), "ROOT@example.org"); err != nil {
		t.Fatal(err)
	}
	_, err = w.Person(t.Context(), in.Session)
	is(t, "a device of before", err, domain.SignedOut, "signed_out")
	if again := w.signedIn("root@example.org"); again.TwoFactor {
		t.Error("it is still asked for")
	}
}
