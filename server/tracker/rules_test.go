package tracker_test

import (
	"errors"
	"testing"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// refused fails unless fn is refused by the rule of that code.
func (b *bench) refused(code string, fn func(w *ledger.Writer) error) {
	b.t.Helper()
	err := b.Write(b.ctx, fn)
	var named *domain.Error
	if !errors.As(err, &named) || named.Code != code {
		b.t.Errorf("want %s, got %v", code, err)
	}
}

func TestRulesOfTheRecord(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2025-12-31")
	statement := b.declare(m[0], "limited", may, noon.Add(-time.Hour))
	update := tracker.NewUpdate{Target: m[0], Speaker: "programme", Level: "limited", On: may}
	review := tracker.NewReview{Statement: statement, Outcome: "approved", Way: "state"}

	t.Run("nobody reviews what they wrote", func(t *testing.T) {
		b.t = t
		b.refused("four_eyes", func(w *ledger.Writer) error {
			own, err := tracker.Declare(b.ctx, w.As(b.state), update, 0)
			if err != nil {
				return err
			}
			_, err = tracker.Review(
				b.ctx, w.As(b.state), tracker.NewReview{Statement: own, Outcome: "approved", Way: "state"},
			)
			return err
		})
	})
	t.Run("nobody reviews for a state that is not theirs", func(t *testing.T) {
		b.t = t
		b.refused("out_of_scope", func(w *ledger.Writer) error {
			_, err := tracker.Review(b.ctx, w.As(b.account(w, "foreign", "liaison")), review)
			return err
		})
	})
	t.Run("a mandate begins on its day", func(t *testing.T) {
		b.t = t
		b.refused("out_of_scope", func(w *ledger.Writer) error {
			_, err := tracker.Review(b.ctx, w.At(domain.Day("2019-12-31").Time()).As(b.state), review)
			return err
		})
	})
	t.Run("only what was read is approved", func(t *testing.T) {
		b.t = t
		b.refused("content_changed", func(w *ledger.Writer) error {
			other := review
			other.Hash = "0000000000000000000000000000000000000000000000000000000000000000"
			_, err := tracker.Review(b.ctx, w.As(b.state), other)
			return err
		})
	})
	t.Run("sending back needs a comment", func(t *testing.T) {
		b.t = t
		b.refused("comment_required", func(w *ledger.Writer) error {
			_, err := tracker.Review(b.ctx, w.As(b.state), tracker.NewReview{
				Statement: statement, Outcome: "sent_back", Way: "state",
			})
			return err
		})
	})
	t.Run("an assessor does nothing else", func(t *testing.T) {
		b.t = t
		b.refused("assessor_not_independent", func(w *ledger.Writer) error {
			_, err := tracker.Declare(b.ctx, w.As(b.outs), update, 0)
			return err
		})
	})
	t.Run("and nobody else assesses", func(t *testing.T) {
		b.t = t
		b.refused("assessor_not_independent", func(w *ledger.Writer) error {
			_, err := tracker.Assess(b.ctx, w.As(b.staff), tracker.NewAssessment{
				Target: m[0], Level: "limited", On: may,
			})
			return err
		})
	})
	t.Run("nothing is effective after it was known", func(t *testing.T) {
		b.t = t
		b.refused("in_the_future", func(w *ledger.Writer) error {
			late := update
			late.On = domain.DayOf(noon).AddDays(2)
			_, err := tracker.Declare(b.ctx, w.As(b.staff), late, 0)
			return err
		})
	})
	t.Run("a city's setback is named", func(t *testing.T) {
		b.t = t
		stage := tracker.NewStage{City: "TN-001", Speaker: "programme", Stage: "portal_open", On: may}
		b.write(func(w *ledger.Writer) error {
			_, err := tracker.DeclareStage(b.ctx, w.As(b.staff), stage, 0)
			return err
		})
		b.refused("setback_not_named", func(w *ledger.Writer) error {
			return w.Exec(b.ctx, `insert into statements (kind, deployment_id, state_code, speaker, stage, effective_on,
					author_id, acting_as, content_hash, recorded_at)
				select kind, deployment_id, state_code, speaker, 'agreed', $2, author_id, acting_as, content_hash, $3
				from statements where kind = 'stage' and author_id = $1`, b.staff.Account, june, noon)
		})
	})
	t.Run("a plan does not end before it starts", func(t *testing.T) {
		b.t = t
		b.refused("end_before_start", func(w *ledger.Writer) error {
			return tracker.AddActionPlan(b.ctx, w, tracker.NewActionPlan{
				Code: "TN-2030", State: "TN", Title: fr("Plan"), Cycle: "2030", StartsOn: "2030-02-01",
				EndsOn: "2030-01-01", Source: "test",
			})
		})
	})
	b.t = t
	b.verify()
}

// History can't be changed by the role that writes, nor by the owner.
func TestHistoryIsAppendOnly(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2025-12-31")
	b.approved(m[0], "limited", may)
	for _, table := range []string{"statements", "reviews", "changes", "change_positions"} {
		for _, query := range []string{"delete from " + table, "update " + table + " set recorded_at = recorded_at"} {
			if table == "change_positions" && query[0] == 'u' {
				query = "update change_positions set position = position + 1"
			}
			if _, err := b.db.Write.ExecContext(b.ctx, query); err == nil {
				t.Errorf("the writing role may: %s", query)
			}
			if _, err := b.db.Owner.ExecContext(b.ctx, query); err == nil {
				t.Errorf("the owner may: %s", query)
			}
		}
	}
}

// The role that reads sees nothing of persons, and writes nothing.
func TestReaderSeesOnlyWhatIsPublished(t *testing.T) {
	b := newBench(t)
	for _, query := range []string{
		"select * from accounts", "select author_id from statements", "select comment from reviews",
		"select account_id from mandates", "select bytes from file_parts", "select sha256 from files",
		"select thumbnail_sha256 from thumbnails", "select file_name from documents",
		"insert into regions (code, rank) values ('x', 9)", "select sequence_changes()",
	} {
		if _, err := b.db.Read.ExecContext(b.ctx, query); err == nil {
			t.Errorf("the reading role may: %s", query)
		}
	}
}

// Changes have a gapless place in commit order.
func TestChangesAreGapless(t *testing.T) {
	b := newBench(t)
	before, err := b.NewestPosition(b.ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, m := b.commitment("TN", "2025-12-31", "2025-12-31")
	b.approved(m[0], "completed", may)
	list, err := b.Changes(b.ctx, ledger.ChangeFilter{Since: before}, 200)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for i, c := range list {
		kinds[c.Kind]++
		if c.Position != before+int64(i)+1 {
			t.Errorf("change %d stands at %d", i, c.Position)
		}
	}
	if kinds["published"] != 3 || kinds["update"] != 1 || kinds["approved"] != 1 {
		t.Errorf("changes by kind: %v", kinds)
	}
}
