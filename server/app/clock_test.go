package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/testkit"
)

// The clock stands where CLOCK says at the start and runs on; without it, it is the real one.
func TestClockStartsWhereItIsSet(t *testing.T) {
	for _, start := range []string{"1999-12-31T23:59:59Z", "2026-11-16T09:00:00Z", "2040-02-29T01:00:00+01:00"} {
		t.Run(start, func(t *testing.T) {
			c, err := ReadConfig(from(map[string]string{"CLOCK": start}))
			if err != nil {
				t.Fatal(err)
			}
			want, err := time.Parse(time.RFC3339, start)
			if err != nil {
				t.Fatal(err)
			}
			first := c.Now()
			second := c.Now()
			for !second.After(first) {
				second = c.Now()
			}
			if first.Before(want) || first.Sub(want) > time.Hour {
				t.Errorf("the clock says %s", first)
			}
		})
	}
	before := time.Now()
	c, err := ReadConfig(from(nil))
	if now := c.Now(); err != nil || now.Before(before) || now.After(time.Now()) {
		t.Errorf("without CLOCK it is %s, %v", now, err)
	}
}

func from(set map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := set[name]; return v, ok }
}

// A record that others share keeps the real time.
func TestClockOfASharedRecordIsNotMoved(t *testing.T) {
	for _, name := range []string{"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"} {
		t.Run(name, func(t *testing.T) {
			set := map[string]string{name: "postgres://a:b@127.0.0.1/c"}
			if _, err := ReadConfig(from(set)); err != nil {
				t.Fatal(err)
			}
			set["CLOCK"] = "2026-11-16T09:00:00Z"
			if _, err := ReadConfig(from(set)); err == nil || err.Error() != errClockMoved.Error() {
				t.Errorf("%v", err)
			}
		})
	}
}

// The session store compares with the database's clock. Wherever the program's clock stands, who signs in
// stays so, also after a tidy-up, and is signed out once idle for too long by the program's clock.
func TestSessionsHoldByAnyClock(t *testing.T) {
	for _, years := range []int{-3, 0, 3} {
		t.Run(fmt.Sprint(years, " years from now"), func(t *testing.T) {
			m := newMatrixAt(t, time.Now().AddDate(years, 0, 0))
			all := quick(account.New(m.on.WriteDB, m.now))
			if err := all.Tidy(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, c := range m.callers[1:] {
				if w := m.ask(c, http.MethodGet, "/fr/account", nil); w.Code != http.StatusOK {
					t.Errorf("%s is signed out: %d %s", c.role, w.Code, w.Header().Get("Location"))
				}
			}
			start := m.now()
			m.now = func() time.Time { return start.Add(account.Idle + time.Minute) }
			m.serve(m.on)
			for _, c := range m.callers[1:] {
				if w := m.ask(c, http.MethodGet, "/fr/account", nil); !strings.Contains(
					w.Header().Get("Location"), "/sign-in",
				) {
					t.Errorf("%s is signed in after two weeks of nothing: %d", c.role, w.Code)
				}
			}
		})
	}
}

// What the demonstration's removal decides is dated by the program's clock.
func TestRemovalIsDatedByTheClock(t *testing.T) {
	tr, db := testkit.New(t)
	if _, err := tr.RemoveDemonstration(t.Context(), db.Owner); err != nil {
		t.Fatal(err)
	}
	var decided time.Time
	if err := db.Owner.GetContext(t.Context(), &decided, `select decided_at from demonstration_decision`); err != nil {
		t.Fatal(err)
	}
	if !decided.Equal(tr.Now()) {
		t.Errorf("decided at %s, by the clock it was %s on %s", decided, tr.Now(), domain.DayOf(testkit.Noon))
	}
}
