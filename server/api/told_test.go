package api

import (
	"encoding/json"
	"time"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/programme"
	"jalons/server/tracker"
)

// teller tells the record what the tests ask for: three commitments of two states, a gate, a motion and
// two cities. All of it is marked as demonstration, or none.
type teller struct {
	*record
	staff, liaison, assessor ledger.Actor
	demonstration            bool
	reported                 int
}

func french(text string) domain.Text { return domain.NewText("fr", text) }

// told fills a record.
func (r *record) told(demonstration bool) *record {
	r.t.Helper()
	w := &teller{record: r, demonstration: demonstration}
	for _, part := range []func(*ledger.Writer) error{w.people, w.plans, w.gate, w.motion, w.meeting} {
		r.write(func(to *ledger.Writer) error { return part(to.At(time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC))) })
	}
	w.indicator()
	w.statements()
	w.cities()
	for range 3 { // each once more than the one before, so that none says the same
		w.reports()
	}
	return r
}

// indicator gives a milestone one, as an import does.
func (w *teller) indicator() {
	if _, err := w.db.Owner.ExecContext(w.t.Context(),
		`insert into indicators (code, milestone_id, number, title, due_on, due_precision, first_due_on, published_at)
		select code || '.1', id, 1, '{"original":"fr","fr":"Indicateur"}', '2026-12-31', 'day', '2026-12-31',
			published_at from milestones where code = 'BJ-2025-C01.2'`); err != nil {
		w.t.Fatal(err)
	}
}

func (w *teller) reports() {
	w.write(func(to *ledger.Writer) error {
		w.reported++
		said := tracker.Report{
			Format: w.reported, State: "TN", Name: french("Tunisie"), Day: "2026-11-20", Demonstration: w.demonstration,
			Commitments: []tracker.ReportCommitment{}, Late: []tracker.ReportLate{},
			Approved: []tracker.ReportStatement{},
			Asked:    []tracker.ReportStatement{},
		}
		_, err := tracker.AddReport(w.t.Context(), to.As(w.liaison), tracker.NewReport{
			State: "TN", Demonstration: w.demonstration, Same: func([]byte) bool { return false },
			Content: func(code string) ([]byte, error) { said.Code = code; return json.Marshal(said) },
		})
		return err
	})
}

func (w *teller) people(to *ledger.Writer) error {
	ctx := w.t.Context()
	if w.demonstration {
		if err := tracker.MarkDemonstration(ctx, to, "francophonie"); err != nil {
			return err
		}
	}
	for role, actor := range map[string]*ledger.Actor{
		"staff": &w.staff, "liaison": &w.liaison, "assessor": &w.assessor,
	} {
		email := role + "@example.org"
		if w.demonstration {
			email = "demonstration-" + email
		}
		id, err := account.Add(ctx, to, account.NewAccount{
			Email: email, Name: role, Language: "fr", Role: domain.Role(role), Demonstration: w.demonstration,
			Institution: french("Université"),
		})
		if err != nil {
			return err
		}
		*actor = ledger.Actor{Account: id, ActingAs: domain.Role(role)}
	}
	return account.AddMandate(ctx, to, account.NewMandate{
		Account: w.liaison.Account, State: "TN", Capacity: "liaison", From: "2020-01-01",
	})
}

func (w *teller) plans(to *ledger.Writer) error {
	ctx := w.t.Context()
	for _, state := range []string{"TN", "BJ"} {
		plan := tracker.NewActionPlan{
			Code: state + "-2025", State: state, Title: french("Plan 2025"), Cycle: "2025-2027", StartsOn: "2025-01-01",
			EndsOn: "2027-12-31", Source: "test", Demonstration: w.demonstration,
		}
		if err := tracker.AddActionPlan(ctx, to, plan); err != nil {
			return err
		}
	}
	budget := french("Ouvrir le budget").With("en", "Open the budget")
	budget.MadeFrom = map[string]string{"en": budget.OriginalHash()}
	for _, c := range []tracker.NewCommitment{
		{Plan: "TN-2025", Number: 1, Title: budget, Description: french("Publier chaque crédit."),
			Areas: []string{"budget"}, Values: []string{"transparency"}, OGPID: "TN0101",
			Institutions: []tracker.Institution{{
				Name: french("Ministère des finances"), Kind: "government", Part: "lead",
			}}},
		{Plan: "TN-2025", Number: 2, Title: domain.NewText("ar", "نشر البيانات")},
		{Plan: "BJ-2025", Number: 1, Title: french("=Ouvrir les marchés")},
	} {
		c.Demonstration = w.demonstration
		code, err := tracker.AddCommitment(ctx, to, c)
		if err != nil {
			return err
		}
		for i, due := range []domain.Day{"2026-01-31", "2026-12-31"} {
			step := tracker.NewMilestone{
				Commitment: code, Number: i + 1, Title: french("Étape"), Weight: i + 1, DueOn: due, Precision: "day",
			}
			if _, err := tracker.AddMilestone(ctx, to, step); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *teller) gate(to *ledger.Writer) error {
	ctx := w.t.Context()
	if err := programme.StartPhase(ctx, to, "preparation", "2020-01-15"); err != nil {
		return err
	}
	if err := programme.AddGate(ctx, to, programme.NewGate{
		Code: "after-flagship", AfterPhase: "flagship", Name: french("Après le pilote"), PlannedOn: "2022-01-25",
	}); err != nil {
		return err
	}
	if err := programme.AddGateCriterion(ctx, to, programme.NewCriterion{
		Gate: "after-flagship", Number: 1, Criterion: french("Un portail"), Critical: true, Figure: french("3 villes"),
		Met: "met",
	}); err != nil {
		return err
	}
	lesson := programme.NewLesson{
		Gate: "after-flagship", Kind: "adjustment", Number: 1, Lesson: french("Nommer un suppléant"),
		Owner: french("Correspondants"), DueOn: "2022-04-30",
	}
	if err := programme.AddGateLesson(ctx, to, lesson); err != nil {
		return err
	}
	_, err := tracker.DecideGate(ctx, to.As(w.staff), tracker.NewDecision{Gate: "after-flagship", Decision: "passed",
		On:    "2022-01-25",
		Note:  french("La preuve est publiée."),
		First: french("Direction du programme"), Second: french("Présidence du comité")})
	return err
}

func (w *teller) motion(to *ledger.Writer) error {
	ctx := w.t.Context()
	motion := programme.NewMotion{Code: "djerba", Programme: "francophonie", Title: french("Motion"),
		Body: french("Les villes ouvrent leurs données."), Summit: french("Djerba"),
		HeldOn: "2022-11-19", Sponsor: "TN", AdoptedOn: "2022-11-20"}
	if err := programme.AddMotion(ctx, to, motion); err != nil {
		return err
	}
	if err := programme.InviteToMotion(ctx, to, "djerba", "TN", "2022-09-01"); err != nil {
		return err
	}
	return programme.AnswerMotion(ctx, to, programme.NewAnswer{
		Motion: "djerba", State: "TN", Answer: "accepted", On: "2022-10-01",
	})
}

func (w *teller) meeting(to *ledger.Writer) error {
	return tracker.AddStateEvent(w.t.Context(), to, tracker.NewStateEvent{
		State: "TN", Kind: "forum_meeting", HeldOn: "2024-12-01", Title: french("Réunion du forum"),
		Demonstration: w.demonstration,
	})
}

// say records a statement at the end of a day and has it approved a day later.
func (w *teller) say(on domain.Day, state func(*ledger.Writer) (int64, error)) {
	w.t.Helper()
	w.write(func(to *ledger.Writer) error {
		id, err := state(to.At(on.End()))
		if err != nil {
			return err
		}
		review := tracker.NewReview{Statement: id, Outcome: "approved", Way: "state", Comment: "secret de l’examen"}
		_, err = tracker.Review(w.t.Context(), to.At(on.End().AddDate(0, 0, 1)).As(w.liaison), review)
		return err
	})
}

func (w *teller) statements() {
	w.t.Helper()
	ctx := w.t.Context()
	proof := []tracker.NewEvidence{{
		URL: "https://example.org/loi", Title: domain.NewText("ar", "قانون المالية"), Publisher: "Journal officiel",
		Lang: "ar", Kind: "law", Locator: "p. 12", AccessedOn: "2026-01-20",
	}}
	w.say("2026-01-15", func(to *ledger.Writer) (int64, error) {
		return tracker.Declare(ctx, to.As(w.staff), tracker.NewUpdate{
			Target: "TN-2025-C01.1", Speaker: "programme", Level: "completed", On: "2026-01-15", Note: french("Voté."),
			Evidence: proof,
		}, 0)
	})
	w.write(func(to *ledger.Writer) error {
		to = to.At(time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC))
		if _, err := tracker.Declare(ctx, to.As(w.staff), tracker.NewUpdate{
			Target: "TN-2025-C01.2", Speaker: "programme", Level: "limited", On: "2026-05-01", Blocker: "money",
		}, 0); err != nil {
			return err
		}
		if err := tracker.MoveDate(ctx, to.As(w.staff), tracker.NewDateMove{
			Target: "TN-2025-C01.2", NewOn: "2027-03-31", Reason: "money",
		}, 0); err != nil {
			return err
		}
		_, err := tracker.Assess(ctx, to.As(w.assessor), tracker.NewAssessment{
			Target: "TN-2025-C01", Level: "limited", On: "2026-05-30", Ambition: "modest",
		})
		return err
	})
}

func (w *teller) cities() {
	w.t.Helper()
	w.say("2025-03-01", func(to *ledger.Writer) (int64, error) {
		return tracker.DeclareStage(w.t.Context(), to.As(w.staff), tracker.NewStage{
			City: "TN-001", Speaker: "programme", Stage: "portal_open", On: "2025-03-01",
		}, 0)
	})
	w.write(func(to *ledger.Writer) error {
		_, err := tracker.DeclareStage(w.t.Context(), to.At(time.Date(2025, 4, 1, 9, 0, 0, 0, time.UTC)).As(w.staff),
			tracker.NewStage{
				City: "TN-002", Speaker: "programme", Stage: "agreed", On: "2025-03-20",
			}, 0)
		return err
	})
}
