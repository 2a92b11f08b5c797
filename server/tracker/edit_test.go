package tracker_test

import (
	"fmt"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

func TestLastDayOfAPeriod(t *testing.T) {
	for _, c := range []struct {
		day, last domain.Day
		precision domain.Precision
	}{
		{"2028-02-03", "2028-02-29", domain.PrecisionMonth}, {"2027-12-31", "2027-12-31", domain.PrecisionMonth},
		{"2027-01-01", "2027-03-31", domain.PrecisionQuarter},
		{"2027-06-30", "2027-06-30", domain.PrecisionQuarter}, {"2027-11-05", "2027-12-31", domain.PrecisionQuarter},
		{"2027-05-05", "2027-12-31", domain.PrecisionYear},
		{"2027-05-05", "2027-05-05", domain.PrecisionDay}, {"", "", domain.PrecisionMonth},
	} {
		t.Run(fmt.Sprint(c.day, " ", c.last), func(t *testing.T) {
			if got := c.day.LastOf(c.precision); got != c.last {
				t.Errorf("%s of %s: %s, want %s", c.precision, c.day, got, c.last)
			}
		})
	}
}

// Dates of milestones and indicators move with a reason; a milestone that stands on its indicators takes theirs.
func TestDatesOfIndicatorsMove(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "", "2026-12-31")
	staff := b.person("tunisia", "staff", "TN")
	if _, err := b.db.Owner.ExecContext(
		b.ctx,
		`insert into indicators (code, milestone_id, number, title, due_on, due_precision, first_due_on, published_at)
			select code || '.1', id, 1, '{"original":"fr","fr":"Indicateur"}', '2026-06-30', 'day', '2026-06-30',
			'2026-01-01' from milestones where code = $1`,
		m[0],
	); err != nil {
		t.Fatal(err)
	}
	move := func(target string, on domain.Day, precision domain.Precision) error {
		_, err := as(b, staff, func(w *ledger.Writer) (bool, error) {
			return true, tracker.MoveDate(b.ctx, w, tracker.NewDateMove{
				Target: target, NewOn: on, Precision: precision, Reason: "law",
			}, 0)
		})
		return err
	}
	b.refusedAs("a milestone without a date of its own", move(m[0], "2027-01-31", ""), "date_of_indicators")
	if err := move(m[0]+".1", "2027-02-10", domain.PrecisionQuarter); err != nil {
		t.Fatal(err)
	}
	b.refusedAs("the same quarter", move(m[0]+".1", "2027-03-01", domain.PrecisionQuarter), "date_the_same")
	if err := move(m[1], "2027-05-05", domain.PrecisionMonth); err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]domain.Day{m[0]: "2027-03-31", m[1]: "2027-05-31"} {
		d, err := b.Milestone(b.ctx, code)
		if err != nil || d.Due.On != want {
			t.Errorf("%s is due on %s: %v, want %s", code, d.Due.On, err, want)
		}
	}
	d, err := b.Milestone(b.ctx, m[0])
	if err != nil || len(d.Indicators) != 1 || d.Indicators[0].Due.Precision != "quarter" ||
		d.Indicators[0].Due.First != "2026-06-30" || d.History[0].Kind != "moved" ||
		d.History[0].OldOn != "2026-06-30" {
		t.Errorf("the indicator: %+v %+v", d.Indicators, err)
	}
	b.verify()
}

// Accounts that anybody may use to look around keep what they show.
func TestSamplesStay(t *testing.T) {
	b := newBench(t)
	admin, sample := b.person("admin", "admin"), b.person("sample", "liaison", "TN")
	if _, err := b.db.Owner.ExecContext(
		b.ctx, `update accounts set demonstration = true, password_hash = 'x' where id = $1`, sample.Account,
	); err != nil {
		t.Fatal(err)
	}
	var mandate int64
	if err := b.db.Owner.GetContext(
		b.ctx, &mandate, `select id from mandates where account_id = $1`, sample.Account,
	); err != nil {
		t.Fatal(err)
	}
	for what, end := range map[string]func(w *ledger.Writer) error{
		"closing": func(w *ledger.Writer) error { return account.Close(b.ctx, w, sample.Account) },
		"ending":  func(w *ledger.Writer) error { return account.EndMandate(b.ctx, w, mandate) },
	} {
		_, err := as(b, admin, func(w *ledger.Writer) (bool, error) { return true, end(w) })
		b.refusedAs(what, err, "sample_stays")
	}
}

func TestIdsOfTheOpenGovernmentPartnership(t *testing.T) {
	b := newBench(t)
	code, _ := b.commitment("TN", "2025-12-31")
	plan, _, _ := strings.Cut(code, "-C")
	for n, id := range []string{"CA0062", "MAD0005", "GBSC0001", "ca0062", "CA62"} {
		t.Run(id, func(t *testing.T) {
			err := b.Write(b.ctx, func(w *ledger.Writer) error {
				_, err := tracker.AddCommitment(b.ctx, w, tracker.NewCommitment{
					Plan: plan, Number: 50 + n, OGPID: id, Title: fr("Promesse"),
				})
				return err
			})
			if valid := n < 2; (err == nil) != valid || !valid && domain.CodeOf(err) != "ogp_id" {
				t.Errorf("%s: %v", id, err)
			}
		})
	}
}

// The Open Government Partnership's id can be given, corrected and taken away; two commitments never share one.
func TestOGPIDIsCorrected(t *testing.T) {
	b := newBench(t)
	one, _ := b.commitment("TN")
	other, _ := b.commitment("TN")
	staff := b.person("keeper", "staff")
	version := map[string]int64{one: 1, other: 1}
	edit := func(code, id string) error {
		_, err := as(b, staff, func(w *ledger.Writer) (int, error) {
			return 0, tracker.EditCommitment(
				b.ctx, w, code, tracker.CommitmentTexts{Lang: "fr", Title: "Titre", OGPID: id}, version[code],
			)
		})
		if err == nil {
			version[code]++
		}
		return err
	}
	b.refusedAs("an id of another shape", edit(one, "tn12"), "ogp_id")
	for _, id := range []string{"TN0001", "MAD0005", ""} {
		if err := edit(one, id); err != nil {
			t.Fatal(err)
		}
		if got := b.read(one).OGPID; got != id {
			t.Errorf("got %q, want %q", got, id)
		}
	}
	if err := edit(other, "TN0002"); err != nil {
		t.Fatal(err)
	}
	b.refusedAs("another one's id", edit(one, "TN0002"), "ogp_id_there")
}
