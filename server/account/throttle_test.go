package account_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/database/databasetest"
	"jalons/server/domain"
)

func TestGuessesAreSlowed(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	known := w.signedIn("awa@example.org").Known
	for _, email := range []string{"nobody@example.org", "awa@example.org"} {
		guess := func() error {
			_, err := w.signIn(account.Credentials{
				Email: email, Secret: "wrong", Address: "198.51.100." + strconv.Itoa(len(email)),
			})
			return err
		}
		for range 5 {
			is(t, email, guess(), domain.SignedOut, "sign_in_wrong")
			w.now = w.now.Add(time.Second / 100)
		}
		is(t, email+" a sixth time", guess(), domain.TooMany, "too_many_attempts")
		w.now = w.now.Add(time.Second)
		is(t, email+" a second later", guess(), domain.SignedOut, "sign_in_wrong")
		w.now = w.now.Add(time.Second)
		is(t, email+" another second later", guess(), domain.TooMany, "too_many_attempts")
	}
	if _, err := w.signIn(account.Credentials{
		Email: "awa@example.org", Secret: password, Address: "203.0.113.5",
	}); domain.KindOf(err) != domain.TooMany {
		t.Errorf("from elsewhere: %v", err)
	}
	if _, err := w.signIn(account.Credentials{Email: "awa@example.org", Secret: password, Known: known}); err != nil {
		t.Errorf("from a browser that has signed in before: %v", err)
	}
	w.now = w.now.Add(16 * time.Minute)
	w.signedIn("awa@example.org")
	if _, err := w.signIn(account.Credentials{
		Email: "awa@example.org", Secret: "wrong",
	}); domain.KindOf(err) != domain.SignedOut {
		t.Errorf("a right password forgives: %v", err)
	}
}

// Who tries many accounts from one address is slowed, too; those who share it and are right are not.
func TestGuessesFromOneAddress(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	for range 30 {
		w.signedIn("awa@example.org")
	}
	refused := 0
	for i := range 40 {
		_, err := w.signIn(account.Credentials{
			Email: strconv.Itoa(i) + "@example.org", Secret: "wrong", Address: "2001:db8:1:2::" + strconv.Itoa(i),
		})
		if domain.KindOf(err) == domain.TooMany {
			refused++
		}
	}
	if refused != 20 {
		t.Errorf("%d of 40 refused, want 20", refused)
	}
}

// However many guesses there are on one account, from wherever they come, and however many accounts one
// address tries, few are looked at.
func TestManyGuesses(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	guesses := databasetest.Heavy(10_000)
	looked := func(attempt func(int) account.Credentials) (n int) {
		for i := range guesses {
			_, err := w.signIn(attempt(i))
			switch domain.KindOf(err) {
			case domain.SignedOut:
				n++
			case domain.TooMany:
			default:
				t.Fatal(err)
			}
		}
		return n
	}
	one := looked(func(i int) account.Credentials {
		return account.Credentials{
			Email: "awa@example.org", Secret: "wrong", Address: fmt.Sprintf("10.%d.%d.1", i/250, i%250),
		}
	})
	many := looked(func(i int) account.Credentials {
		return account.Credentials{Email: strconv.Itoa(i) + "@example.org", Secret: "wrong", Address: "203.0.113.9"}
	})
	if one != 5 || many != 20 {
		t.Errorf("of %d guesses each, %d on one account and %d from one address were looked at", guesses, one, many)
	}
}

func TestGuessesAtOnce(t *testing.T) {
	w := newTown(t)
	var wrong, slowed int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 24 {
		all.Go(func() {
			_, err := w.signIn(account.Credentials{Email: "nobody@example.org", Secret: "wrong"})
			mu.Lock()
			defer mu.Unlock()
			switch domain.KindOf(err) {
			case domain.SignedOut:
				wrong++
			case domain.TooMany:
				slowed++
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if wrong != 5 || slowed != 19 {
		t.Errorf("%d looked at, %d slowed", wrong, slowed)
	}
}

// Right passwords at once, whose attempts are counted and forgiven in turn, all sign in.
func TestSignInsAtOnce(t *testing.T) {
	w := newTown(t)
	w.Cost.Memory, w.Cost.Iterations = 64, 1 // passwords are not what is tested
	const browsers, rounds = 8, 25
	for i := range browsers {
		w.add(fmt.Sprintf("user%d@example.org", i), "staff", false)
	}
	var wait sync.WaitGroup
	for i := range browsers {
		wait.Go(func() {
			for range rounds {
				if _, err := w.SignIn(t.Context(), account.Credentials{
					Email: fmt.Sprintf("user%d@example.org", i), Secret: password, Address: "192.0.2.1",
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if left := w.count(`select coalesce(sum(attempts), 0) from sign_in_attempts`); left != 0 {
		t.Errorf("%d attempts are left", left)
	}
}

// A browser that has signed in before is counted apart and alone, whatever comes from its network: at
// the password, at a recovery and at the second factor.
func TestKnownBrowsersDoNotShareTheirNetworksCount(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	w.add("eve@example.org", "liaison", false)
	first := w.signedIn("awa@example.org")
	secret := w.secondFactor(&first.Person)
	eve := w.signedIn("eve@example.org").Known
	w.spoil("192.0.2.1")
	here := account.Credentials{Email: "awa@example.org", Secret: password, Address: "192.0.2.1", Known: first.Known}
	in, err := w.signIn(here)
	if err != nil {
		t.Fatalf("the password: %v", err)
	}
	w.now = w.now.Add(time.Minute)
	second := here
	second.Known, second.Secret = in.Known, totpOf(t, secret, w.now)
	if err := w.PassTwoFactor(t.Context(), in.Session, second); err != nil {
		t.Errorf("the second factor: %v", err)
	}
	if err := w.Recover(t.Context(), here); err != nil {
		t.Errorf("a recovery: %v", err)
	}
	w.spoil("192.0.2.1")
	here.Known = eve
	_, err = w.signIn(here)
	is(t, "a browser that somebody else signed in with", err, domain.TooMany, "too_many_attempts")
	is(t, "its recovery", w.Recover(t.Context(), here), domain.TooMany, "too_many_attempts")
}

// Whoever has the password alone has not made their browser known: the second factor is guessed at one
// count, however often they sign in.
func TestPasswordAloneMakesNoBrowserKnown(t *testing.T) {
	w := newTown(t)
	w.add("awa@example.org", "liaison", false)
	w.secondFactor(&w.signedIn("awa@example.org").Person)
	for _, keeps := range []bool{true, false} {
		looked, known := 0, ""
		for i := range 20 {
			address := fmt.Sprintf("10.0.%d.1", i)
			in, err := w.signIn(account.Credentials{
				Email: "awa@example.org", Secret: password, Address: address, Known: known,
			})
			if err != nil {
				t.Fatal(err)
			}
			guess := account.Credentials{Secret: "000000", Address: address, Known: in.Known}
			if err := w.PassTwoFactor(t.Context(), in.Session, guess); domain.KindOf(err) == domain.Rule {
				looked++
			}
			if keeps {
				known = in.Known
			}
		}
		if looked != 5 {
			t.Errorf("%d of 20 guesses are looked at, want 5; cookies kept: %v", looked, keeps)
		}
		w.now = w.now.Add(25 * time.Hour)
	}
}
