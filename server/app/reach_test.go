package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/database/databasetest"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/testkit"
	"jalons/server/tracker"
)

// person is one of those who try to write about an object of Tunisia.
type person struct {
	name    string
	role    string
	states  []string
	given   [2]int // days from today on which a delegation of Tunisia begins and ends; both 0 is none
	account int64
	cookies []*http.Cookie
}

func persons() []*person {
	return []*person{
		{name: "nobody"},
		{name: "staff", role: "staff"}, {name: "staff of TN", role: "staff", states: []string{"TN"}},
		{name: "staff of BJ", role: "staff", states: []string{"BJ"}},
		{name: "liaison of TN", role: "liaison", states: []string{"TN"}},
		{name: "liaison of BJ", role: "liaison", states: []string{"BJ"}},
		{name: "delegate before", role: "liaison", states: []string{"CI"}, given: [2]int{1, 5}},
		{name: "delegate", role: "liaison", states: []string{"CI"}, given: [2]int{-1, 1}},
		{name: "delegate after", role: "liaison", states: []string{"CI"}, given: [2]int{-5, 0}},
		{name: "assessor of TN", role: "assessor", states: []string{"TN"}},
		{name: "assessor of BJ", role: "assessor", states: []string{"BJ"}}, {name: "admin", role: "admin"},
	}
}

// foreign are those who have nothing to do with Tunisia today: whatever the program forgets to ask, they
// write nothing about it.
var foreign = []string{"nobody", "staff of BJ", "liaison of BJ", "delegate before", "delegate after", "assessor of BJ"}

// object is what one attempt is about: a milestone of Tunisia of its own, with what stands on it.
type object struct {
	milestone  string
	version    int64
	waits      int64 // a statement that waits for its review
	hash       string
	approved   int64 // one on another milestone that stands approved
	followUp   int64
	delegation int64
	paper      int64  // a signed paper that waits for a second member of staff
	promise    int64  // version of the commitment
	body       int64  // an institution
	own        string // a commitment of its own, at its first version
	plan       int64  // version of the plan of all of them
	ownPlan    string // a plan of its own, at its first version
	pawn       int64  // an account of a liaison, with a mandate
	mandate    int64
	giver      int64 // another liaison of Tunisia
}

// reach is the server with the persons, a giver of delegations, and as many objects as are asked for.
type reach struct {
	*matrix
	record        *Store
	persons       []*person
	author, giver ledger.Actor
	serial        int
}

func newReach(t *testing.T) *reach {
	t.Helper()
	return newReachOn(t, databasetest.Facts(t))
}

// newReachOn is newReach on a database that has the facts.
func newReachOn(t *testing.T, db *databasetest.Database) *reach {
	t.Helper()
	tr := tracker.New(ledger.New(db.Write, db.Read, testkit.AtNoon))
	m := &matrix{t: t, owner: db.Owner, now: testkit.AtNoon}
	r := &reach{
		matrix: m, persons: persons(),
		record: &Store{Tracker: tr, OwnerDB: db.Owner, WriteDB: db.Write, ReadDB: db.Read},
	}
	m.serve(r.record)
	r.author, r.giver = ledger.Actor{Account: r.enter("author", "staff"), ActingAs: "staff"}, ledger.Actor{
		Account: r.enter("giver", "liaison", "TN"), ActingAs: "liaison",
	}
	r.enter("other", "staff")
	for i, p := range r.persons {
		if p.role != "" {
			name := fmt.Sprintf("person%d", i)
			p.account = r.enter(name, p.role, p.states...)
			p.cookies = r.signIn(name)
		}
		if p.given != [2]int{} {
			r.must(`insert into delegations (from_account_id, to_account_id, state_code, from_day, until_day, reason)
				values ($1, $2, 'TN', $3, $4, 'congé')`,
				r.giver.Account, p.account,
				r.record.Today().AddDays(p.given[0]), r.record.Today().AddDays(p.given[1]))
		}
	}
	r.must(`update accounts set totp_secret = 'v1.00000000.eA==', totp_since = '2026-01-01' where role = 'admin'`)
	err := r.record.Write(t.Context(), func(w *ledger.Writer) error {
		if err := tracker.AddActionPlan(t.Context(), w, tracker.NewActionPlan{
			Code: "TN-2024", State: "TN", Title: domain.NewText("fr", "Plan"), Cycle: "2024", StartsOn: "2024-01-01",
			Source: "test",
		}); err != nil {
			return err
		}
		for _, number := range []int{1, 50} {
			if _, err := tracker.AddCommitment(t.Context(), w, tracker.NewCommitment{
				Plan: "TN-2024", Number: number, Title: domain.NewText("fr", "Publier"),
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *reach) must(query string, args ...any) {
	r.t.Helper()
	if _, err := r.owner.ExecContext(r.t.Context(), query, args...); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reach) enter(name, role string, states ...string) (id int64) {
	r.t.Helper()
	ctx, email, all := r.t.Context(), name+"@example.org", quick(account.New(r.record.WriteDB, testkit.AtNoon))
	id = testkit.AddPerson(r.t, r.record.Tracker, testkit.Person{Email: email, Role: role, States: states})
	code, err := all.Code(ctx, email, account.Invitation)
	if err == nil {
		err = all.UseCode(ctx, account.Credentials{Email: email, Secret: code}, "une phrase de passe")
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

func (r *reach) signIn(name string) []*http.Cookie {
	r.t.Helper()
	w := r.ask(caller{}, http.MethodPost, "/fr/sign-in", url.Values{
		"email": {name + "@example.org"}, "password": {"une phrase de passe"}, "next": {""},
	})
	if w.Code != http.StatusSeeOther {
		r.t.Fatalf("%s: %d", name, w.Code)
	}
	return w.Result().Cookies()
}

// object makes one milestone with a statement that waits, and another with one that stands approved.
func (r *reach) object() (o object) {
	r.t.Helper()
	ctx, today := r.t.Context(), r.record.Today()
	o.giver = r.giver.Account
	err := r.record.Write(ctx, func(w *ledger.Writer) error {
		for i, level := range []domain.Level{"limited", "limited"} {
			r.serial++
			code, err := tracker.AddMilestone(ctx, w, tracker.NewMilestone{
				Commitment: "TN-2024-C01", Number: r.serial, Title: domain.NewText("fr", "Jalon"), Weight: 1,
				DueOn: "2030-12-31", Precision: "day",
			})
			if err != nil {
				return err
			}
			id, err := tracker.Declare(ctx, w.As(r.author), tracker.NewUpdate{
				Target: code, Speaker: "programme", Level: level, On: today,
				Evidence: []tracker.NewEvidence{{
					URL: "https://example.org", Title: domain.NewText("fr", "x"), Kind: "law",
				}},
			}, 0)
			if err != nil {
				return err
			}
			if i == 0 {
				o.milestone, o.waits = code, id
				continue
			}
			o.approved = id
			if _, err = tracker.Review(
				ctx, w.As(r.giver), tracker.NewReview{Statement: id, Outcome: "approved", Way: "state"},
			); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	file, err := r.record.Files.Take(ctx, "lettre.txt", strings.NewReader("Lu"))
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.record.Write(ctx, func(w *ledger.Writer) error {
		signed, err := tracker.AddDocument(ctx, w.As(r.author), tracker.NewDocument{
			State: "TN", Signatory: "Ministre", SignedOn: today, File: file,
			Statements: []tracker.Read{{Statement: o.waits}},
		})
		o.paper = signed.Document
		return err
	}); err != nil {
		r.t.Fatal(err)
	}
	r.must(`update milestones set version = 1 where code = $1`, o.milestone) // as all of the object
	o.own, err = r.ownCommitment()
	if err != nil {
		r.t.Fatal(err)
	}
	r.must(`with m as (insert into milestones (code, commitment_id, state_code, number, title, published_at)
			select code || '.1', id, 'TN', 1, title, '2026-01-01' from commitments where code = $1
			returning id, code, title)
		insert into indicators (code, milestone_id, number, title, published_at)
			select code || '.1', id, 1, title, '2026-01-01' from m`, o.own)
	o.ownPlan = fmt.Sprintf("TN-%d", 3000+r.serial)
	r.must(
		`insert into action_plans (code, state_code, title, cycle, starts_on, source)
			values ($1, 'TN', '{"original":"fr","fr":"Plan"}', '2024', '2024-01-01', 'test')`,
		o.ownPlan,
	)
	err = r.owner.QueryRowContext(ctx,
		`with f as (insert into follow_ups (state_code, action, due_on, author_id, recorded_at)
			values ('TN', 'x', '2030-01-01', $2, '2026-01-01') returning id),
		i as (insert into institutions (state_code, kind, name)
			values ('TN', 'government', jsonb_build_object('original', 'fr', 'fr', 'Institut ' || $3::bigint))
			returning id),
		p as (insert into accounts (email, name, language, role, created_at)
			values ('pawn' || $3::bigint || '@example.org', 'pion', 'fr', 'liaison', '2026-01-01') returning id),
		d as (insert into mandates (account_id, state_code, capacity, from_day)
			select id, 'TN', 'alternate', '2020-01-01' from p returning id, account_id)
		select d.account_id, d.id, i.id, m.version, s.content_hash, f.id,
			coalesce((select min(id) from delegations), 0),
			(select version from commitments where code = 'TN-2024-C50'),
			(select version from action_plans where code = 'TN-2024')
		from milestones m, statements s, f, i, d where m.code = $1 and s.id = $3::bigint`,
		o.milestone, r.author.Account, o.waits,
	).Scan(&o.pawn, &o.mandate, &o.body, &o.version, &o.hash, &o.followUp, &o.delegation, &o.promise, &o.plan)
	if err != nil {
		r.t.Fatal(err)
	}
	return o
}

// ownCommitment publishes a commitment that nothing else is about.
func (r *reach) ownCommitment() (code string, err error) {
	r.serial++
	err = r.record.Write(r.t.Context(), func(w *ledger.Writer) (err error) {
		code, err = tracker.AddCommitment(r.t.Context(), w, tracker.NewCommitment{
			Plan: "TN-2024", Number: 100 + r.serial, Title: domain.NewText("fr", "Publier"),
		})
		return err
	})
	return code, err
}

// written counts all that attempts could leave.
func (r *reach) written() (n int64) {
	r.t.Helper()
	err := r.owner.GetContext(r.t.Context(), &n,
		`select (select count(*) from statements) + (select count(*) from reviews) + (select count(*)
			from revocations) + (select count(*) from retractions) + (select count(*) from date_moves)
		+ (select count(*) from action_plans) + (select count(*) from commitments) + (select count(*)
			from milestones) + (select sum(version) from commitments) + (select sum(version) from milestones)
		+ (select count(*) from withdrawals) + (select count(*) from reports) + (select count(*)
			from documents) + (select count(*) from document_statements) + (select count(*)
			from document_decisions) + (select count(*) from handovers) + (select sum(version)
			from institutions) + (select sum(version) from action_plans) + (select sum(version)
			from indicators) + (select count(*) from accounts) + (select sum(length(name))
			from accounts) + (select count(*) from accounts where disabled_at is not null) + (select count(*)
			from mandates) + (select count(*) from mandates where until_day is not null) + (select count(*)
			from scopes) + (select count(*) from follow_ups) + (select count(*) from follow_ups
			where done_at is not null) + (select count(*) from delegations) + (select count(*) from delegations
			where revoked_at is not null)`)
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

func (r *reach) try(p *person, a attempt, o object) *httptest.ResponseRecorder {
	method, address, kind, body := a.request(o)
	request := httptest.NewRequest(method, address, strings.NewReader(body))
	request.Header.Set("Content-Type", kind)
	request.Header.Set("If-Match", fmt.Sprintf(`"%d"`, o.version))
	for _, cookie := range p.cookies {
		request.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	return w
}

// Everybody tries every way to write about an object of Tunisia: who may leaves something, who may not
// leaves nothing and is told no. Without the program's own checks row-level security keeps out all
// who have nothing to do with Tunisia today.
func TestReach(t *testing.T) {
	t.Parallel()
	r := newReach(t)
	o := r.object()
	for _, a := range attempts(r.record.Today()) {
		for _, p := range r.persons {
			may := slices.Contains(a.may, p.name)
			if !ledger.AppAuthorization && !slices.Contains(foreign, p.name) {
				continue
			}
			before := r.written()
			w := r.try(p, a, o)
			left := r.written() - before
			if left != 0 {
				o = r.object() // what is left may be in the way of the next one
			}
			switch {
			case w.Code >= http.StatusInternalServerError:
				t.Errorf("%s by %s: %d %.300s", a.name, p.name, w.Code, w.Body)
			case may && (left == 0 || w.Code != http.StatusOK && w.Code != http.StatusSeeOther):
				t.Errorf("%s by %s is refused: %d %.600s", a.name, p.name, w.Code, w.Body)
			case !may && left != 0:
				t.Errorf("%s by %s leaves %d rows: %d", a.name, p.name, left, w.Code)
			}
		}
	}
}
