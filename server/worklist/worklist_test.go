package worklist_test

import (
	"errors"
	"fmt"
	"testing"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
	"jalons/server/worklist"
)

// Each tab has the items of the states that a person works on, the most pressing first, and is counted.
func TestPart(t *testing.T) {
	o := newOffice(t)
	sent := o.says("staff", "TN-1991-C01.3", "limited", 3)
	o.answers("liaison of TN", sent, "sent_back", "Lequel ?", 2)
	o.says("staff", "TN-1991-C01.2", "limited", 1)
	o.exec(`update evidence set dead_since = '2026-06-14' where statement_id <> $1`, sent)
	o.exec(`insert into drafts (account_id, target, body, version, saved_at)
		values ($1, 'TN-1992-C01.1', '{}', 1, '2026-06-14'), ($2, 'BJ-1991-C01.1', '{}', 1, '2026-06-14')`,
		o.people["staff"], o.people["admin"])
	for _, c := range []struct{ person, tab, want string }{
		{"staff", "late", " CI-1991-C01.1 BJ-1991-C01.1 TN-1991-C01.1"},
		{"staff", "soon", " TN-1992-C01.1 TN-1991-C01.2"},
		{"staff", "waiting", " TN-1991-C01.2"},
		{"staff", "sent_back", " TN-1991-C01.3"},
		{"staff", "dead", " TN-1991-C01.2"},
		{"staff", "drafts", " TN-1992-C01.1"},
		{"admin", "drafts", " BJ-1991-C01.1"},
		{"admin", "late", " CI-1991-C01.1 BJ-1991-C01.1 TN-1991-C01.1"},
		{"staff of BJ", "late", " BJ-1991-C01.1"},
		{"staff of BJ", "waiting", ""},
		{"liaison of TN", "late", " TN-1991-C01.1"},
		{"liaison of TN", "sent_back", " TN-1991-C01.3"},
		{"alternate", "late", " CI-1991-C01.1 TN-1991-C01.1"},
		{"countersigner", "late", " CI-1991-C01.1"},
		{"delegate", "late", " CI-1991-C01.1"},
		{"assessor", "late", ""},
	} {
		t.Run(c.tab+" of "+c.person, func(t *testing.T) {
			part, err := o.Part(t.Context(), o.rights(c.person), c.tab, 0)
			if err != nil {
				t.Fatal(err)
			}
			if got := codes(part.Items, itemCode); got != c.want || part.Counts[c.tab] != len(part.Items) {
				t.Errorf("got%s, counted %d, want%s", got, part.Counts[c.tab], c.want)
			}
		})
	}
}

// Without a tab the first that has rows is given; an empty tab names the nearest date.
func TestPartWithoutRows(t *testing.T) {
	o := newOffice(t)
	part, err := o.Part(t.Context(), o.rights("liaison of TN"), "", 0)
	if err != nil || part.Tab != "late" || part.Next != nil {
		t.Errorf("got %+v, %v, want the tab late", part, err)
	}
	part, err = o.Part(t.Context(), o.rights("liaison of TN"), "sent_back", 0)
	if err != nil || len(part.Items) != 0 || part.Next == nil || part.Next.Code != "TN-1992-C01.1" {
		t.Errorf("got %+v, %v, want the nearest date, that of TN-1992-C01.1", part, err)
	}
	part, err = o.Part(t.Context(), o.rights("assessor"), "", 0)
	if err != nil || part.Tab != worklist.Tabs()[0] || part.Next != nil {
		t.Errorf("got %+v, %v, want the first tab and no date", part, err)
	}
}

// A page of a tab has fifty rows, the next goes on after it; a state that has left is nobody's work.
func TestPartIsPaged(t *testing.T) {
	o := newOffice(t)
	due := make([]domain.Day, 52)
	for i := range due {
		due[i] = "2026-06-01"
	}
	o.commit("BJ", due...)
	for offset, want := range map[int]int{0: 50, 50: 3, 100: 0} {
		part, err := o.Part(t.Context(), o.rights("liaison of BJ"), "late", offset)
		if err != nil || len(part.Items) != want || part.Counts["late"] != 53 {
			t.Errorf(
				"from %d: got %d of %d, %v, want %d of 53", offset, len(part.Items), part.Counts["late"], err, want,
			)
		}
	}
	o.exec(`insert into suspensions (state_code, from_day, source) values ('BJ', '2026-06-01', 'test')`)
	part, err := o.Part(t.Context(), o.rights("liaison of BJ"), "late", 0)
	if err != nil || part.Counts["late"] != 0 {
		t.Errorf("suspended: got %d, %v, want 0", part.Counts["late"], err)
	}
}

// Who may neither make nor answer nor assess statements of a state does not see its items.
func TestItem(t *testing.T) {
	o := newOffice(t)
	for person, want := range map[string]string{
		"staff": "", "admin": "", "liaison of TN": "", "alternate": "", "countersigner": "", "delegate": "",
		"assessor":    "",
		"staff of BJ": "out_of_scope", "liaison of BJ": "out_of_scope", "delegate of one": "out_of_scope",
	} {
		item, err := o.Item(t.Context(), o.rights(person), "TN-1991-C01.1")
		if got := domain.CodeOf(err); got != want || want == "" && (item.Code != "TN-1991-C01.1" || !item.Late) {
			t.Errorf("%s: got %q, %+v, want %q", person, got, item, want)
		}
	}
	if _, err := o.Item(t.Context(), o.rights("delegate of one"), "TN-1992-C01.1"); err != nil {
		t.Errorf("a delegate on the one commitment: %v", err)
	}
	if _, err := o.Item(t.Context(), o.rights("staff"), "TN-1991-C01.9"); domain.CodeOf(err) != "missing_target" {
		t.Errorf("got %v, want missing_target", err)
	}
}

// A draft is its writer's; a later one takes its place, and a date that its writer moves takes it along.
func TestDrafts(t *testing.T) {
	o := newOffice(t)
	const target = "TN-1991-C01.1"
	save := func(person, level string, version int64) {
		o.as(person, days(0), func(w *ledger.Writer) (int64, error) {
			return 0, tracker.SaveDraft(t.Context(), w, tracker.Draft{
				Target: target, Fields: map[string]string{"level": level}, Version: version,
			})
		})
	}
	item, err := o.Item(t.Context(), o.rights("staff"), target)
	if err != nil {
		t.Fatal(err)
	}
	save("staff", "limited", item.Version)
	save("liaison of TN", "substantial", item.Version)
	save("staff", "completed", item.Version)
	o.as("staff", days(0), func(w *ledger.Writer) (int64, error) {
		return 0, tracker.MoveDate(t.Context(), w, tracker.NewDateMove{
			Target: target, NewOn: "2027-06-30", Reason: "staff",
		}, item.Version)
	})
	for person, want := range map[string]string{
		"staff": fmt.Sprintf("completed at %d", item.Version+1), "admin": " at 0",
		"liaison of TN": fmt.Sprintf("substantial at %d", item.Version),
	} {
		d, err := o.tracker.Draft(t.Context(), o.people[person], target)
		if got := fmt.Sprintf("%s at %d", d.Fields["level"], d.Version); err != nil || got != want {
			t.Errorf("%s: got %s, %v, want %s", person, got, err, want)
		}
	}
	o.as("staff", days(0), func(w *ledger.Writer) (int64, error) {
		return 0, tracker.DropDraft(t.Context(), w, target)
	})
	if d, err := o.tracker.Draft(t.Context(), o.people["staff"], target); err != nil || d.Fields != nil {
		t.Errorf("dropped: got %v, %v", d.Fields, err)
	}
	if d, err := o.tracker.Draft(t.Context(), o.people["liaison of TN"], target); err != nil || d.Fields == nil {
		t.Errorf("another's: got %v, %v", d.Fields, err)
	}
}

// A follow-up is seen and completed by who keeps its state, the first due first.
func TestFollowUps(t *testing.T) {
	o := newOffice(t)
	add := func(person string, f worklist.NewFollowUp) int64 {
		return o.as(person, days(0), func(w *ledger.Writer) (int64, error) {
			return worklist.AddFollowUp(t.Context(), w, f)
		})
	}
	later := add("staff", worklist.NewFollowUp{State: "TN", Action: "call", DueOn: "2026-07-30"})
	soon := add("staff", worklist.NewFollowUp{
		State: "TN", Target: "TN-1991-C01.1", Action: "write", DueOn: "2026-06-15",
	})
	benin := add("staff of BJ", worklist.NewFollowUp{State: "BJ", Action: "visit", DueOn: "2026-06-16"})
	number := func(f worklist.FollowUp) string { return fmt.Sprint(f.ID, f.Due) }
	for person, want := range map[string]string{
		"staff":       fmt.Sprintf(" %d true %d false %d false", soon, benin, later),
		"admin":       fmt.Sprintf(" %d true %d false %d false", soon, benin, later),
		"staff of BJ": fmt.Sprintf(" %d false", benin), "liaison of TN": "", "assessor": "",
	} {
		list, err := o.FollowUps(t.Context(), o.rights(person))
		if got := codes(list, number); err != nil || got != want {
			t.Errorf("%s: got%s, %v, want%s", person, got, err, want)
		}
		part, err := o.Part(t.Context(), o.rights(person), "follow_ups", 0)
		if due := map[string]int{"staff": 2, "admin": 2, "staff of BJ": 1}[person]; err != nil ||
			part.Counts["follow_ups"] != due {
			t.Errorf("%s: got %d within a week, %v, want %d", person, part.Counts["follow_ups"], err, due)
		}
	}
	complete := func(person string, id int64) error {
		return ledger.Perform(t.Context(), o.Ledger, ledger.Request{Account: o.people[person]},
			func(w *ledger.Writer) error {
				return worklist.CompleteFollowUp(t.Context(), w, id)
			})
	}
	for _, err := range []error{complete("staff of BJ", soon), complete("liaison of TN", soon)} {
		if domain.CodeOf(err) != "out_of_scope" {
			t.Errorf("completed by somebody else: %v", err)
		}
	}
	if err := errors.Join(complete("staff", soon), complete("admin", later)); err != nil {
		t.Error(err)
	}
	if err := complete("staff", soon); domain.CodeOf(err) != "missing_follow_up" {
		t.Errorf("completed twice: %v", err)
	}
	if list, err := o.FollowUps(t.Context(), o.rights("staff")); err != nil ||
		codes(list, number) != fmt.Sprintf(" %d false", benin) {
		t.Errorf("left: %+v, %v", list, err)
	}
}
