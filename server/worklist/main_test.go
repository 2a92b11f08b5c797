package worklist_test

import (
	"fmt"
	"testing"
	"time"

	"jalons/server/database/databasetest"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/testkit"
	"jalons/server/tracker"
	"jalons/server/worklist"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// office is a database with facts, people by name, and a commitment of Tunisia, one of Benin and one of the Ivory
// Coast; each milestone is named by what its tests need it for.
type office struct {
	*worklist.Worklist
	tracker *tracker.Tracker
	t       *testing.T
	db      *databasetest.Database
	people  map[string]int64
}

func newOffice(t *testing.T) *office {
	t.Helper()
	tr, db := testkit.New(t)
	o := &office{Worklist: worklist.New(tr.Ledger), tracker: tr, t: t, db: db, people: map[string]int64{}}
	for name, p := range map[string]testkit.Person{
		"staff": {Role: "staff"}, "staff of BJ": {Role: "staff", States: []string{"BJ"}}, "admin": {Role: "admin"},
		"liaison of TN":   {Role: "liaison", States: []string{"TN"}},
		"liaison of BJ":   {Role: "liaison", States: []string{"BJ"}},
		"assessor":        {Role: "assessor", States: []string{"TN"}},
		"alternate":       {Role: "liaison", States: []string{"CI"}},
		"countersigner":   {Role: "liaison", States: []string{"CI"}},
		"delegate":        {Role: "staff", States: []string{"CI"}},
		"delegate of one": {Role: "staff", States: []string{"CI"}},
	} {
		p.Email = fmt.Sprintf("p%d@example.org", len(o.people))
		o.people[name] = testkit.AddPerson(t, tr, p)
	}
	o.exec(`update scopes set from_day = '2026-01-01'`)
	o.exec(`update mandates set from_day = '2026-01-01'`)
	o.exec(`insert into mandates (account_id, state_code, capacity, from_day, until_day, reason) values
		($1, 'TN', 'alternate', '2026-01-01', null, null),
		($2, 'TN', 'countersigner', '2026-06-01', '2026-12-31', 'leave')`,
		o.people["alternate"], o.people["countersigner"])
	o.commit("TN", "2026-06-14", "2026-07-01", "2027-12-31")
	o.commit("TN", "2026-06-20")
	o.commit("BJ", "2026-06-10")
	o.commit("CI", "2026-06-01")
	o.exec(`insert into delegations
			(from_account_id, to_account_id, state_code, commitment_code, from_day, until_day, reason)
		values ($1, $2, 'TN', null, '2026-06-01', '2026-07-01', 'leave'), ($1, $3, 'TN', 'TN-1992-C01', '2026-06-01',
			'2026-07-01', 'leave')`, o.people["liaison of TN"], o.people["delegate"], o.people["delegate of one"])
	return o
}

func (o *office) exec(query string, args ...any) {
	o.t.Helper()
	if _, err := o.db.Owner.ExecContext(o.t.Context(), query, args...); err != nil {
		o.t.Fatal(err)
	}
}

func fr(text string) domain.Text { return domain.NewText("fr", text) }

// commit publishes a commitment with milestones that are due on days: the first of Tunisia is TN-1991-C01, its
// first milestone TN-1991-C01.1.
func (o *office) commit(state string, due ...domain.Day) {
	o.t.Helper()
	var plans int
	if err := o.db.Owner.Get(
		&plans, `select count(*) from action_plans where code like $1`, state+"-199%",
	); err != nil {
		o.t.Fatal(err)
	}
	plan := fmt.Sprintf("%s-%d", state, 1991+plans)
	err := o.tracker.Write(o.t.Context(), func(w *ledger.Writer) error {
		w = w.At(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
		if err := tracker.AddActionPlan(o.t.Context(), w, tracker.NewActionPlan{
			Code: plan, State: state, Title: fr("Plan"), Cycle: "2024-2026", StartsOn: "2024-01-01", Source: "test",
		}); err != nil {
			return err
		}
		code, err := tracker.AddCommitment(
			o.t.Context(), w, tracker.NewCommitment{Plan: plan, Number: 1, Title: fr("Engagement")},
		)
		for i, day := range due {
			if err != nil {
				return err
			}
			_, err = tracker.AddMilestone(o.t.Context(), w, tracker.NewMilestone{
				Commitment: code, Number: i + 1, Title: fr("Jalon"), Weight: 1, DueOn: day, Precision: "day",
			})
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// as writes as a person, at an instant.
func (o *office) as(name string, at time.Time, fn func(*ledger.Writer) (int64, error)) int64 {
	o.t.Helper()
	l := o.At(func() time.Time { return at })
	id, err := ledger.WriteAs(o.t.Context(), l, ledger.Request{Account: o.people[name], ID: "test"}, fn)
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

// days gives the instant some days before the tests' clock.
func days(n int) time.Time { return testkit.Noon.AddDate(0, 0, -n) }

// says records a level of a milestone, with evidence, some days ago.
func (o *office) says(name, target string, level domain.Level, ago int) int64 {
	o.t.Helper()
	return o.as(name, days(ago), func(w *ledger.Writer) (int64, error) {
		return tracker.Declare(o.t.Context(), w, tracker.NewUpdate{
			Target: target, Level: level, On: domain.DayOf(days(ago)),
			Evidence: []tracker.NewEvidence{{URL: "https://example.org/law", Title: fr("Loi"), Kind: "law"}},
		}, 0)
	})
}

// answers reviews a statement.
func (o *office) answers(name string, statement int64, outcome, comment string, ago int) int64 {
	o.t.Helper()
	return o.as(name, days(ago), func(w *ledger.Writer) (int64, error) {
		r := tracker.NewReview{Statement: statement, Outcome: domain.Outcome(outcome), Comment: comment}
		if err := w.Get(
			o.t.Context(), &r.Hash, `select content_hash from statements where id = $1`, statement,
		); err != nil {
			return 0, err
		}
		return tracker.Review(o.t.Context(), w, r)
	})
}

func (o *office) rights(name string) *ledger.Rights {
	o.t.Helper()
	r, err := o.Rights(o.t.Context(), o.people[name])
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

// codes gives those of items.
func codes[T any](items []T, code func(T) string) string {
	all := ""
	for _, i := range items {
		all += " " + code(i)
	}
	return all
}

func itemCode(i worklist.Item) string { return i.Code }

func awaitingCode(a worklist.Awaiting) string { return a.Code }
