package tracker_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"jalons/server/database/databasetest"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// A write that is sent again under its key is done once, whatever its order, and answered the same.
func TestKeys(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2026-12-31")
	one, two := b.person("one", "staff"), b.person("two", "staff")
	send := func(actor ledger.Actor, key, asked string) (int64, error) {
		return ledger.WriteAs(b.ctx, b.Ledger, ledger.Request{Account: actor.Account, Key: key, Hash: asked},
			func(w *ledger.Writer) (int64, error) {
				return tracker.Declare(b.ctx, w, tracker.NewUpdate{
					Target: m[0], Speaker: "programme", Level: "limited", On: b.Today(),
				}, 0)
			})
	}
	first, err := send(one, "key-number-1", "a")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := send(one, "key-number-1", "a"); err != nil || again != first {
		t.Errorf("again: %d, %v", again, err)
	}
	_, err = send(one, "key-number-1", "b")
	b.refusedAs("with another content", err, "key_used")
	if theirs, err := send(two, "key-number-1", "b"); err != nil || theirs == first {
		t.Errorf("somebody else's key: %d, %v", theirs, err)
	}
	b.Tracker = tracker.New(b.At(func() time.Time { return noon.Add(25 * time.Hour) }))
	if late, err := send(one, "key-number-1", "b"); err != nil || late == first {
		t.Errorf("after a day: %d, %v", late, err)
	}
	var wait sync.WaitGroup
	var mutex sync.Mutex
	seen := map[int64]int{}
	for range 20 {
		wait.Go(func() {
			for {
				id, err := send(two, "key-number-2", "c")
				if domain.KindOf(err) == domain.Conflict {
					continue
				}
				mutex.Lock()
				defer mutex.Unlock()
				if err != nil {
					t.Error(err)
				}
				seen[id]++
				return
			}
		})
	}
	wait.Wait()
	if len(seen) != 1 {
		t.Errorf("20 at once: %v", seen)
	}
}

// 32 people write about the same three milestones at once, each from the version that they last saw: no
// update is lost, none is double, and what is kept equals what was said.
func TestWritersAtOnce(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", slices.Repeat([]domain.Day{"2026-12-31"}, 32)...)
	people := make([]ledger.Actor, 32)
	for i := range people {
		people[i] = b.person(fmt.Sprintf("writer%d", i), "staff")
	}
	each := databasetest.Heavy(10_000) / len(people)
	var wait sync.WaitGroup
	for i, actor := range people {
		wait.Go(func() {
			for n := range each {
				code := m[(i+n)%len(m)]
				for {
					var version int64
					if err := b.db.Owner.GetContext(
						b.ctx, &version, `select version from milestones where code = $1`, code,
					); err != nil {
						t.Error(err)
						return
					}
					u := tracker.NewUpdate{
						Target: code, Speaker: "programme", Level: "limited", Note: fr(fmt.Sprintf("%d/%d", i, n)),
					}
					_, err := b.says(actor, u, version)
					if domain.KindOf(err) == domain.Stale {
						continue
					}
					if err != nil {
						t.Error(err)
					}
					break
				}
			}
		})
	}
	wait.Wait()
	var said, words, changes int
	err := b.db.Owner.QueryRowContext(
		b.ctx,
		`select count(*), count(distinct note ->> 'fr'), (select count(*) from changes where kind = 'update')
			from statements`,
	).Scan(&said, &words, &changes)
	if err != nil || said != len(people)*each || words != said || changes != said {
		t.Errorf("%d statements, %d notes, %d changes: %v", said, words, changes, err)
	}
	for _, code := range m {
		if v := b.version(code); v != 1+int64(len(people)*each/len(m)) {
			t.Errorf("%s is at version %d", code, v)
		}
	}
	b.verify()
}

// J9: while somebody writes, their account is neither closed nor given another role; right afterwards it may be.
func TestRightsHoldToTheEndOfAWrite(t *testing.T) {
	b := newBench(t)
	staff := b.person("keeper", "staff")
	closing := func() error {
		conn, err := b.db.Owner.Connx(b.ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		if _, err := conn.ExecContext(b.ctx, `set lock_timeout = '50ms'`); err != nil {
			return err
		}
		_, err = conn.ExecContext(b.ctx, `update accounts set disabled_at = '2026-01-01' where id = $1`, staff.Account)
		return err
	}
	_, err := ledger.WriteAs(b.ctx, b.Ledger, ledger.Request{Account: staff.Account},
		func(*ledger.Writer) (bool, error) {
			if err := closing(); err == nil {
				t.Error("the account was closed in the middle of a write")
			}
			return true, nil
		})
	if err != nil {
		t.Fatal(err)
	}
	if err := closing(); err != nil {
		t.Error(err)
	}
	_, err = ledger.WriteAs(
		b.ctx, b.Ledger, ledger.Request{Account: staff.Account},
		func(*ledger.Writer) (bool, error) { return true, nil },
	)
	if domain.KindOf(err) != domain.SignedOut {
		t.Errorf("a closed account writes: %v", err)
	}
}
