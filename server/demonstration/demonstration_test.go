package demonstration_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"testing"
	"time"

	"jalons/seeds"
	"jalons/server/account"
	"jalons/server/database/databasetest"
	"jalons/server/demonstration"
	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/ledger"
	"jalons/server/programme"
	"jalons/server/testkit"
	"jalons/server/tracker"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// evening is the instant of the tests' clock: the last day of the demonstration.
var evening = time.Date(2026, 11, 15, 20, 0, 0, 0, time.UTC)

// record is a record with the facts and one real commitment.
type record struct {
	*programme.Programmes
	t   *testing.T
	ctx context.Context
	db  *databasetest.Database
}

func newRecord(t *testing.T) *record {
	t.Helper()
	tr, db := testkit.NewAt(t, evening)
	r := &record{Programmes: programme.New(tr), t: t, ctx: context.Background(), db: db}
	if err := r.Write(r.ctx, func(w *ledger.Writer) error {
		return r.real(w.At(evening.AddDate(-1, 0, 0)))
	}); err != nil {
		t.Fatal(err)
	}
	return r
}

// real enters what a state and the programme told before any demonstration was loaded.
func (r *record) real(w *ledger.Writer) error {
	staff, err := r.account(w, "staff")
	if err != nil {
		return err
	}
	liaison, err := r.account(w, "liaison")
	if err != nil {
		return err
	}
	if err := account.AddMandate(r.ctx, w, account.NewMandate{
		Account: liaison.Account, State: "BJ", Capacity: "liaison", From: "2020-01-01",
	}); err != nil {
		return err
	}
	plan := tracker.NewActionPlan{
		Code: "BJ-2019", State: "BJ", Title: fr("Plan"), Cycle: "2019-2027", StartsOn: "2019-01-01", Source: "test",
	}
	if err := tracker.AddActionPlan(r.ctx, w, plan); err != nil {
		return err
	}
	// It names an institution that the demonstration names too.
	ministry := tracker.Institution{
		Kind: "government", Part: "lead", Name: fr("Ministère chargé de la réforme publique"),
	}
	commitment, err := tracker.AddCommitment(r.ctx, w, tracker.NewCommitment{
		Plan: plan.Code, Number: 1, Title: fr("Engagement"), Institutions: []tracker.Institution{ministry},
	})
	if err != nil {
		return err
	}
	for n, day := range []domain.Day{"2025-06-30", "2027-06-30"} {
		if _, err := tracker.AddMilestone(r.ctx, w, tracker.NewMilestone{
			Commitment: commitment, Number: n + 1, Title: fr("Jalon"), Weight: 1, DueOn: day, Precision: "day",
		}); err != nil {
			return err
		}
	}
	statement, err := tracker.Declare(r.ctx, w.As(staff), tracker.NewUpdate{
		Target: commitment + ".1", Speaker: "programme", Level: "completed", On: "2025-06-01",
	}, 0)
	if err != nil {
		return err
	}
	if _, err := tracker.Review(r.ctx, w.As(liaison), tracker.NewReview{
		Statement: statement, Outcome: "approved", Way: "state",
	}); err != nil {
		return err
	}
	_, err = tracker.DeclareStage(r.ctx, w.As(staff), tracker.NewStage{
		City: "BJ-001", Speaker: "city", Stage: "planned", On: "2025-06-01",
	}, 0)
	return err
}

func fr(text string) domain.Text { return domain.NewText("fr", text) }

func (r *record) account(w *ledger.Writer, role string) (ledger.Actor, error) {
	id, err := account.Add(r.ctx, w, account.NewAccount{
		Email: role + "@example.org", Name: role, Language: "fr", Role: domain.Role(role), Institution: testkit.Court,
	})
	return ledger.Actor{Account: id, ActingAs: domain.Role(role)}, err
}

func (r *record) load() error {
	lists, err := fs.Sub(seeds.Files, "demonstration")
	if err != nil {
		return err
	}
	return demonstration.Load(r.ctx, r.Tracker, files.New(r.db.Read, r.db.Write, nil, r.Now), lists)
}

// verify fails where anything that is kept is not what its statements say.
func (r *record) verify() {
	r.t.Helper()
	differences, err := r.VerifyTotals(r.ctx)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, d := range differences {
		r.t.Errorf("%s %s is not what its statements say", d.What, d.Code)
	}
}

func (r *record) count(query string) (n int) {
	r.t.Helper()
	if err := r.db.Owner.GetContext(r.ctx, &n, query); err != nil {
		r.t.Fatal(err)
	}
	return n
}

// told is everything that people can read of the record, as JSON.
func (r *record) told() string {
	r.t.Helper()
	read := map[string]func() (any, error){
		"programme":  func() (any, error) { return r.Programme(r.ctx, "francophonie", domain.View{}) },
		"rollouts":   func() (any, error) { return r.Rollouts(r.ctx, "") },
		"commitment": func() (any, error) { return r.Commitment(r.ctx, "BJ-2019-C01") },
		"changes":    func() (any, error) { return r.Changes(r.ctx, ledger.ChangeFilter{}, 200) },
	}
	for _, by := range []string{"programme", "region", "state"} {
		read[by+" progress"] = func() (any, error) { return r.ProgressBy(r.ctx, by, domain.View{}) }
	}
	all := map[string]any{}
	for name, of := range read {
		found, err := of()
		if err != nil {
			r.t.Fatal(name, err)
		}
		all[name] = found
	}
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

// A load takes long enough that what it brings and that it goes again are tested on one.
func TestDemonstration(t *testing.T) {
	r := newRecord(t)
	before := r.told()
	if err := r.load(); err != nil {
		t.Fatal(err)
	}
	t.Run("kept figures are what the statements say", func(t *testing.T) { r.t = t; r.verify() })
	t.Run("every shape", func(t *testing.T) { r.t = t; r.shapes() })
	t.Run("countries and cities", func(t *testing.T) { r.t = t; r.extent() })
	t.Run("programme", func(t *testing.T) { r.t = t; r.story() })
	t.Run("without a search path", func(t *testing.T) { r.t = t; r.withoutSearchPath() })
	t.Run("each act is its account's", func(t *testing.T) { r.t = t; r.audited() })
	t.Run("not twice", func(t *testing.T) {
		if err := r.load(); domain.KindOf(err) != domain.Conflict {
			t.Errorf("a second load gives %v", err)
		}
	})
	t.Run("removed", func(t *testing.T) { r.t = t; r.removed(before) })
}

// A load that was cut off leaves nothing decided, so the next start loads again.
func TestDecidedOnce(t *testing.T) {
	ctx := context.Background()
	record, _ := testkit.NewAt(t, evening)
	awaits := func(want bool) {
		t.Helper()
		if got, err := record.AwaitsDemonstration(ctx); err != nil || got != want {
			t.Errorf("awaits the demonstration: %t, %v", got, err)
		}
	}
	awaits(true)
	cut := errors.New("cut off")
	if err := record.Write(ctx, func(w *ledger.Writer) error {
		return errors.Join(tracker.MarkDemonstration(ctx, w, "francophonie"), cut)
	}); !errors.Is(err, cut) {
		t.Fatal(err)
	}
	awaits(true)
	if err := record.Write(ctx, func(w *ledger.Writer) error {
		return tracker.LeaveDemonstrationOut(ctx, w)
	}); err != nil {
		t.Fatal(err)
	}
	awaits(false)
}
