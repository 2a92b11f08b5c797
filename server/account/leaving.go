package account

import (
	"strconv"
	"strings"
)

// erasedDomain is that of addresses that lead nowhere (RFC 2606).
const erasedDomain = "@erased.invalid"

// step is one statement of an erasure, and what it is about.
type step struct {
	place, query string
	args         []any
}

// leaving is what goes with the account itself: what it signs in by, what waits for it or was typed by it,
// and its offices from today. The rest of the record names it by its number only.
func (p *Accounts) leaving(h *holder, instead string) []step {
	id, now := h.ID, p.now()
	number := strconv.FormatInt(id, 10)
	address := "erased-" + number + erasedDomain
	of := func(place, query string) step { return step{place, query, []any{id}} }
	return []step{
		{"accounts",
			`update accounts set email = $2, name = $3, password_hash = null, totp_secret = null, totp_since = null,
			summary = 'none', disabled_at = coalesce(disabled_at, $4) where id = $1`, []any{id, address, instead, now}},
		{"mandates", `update mandates set until_day = greatest(from_day, ($2::timestamptz at time zone 'UTC')::date)
			where account_id = $1 and (until_day is null or until_day > ($2::timestamptz at time zone 'UTC')::date)`,
			[]any{id, now}},
		{"scopes", `update scopes set until_day = greatest(from_day, ($2::timestamptz at time zone 'UTC')::date)
			where account_id = $1 and (until_day is null or until_day > ($2::timestamptz at time zone 'UTC')::date)`,
			[]any{id, now}},
		{"delegations", `update delegations set revoked_at = $2
			where (from_account_id = $1 or to_account_id = $1) and revoked_at is null`, []any{id, now}},
		of(
			"account_sessions.impersonated_id",
			`update account_sessions set impersonated_id = null where impersonated_id = $1`),
		of("account_sessions", `delete from account_sessions where account_id = $1`),
		of("tokens", `delete from tokens where account_id = $1`),
		of("sign_in_codes", `delete from sign_in_codes where account_id = $1`),
		{"recoveries", `delete from recoveries where lower(email) = lower($1)`, []any{h.Email}},
		{"sign_in_attempts",
			`delete from sign_in_attempts where strpos(subject, $1) > 0 or subject = $2 or subject like $3`,
			[]any{mark(strings.ToLower(h.Email)), "second:" + number, "%-device:" + number + ":%"}},
		of("drafts", `delete from drafts where account_id = $1`),
		of("idempotency_keys", `delete from idempotency_keys where account_id = $1`),
		of("notices", `delete from notices where account_id = $1`),
		of("summaries", `delete from summaries where account_id = $1`),
		of("mails", `delete from mails where account_id = $1`),
		of("refusals", `with gone as (delete from refusals where account_id = $1 returning *)
			insert into refusals (account_id, day, peer, method, route, by_token, times, code, request, first_at,
				last_at)
			select account_id, day, '', method, route, by_token, sum(times), max(code), '', min(first_at), max(last_at)
			from gone group by account_id, day, method, route, by_token`),
	}
}
