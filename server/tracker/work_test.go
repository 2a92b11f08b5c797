package tracker_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/ledger"
	"jalons/server/testkit"
	"jalons/server/tracker"
)

// as asks for a write as an account.
func as[Out any](b *bench, actor ledger.Actor, fn func(*ledger.Writer) (Out, error)) (Out, error) {
	return ledger.WriteAs(b.ctx, b.Ledger, ledger.Request{Account: actor.Account, ID: "test"}, fn)
}

// person adds an account with a role in some states.
func (b *bench) person(name, role string, states ...string) ledger.Actor {
	b.t.Helper()
	id := testkit.AddPerson(b.t, b.Tracker, testkit.Person{Email: name + "@example.org", Role: role, States: states})
	return ledger.Actor{Account: id, ActingAs: domain.Role(role)}
}

// says records an update as a person, who saw version, and gives the error.
func (b *bench) says(actor ledger.Actor, u tracker.NewUpdate, version int64) (int64, error) {
	if u.On == "" {
		u.On = b.Today()
	}
	return as(b, actor, func(w *ledger.Writer) (int64, error) {
		return tracker.Declare(b.ctx, w, u, version)
	})
}

func (b *bench) examines(actor ledger.Actor, r tracker.NewReview) (int64, error) {
	if r.Outcome == "" {
		r.Outcome = "approved"
	}
	if r.Hash == "" {
		if err := b.db.Owner.GetContext(
			b.ctx, &r.Hash, `select content_hash from statements where id = $1`, r.Statement,
		); err != nil {
			b.t.Fatal(err)
		}
	}
	return as(b, actor, func(w *ledger.Writer) (int64, error) { return tracker.Review(b.ctx, w, r) })
}

// refusedAs fails unless err is told with that code.
func (b *bench) refusedAs(what string, err error, code string) {
	b.t.Helper()
	var e *domain.Error
	if !errors.As(err, &e) || e.Code != code {
		b.t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func (b *bench) version(code string) (version int64) {
	b.t.Helper()
	if err := b.db.Owner.GetContext(
		b.ctx, &version, `select version from milestones where code = $1`, code,
	); err != nil {
		b.t.Fatal(err)
	}
	return version
}

var proof = []tracker.NewEvidence{{URL: "https://example.org/law", Title: fr("Loi"), Kind: "law"}}

func TestDeclare(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2026-12-31", "2026-05-31")
	all, some := b.person("all", "staff"), b.person("some", "staff", "TN")
	elsewhere, liaison := b.person("elsewhere", "staff", "BJ"), b.person("tn", "liaison", "TN")
	update := func(level domain.Level) tracker.NewUpdate {
		return tracker.NewUpdate{Target: m[0], Speaker: "programme", Level: level}
	}
	if _, err := b.says(all, update("limited"), b.version(m[0])); err != nil {
		t.Fatal(err)
	}
	_, err := b.says(some, update("substantial"), b.version(m[0])-1)
	b.refusedAs("an older version", err, "changed_meanwhile")
	_, err = b.says(elsewhere, update("substantial"), 0)
	b.refusedAs("another state's staff", err, "out_of_scope")
	_, err = b.says(b.outs, update("substantial"), 0)
	b.refusedAs("an assessor", err, "out_of_scope")
	_, err = b.says(some, update("not_started"), 0)
	b.refusedAs("a setback without a cause", err, "setback_needs_cause")
	back := update("not_started")
	back.Blocker = "money"
	_, err = b.says(some, back, 0)
	b.refusedAs("a setback without a reason", err, "setback_needs_reason")
	_, err = b.says(some, update("completed"), 0)
	b.refusedAs("completed without evidence", err, "completed_needs_evidence")
	cause := update("substantial")
	cause.Blocker = "law"
	_, err = b.says(some, cause, 0)
	b.refusedAs("a difficulty of what goes as planned", err, "blocker_not_asked")
	cause.Target = m[1]
	if _, err = b.says(some, cause, 0); err != nil {
		t.Errorf("a difficulty of what is late: %v", err)
	}
	unproven := update("completed")
	unproven.Unproven = "other"
	_, err = b.says(some, unproven, 0)
	b.refusedAs("another reason without words", err, "unproven_needs_note")
	done := update("completed")
	done.Evidence = proof
	_, err = b.says(liaison, done, 0)
	b.refusedAs("a liaison in the programme's name", err, "speaker_not_yours")
	done.Speaker = ""
	if _, err := b.says(liaison, done, 0); err != nil {
		t.Fatal(err)
	}
	again := tracker.NewUpdate{Target: m[0], Speaker: "programme", Confirmed: true}
	if _, err := b.says(some, again, 0); err != nil {
		t.Errorf("completed, confirmed: %v", err)
	}
	var speakers []string
	if err := b.db.Owner.SelectContext(
		b.ctx, &speakers,
		`select s.speaker from statements s join milestones m on m.id = s.milestone_id where m.code = $1 order by s.id`,
		m[0],
	); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(speakers, " "); got != "programme state programme" {
		t.Errorf("who speaks: %s", got)
	}
	b.verify()
}

// Who corrects what was sent back is measured against what stands approved, a milestone as a city.
func TestCorrectingIsNoSetback(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2026-12-31")
	staff, liaison := b.person("keeper", "staff"), b.person("tn", "liaison", "TN")
	say := func(level domain.Level) int64 {
		t.Helper()
		id, err := b.says(staff, tracker.NewUpdate{
			Target: m[0], Speaker: "programme", Level: level, Evidence: proof,
		}, 0)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	stage := func(name string) (int64, error) {
		n := tracker.NewStage{City: "TN-001", Speaker: "programme", Stage: domain.Stage(name), On: b.Today()}
		return as(b, staff, func(w *ledger.Writer) (int64, error) {
			return tracker.DeclareStage(b.ctx, w, n, 0)
		})
	}
	review := func(id int64, outcome string) {
		t.Helper()
		if _, err := b.examines(liaison, tracker.NewReview{
			Statement: id, Outcome: domain.Outcome(outcome), Comment: "Non.",
		}); err != nil {
			t.Fatal(err)
		}
	}
	review(say("limited"), "approved")
	review(say("completed"), "sent_back")
	say("substantial")
	_, err := b.says(staff, tracker.NewUpdate{Target: m[0], Speaker: "programme", Level: "limited"}, 0)
	b.refusedAs("below what waits", err, "setback_needs_cause")

	far, err := stage("established")
	if err != nil {
		t.Fatal(err)
	}
	review(far, "sent_back")
	if _, err := stage("portal_open"); err != nil {
		t.Errorf("a city's stage that is corrected: %v", err)
	}
}

func TestLevelOfValue(t *testing.T) {
	for _, c := range []struct {
		baseline, target, actual float64
		level                    domain.Level
	}{
		{0, 100, -1, "not_started"}, {0, 100, 0, "not_started"}, {0, 100, 1, "limited"}, {0, 100, 49.9, "limited"},
		{0, 100, 50, "substantial"},
		{0, 100, 99, "substantial"}, {0, 100, 100, "completed"}, {0, 100, 140, "completed"},
		{80, 20, 50, "substantial"}, {80, 20, 90, "not_started"}, {1, 1, 1, "completed"}, {1, 1, 0, "not_started"},
	} {
		t.Run(fmt.Sprint(c.level, " ", c.baseline), func(t *testing.T) {
			if got := tracker.LevelOfValue(c.baseline, c.target, c.actual); got != c.level {
				t.Errorf("%v: %s", c, got)
			}
		})
	}
}

func TestExamine(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2026-12-31", "2026-12-31")
	staff, liaison, second, foreign := b.person("s", "staff"), b.person("tn", "liaison", "TN"), b.person(
		"tn2", "liaison", "TN",
	), b.person("bj", "liaison", "BJ")
	first, err := b.says(staff, tracker.NewUpdate{Target: m[0], Speaker: "programme", Level: "limited"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.examines(foreign, tracker.NewReview{Statement: first})
	b.refusedAs("another state's liaison", err, "out_of_scope")
	_, err = b.examines(staff, tracker.NewReview{Statement: first})
	b.refusedAs("the staff who wrote it", err, "out_of_scope")
	_, err = b.examines(liaison, tracker.NewReview{Statement: first, Hash: strings.Repeat("0", 64)})
	b.refusedAs("another content", err, "content_changed")
	_, err = b.examines(liaison, tracker.NewReview{Statement: first, Outcome: "sent_back"})
	b.refusedAs("sent back without a word", err, "comment_required")
	if _, err := b.examines(liaison, tracker.NewReview{
		Statement: first, Outcome: "sent_back", Comment: "Quel jour ?",
	}); err != nil {
		t.Fatal(err)
	}
	newer, err := b.says(staff, tracker.NewUpdate{Target: m[0], Speaker: "programme", Level: "substantial"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.examines(liaison, tracker.NewReview{Statement: first})
	b.refusedAs("what a newer one follows", err, "content_changed")
	if _, err := b.examines(liaison, tracker.NewReview{Statement: newer}); err != nil {
		t.Fatal(err)
	}
	_, err = b.examines(second, tracker.NewReview{Statement: newer})
	b.refusedAs("approved already", err, "reviewed_already")
	own, err := b.says(liaison, tracker.NewUpdate{Target: m[1], Level: "limited", Speaker: "state"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.examines(liaison, tracker.NewReview{Statement: own})
	b.refusedAs("one's own", err, "four_eyes")
	if _, err := b.examines(second, tracker.NewReview{Statement: own}); err != nil {
		t.Errorf("another liaison: %v", err)
	}
	takesBack := func(actor ledger.Actor, reason string) error {
		_, err := as(b, actor, func(w *ledger.Writer) (int64, error) {
			return 0, tracker.Revoke(b.ctx, w, newer, reason)
		})
		return err
	}
	b.refusedAs("foreign", takesBack(foreign, "non"), "out_of_scope")
	b.refusedAs("without a reason", takesBack(second, ""), "reason_required")
	if err := takesBack(second, "La loi n’est pas publiée."); err != nil {
		t.Fatal(err)
	}
	if f := b.figures("TN", domain.View{}); f.Split.Approved != 0 {
		t.Errorf("after it was taken back: %+v", f.Split)
	}
	b.verify()
}

// Delegations count from their first day to the day before their last, on their commitment only, and no
// longer than the mandate of who gave them.
func TestDelegates(t *testing.T) {
	b := newBench(t)
	code, m := b.commitment("TN", "2026-12-31")
	_, other := b.commitment("TN", "2026-12-31")
	author, giver, stand := b.person("author", "staff"), b.person("tn", "liaison", "TN"), b.person("stand", "staff")
	if _, err := b.db.Owner.ExecContext(
		b.ctx, `update accounts set password_hash = 'x' where id = $1`, stand.Account,
	); err != nil {
		t.Fatal(err)
	}
	delegate := func(commitment string, from, until domain.Day) int64 {
		t.Helper()
		id, err := as(b, giver, func(w *ledger.Writer) (int64, error) {
			return account.AddDelegation(b.ctx, w, account.NewDelegation{
				To: stand.Account, State: "TN", Commitment: commitment, FromDay: from, UntilDay: until,
				Reason: "congé",
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	try := func(target string) error {
		t.Helper()
		id, err := b.says(author, tracker.NewUpdate{Target: target, Speaker: "programme", Level: "limited"}, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.examines(stand, tracker.NewReview{Statement: id})
		return err
	}
	today := b.Today()
	b.refusedAs("without one", try(m[0]), "out_of_scope")
	delegate("", today.AddDays(1), today.AddDays(9))
	b.refusedAs("before its first day", try(m[0]), "out_of_scope")
	id := delegate(code, today, today.AddDays(1))
	b.refusedAs("on another commitment", try(other[0]), "out_of_scope")
	if err := try(m[0]); err != nil {
		t.Errorf("on its commitment: %v", err)
	}
	b.Tracker = tracker.New(b.At(func() time.Time { return noon.AddDate(0, 0, 1) }))
	if err := try(m[0]); err != nil {
		t.Errorf("the other one has begun: %v", err)
	}
	_, err := as(b, stand, func(w *ledger.Writer) (int64, error) {
		return 0, account.EndDelegation(b.ctx, w, id)
	})
	b.refusedAs("ended by who received it", err, "missing_delegation")
	if _, err := b.db.Owner.ExecContext(
		b.ctx, `update mandates set until_day = $2 where account_id = $1`, giver.Account, b.Today(),
	); err != nil {
		t.Fatal(err)
	}
	b.refusedAs("after the mandate of who gave it", try(m[0]), "out_of_scope")
	_, err = as(b, giver, func(w *ledger.Writer) (int64, error) {
		return account.AddDelegation(b.ctx, w, account.NewDelegation{
			To: stand.Account, State: "TN", FromDay: b.Today(), UntilDay: b.Today().AddDays(2), Reason: "congé",
		})
	})
	b.refusedAs("given without a mandate", err, "out_of_scope")
}

func TestCorrect(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2026-12-31", "2026-12-31")
	staff, other := b.person("s", "staff"), b.person("s2", "staff")
	made, err := b.says(staff, tracker.NewUpdate{
		Target: m[0], Speaker: "programme", Level: "completed", Evidence: proof,
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	b.approve(made, noon)
	correct := func(actor ledger.Actor, reason, instead string) (int64, error) {
		return as(b, actor, func(w *ledger.Writer) (int64, error) {
			return tracker.Retract(b.ctx, w, made, reason, instead)
		})
	}
	_, err = correct(other, "faux", "")
	b.refusedAs("somebody else's", err, "not_yours")
	_, err = correct(staff, "", "")
	b.refusedAs("without a reason", err, "reason_required")
	next, err := correct(staff, "Mauvais jalon.", m[1])
	if err != nil {
		t.Fatal(err)
	}
	_, err = correct(staff, "encore", "")
	b.refusedAs("twice", err, "retracted_already")
	var where string
	if err := b.db.Owner.GetContext(
		b.ctx, &where,
		`select m.code from statements s join milestones m on m.id = s.milestone_id
			join evidence e on e.statement_id = s.id where s.id = $1 and e.url = $2`,
		next, proof[0].URL,
	); err != nil || where != m[1] {
		t.Errorf("made again about %q: %v", where, err)
	}
	if f := b.figures("TN", domain.View{}); f.Completion.Count != 0 || f.Split.DeclaredOnly != 1 {
		t.Errorf("figures %+v", f)
	}
	b.verify()
}

// An administrator who corrects what a liaison said about the wrong milestone doesn't speak for the state.
func TestWhoCorrectsSpeaksInTheirOwnName(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2026-12-31", "2026-12-31")
	liaison, admin := b.person("tn", "liaison", "TN"), b.person("a", "admin")
	made, err := b.says(liaison, tracker.NewUpdate{Target: m[0], Level: "limited"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	next, err := as(b, admin, func(w *ledger.Writer) (int64, error) {
		return tracker.Retract(b.ctx, w, made, "Mauvais jalon.", m[1])
	})
	if err != nil {
		t.Fatal(err)
	}
	var speakers string
	if err := b.db.Owner.GetContext(
		b.ctx, &speakers, `select string_agg(speaker, ' ' order by id) from statements where id in ($1, $2)`, made,
		next,
	); err != nil || speakers != "state programme" {
		t.Errorf("who speaks: %s, %v", speakers, err)
	}
}

func TestFiles(t *testing.T) {
	if f, err := files.CheckFile(
		`..\..\x/Rapport "final".pdf`, 9, []byte("%PDF-1.7\n"),
	); err != nil || f.Name != `Rapport "final".pdf` || f.MediaType != "application/pdf" {
		t.Errorf("%+v, %v", f, err)
	}
	for content, code := range map[string]string{
		"": "file_empty", "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>": "file_kind",
		"<!doctype html><script>x()</script>": "file_kind", "MZ\x90\x00": "file_kind",
		strings.Repeat("a", files.FileLimit+1): "file_too_large",
	} {
		t.Run(fmt.Sprintf("%.20q", content), func(t *testing.T) {
			_, err := files.CheckFile("x.pdf", int64(len(content)), []byte(content))
			var e *domain.Error
			if !errors.As(err, &e) || e.Code != code {
				t.Errorf("%.20q: %v, want %s", content, err, code)
			}
		})
	}
}

// A reviewer hands a statement over to another one of the state, who is told; both keep it in their inbox.
func TestHandOver(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2026-12-31")
	author, one := b.person("author", "staff"), b.person("one", "liaison", "TN")
	two, foreign := b.person("two", "liaison", "TN"), b.person("foreign", "liaison", "BJ")
	said, err := b.says(author, tracker.NewUpdate{Target: m[0], Speaker: "programme", Level: "limited"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	hand := func(from ledger.Actor, to int64) error {
		_, err := as(b, from, func(w *ledger.Writer) (bool, error) {
			return true, tracker.HandOver(b.ctx, w, said, to, "à toi")
		})
		return err
	}
	b.refusedAs("by another state's liaison", hand(foreign, two.Account), "out_of_scope")
	for what, to := range map[string]int64{
		"to oneself": one.Account, "to another state's": foreign.Account, "to the author": author.Account,
		"to nobody": 999_999,
	} {
		b.refusedAs(what, hand(one, to), "not_a_reviewer")
	}
	if err := hand(one, two.Account); err != nil {
		t.Fatal(err)
	}
	var told int
	if err := b.db.Owner.GetContext(
		b.ctx, &told,
		`select count(*) from notices where kind = 'handed_over' and account_id = $1 and statement_id = $2`,
		two.Account, said,
	); err != nil || told != 1 {
		t.Errorf("%d notices: %v", told, err)
	}
	if _, err := b.examines(one, tracker.NewReview{Statement: said}); err != nil {
		t.Errorf("who handed it over may still answer: %v", err)
	}
	b.refusedAs("after the answer", hand(two, one.Account), "reviewed_already")
}
