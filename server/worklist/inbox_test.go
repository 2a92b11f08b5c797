package worklist_test

import (
	"fmt"
	"testing"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// What waits is seen by those who may answer for its state, a delegate of one commitment sees that one; the oldest
// commitment comes first, and within it the oldest statement.
func TestInbox(t *testing.T) {
	o := newOffice(t)
	o.says("staff", "TN-1991-C01.2", "limited", 15)
	o.says("staff", "TN-1992-C01.1", "limited", 20)
	o.says("staff", "TN-1991-C01.1", "limited", 30)
	o.says("staff of BJ", "BJ-1991-C01.1", "limited", 1)
	answered := o.says("staff", "TN-1991-C01.3", "limited", 4)
	o.answers("liaison of TN", answered, "approved", "", 3)
	all := " TN-1991-C01.1 TN-1991-C01.2 TN-1992-C01.1"
	for person, want := range map[string]struct {
		items, way string
		old        int
	}{
		"liaison of TN": {all, "state", 3}, "alternate": {all, "state", 3}, "countersigner": {all, "countersigned", 3},
		"delegate": {all, "delegation", 3}, "delegate of one": {" TN-1992-C01.1", "delegation", 1},
		"liaison of BJ": {" BJ-1991-C01.1", "state", 0}, "staff": {}, "admin": {}, "assessor": {},
	} {
		t.Run(person, func(t *testing.T) {
			box, err := o.Inbox(t.Context(), o.rights(person))
			if err != nil {
				t.Fatal(err)
			}
			if got := codes(box.Items, awaitingCode); got != want.items || box.Old != want.old {
				t.Errorf("got%s, %d old, want%s, %d old", got, box.Old, want.items, want.old)
			}
			for _, a := range box.Items {
				if a.Way != want.way || len(a.Proofs) != 1 {
					t.Errorf(
						"%s: got %q with %d pieces of evidence, want %q with one", a.Code, a.Way, len(a.Proofs),
						want.way,
					)
				}
			}
			if got, seen := codes(
				box.Answered, itemCode,
			), len(want.items) == len(all); got == " TN-1991-C01.3" != seen {
				t.Errorf("answered: got%s", got)
			}
		})
	}
}

// Why a statement is not approved with others at once.
func TestInboxAlone(t *testing.T) {
	o := newOffice(t)
	o.says("liaison of TN", "TN-1991-C01.1", "limited", 9)
	approved := o.says("staff", "TN-1991-C01.2", "substantial", 9)
	o.answers("liaison of TN", approved, "approved", "", 8)
	o.as("staff", days(1), func(w *ledger.Writer) (int64, error) {
		return tracker.Declare(t.Context(), w, tracker.NewUpdate{
			Target: "TN-1991-C01.2", Level: "limited", On: domain.DayOf(days(1)), Blocker: "money", Note: fr("Crédits"),
		}, 0)
	})
	o.says("staff", "TN-1991-C01.3", "completed", 2)
	o.says("staff", "TN-1992-C01.1", "limited", 2)
	o.exec(`delete from evidence where statement_id in (select s.id from statements s
		join milestones m on m.id = s.milestone_id where m.code = 'TN-1992-C01.1')`)
	box, err := o.Inbox(t.Context(), o.rights("liaison of TN"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"TN-1991-C01.1": "own", "TN-1991-C01.2": "no_evidence", "TN-1991-C01.3": "first_completed",
		"TN-1992-C01.1": "no_evidence",
	}
	for _, a := range box.Items {
		if a.Alone != want[a.Code] {
			t.Errorf("%s: got %q, want %q", a.Code, a.Alone, want[a.Code])
		}
	}
	if len(box.Items) != len(want) {
		t.Errorf("got%s", codes(box.Items, awaitingCode))
	}
	waiting, err := o.AwaitingReview(t.Context(), o.rights("liaison of TN"), "TN")
	if got := codes(waiting, itemCode); err != nil ||
		got != " TN-1991-C01.1 TN-1991-C01.2 TN-1991-C01.3 TN-1992-C01.1" {
		t.Errorf("waits for Tunisia: got%s, %v", got, err)
	}
	if waiting, err = o.AwaitingReview(t.Context(), o.rights("liaison of TN"), "BJ"); err != nil || len(waiting) != 0 {
		t.Errorf("waits for Benin: got%s, %v", codes(waiting, itemCode), err)
	}
}

// A statement is read beside what stands approved, what was said before, who else may answer and who was asked to.
func TestReading(t *testing.T) {
	o := newOffice(t)
	const target = "TN-1991-C01.1"
	first := o.says("staff", target, "limited", 9)
	o.answers("liaison of TN", first, "approved", "", 8)
	second := o.says("staff", target, "substantial", 7)
	o.as("liaison of TN", days(6), func(w *ledger.Writer) (int64, error) {
		return 0, tracker.HandOver(t.Context(), w, second, o.people["alternate"], "s’il te plaît")
	})
	reading, err := o.Reading(t.Context(), o.rights("alternate"), second)
	if err != nil {
		t.Fatal(err)
	}
	if reading.Before == nil || reading.Before.ID != first || reading.Now.Level != "substantial" || reading.Newer ||
		len(reading.Said) != 2 || reading.Said[0].ID != second || len(reading.Proofs) != 1 {
		t.Errorf("got %+v", reading)
	}
	if h := reading.Handed; h == nil || !h.Mine || h.Note != "s’il te plaît" {
		t.Errorf("handed over: got %+v", h)
	}
	others := map[int64]string{}
	for _, c := range reading.Others {
		others[c.ID] = c.Capacity
	}
	if want := map[int64]string{
		o.people["liaison of TN"]: "liaison", o.people["countersigner"]: "countersigner",
		o.people["delegate"]: "delegate",
	}; fmt.Sprint(others) != fmt.Sprint(want) {
		t.Errorf("others: got %v, want %v", others, want)
	}
	for person, want := range map[string]string{
		"staff": "", "assessor": "", "delegate": "", "delegate of one": "out_of_scope", "liaison of BJ": "out_of_scope",
		"staff of BJ": "out_of_scope",
	} {
		if _, err := o.Reading(t.Context(), o.rights(person), second); domain.CodeOf(err) != want {
			t.Errorf("%s: got %v, want %q", person, err, want)
		}
	}
	if _, err := o.Reading(t.Context(), o.rights("staff"), second+99); domain.CodeOf(err) != "missing_statement" {
		t.Errorf("got %v, want missing_statement", err)
	}
	if r, err := o.Reading(t.Context(), o.rights("staff"), first); err != nil || !r.Newer || r.Before == nil ||
		r.Before.ID != first {
		t.Errorf("the one before: got %+v, %v", r, err)
	}
}
