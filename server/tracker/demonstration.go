package tracker

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/ledger"
)

// RemoveDemonstration takes away every row of the demonstration, and nothing else, in one transaction of
// the owner, whom alone the record lets do so, and returns the codes of invented commitments that stay
// because others wrote about them or changed them. Statements of others on a city or a gate stay. The
// data's version rises, because figures change; positions of changes that went are not given again, so
// readers that follow see a gap.
func (t *Tracker) RemoveDemonstration(ctx context.Context, owner *sqlx.DB) (kept []string, err error) {
	err = ledger.InTx(ctx, owner, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(
			ctx, `select set_config('app.at', $1, true)`, t.Now().Format(time.RFC3339Nano),
		); err != nil {
			return fmt.Errorf("instant: %w", err)
		}
		for _, part := range [][]string{
			markKept, markGone, removeStatements, removePlans, removeProgramme, removeRest, keepRest,
		} {
			for _, query := range part {
				if _, err := tx.ExecContext(ctx, query); err != nil {
					return fmt.Errorf("%s: %w", query, err)
				}
			}
		}
		return tx.SelectContext(ctx, &kept, `select code from kept_commitments where invented order by 1`)
	})
	if err != nil {
		return nil, fmt.Errorf("remove demonstration: %w", err)
	}
	return kept, nil
}

// markGone lists what goes and takes its share out of the totals. The locks come first, so that no
// writer moves a standing between its subtraction and its end.
var markGone = []string{
	`create temporary table gone_commitments on commit drop as
		select c.id from commitments c where c.id not in (select id from kept_commitments)
		order by c.id for update of c`,
	`create temporary table gone_milestones on commit drop as
		select m.id from milestones m join commitments c on c.id = m.commitment_id
		where c.demonstration and m.id not in (select id from kept_milestones) order by m.id for update of m`,
	`create temporary table gone_statements on commit drop as
		select s.id, s.milestone_id, s.deployment_id from statements s
		where (s.milestone_id in (select id from gone_milestones)
			or s.commitment_id in (select id from gone_commitments)
		or s.author_id in (select id from invented_accounts)) and s.id not in (select id from kept_statements)`,
	`create temporary table gone_reports on commit drop as
		select code from reports r where demonstration and author_id in (select id from invented_accounts)
		and not exists (select from documents p join real_accounts a on a.id = p.author_id
			where p.report_code = r.code)`,
	`create temporary table gone_documents on commit drop as
		select p.id from documents p where p.author_id in (select id from invented_accounts)
		and not exists (select from document_decisions e join real_accounts a on a.id = e.author_id
			where e.document_id = p.id)
		and not exists (select from document_statements l join kept_statements k on k.id = l.statement_id
			where l.document_id = p.id)`,
	`create temporary table gone_accounts on commit drop as
		select a.id from invented_accounts a where a.id not in (select author_id from statements
			where id in (select id from kept_statements))
		and not exists (select from reviews r join kept_statements k on k.id = r.statement_id
			where a.id in (r.reviewer_id, r.second_reviewer_id))
		and not exists (select from revocations v join reviews r on r.id = v.review_id
			join kept_statements k on k.id = r.statement_id where v.author_id = a.id)
		and not exists (select from retractions x join kept_statements k on k.id = x.statement_id
			where x.author_id = a.id)
		and not exists (select from handovers h join kept_statements k on k.id = h.statement_id
			where a.id in (h.from_account_id, h.to_account_id))
		and not exists (select from date_moves d join kept_milestones k on k.id = d.milestone_id
			where d.author_id = a.id)
		and not exists (select from withdrawals w join kept_milestones k on k.id = w.milestone_id
			where w.author_id = a.id)
		and not exists (select from follow_ups f join real_accounts o on o.id in (f.author_id, f.done_by)
			where a.id in (f.author_id, f.done_by))
		and not exists (select from reports r
			where r.author_id = a.id and r.code not in (select code from gone_reports))
		and not exists (select from documents p where p.author_id = a.id
			and p.id not in (select id from gone_documents))
		and not exists (select from document_decisions e
			where e.author_id = a.id and e.document_id not in (select id from gone_documents))
		and not exists (select from audit_log c join real_accounts o on o.id = c.account_id where c.subject_id = a.id)
		and not exists (select from delegations d join real_accounts o on o.id in (d.from_account_id, d.to_account_id)
			where a.id in (d.from_account_id, d.to_account_id))`,
	`create unique index on gone_statements (id)`,
	`analyze kept_statements, kept_milestones, kept_commitments,
		gone_accounts, gone_commitments, gone_milestones, gone_statements`,
	`insert into totals select state_code, demonstration, figure, day, sum(n) from (
		select s.state_code, s.demonstration, c.figure, c.day, -c.n as n from milestone_standings s, contributions(s) c
		where s.milestone_id in (select id from gone_milestones)
		union all select s.state_code, s.demonstration, c.figure, c.day, -c.n
		from commitment_standings s, contributions(s) c where s.commitment_id in (select id from gone_commitments)
		) moved group by 1, 2, 3, 4 having sum(n) <> 0`,
}

var removeStatements = []string{
	`delete from notices n where statement_id in (select id from gone_statements)
		or account_id in (select id from gone_accounts)
		or exists (select from delegations d join gone_accounts g on g.id in (d.from_account_id, d.to_account_id)
			where d.id = n.delegation_id)`,
	`delete from handovers where statement_id in (select id from gone_statements)
		or from_account_id in (select id from gone_accounts) or to_account_id in (select id from gone_accounts)`,
	`delete from evidence where statement_id in (select id from gone_statements)`,
	`delete from blockers where statement_id in (select id from gone_statements)`,
	`delete from gate_signatures where statement_id in (select id from gone_statements)`,
	`delete from assessment_details where statement_id in (select id from gone_statements)`,
	`delete from retractions where statement_id in (select id from gone_statements)`,
	`delete from revocations where review_id in (select r.id
		from reviews r join gone_statements g on g.id = r.statement_id)`,
	`delete from reviews where statement_id in (select id from gone_statements)`,
	`delete from document_decisions where document_id in (select id from gone_documents)`,
	`delete from document_statements where document_id in (select id from gone_documents)`,
	`delete from documents where id in (select id from gone_documents)`,
	`delete from report_statements where report_code in (select code from gone_reports)`,
	`delete from reports where code in (select code from gone_reports)`,
	`delete from thumbnails i where not exists (select from evidence e where e.file_sha256 = i.file_sha256)
		and not exists (select from documents p where p.file_sha256 = i.file_sha256)`,
	`delete from statements where id in (select id from gone_statements)`,
	`select refresh_deployments(array(select distinct deployment_id from gone_statements where deployment_id is not null
		order by 1))`,
	`select refresh_milestones(array(select distinct milestone_id from gone_statements
		where milestone_id not in (select id from gone_milestones) order by 1))`,
}

var removePlans = []string{
	`delete from follow_ups where milestone_id in (select id from gone_milestones)
		or author_id in (select id from gone_accounts) or done_by in (select id from gone_accounts)`,
	`delete from date_moves where milestone_id in (select id from gone_milestones)`,
	`delete from withdrawals where milestone_id in (select id from gone_milestones)`,
	`delete from indicator_institutions where indicator_id in (select i.id
		from indicators i join gone_milestones g on g.id = i.milestone_id)`,
	`delete from indicators where milestone_id in (select id from gone_milestones)`,
	`delete from milestones where id in (select id from gone_milestones)`,
	`delete from lineage where commitment_id in (select id from gone_commitments)
		or predecessor_id in (select id from gone_commitments)`,
	`delete from participations where commitment_id in (select id from gone_commitments)`,
	`delete from commitment_values where commitment_id in (select id from gone_commitments)`,
	`delete from commitment_areas where commitment_id in (select id from gone_commitments)`,
	`delete from commitment_institutions where commitment_id in (select id from gone_commitments)`,
	`delete from commitments where id in (select id from gone_commitments)`,
	`delete from action_plans p where demonstration
		and not exists (select from commitments c where c.plan_code = p.code)
		and p.code not in (select code from touched_codes)`,
	`delete from institutions i where i.demonstration
		and i.name ->> (i.name ->> 'original') not in (select code from touched_codes)
		and not exists (select from commitment_institutions c where c.institution_id = i.id)
		and not exists (select from indicator_institutions n where n.institution_id = i.id)`,
	`update institutions set demonstration = false where demonstration`, // those that real commitments name too
	`delete from state_events where demonstration`,
}

// removeProgramme gives the programme back as first planned. A gate that others decided stays.
var removeProgramme = []string{
	`create temporary table gone_gates on commit drop as select g.code
		from gates g join programmes p on p.code = g.programme_code
		where p.demonstration and not exists (select from statements s where s.gate_code = g.code)`,
	`delete from gate_criteria where gate_code in (select code from gone_gates)`,
	`delete from gate_lessons where gate_code in (select code from gone_gates)`,
	`delete from gates where code in (select code from gone_gates)`,
	`create temporary table gone_motions on commit drop as select m.code
		from motions m join programmes p on p.code = m.programme_code where p.demonstration`,
	`delete from answers where motion_code in (select code from gone_motions)`,
	`delete from invitations where motion_code in (select code from gone_motions)`,
	`delete from motions where code in (select code from gone_motions)`,
	`delete from rollout_targets where version > 1
		and programme_code in (select code from programmes where demonstration)`,
	`delete from rollout_plans where version > 1
		and programme_code in (select code from programmes where demonstration)`,
	`delete from phase_plans l using phases p
		where p.code = l.phase_code and l.version > 1
		and p.programme_code in (select code from programmes where demonstration)`,
	`update phases set started_on = null, ended_on = null
		where programme_code in (select code from programmes where demonstration)`,
	`update programmes set demonstration = false where demonstration`,
}

var removeRest = []string{
	`insert into demonstration_decision (loaded, decided_at) values (false, written_at()) on conflict (one) do update
		set loaded = false, decided_at = excluded.decided_at`,
	`delete from delegations where from_account_id in (select id from gone_accounts)
		or to_account_id in (select id from gone_accounts)`,
	`delete from mandates where account_id in (select id from invented_accounts)`,
	`delete from scopes where account_id in (select id from invented_accounts)`,
	`delete from audit_log where account_id in (select id from invented_accounts)
		or subject_id in (select id from gone_accounts)`,
	`delete from refusals where account_id in (select id from invented_accounts)`,
	`delete from mails where account_id in (select id from invented_accounts)`,
	`delete from idempotency_keys where account_id in (select id from invented_accounts)`,
	`delete from drafts where account_id in (select id from invented_accounts)`,
	`delete from summaries where account_id in (select id from invented_accounts)`,
	`delete from sign_in_codes where account_id in (select id from invented_accounts)`,
	`update account_sessions set impersonated_id = null where impersonated_id in (select id from gone_accounts)`,
	`delete from account_sessions where account_id in (select id from invented_accounts)`,
	`delete from tokens where account_id in (select id from invented_accounts)`,
	`delete from accounts where id in (select id from gone_accounts)`,
	`create temporary table gone_changes on commit drop as select c.id from changes c where c.demonstration
		and not exists (select from statements s
			where s.id = coalesce(c.after ->> 'statement', c.before ->> 'statement')::bigint)
		and (coalesce(c.after ->> 'statement', c.before ->> 'statement') is not null or c.code not in (
			select code from commitments union all select code from milestones union all select code from indicators
			union all select code from reports))`,
	`analyze gone_changes`,
	`delete from changes_waiting where change_id in (select id from gone_changes)`,
	`delete from change_positions where change_id in (select id from gone_changes)`,
	`delete from changes where id in (select id from gone_changes)`,
	`select compact_totals()`,
	`select sequence_changes()`,
}

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
