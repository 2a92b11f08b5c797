package main

import (
	"strings"
	"testing"
	"time"

	"jalons/server/desk"
	"jalons/server/tracker"
)

// Who is sent something back is told at once and once; at the beginning of a week everybody is told what
// waits, once, in their language; nobody who is invented, has left or has nothing to do is written to.
func TestNotices(t *testing.T) {
	r := newReach(t)
	texts, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	l, start := letters{texts, "https://jalons.example"}, r.record.Now()
	at := func(after time.Duration) *desk.Desk {
		return desk.New(r.record.At(func() time.Time { return start.Add(after) }), r.record.write)
	}
	o := r.object()
	review := tracker.NewReview{Statement: o.waits, Outcome: "sent_back", Hash: o.hash, Comment: "Quelle page ?"}
	if _, err := at(0).Examine(t.Context(), tracker.Caller{Account: r.giver.Account}, review); err != nil {
		t.Fatal(err)
	}
	count := func(what string, want int, did func() (int, error)) {
		t.Helper()
		if got, err := did(); err != nil || got != want {
			t.Errorf("%s: %d, %v, want %d", what, got, err, want)
		}
	}
	count("before it has rested", 0, func() (int, error) { return at(time.Second).Notify(t.Context(), l.notice) })
	count("after", 1, func() (int, error) { return at(2*time.Minute).Notify(t.Context(), l.notice) })
	count("again", 0, func() (int, error) { return at(3*time.Minute).Notify(t.Context(), l.notice) })
	bodies := func() (list []string) {
		t.Helper()
		if err := r.owner.SelectContext(t.Context(), &list, `select a.email || ' ' || m.subject || ' ' || m.body from mails m join accounts a on a.id = m.account_id order by m.id`); err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := bodies(); len(got) != 1 || !strings.HasPrefix(got[0], "author@example.org Renvoyé pour correction") || !strings.Contains(got[0], "https://jalons.example/fr/items/"+o.milestone) || strings.Contains(got[0], "Quelle page") {
		t.Errorf("%q", got)
	}
	second := r.object()
	r.must(`update accounts set demonstration = true where id = $1`, r.persons[1].account)
	r.must(`update accounts set language = 'ar' where id = $1`, r.giver.Account)
	weeks := 35 * 24 * time.Hour
	first, err := at(weeks).Summarize(t.Context(), l.summary)
	for n := first; err == nil && n > 0; {
		n, err = at(weeks).Summarize(t.Context(), l.summary)
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
		if email == "giver@example.org" && (!strings.Contains(body, "ينتظر") || !strings.Contains(body, "https://jalons.example/ar/inbox")) {
			t.Errorf("%s", body)
		}
		if email == "author@example.org" && (!strings.Contains(body, "1 renvoyée pour correction") || !strings.Contains(body, "1 attend la parole d’un État depuis plus de 30 jours")) {
			t.Errorf("%s", body)
		}
	}
	all := " " + strings.Join(told, " ") + " "
	for _, email := range []string{"author@example.org", "giver@example.org"} {
		if strings.Count(all, " "+email+" ") != 1 {
			t.Errorf("%s is written to %d times: %s (%d)", email, strings.Count(all, " "+email+" "), all, second.waits)
		}
	}
	for _, email := range []string{"person1@example.org", "person3@example.org", "person9@example.org"} { // invented, of Benin, an assessor
		if strings.Contains(all, email) {
			t.Errorf("%s is written to", email)
		}
	}
}
