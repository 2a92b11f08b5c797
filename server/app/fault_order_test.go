//go:build unix

package app

import (
	"bytes"
	"net/http"
	"testing"

	"jalons/server/database/databasetest"
	"jalons/server/database/faults"
)

// What is committed is a success, although it gets its place among the changes only later: the statement that gives
// places waits for a lock, or its connection is cut.
func TestACommittedWriteIsASuccessWithoutItsPlace(t *testing.T) {
	f := newFailing(t, databasetest.Facts(t))
	for name, hold := range map[string]func(*testing.T) (release func()){
		"locked": func(t *testing.T) func() {
			held, err := f.owner.BeginTxx(t.Context(), nil)
			if err == nil {
				_, err = held.ExecContext(t.Context(), `select from sequencer for update`)
			}
			if err != nil {
				t.Fatal(err)
			}
			return func() { _ = held.Rollback() }
		},
		"cut": func(t *testing.T) func() {
			f.proxy.Judge(func(m faults.Message) faults.Verdict {
				if m.ToServer && bytes.Contains(m.Body, []byte("sequence_changes")) {
					return faults.CutBefore
				}
				return faults.Pass
			})
			return func() { f.proxy.Restore(t) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			uses := f.uses()
			f.look(t.Context()) // what is there has its place
			before := f.waiting()
			release := hold(t)
			for _, use := range uses {
				if use.name == "write by API" || use.name == "form" {
					if w := use.ask(); w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
						t.Errorf("%s: %d %.600s", use.name, w.Code, w.Body)
					}
				}
			}
			if before != 0 || f.waiting() == 0 {
				t.Errorf("%d changes waited before, %d do now", before, f.waiting())
			}
			release()
			for f.waiting() > 0 { // connections that were cut are found out one by one
				f.look(t.Context())
			}
		})
	}
}

// waiting is how many changes have no place yet.
func (f *failing) waiting() (n int) {
	f.reach.t.Helper()
	if err := f.owner.GetContext(f.reach.t.Context(), &n, `select count(*) from changes_waiting`); err != nil {
		f.reach.t.Fatal(err)
	}
	return n
}
