package demonstration_test

import (
	"slices"
	"strings"

	"jalons/server/domain"
	"jalons/server/programme"
)

// shapes looks for every kind of figure and event that a page has to show.
func (r *record) shapes() {
	invented := true
	list, err := r.ProgressBy(r.ctx, "programme", domain.View{Demonstration: &invented})
	if err != nil {
		r.t.Fatal(err)
	}
	p := list[0].Progress
	f := p.Figures
	r.t.Logf(
		"completed %v, planned %v, awaiting %d, late %d, coverage %v", f.Completion, f.Planned, f.Awaiting, f.Late,
		f.Coverage,
	)
	for name, n := range map[string]int{
		"declared not started": f.Declared.NotStarted, "declared limited": f.Declared.Limited,
		"declared substantial": f.Declared.Substantial, "declared completed": f.Declared.Completed,
		"declared unknown":     f.Declared.Unknown,
		"approved not started": f.Approved.NotStarted, "approved limited": f.Approved.Limited,
		"approved substantial": f.Approved.Substantial, "approved completed": f.Approved.Completed,
		"approved unknown": f.Approved.Unknown,
		"assessed limited": f.Assessed.Limited, "assessed substantial": f.Assessed.Substantial,
		"assessed completed": f.Assessed.Completed, "no evidence": f.Assessed.NoEvidence,
		"late": f.Late, "awaiting": f.Awaiting, "undated": f.Undated, "withdrawn": f.Withdrawn,
		"overclaimed": f.Overclaimed.Count, "underclaimed": f.Underclaimed.Count,
		"by delegation": f.CompletedByDelegation, "on document": f.CompletedOnDocument,
		"pending cities": f.Cities.Pending, "commitments without milestones": f.CommitmentLevels["none"],
		"milestones of states that left": p.Left.Milestones, "milestones without a liaison": p.NoLiaison.Milestones,
	} {
		if n == 0 {
			r.t.Errorf("nothing is %s", name)
		}
	}
	for _, stage := range domain.Lists()["stage_shown"] {
		if f.Cities.Approved[stage] == 0 {
			r.t.Errorf("no city is %s", stage)
		}
	}
	r.events()
}

// events counts what the figures don't show.
func (r *record) events() {
	for name, query := range map[string]string{
		"setbacks of milestones": `select count(*) from statements where setback and kind = 'update'`,
		"setbacks of cities":     `select count(*) from statements where setback and kind = 'stage'`,
		"retractions":            `select count(*) from retractions`, "revocations": `select count(*) from revocations`,
		"sent back":     `select count(*) from reviews where outcome = 'sent_back'`,
		"countersigned": `select count(*) from reviews where way = 'countersigned'`,
		"blockers":      `select count(*) from blockers`, "evidence": `select count(*) from evidence`,
		"moved twice": `select count(*)
			from (select from date_moves group by milestone_id having count(*) > 1) m`,
		"withdrawn late": `select count(*) from withdrawals w join milestones m on m.id = w.milestone_id
			where w.decided_on >= m.due_on`,
		"dropped": `select count(*) from withdrawals where decided_on is null`,
		"lineage": `select count(*) from lineage`,
		"verdicts": `select count(*) from statements
			where kind = 'assessment' and commitment_id is not null`,
		"weights above 1":         `select count(*) from milestones where weight > 1`,
		"forum meetings":          `select count(*) from state_events where kind = 'forum_meeting'`,
		"by the state":            `select count(*) from statements where speaker = 'state'`,
		"by a city":               `select count(*) from statements where speaker = 'city'`,
		"successions of liaisons": `select count(*) from mandates where until_day is not null and capacity = 'liaison'`,
	} {
		if r.count(query) == 0 {
			r.t.Errorf("no %s", name)
		}
	}
	if n := r.count(`select count(*) from changes where recorded_at > '2026-11-16'`); n > 0 {
		r.t.Errorf("%d changes after the last day", n)
	}
	if n := r.count(
		`select count(*) from statements where state_code in ('BF', 'ML', 'NE') and recorded_at >= '2025-03-01'`,
	); n > 0 {
		r.t.Errorf("%d statements of states after they left", n)
	}
	if n := r.count(`select count(*) from statements s left join milestones m on m.id = s.milestone_id
		join commitments c on c.id = coalesce(s.commitment_id, m.commitment_id)
			join action_plans p on p.code = c.plan_code
		where s.effective_on < p.starts_on - 365`); n > 0 {
		r.t.Errorf("%d statements of days long before their plan, which people can't make", n)
	}
	if n := r.count(`select count(*) from commitments c join action_plans p on p.code = c.plan_code
		where least(c.starts_on, c.ends_on) < p.starts_on - 365
			or greatest(c.starts_on, c.ends_on) > p.ends_on + 365`); n > 0 {
		r.t.Errorf("%d commitments of days beside their plan, which people can't enter", n)
	}
	if n := r.count(
		`select count(*) from accounts where demonstration
			and (password_hash is not null or email not like '%@demonstration.example')`,
	); n > 0 {
		r.t.Errorf("%d accounts that are not plainly invented", n)
	}
}

func (r *record) extent() {
	s, err := r.Rollouts(r.ctx, "")
	if err != nil {
		r.t.Fatal(err)
	}
	if s.Countries != 36 || s.Cities != 914 || s.LeftCountries != 3 || s.LeftCities != 63 || len(s.Rollouts) != 39 {
		r.t.Errorf(
			"%d countries, %d cities; left %d, %d; %d rollouts", s.Countries, s.Cities, s.LeftCountries, s.LeftCities,
			len(s.Rollouts),
		)
	}
	if len(s.Plans) != 2 || s.Plans[0].Countries != 39 || s.Plans[0].Cities != 977 || s.Plans[1].Countries != 36 ||
		s.Plans[1].Cities != 914 {
		r.t.Errorf("plans %+v", s.Plans)
	}
	for _, y := range s.Years {
		r.t.Logf("year %d: first target %d, target %d, counted %v", y.Year, y.FirstTarget, y.Target, y.Attainment())
	}
	if n := r.count(`select count(distinct state_code) from action_plans where demonstration`); n != 39 {
		r.t.Errorf("%d countries with a plan", n)
	}
	if n := r.count(`select count(*) from deployments`); n != 977 {
		r.t.Errorf("%d deployments", n)
	}
}

func (r *record) story() {
	p, err := r.Programme(r.ctx, "francophonie", domain.View{})
	if err != nil {
		r.t.Fatal(err)
	}
	if !p.Demonstration || p.Current != "year-4" || len(p.Gates) != 9 || len(p.Pilots) != 4 {
		r.t.Errorf(
			"demonstration %t, phase %s, %d gates, %d pilots", p.Demonstration, p.Current, len(p.Gates), len(p.Pilots),
		)
	}
	decisions := map[string]int{}
	for _, g := range p.Gates {
		decisions[g.Decision]++
		detail, err := r.Gate(r.ctx, g.Code)
		if err != nil {
			r.t.Fatal(err)
		}
		if len(detail.Criteria) == 0 || g.Decision != "" && len(detail.Lessons) == 0 {
			r.t.Errorf("gate %s has no criteria or lessons", g.Code)
		}
	}
	if decisions["passed"] == 0 || decisions["passed_with_conditions"] == 0 || decisions[""] != 2 ||
		r.count(`select count(*) from statements where decision = 'held'`) != 1 {
		r.t.Errorf("decisions %v", decisions)
	}
	r.motion(p.Motions)
}

func (r *record) motion(motions []programme.Motion) {
	if len(motions) != 1 {
		r.t.Fatalf("%d motions", len(motions))
	}
	m := motions[0]
	if len(m.Answers) != (m.Members+1)/2 {
		r.t.Errorf("%d of %d members invited, half of them rounded up is meant", len(m.Answers), m.Members)
	}
	if m.Sponsor == "" || slices.ContainsFunc(m.Answers, func(i programme.Invitation) bool {
		return i.State == m.Sponsor
	}) {
		r.t.Errorf("the sponsor %q is invited", m.Sponsor)
	}
	answers := map[string]int{}
	for _, i := range m.Answers {
		answers[i.Answer]++
	}
	if len(answers) < 3 {
		r.t.Errorf("answers %v", answers)
	}
}

// removed takes the demonstration away and holds the record against what it told before.
// audited holds the audit log of the demonstration: each act of a list is there, by an invented account.
func (r *record) audited() {
	r.t.Helper()
	for query, want := range map[string]int{
		`select count(*) from audit_log x where not exists (select from accounts a
			where a.id = x.account_id and a.demonstration)`: 0,
		`select count(*) from audit_log where action in ('declared', 'assessed')`: r.count(`
			select count(*) from statements s join accounts a on a.id = s.author_id
				where a.demonstration and s.kind <> 'decision'`),
		`select count(*) from audit_log where action = 'approved'`: r.count(`select count(*) from reviews v
			join accounts a on a.id = v.reviewer_id where a.demonstration and v.outcome = 'approved'`),
		`select count(*) from audit_log where action = 'plan_added'`:      44,
		`select count(*) from audit_log where action = 'milestone_added'`: 623,
	} {
		if n := r.count(query); n != want {
			r.t.Errorf("%s: got %d, want %d", query, n, want)
		}
	}
}

func (r *record) removed(before string) {
	version, err := r.Version(r.ctx)
	if err != nil {
		r.t.Fatal(err)
	}
	_, err = r.db.Owner.ExecContext(r.ctx,
		`insert into refusals (account_id, day, peer, method, route, by_token, code, request, first_at, last_at)
		select id, '2026-11-15', '', 'GET', '/{lang}/accounts', false, 'not_your_role', 'x', '2026-11-15', '2026-11-15'
		from accounts where demonstration`)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.RemoveDemonstration(r.ctx, r.db.Owner); err != nil {
		r.t.Fatal(err)
	}
	r.verify()
	if after := r.told(); after != before {
		r.t.Errorf("the record tells otherwise than before: %s", difference(before, after))
	}
	if n := r.count(`select count(*) from audit_log`); n != 0 {
		r.t.Errorf("audit log: got %d entries of the demonstration, want none", n)
	}
	for _, table := range []string{
		"accounts", "action_plans", "commitments", "institutions", "state_events", "programmes", "changes",
	} {
		if n := r.count(`select count(*) from ` + table + ` where demonstration`); n > 0 {
			r.t.Errorf("%d rows of the demonstration left in %s", n, table)
		}
	}
	if n := r.count(`select count(*) from statements`); n != 2 {
		r.t.Errorf("%d statements stand, want the two real ones", n)
	}
	raised, err := r.Version(r.ctx)
	if err != nil || raised <= version {
		r.t.Errorf("the data's version went from %d to %d: %v", version, raised, err)
	}
	if _, err := r.RemoveDemonstration(r.ctx, r.db.Owner); err != nil {
		r.t.Error(err)
	}
	if again, err := r.Version(r.ctx); err != nil || again != raised {
		r.t.Errorf("removing nothing moves the version from %d to %d: %v", raised, again, err)
	}
}

func difference(before, after string) string {
	old, now := strings.Split(before, "\n"), strings.Split(after, "\n")
	for i := range min(len(old), len(now)) {
		if old[i] != now[i] {
			return strings.Join(old[max(0, i-4):i+1], "\n") + "\n became \n" + now[i]
		}
	}
	return "its length"
}
