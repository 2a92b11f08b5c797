package tracker

import (
	"context"

	"jalons/server/ledger"
)

// markKept lists what of the demonstration stays, because somebody who is not of it wrote or touched it: statements,
// and what they are about, accounts that such rows name. A commitment that stays is no longer invented.
var markKept = []string{
	`select set_config('jalons.removing_demonstration', 'on', true)`,
	`create temporary table invented_accounts on commit drop as select id from accounts where demonstration`,
	`create temporary table real_accounts on commit drop as select id from accounts where not demonstration`,
	`create temporary table touched_codes on commit drop as
		select distinct detail ->> 'object' as code from audit_log
		where account_id in (select id from real_accounts) and detail ->> 'object' <> ''`,
	`create temporary table kept_statements on commit drop as
		select s.id, s.milestone_id, s.commitment_id from statements s
		where s.author_id in (select id from real_accounts)
		or s.id in (select r.statement_id from reviews r
			join real_accounts a on a.id in (r.reviewer_id, r.second_reviewer_id))
		or s.id in (select r.statement_id from revocations v join reviews r on r.id = v.review_id
			join real_accounts a on a.id = v.author_id)
		or s.id in (select x.statement_id from retractions x join real_accounts a on a.id = x.author_id)
		or s.id in (select h.statement_id from handovers h
			join real_accounts a on a.id in (h.from_account_id, h.to_account_id))
		or s.id in (select l.statement_id from document_statements l join documents p on p.id = l.document_id
			join real_accounts a on a.id = p.author_id)
		or s.id in (select l.statement_id from report_statements l join reports r on r.code = l.report_code
			join real_accounts a on a.id = r.author_id)`,
	`create temporary table kept_milestones on commit drop as
		select m.id, m.commitment_id from milestones m
		where m.id in (select milestone_id from kept_statements) or m.code in (select code from touched_codes)
		or m.id in (select d.milestone_id from date_moves d join real_accounts a on a.id = d.author_id)
		or m.id in (select w.milestone_id from withdrawals w join real_accounts a on a.id = w.author_id)
		or m.id in (select f.milestone_id from follow_ups f join real_accounts a on a.id in (f.author_id, f.done_by))
		or m.id in (select i.milestone_id from indicators i join touched_codes t on t.code = i.code)`,
	`create temporary table kept_commitments on commit drop as
		select c.id, c.code, c.demonstration as invented from commitments c
		where not c.demonstration or c.code in (select code from touched_codes)
		or c.id in (select commitment_id from kept_statements) or c.id in (select commitment_id from kept_milestones)
		or c.id in (select l.predecessor_id from lineage l join commitments r on r.id = l.commitment_id
			where not r.demonstration)`,
}

// keepRest makes what stays of the demonstration real, once the rest is gone: its figures count, and its accounts are
// closed and speak for nobody.
var keepRest = []string{
	`update commitments set demonstration = false where demonstration`,
	`select refresh_milestones(array(select k.id from kept_milestones k
		join milestone_standings s on s.milestone_id = k.id where s.demonstration order by 1))`,
	`select refresh_commitments(array(select commitment_id from commitment_standings where demonstration order by 1))`,
	`update action_plans set demonstration = false where demonstration`,
	`update accounts set disabled_at = coalesce(disabled_at, written_at()), password_hash = null where demonstration`,
}

// MarkDemonstration says on every page, answer and export that the programme's figures are invented.
func MarkDemonstration(ctx context.Context, w *ledger.Writer, programme string) error {
	if err := w.ExecOrMissing(
		ctx, "programme", programme, `update programmes set demonstration = true where code = $1`, programme,
	); err != nil {
		return err
	}
	return decideDemonstration(ctx, w, true)
}

// LeaveDemonstrationOut decides that the record goes without the demonstration.
func LeaveDemonstrationOut(ctx context.Context, w *ledger.Writer) error {
	return decideDemonstration(ctx, w, false)
}

func decideDemonstration(ctx context.Context, w *ledger.Writer, loaded bool) error {
	return w.Exec(
		ctx,
		`insert into demonstration_decision (loaded, decided_at) values ($1, $2) on conflict (one) do update
			set loaded = excluded.loaded, decided_at = excluded.decided_at`,
		loaded, w.Now(),
	)
}
