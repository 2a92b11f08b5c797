package app

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/i18n"
	"jalons/server/i18n/i18ntest"
	"jalons/server/ledger"
	"jalons/server/notify"
	"jalons/server/tracker"
	"jalons/server/worklist"
)

// Who is sent something back is told at once and once; at the beginning of a week everybody is told what
// waits, once, in their language; nobody who is invented, has left or has nothing to do is written to.
func TestNotices(t *testing.T) {
	r := newReach(t)
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	l, start := letters{texts, "https://jalons.example"}, r.record.Now()
	at := func(after time.Duration) *worklist.Worklist {
		return worklist.New(r.record.At(func() time.Time {
			return start.Add(after)
		}))
	}
	r.must(`delete from delegations`)
	o := r.object()
	review := tracker.NewReview{Statement: o.waits, Outcome: "sent_back", Hash: o.hash, Comment: "Quelle page ?"}
	giver := ledger.Request{Account: r.giver.Account}
	if err := ledger.Perform(t.Context(), at(0).Ledger, giver, func(w *ledger.Writer) error {
		_, err := tracker.Review(t.Context(), w, review)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	count := func(what string, want int, did func() (int, error)) {
		t.Helper()
		if got, err := did(); err != nil || got != want {
			t.Errorf("%s: %d, %v, want %d", what, got, err, want)
		}
	}
	count("before it has rested", 0, func() (int, error) {
		return notify.WriteNotices(t.Context(), at(time.Second).Ledger, l.notice)
	})
	count("after", 1, func() (int, error) {
		return notify.WriteNotices(t.Context(), at(2*time.Minute).Ledger, l.notice)
	})
	count("again", 0, func() (int, error) {
		return notify.WriteNotices(t.Context(), at(3*time.Minute).Ledger, l.notice)
	})
	bodies := func() (list []string) {
		t.Helper()
		if err := r.owner.SelectContext(
			t.Context(), &list,
			`select a.email || ' ' || m.subject || ' ' || m.body from mails m join accounts a on a.id = m.account_id
				order by m.id`,
		); err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := bodies(); len(got) != 1 || !strings.HasPrefix(got[0], "author@example.org Renvoyé pour correction") ||
		!strings.Contains(got[0], "https://jalons.example/fr/items/"+o.milestone) ||
		strings.Contains(got[0], "Quelle page") {
		t.Errorf("%q", got)
	}
	second := r.object()
	r.must(`update accounts set demonstration = true where id = $1`, r.persons[1].account)
	r.must(`update accounts set language = 'ar' where id = $1`, r.giver.Account)
	weeks := 35 * 24 * time.Hour
	first, err := notify.WriteSummaries(t.Context(), at(weeks), l.summary)
	for n := first; err == nil && n > 0; {
		n, err = notify.WriteSummaries(t.Context(), at(weeks), l.summary)
	}
	if err != nil || first == 0 {
		t.Fatalf("%d, %v", first, err)
	}
	var told []string
	for _, body := range bodies()[1:] {
		email, _, _ := strings.Cut(body, " ")
		told = append(told, email)
		if len(body) > 5<<10 {
			t.Errorf("%s is written %d bytes", email, len(body))
		}
		if email == "giver@example.org" &&
			(!strings.Contains(body, "ينتظر") || !strings.Contains(body, "https://jalons.example/ar/inbox")) {
			t.Errorf("%s", body)
		}
		if email == "author@example.org" &&
			(!strings.Contains(body, i18ntest.French("mail.line_sent_back", "n", 1)) ||
				!strings.Contains(body, i18ntest.French("mail.line_unworded", "n", 1))) {
			t.Errorf("%s", body)
		}
	}
	all := " " + strings.Join(told, " ") + " "
	for _, email := range []string{"author@example.org", "giver@example.org"} {
		if strings.Count(all, " "+email+" ") != 1 {
			t.Errorf("%s is written to %d times: %s (%d)", email, strings.Count(all, " "+email+" "), all, second.waits)
		}
	}
	// invented, of Benin, an assessor
	for _, email := range []string{"person1@example.org", "person3@example.org", "person9@example.org"} {
		if strings.Contains(all, email) {
			t.Errorf("%s is written to", email)
		}
	}
}

// What waits for a state's word is told again once on the day after two weeks, and once after thirty days, to
// the programme too; a day on which no server ran is made up for. A summary comes as often as its reader likes.
func TestReminders(t *testing.T) {
	r := newReach(t)
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	l := letters{texts, "https://jalons.example"}
	start := r.record.Today().Time().Add(12 * time.Hour)
	r.object()
	r.must(`update accounts set summary = 'none', language = 'en', created_at = $1`, start.AddDate(0, 0, -7))
	r.must(`update accounts set summary = 'daily' where email = 'person4@example.org'`)
	told := map[string][]string{}
	for _, day := range []int{0, 1, 2, 14, 18, 19, 29, 30, 31, 32, 33} {
		d := worklist.New(r.record.At(func() time.Time {
			return start.AddDate(0, 0, day)
		}))
		for range 10 {
			if _, err := notify.WriteSummaries(t.Context(), d, l.summary); err != nil {
				t.Fatal(err)
			}
		}
		var mails []struct {
			Email   string `db:"email"`
			Subject string `db:"subject"`
			Body    string `db:"body"`
		}
		if err := r.owner.SelectContext(
			t.Context(), &mails,
			`select a.email, m.subject, m.body from mails m join accounts a on a.id = m.account_id order by m.id`,
		); err != nil {
			t.Fatal(err)
		}
		r.must(`delete from mails`)
		for _, m := range mails {
			if m.Subject != i18ntest.English("mail.reminder_subject") && m.Email != "person4@example.org" {
				t.Errorf("day %d: %s is written %q", day, m.Email, m.Subject)
			}
			told[m.Email] = append(told[m.Email], fmt.Sprintf(
				"%d:%d%d", day, strings.Count(m.Body, "14 days"), strings.Count(m.Body, "30 days"),
			))
		}
	}
	if got := strings.Join(told["giver@example.org"], " "); got != "18:10 31:01" {
		t.Errorf("the liaison is told %s", got)
	}
	if got := strings.Join(told["author@example.org"], " "); got != "31:01" {
		t.Errorf("the programme is told %s", got)
	}
	if got := len(told["person4@example.org"]); got != 11 {
		t.Errorf("who wants it daily is told %d times: %v", got, told)
	}
}

// Both persons of a delegation are told when it begins and when it ends, once; who receives it, when it is
// given for later.
func TestDelegationsAreTold(t *testing.T) {
	r := newReach(t)
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	l := letters{texts, "https://jalons.example"}
	today := r.record.Today()
	start := today.Time().Add(12 * time.Hour)
	r.must(`delete from notices`)
	r.must(`delete from delegations`)
	at := func(day, minute int) *worklist.Worklist {
		return worklist.New(r.record.At(func() time.Time {
			return start.AddDate(0, 0, day).Add(time.Duration(minute) * time.Minute)
		}))
	}
	subjects := func(day int) string {
		t.Helper()
		for _, minute := range []int{1, 3, 5} { // a notice rests before it becomes a mail
			if _, err := notify.WriteNotices(t.Context(), at(day, minute).Ledger, l.notice); err != nil {
				t.Fatal(err)
			}
		}
		var list []string
		if err := r.owner.SelectContext(
			t.Context(), &list,
			`select split_part(a.email, '@', 1) || ': ' || m.subject from mails m join accounts a on a.id = m.account_id
				order by m.id`,
		); err != nil {
			t.Fatal(err)
		}
		r.must(`delete from mails`)
		return strings.Join(list, "; ")
	}
	subjects(0)
	give := func(from, until int) int64 {
		t.Helper()
		giver := ledger.Request{Account: r.giver.Account}
		id, err := ledger.WriteAs(t.Context(), at(0, 0).Ledger, giver, func(w *ledger.Writer) (int64, error) {
			return account.AddDelegation(t.Context(), w, account.NewDelegation{
				Email: "person3@example.org", State: "TN", FromDay: today.AddDays(from), UntilDay: today.AddDays(until),
				Reason: "congé",
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	subject := func(kind string) string { return i18ntest.French("mail.subject_delegation_"+kind, "title", "Tunisie") }
	began, given, ended := subject("began"), subject("given"), subject("ended")
	first, second := give(2, 5), give(0, 60)
	for _, step := range []struct {
		day  int
		want string
	}{
		{0, "giver: " + began + "; person3: " + began + "; person3: " + given},
		{1, ""},
		{2, "giver: " + began + "; person3: " + began},
		{4, ""},
		{5, "giver: " + ended + "; person3: " + ended},
		{6, ""},
	} {
		t.Run(fmt.Sprint(step.day), func(t *testing.T) {
			got := subjects(step.day)
			parts := strings.Split(got, "; ")
			slices.Sort(parts)
			if strings.Join(parts, "; ") != step.want {
				t.Errorf("day %d: %s, want %s", step.day, got, step.want)
			}
		})
	}
	giver := ledger.Request{Account: r.giver.Account}
	if err := ledger.Perform(t.Context(), at(6, 0).Ledger, giver, func(w *ledger.Writer) error {
		return account.EndDelegation(t.Context(), w, second)
	}); err != nil {
		t.Fatal(err)
	}
	if got := subjects(6); strings.Count(got, ended) != 2 {
		t.Errorf("taken back: %s (%d)", got, first)
	}
	if got := subjects(80); got != "" {
		t.Errorf("long after: %s", got)
	}
}

// Each number of a summary has its line, in the words of each language.
func TestSummaryTellsEachNumber(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Languages() {
		t.Run(lang, func(t *testing.T) {
			s, numbers := notify.Summary{Language: lang}, 0
			for _, field := range reflect.ValueOf(&s).Elem().Fields() {
				if field.CanInt() {
					field.SetInt(2)
					numbers++
				}
			}
			body := letters{texts: texts}.summary(s).Body
			if got := strings.Count(body, "\n- "); got != numbers {
				t.Errorf("got %d lines, want %d: %s", got, numbers, body)
			}
			if strings.Contains(body, "mail.") {
				t.Errorf("a text is missing: %s", body)
			}
		})
	}
}
