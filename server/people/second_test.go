package people_test

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"jalons/server/domain"
	"jalons/server/people"
)

func TestSecondFactor(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	here, there := w.signedIn("awa@example.org"), w.signedIn("awa@example.org")
	awa := &here.Person
	if key, err := w.SecondKey(t.Context(), awa); key != nil || err != nil {
		t.Fatalf("%v %v", key, err)
	}
	if err := w.StartSecond(t.Context(), awa); err != nil {
		t.Fatal(err)
	}
	key, err := w.SecondKey(t.Context(), awa)
	if err != nil || key.AccountName() != "awa@example.org" || key.Issuer() != "Jalons" {
		t.Fatalf("%v %v", key, err)
	}
	code := func(later time.Duration) people.Attempt {
		digits, err := totp.GenerateCode(key.Secret(), w.now.Add(later))
		if err != nil {
			t.Fatal(err)
		}
		return people.Attempt{Secret: digits[:3] + " " + digits[3:], Address: "192.0.2.3"}
	}
	w.signedIn("awa@example.org") // nothing is asked for before it is confirmed
	is(t, "too early", w.ConfirmSecond(t.Context(), awa, code(time.Minute)), domain.Rule, "second_wrong")
	if err := w.ConfirmSecond(t.Context(), awa, code(0)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Person(t.Context(), there.Device); domain.KindOf(err) != domain.SignedOut {
		t.Errorf("another device: %v", err)
	}
	in := w.signedIn("awa@example.org")
	if !in.Second {
		t.Error("no second factor is asked for")
	}
	_, err = w.Person(t.Context(), in.Device)
	is(t, "by the password alone", err, domain.SignedOut, "signed_out")
	is(t, "the code that was used", w.PassSecond(t.Context(), in.Device, code(0)), domain.Rule, "second_wrong")
	is(t, "the code before", w.PassSecond(t.Context(), in.Device, code(-30*time.Second)), domain.Rule, "second_wrong")
	is(t, "nothing", w.PassSecond(t.Context(), in.Device, people.Attempt{}), domain.Rule, "second_wrong")
	w.now = w.now.Add(30 * time.Second)
	if err := w.PassSecond(t.Context(), in.Device, code(0)); err != nil {
		t.Fatal(err)
	}
	if person, err := w.Person(t.Context(), in.Device); err != nil || !person.Second {
		t.Errorf("%+v %v", person, err)
	}
	is(t, "a second time", w.PassSecond(t.Context(), in.Device, code(30*time.Second)), domain.SignedOut, "signed_out")
	slow := w.signedIn("awa@example.org")
	w.now = w.now.Add(10 * time.Minute)
	is(t, "too slow", w.PassSecond(t.Context(), slow.Device, code(0)), domain.SignedOut, "signed_out")
	guessed := w.signedIn("awa@example.org")
	for range 5 {
		is(
			t, "a guess", w.PassSecond(t.Context(), guessed.Device, people.Attempt{Secret: "000000"}), domain.Rule,
			"second_wrong",
		)
	}
	is(t, "a sixth", w.PassSecond(t.Context(), guessed.Device, code(0)), domain.TooMany, "too_many_attempts")
	w.now = w.now.Add(time.Minute)
	if err := w.StopSecond(t.Context(), &in.Person, code(0)); err != nil {
		t.Fatal(err)
	}
	if again := w.signedIn("awa@example.org"); again.Second {
		t.Error("it is still asked for")
	}
}

func TestSecondFactorOfAdmins(t *testing.T) {
	w := newTown(t)
	w.add("demo@demonstration.example", "staff", true)
	demo := w.signedIn("demo@demonstration.example")
	is(t, "a sample", w.StartSecond(t.Context(), &demo.Person), domain.Rule, "sample_second")
	w.add("root@example.org", "admin", false)
	in := w.signedIn("root@example.org")
	if err := w.StartSecond(t.Context(), &in.Person); err != nil {
		t.Fatal(err)
	}
	key, err := w.SecondKey(t.Context(), &in.Person)
	if err != nil {
		t.Fatal(err)
	}
	digits, err := totp.GenerateCode(key.Secret(), w.now)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.ConfirmSecond(t.Context(), &in.Person, people.Attempt{Secret: digits}); err != nil {
		t.Fatal(err)
	}
	is(
		t, "stopped", w.StopSecond(t.Context(), &in.Person, people.Attempt{Secret: digits}), domain.Rule,
		"admin_second",
	)
	if err := w.ForgetSecond(t.Context(), "ROOT@example.org"); err != nil {
		t.Fatal(err)
	}
	_, err = w.Person(t.Context(), in.Device)
	is(t, "a device of before", err, domain.SignedOut, "signed_out")
	if again := w.signedIn("root@example.org"); again.Second {
		t.Error("it is still asked for")
	}
}
