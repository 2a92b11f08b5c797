package pages_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// pledge is one commitment of Tunisia on a record with staff, a liaison and an assessor.
type pledge struct {
	*site
	t                  *testing.T
	staff, state, outs ledger.Actor
	code               string
	milestones         []string
}

// newPledge publishes a commitment with four milestones and says something of each.
func newPledge(t *testing.T) *pledge {
	t.Helper()
	p := &pledge{site: newSite(t), t: t}
	p.write(func(w *ledger.Writer) (err error) {
		for name, actor := range map[string]*ledger.Actor{
			"staff": &p.staff, "liaison": &p.state, "assessor": &p.outs,
		} {
			id, err := account.Add(t.Context(), w, account.NewAccount{
				Email: name + "@example.org", Name: name, Language: "fr", Role: domain.Role(name),
				Institution: domain.NewText("fr", "Université"),
			})
			if err != nil {
				return err
			}
			*actor = ledger.Actor{Account: id, ActingAs: domain.Role(name)}
		}
		if err := account.AddMandate(t.Context(), w, account.NewMandate{
			Account: p.state.Account, State: "TN", Capacity: "liaison", From: "2020-01-01",
		}); err != nil {
			return err
		}
		return p.publish(w.At(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)))
	})
	return p
}

func (p *pledge) publish(w *ledger.Writer) (err error) {
	ctx := p.t.Context()
	plan := tracker.NewActionPlan{
		Code: "TN-2025", State: "TN", Title: domain.NewText("fr", "Plan 2025").With("en", "Plan 2025"),
		Cycle: "2025-2027", StartsOn: "2025-01-01", EndsOn: "2027-12-31", Source: "test",
	}
	if err := tracker.AddActionPlan(ctx, w, plan); err != nil {
		return err
	}
	title := domain.NewText("fr", "Ouvrir le budget").With("en", "Open the budget")
	title.MadeFrom = map[string]string{"en": "000000000000"}
	p.code, err = tracker.AddCommitment(ctx, w, tracker.NewCommitment{
		Plan: "TN-2025", Number: 1, Title: title, Areas: []string{"budget"}, Values: []string{"transparency"},
		OGPID: "TN0101",
		Institutions: []tracker.Institution{{
			Name: domain.NewText("fr", "Ministère des finances"), Kind: "government", Part: "lead",
		}},
	})
	if err != nil {
		return err
	}
	for i, due := range []domain.Day{"2026-01-31", "2026-06-30", "2026-12-31", ""} {
		m := tracker.NewMilestone{
			Commitment: p.code, Number: i + 1, Title: domain.NewText("fr", fmt.Sprintf("Étape %d", i+1)), Weight: 1,
			DueOn: due, Precision: "day", FirstUnknown: i == 2,
		}
		if due == "" {
			m.Precision, m.Raw = "none", domain.NewText("fr", "En continu")
		}
		code, err := tracker.AddMilestone(ctx, w, m)
		if err != nil {
			return err
		}
		p.milestones = append(p.milestones, code)
	}
	return nil
}

func (p *pledge) write(fn func(*ledger.Writer) error) {
	p.t.Helper()
	if err := p.tracker.Write(p.t.Context(), fn); err != nil {
		p.t.Fatal(err)
	}
}

// say declares a level, with the given content, on its day.
func (p *pledge) say(u tracker.NewUpdate) (id int64) {
	p.t.Helper()
	u.Speaker = "programme"
	p.write(func(w *ledger.Writer) (err error) {
		id, err = tracker.Declare(p.t.Context(), w.At(u.On.End()).As(p.staff), u, 0)
		return err
	})
	return id
}

func (p *pledge) review(statement int64, outcome string, on domain.Day) (id int64) {
	p.t.Helper()
	p.write(func(w *ledger.Writer) (err error) {
		id, err = tracker.Review(p.t.Context(), w.At(on.End()).As(p.state), tracker.NewReview{
			Statement: statement, Outcome: domain.Outcome(outcome), Way: "state", Comment: "secret de l’examen",
		})
		return err
	})
	return id
}

// story gives the commitment a history with every kind of event.
func (p *pledge) story() {
	p.t.Helper()
	proof := []tracker.NewEvidence{{
		URL: "https://example.org/loi", Title: domain.NewText("ar", "قانون المالية"), Publisher: "Journal officiel",
		Lang: "ar", Kind: "law", Locator: "p. 12", AccessedOn: "2026-01-20",
	}}
	p.review(p.say(tracker.NewUpdate{
		Target: p.milestones[0], Level: "limited", On: "2025-06-01",
	}), "approved", "2025-06-02")
	p.review(p.say(tracker.NewUpdate{
		Target: p.milestones[0], Level: "completed", On: "2026-01-15", Evidence: proof,
	}), "approved", "2026-01-20")
	revoked := p.review(p.say(tracker.NewUpdate{
		Target: p.milestones[1], Level: "substantial", On: "2026-02-01",
	}), "approved", "2026-02-03")
	sent := p.say(tracker.NewUpdate{
		Target: p.milestones[1], Level: "limited", Blocker: "money", On: "2026-05-01",
	})
	p.review(sent, "sent_back", "2026-05-04")
	p.say(tracker.NewUpdate{Target: p.milestones[2], Level: "substantial", On: "2026-05-15"})
	p.write(func(w *ledger.Writer) error {
		w, ctx := w.At(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)), p.t.Context()
		if err := tracker.Revoke(ctx, w.As(p.state), revoked, "mauvaise pièce"); err != nil {
			return err
		}
		for _, day := range []domain.Day{"2026-12-31", "2027-03-31"} {
			if err := tracker.MoveDate(ctx, w.As(p.staff), tracker.NewDateMove{
				Target: p.milestones[1], NewOn: day, Reason: "money",
			}, 0); err != nil {
				return err
			}
		}
		// As the Partnership's own data has it: nobody types that something is not reported.
		id, err := w.Insert(ctx, `insert into statements (kind, commitment_id, state_code, speaker, level, effective_on,
				author_id, acting_as, content_hash, recorded_at)
			select 'assessment', id, state_code, 'assessor', 'limited', '2026-05-30', $2, 'assessor', repeat('0', 64),
				$3 from commitments where code = $1 returning id`, p.code, p.outs.Account, w.Now())
		if err != nil {
			return err
		}
		return w.Exec(ctx, `insert into assessment_details (statement_id, assessor, early_results, ambition)
			values ($1, $2, 'not_reported', 'modest')`, id, domain.NewText("fr", "Université"))
	})
}

func (p *pledge) wants(address string, wanted ...string) {
	p.t.Helper()
	w := p.get(p.t, address)
	plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ")
	body := plain.Replace(w.Body.String())
	if w.Code != http.StatusOK {
		p.t.Fatalf("%s: %d", address, w.Code)
	}
	for _, want := range wanted {
		if !strings.Contains(body, plain.Replace(want)) {
			p.t.Errorf("%s lacks %q", address, want)
		}
	}
	for _, never := range []string{"secret de l’examen", "example.org&#34;", "%!", "{n}", "0xc0"} {
		if strings.Contains(body, never) {
			p.t.Errorf("%s shows %q", address, never)
		}
	}
}

func TestCommitment(t *testing.T) {
	p := newPledge(t)
	p.story()
	p.wants("/fr/commitments/TN-2025-C01",
		fr("why.substantial", "n", 2, "of", 4)+" · "+fr("rule.substantial"),
		fr("why.unknown.approved", "n", 3, "of", 4)+" · "+fr("rule.unknown"), "Ministère des finances", "TN0101",
		`<details class="disclosure" id="tn-2025-c01.1">`,
		fr(
			"due.moved_later", "moved", fr("due.moved", "n", 2), "span", fr("span.months", "n", 9), "first",
			"30 juin 2026",
		),
		fr("due.first_unknown"), fr("due.words", "words", "En continu"), fr("event.sent_back"), fr("event.revoked"),
		"mauvaise pièce", fr("event.setback"), fr("cause.money"),
		`id="s1"`, `id="s1-2"`, `id="s3-3"`, `id="tn-2025-c01.2-moved-2"`,
		`<span lang="ar" dir="rtl">قانون المالية</span>`, "p. 12", "Journal officiel",
		"Université", fr(
			"missing.not_reported",
		), fr("ambition.modest"), `class="trust approved">`+fr("way.state"), fr("role.staff"))
	p.wants("/en/commitments/TN-2025-C01", "Open the budget", en("version.outdated"),
		en(
			"due.moved_later", "moved", en("due.moved", "n", 2), "span", en("span.months", "n", 9), "first",
			"30 June 2026",
		), en("rule.unknown"))
	p.wants("/ar/commitments/TN-2025-C01", `<span lang="fr" dir="ltr">Ouvrir le budget</span>`, ar("rule.unknown"))
	if w := p.get(t, "/fr/commitments/TN-2025-C99"); w.Code != http.StatusNotFound {
		t.Errorf("no such commitment: %d", w.Code)
	}
}

func TestCommitmentIDsAreUnique(t *testing.T) {
	p := newPledge(t)
	p.story()
	var ids []string
	for _, part := range strings.Split(p.get(t, "/fr/commitments/TN-2025-C01").Body.String(), ` id="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for i := range ids[1:] {
		if ids[i] == ids[i+1] {
			t.Errorf("two elements have the id %s", ids[i])
		}
	}
}

func TestCommitments(t *testing.T) {
	p := newPledge(t)
	p.wants(
		"/fr/commitments", fr("commitments.count", "n", 1), "Ouvrir le budget", `data-label="`+fr("trust.assessed")+`"`,
		fr("unknown.assessed"), fr("schedule.late"), `href="/api/v1/commitments.csv?flavour=excel-fr"`,
	)
	p.wants("/fr/commitments?q=budg&state=&level=unknown&late=true&area=budget"+
		"&value=transparency&cycle=2025-2027&region=north-africa-middle-east",
		fr("commitments.count", "n", 1),
		fr(
			"commitments.voice", "voice", strings.ToLower(fr("trust.approved")),
		), `value="budg"`, "/api/v1/commitments?area=budget&amp;cycle=2025-2027")
	p.wants("/en/commitments?level=completed", en("commitments.no_match"), `href="/en/commitments">`)
	p.wants("/ar/commitments?state=TN", "تونس")
	for address, want := range map[string]int{
		"/fr/commitments?level=half": 400, "/fr/commitments?q=" + strings.Repeat("a+", 13): 400,
		"/fr/commitments?nothing=1": 400,
	} {
		t.Run(address, func(t *testing.T) {
			if w := p.get(t, address); w.Code != want {
				t.Errorf("%s: %d", address, w.Code)
			}
		})
	}
}

func TestNoCommitments(t *testing.T) {
	s := newSite(t)
	if body := s.get(t, "/fr/commitments").Body.String(); !strings.Contains(body, fr("commitments.empty")) {
		t.Error("an empty record does not say so")
	}
}
