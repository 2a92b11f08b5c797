package app

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/testkit"
	"jalons/server/tracker"
	"jalons/server/web"
)

// mentions lists the columns of any table that hold a text, whoever's row it is.
func mentions(t *testing.T, db *sqlx.DB, texts ...string) (found []string) {
	t.Helper()
	var columns []struct{ Table, Column string }
	err := db.SelectContext(t.Context(), &columns,
		`select table_name as table, column_name as column
			from information_schema.columns c join information_schema.tables using (table_schema, table_name)
		where table_schema = 'public' and table_type = 'BASE TABLE'
			and data_type in ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'tsvector', 'bytea')
		order by 1, 2`)
	if err != nil || len(columns) < 150 {
		t.Fatalf("%d columns of text: %v", len(columns), err)
	}
	for _, c := range columns {
		for _, text := range texts {
			var n int
			query := fmt.Sprintf(
				`select count(*) from %q where strpos(lower(%q::text), lower($1)) > 0`, c.Table, c.Column,
			)
			if err := db.GetContext(t.Context(), &n, query, text); err != nil {
				t.Fatalf("%s.%s: %v", c.Table, c.Column, err)
			}
			if n > 0 {
				found = append(found, c.Table+"."+c.Column)
			}
		}
	}
	return slices.Compact(found)
}

// lives lets a person of the table do all that it may, each about an object of its own.
func (r *reach) lives(p *person) {
	r.t.Helper()
	for _, a := range attempts(r.record.Today()) {
		if !slices.Contains(a.may, p.name) {
			continue
		}
		if w := r.try(p, a, r.object()); w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
			r.t.Fatalf("%s by %s: %d %.300s", a.name, p.name, w.Code, w.Body)
		}
	}
}

// spoken lets others write about a person wherever somebody may write anything, and mails, drafts, a recovery
// and a token of the person wait.
func (r *reach) spoken(p *person, name, email string) {
	r.t.Helper()
	o := r.object()
	said := fmt.Sprintf("Vu avec\n%s (%s).", name, strings.ToUpper(email))
	for _, query := range []string{
		`insert into recoveries (email, request, requested_at) values ($2, 'x', '2026-01-01')`,
		`insert into mails (account_id, subject, body, created_at, due_at, good_until)
			select $1, $3, $3, '2026-01-01', '2026-01-01', '2026-01-02'`,
		`insert into mails (account_id, subject, body, created_at, due_at, good_until)
			select $4, $3, $3, '2026-01-01', '2026-01-01', '2026-01-02'`,
		`insert into drafts (account_id, target, body, version, saved_at)
			values ($1, 'TN-001', jsonb_build_object('note', $3::text), 1, '2026-01-01'),
			($4, 'TN-001', jsonb_build_object('note', $3::text), 1, '2026-01-01')`,
		`insert into follow_ups (state_code, action, due_on, contact, note, author_id, recorded_at)
			values ('TN', $3, '2030-01-01', $2, $3, $4, '2026-01-01')`,
		`insert into audit_log (account_id, acting_as, action, subject_id, detail, request, recorded_at)
			values ($4, 'admin', 'account_added', $1, jsonb_build_object('object', $2::text, 'said', $3::text), 'x',
			'2026-01-01')`,
		`insert into delegations (from_account_id, to_account_id, state_code, from_day, until_day, reason)
			values ($1, $4, 'TN', '2030-01-01', '2030-01-02', $3)`,
		`insert into notices (account_id, kind, statement_id, recorded_at) values ($1, 'sent_back', $5, '2026-01-01')`,
		`insert into refusals (account_id, day, peer, method, route, by_token, code, request, first_at, last_at)
			values ($1, '2026-01-01', '192.0.2.1', 'GET', 'x', false, 'x', 'x', '2026-01-01', '2026-01-01'),
			($1, '2026-01-01', '192.0.2.2', 'GET', 'x', false, 'x', 'x', '2026-01-01', '2026-01-01')`,
		`insert into handovers (statement_id, from_account_id, to_account_id, note, recorded_at)
			values ($5, $4, $1, $3, '2026-01-01')`,
		`insert into retractions (statement_id, reason, author_id, acting_as, recorded_at)
			values ($5, $3, $4, 'staff', '2026-01-01')`,
		`update commitments set description = jsonb_build_object('original', 'fr', 'fr', $3::text)
			where code = 'TN-2024-C01'`,
	} {
		r.must(
			`with given as (select $1::bigint, $2::text, $3::text, $4::bigint, $5::bigint) `+query, p.account, email,
			said, r.author.Account, o.waits,
		)
	}
	_, err := ledger.WriteAs(r.t.Context(), r.record.Ledger, ledger.Request{Account: r.author.Account},
		func(w *ledger.Writer) (int64, error) {
			return tracker.Declare(r.t.Context(), w, tracker.NewUpdate{
				Target: o.milestone, Level: "substantial", On: r.record.Today(), Note: domain.NewText("fr", said),
			}, 0)
		})
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.people.NewToken(
		r.t.Context(), &account.Person{ID: p.account, Role: domain.Role(p.role)}, said,
		account.ScopesOf(domain.Role(p.role)), 30, "x",
	); err != nil {
		r.t.Fatal(err)
	}
}

// After somebody has done all that they may, and was written about, nothing names them any more: no column of
// any table, no page and no answer; what they signed stands, and the history is whole.
func TestErasedPersonIsNowhere(t *testing.T) {
	t.Parallel()
	for _, who := range []string{"staff", "liaison of TN", "assessor of TN", "admin"} {
		t.Run(who, func(t *testing.T) {
			r := newReach(t)
			p := r.one(who)
			r.must(
				`insert into accounts (email, name, role, created_at)
					values ('admin2@example.org', 'x', 'admin', '2026-01-01')`,
			)
			const name, email = `Aïssatou "Aïcha" Diop-N'Diaye`, "aissatou.diop+x@example.org"
			r.must(
				`update accounts set name = $2, email = $3,
					function = jsonb_build_object('original', 'fr', 'fr', 'Ministre, ' || $2::text) where id = $1`,
				p.account, name, email,
			)
			r.lives(p)
			r.spoken(p, name, email)
			const others = "X.aissatou.diop+x@example.org, aissatou.diop+x@example.org.uk et " +
				"Y-Aïssatou \"Aïcha\" Diop-N'Diaye-Sarr"
			r.must(
				`insert into follow_ups (state_code, action, due_on, author_id, recorded_at)
					values ('TN', $1, '2030-01-01', $2, '2026-01-01')`,
				others, r.author.Account,
			)
			before, held := r.signatures(), mentions(t, r.owner, "Diop-N'Diaye", email)
			for _, place := range []string{
				"accounts.name", "audit_log.detail", "drafts.body", "mails.body", "statements.note", "tokens.name",
				"commitments.description", "accounts.function", "handovers.note", "retractions.reason",
			} {
				if !slices.Contains(held, place) {
					t.Errorf("%s doesn't hold the name: the search proves nothing", place)
				}
			}
			text := func(key string, _ map[string]any) string { return key }
			var out bytes.Buffer
			erasing := account.Erasing{Email: strings.ToUpper(email), Trial: true}
			if err := r.record.EraseAccount(t.Context(), &out, text, erasing); err != nil {
				t.Fatal(err)
			}
			if got := mentions(t, r.owner, "Diop-N'Diaye", email); !slices.Equal(got, held) {
				t.Errorf("a trial changed something: %v, then %v", held, got)
			}
			for _, want := range []string{"user.would_erase", "statements.note", "user.erase_confirm"} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("it isn't said: %s in\n%s", want, &out)
				}
			}
			erasing.Trial = false
			if err := r.record.EraseAccount(t.Context(), &out, text, erasing); err != nil {
				t.Fatal(err)
			}
			var kept int
			if err := r.owner.GetContext(
				t.Context(), &kept,
				`with k as (delete from follow_ups where action = $1 returning id) select count(*) from k`, others,
			); err != nil || kept != 1 {
				t.Errorf("other people's names and addresses are changed: %v", err)
			}
			if got := mentions(t, r.owner, "Diop-N'Diaye", "Aïssatou", email, "diop+x"); len(got) > 0 {
				t.Errorf("still in %v", got)
			}
			if after := r.signatures(); after != before {
				t.Errorf("what was signed: %s, then %s", before, after)
			}
			r.whole()
			r.shutOut(p, email)
			r.unnamed("Diop-N", "diop+x")
		})
	}
}

// signatures counts what people have signed and sums it up, by table, and the public history but for the
// commitment that was said to name somebody.
func (r *reach) signatures() (counts string) {
	r.t.Helper()
	if err := r.owner.GetContext(r.t.Context(), &counts,
		`select concat_ws(' ', (select count(*) || md5(string_agg(content_hash || author_id, ',' order by id))
			from statements),
		(select count(*) || md5(string_agg(content_hash || reviewer_id, ',' order by id)) from reviews),
		(select count(*) from documents), (select count(*) from reports),
		(select count(*) from retractions), (select count(*) from handovers),
		(select count(*) || md5(string_agg(to_jsonb(c)::text, ',' order by id)) from changes c
			where code <> 'TN-2024-C01'))`); err != nil {
		r.t.Fatal(err)
	}
	return counts
}

// whole says that totals, positions of changes and guards are what they ought to be.
func (r *reach) whole() {
	r.t.Helper()
	if d, err := r.record.VerifyTotals(r.t.Context()); err != nil || len(d) > 0 {
		r.t.Errorf("totals: %v %v", d, err)
	}
	if _, err := r.owner.ExecContext(
		r.t.Context(), `update statements set note = null where id = (select min(id) from statements)`,
	); err == nil {
		r.t.Error("history can be changed")
	}
	if _, err := r.record.WriteDB.ExecContext(r.t.Context(), `select erase_person('x', 'x', 'y')`); err == nil {
		r.t.Error("the server itself may erase")
	}
	tx := r.record.WriteDB.MustBeginTx(r.t.Context(), nil)
	defer func() { _ = tx.Rollback() }()
	tx.MustExecContext(
		r.t.Context(),
		`select set_config('jalons.erased_pattern', 'x', true), set_config('jalons.erased_as', 'y', true)`,
	)
	if _, err := tx.ExecContext(r.t.Context(), `update audit_log set detail = '{}'`); err == nil {
		r.t.Error("the server may change the audit log")
	}
}

// shutOut says that an erased account signs in by nothing that it had.
func (r *reach) shutOut(p *person, email string) {
	r.t.Helper()
	if w := r.ask(caller{cookies: p.cookies}, http.MethodGet, "/fr/account", nil); w.Code != http.StatusSeeOther {
		r.t.Errorf("its session: %d", w.Code)
	}
	if _, err := r.people.Code(r.t.Context(), email, account.Recovery); err == nil {
		r.t.Error("it is given a new code")
	}
	var left string
	err := r.owner.GetContext(r.t.Context(), &left,
		`select concat_ws(' ', (select count(*) from account_sessions where account_id = $1),
			(select count(*) from tokens where account_id = $1),
			(select count(*) from sign_in_codes where account_id = $1),
		(select count(*) from mandates where account_id = $1 and until_day is null),
		(select count(*) from scopes where account_id = $1 and until_day is null),
		(select count(*) from mails where account_id = $1),
		(select count(*) from accounts where id = $1
			and (password_hash is not null or totp_secret is not null or disabled_at is null)),
		(select string_agg(times || peer, ',') from refusals where account_id = $1 and day = '2026-01-01'))`, p.account)
	if err != nil || left != "0 0 0 0 0 0 0 2" {
		r.t.Errorf("left: %s, %v", left, err)
	}
}

// unnamed looks at every page and answer, public or an administrator's or a colleague's.
func (r *reach) unnamed(texts ...string) {
	r.t.Helper()
	readers := []caller{{}}
	for _, name := range []string{"staff", "liaison of TN", "admin"} {
		readers = append(readers, caller{cookies: r.one(name).cookies})
	}
	var codes []string
	if err := r.owner.SelectContext(r.t.Context(), &codes,
		`select 'TN' union all select 'TN-2024-C01' union all select (select max(code) from milestones)
		union all select id::text from accounts where email like 'erased-%'
		union all select (select max(id)::text from statements)`); err != nil {
		r.t.Fatal(err)
	}
	answered := 0
	for _, route := range r.routes {
		if route.Method != http.MethodGet || strings.HasPrefix(route.Path, "/en") ||
			strings.HasPrefix(route.Path, "/ar") {
			continue
		}
		for _, path := range placed(route.Path, codes) {
			for _, reader := range readers {
				if route.Policy == web.Public && len(reader.cookies) > 0 {
					continue
				}
				w := r.ask(reader, http.MethodGet, path, nil)
				if w.Code == http.StatusOK {
					answered++
				}
				for _, text := range texts {
					if strings.Contains(w.Body.String(), text) {
						r.t.Errorf("%s says %q", path, text)
					}
				}
			}
		}
	}
	if answered < 70 {
		r.t.Errorf("only %d answers were looked at", answered)
	}
}

// The last administrator stays, and who isn't there is named.
func TestEraseRefuses(t *testing.T) {
	r, _ := newStore(t)
	testkit.AddPerson(t, r.Tracker, testkit.Person{Email: "root@example.org", Role: "admin"})
	text := func(key string, _ map[string]any) string { return key }
	erase := func(email string) error {
		return r.EraseAccount(t.Context(), &bytes.Buffer{}, text, account.Erasing{Email: email})
	}
	if err := erase("root@example.org"); domain.CodeOf(err) != "last_admin" {
		t.Errorf("the last administrator: %v", err)
	}
	if err := erase("nobody@example.org"); domain.CodeOf(err) != "missing_account" {
		t.Errorf("nobody: %v", err)
	}
	testkit.AddPerson(t, r.Tracker, testkit.Person{Email: "next@example.org", Role: "admin", Language: "ar"})
	var out bytes.Buffer
	if err := r.EraseAccount(
		t.Context(), &out, text, account.Erasing{Email: "root@example.org"},
	); err != nil || !strings.Contains(out.String(), "user.erase_one_word") {
		t.Errorf("one of two: %v %s", err, &out)
	}
	var name string
	if err := r.OwnerDB.GetContext(
		t.Context(), &name, `select name from accounts where role = 'admin' and disabled_at is not null`,
	); err != nil || !strings.HasPrefix(name, "personne effacée ") {
		t.Errorf("%q, %v", name, err)
	}
	if err := erase("root@example.org"); domain.CodeOf(err) != "missing_account" {
		t.Errorf("twice: %v", err)
	}
}
