package tracker_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/database/databasetest"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/testkit"
	"jalons/server/tracker"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// noon is the instant of the tests' clock.
var noon = testkit.Noon

// bench is a record with facts, one staff member, an assessor, and a liaison for Tunisia and Benin.
type bench struct {
	*tracker.Tracker
	t                  *testing.T
	db                 *databasetest.Database
	ctx                context.Context
	staff, state, outs ledger.Actor
	serial             int
}

func newBench(t *testing.T) *bench {
	t.Helper()
	tr, db := testkit.New(t)
	ctx := context.Background()
	b := &bench{Tracker: tr, t: t, db: db, ctx: ctx}
	b.write(func(w *ledger.Writer) error {
		b.staff = b.account(w, "staff", "staff")
		b.state = b.account(w, "liaison", "liaison")
		b.outs = b.account(w, "assessor", "assessor")
		for _, state := range []string{"TN", "BJ", "CA"} {
			if err := account.AddMandate(ctx, w, account.NewMandate{
				Account: b.state.Account, State: state, Capacity: "liaison", From: "2020-01-01",
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return b
}

func (b *bench) account(w *ledger.Writer, name, role string) ledger.Actor {
	b.t.Helper()
	id, err := account.Add(b.ctx, w, account.NewAccount{
		Email: name + "@example.org", Name: name, Language: "fr", Role: domain.Role(role), Institution: testkit.Court,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return ledger.Actor{Account: id, ActingAs: domain.Role(role)}
}

func (b *bench) write(fn func(*ledger.Writer) error) {
	b.t.Helper()
	if err := b.Write(b.ctx, fn); err != nil {
		b.t.Fatal(err)
	}
}

func fr(text string) domain.Text { return domain.NewText("fr", text) }

// commitment publishes a commitment of a state with milestones due on the given days.
func (b *bench) commitment(state string, due ...domain.Day) (code string, milestones []string) {
	b.t.Helper()
	b.serial++
	year := 1990 + b.serial
	plan := fmt.Sprintf("%s-%d", state, year)
	b.write(func(w *ledger.Writer) error {
		w = w.At(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
		if err := tracker.AddActionPlan(b.ctx, w, tracker.NewActionPlan{
			Code: plan, State: state, Title: fr("Plan"), Cycle: "2024-2026", StartsOn: "2024-01-01", Source: "test",
		}); err != nil {
			return err
		}
		var err error
		if code, err = tracker.AddCommitment(b.ctx, w, tracker.NewCommitment{
			Plan: plan, Number: 1, Title: fr("Engagement"),
		}); err != nil {
			return err
		}
		milestones = nil
		for i, day := range due {
			precision := "day"
			if day == "" {
				precision = "none"
			}
			m, err := tracker.AddMilestone(b.ctx, w, tracker.NewMilestone{
				Commitment: code, Number: i + 1, Title: fr("Jalon"), Weight: 1, DueOn: day,
				Precision: domain.Precision(precision),
			})
			if err != nil {
				return err
			}
			milestones = append(milestones, m)
		}
		return nil
	})
	return code, milestones
}

func (b *bench) declare(target string, level domain.Level, on domain.Day, at time.Time) (id int64) {
	b.t.Helper()
	b.write(func(w *ledger.Writer) (err error) {
		id, err = tracker.Declare(b.ctx, w.At(at).As(b.staff), tracker.NewUpdate{
			Target: target, Speaker: "programme", Level: level, On: on,
		}, 0)
		return err
	})
	return id
}

func (b *bench) approve(statement int64, at time.Time) (id int64) {
	b.t.Helper()
	b.write(func(w *ledger.Writer) (err error) {
		id, err = tracker.Review(b.ctx, w.At(at).As(b.state), tracker.NewReview{
			Statement: statement, Outcome: "approved", Way: "state",
		})
		return err
	})
	return id
}

func (b *bench) approved(target string, level domain.Level, on domain.Day) {
	b.t.Helper()
	b.approve(b.declare(target, level, on, on.End()), on.End().Add(time.Hour))
}

func (b *bench) assess(target string, level domain.Level, on domain.Day) {
	b.t.Helper()
	b.write(func(w *ledger.Writer) error {
		_, err := tracker.Assess(b.ctx, w.At(on.End()).As(b.outs), tracker.NewAssessment{
			Target: target, Level: level, On: on,
		})
		return err
	})
}

// verify fails where anything that is kept is not what its statements say.
func (b *bench) verify() {
	b.t.Helper()
	differences, err := b.VerifyTotals(b.ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, d := range differences {
		b.t.Errorf("%s %s: kept %v, recomputed %v", d.What, d.Code, text(d.Kept), text(d.Recomputed))
	}
}

func text(s *string) string {
	if s == nil {
		return "nothing"
	}
	return *s
}
