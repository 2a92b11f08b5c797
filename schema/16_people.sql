-- +goose Up
-- Sessions as the session library keeps them; the token is a hash of what the browser holds.
create table sessions (
  token text primary key,
  data bytea not null,
  expiry timestamptz not null
);
create index sessions_expiry on sessions (expiry);

-- The second factor: a secret that an authenticator shares, on since it was confirmed. It is encrypted by a
-- key that is not in the database: v1, the key's name, nonce and ciphertext. totp_step is the last half
-- minute that a code was taken for; none is taken twice.
alter table accounts add column totp_secret text, add column totp_since timestamptz,
  add column totp_step bigint not null default 0,
  add constraint accounts__secret_is_sealed check (totp_secret ~ '^v1[.][0-9a-f]{8}[.][A-Za-z0-9+/]+=*$'),
  add constraint accounts__secret_with_second_factor check (totp_since is null or totp_secret is not null);

-- One sign-in on one device. Whoever ends it signs that device out at its next request. A browser that
-- keeps the known secret after signing out is let past the delay that wrong passwords of others bring.
create table account_sessions (
  id bigint generated always as identity primary key,
  account_id bigint not null references accounts,
  agent text not null check (length(agent) <= 400),
  known_hash text not null check (known_hash ~ '^[0-9a-f]{64}$'),
  awaits_two_factor boolean not null default false,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  impersonated_id bigint references accounts, -- whom an administrator impersonates, changing nothing
  ended_at timestamptz
);
create index account_sessions_account on account_sessions (account_id) where ended_at is null;
create index account_sessions_known on account_sessions (known_hash);

-- Wrong sign-ins by what they are counted for: an address of an account, of the network, or a device.
-- attempts counts those begun; a right password takes the row away.
create table sign_in_attempts (
  subject text primary key,
  attempts int not null check (attempts >= 0),
  last_at timestamptz not null
);

-- A one-time code that sets a password: an invitation, or a recovery. Typed by hand; a link never acts.
create table sign_in_codes (
  id bigint generated always as identity primary key,
  account_id bigint not null references accounts,
  purpose text not null check (purpose in ('invitation', 'recovery')),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint sign_in_codes__end_not_before_start check (expires_at > created_at)
);
create index sign_in_codes_account on sign_in_codes (account_id) where used_at is null;

-- A recovery that somebody asked for, until a job looks up whose address it is: the request itself takes
-- the same steps for every address.
create table recoveries (
  id bigint generated always as identity primary key,
  email text not null check (length(email) <= 254),
  request text not null,
  requested_at timestamptz not null
);

-- A personal key of the API: shown once, stored as a hash. may says what it is for.
create table tokens (
  id bigint generated always as identity primary key,
  account_id bigint not null references accounts,
  name text not null check (is_visible(name)),
  hash text not null unique check (hash ~ '^[0-9a-f]{64}$'),
  may text[] not null check (may <@ array['declare', 'review', 'assess', 'administer']),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  ended_at timestamptz,
  constraint tokens__end_not_before_start check (expires_at > created_at)
);
create index tokens_account on tokens (account_id) where ended_at is null;

-- Who did what, when, in what capacity and from which request; for what is not in changes: sign-ins,
-- rights, sessions.
create table audit_log (
  id bigint generated always as identity primary key,
  account_id bigint references accounts,
  acting_as text not null,
  action text not null,
  subject_id bigint references accounts,
  detail jsonb not null default '{}',
  request text not null,
  recorded_at timestamptz not null
);
create index audit_log_account on audit_log (account_id, id);
create trigger audit_log_append_only before update or delete on audit_log for each row execute function refuse_change();

-- Requests of accounts that their rights did not reach: one row for an account, address and route a day,
-- counted, so that whoever is turned away over and over fills nothing. Of what goes beyond the most rows of
-- a day, address, method and route are empty. code and request are those of the last one.
create table refusals (
  id bigint generated always as identity primary key,
  account_id bigint not null references accounts,
  day date not null,
  peer text not null check (length(peer) <= 45),
  method text not null check (length(method) <= 7),
  route text not null check (length(route) <= 200),
  by_token boolean not null,
  times int not null default 1,
  code text not null,
  request text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  constraint refusals__once unique (account_id, day, peer, method, route, by_token)
);
create index refusals_last on refusals (last_at);

-- +goose StatementBegin
-- without_person gives a text without the name and address that erase_person is about.
create function without_person(t text) returns text language sql stable
return regexp_replace(t, current_setting('jalons.erased_pattern'), current_setting('jalons.erased_as'), 'gi');
-- +goose StatementEnd
-- +goose StatementBegin
-- erase_person replaces what a pattern matches in every text of every table, history included, and gives
-- the columns where it did. It is the owner's alone, and the one way to change a row of history. An account's
-- own row is its caller's matter; reports stay, since their SHA-256 is printed on signed paper. near is a
-- plainer pattern that matches wherever pattern does: looking beside each word takes 25 times as long. What
-- triggers log of the changes is cleaned last.
create function erase_person(near text, pattern text, instead text) returns table (place text, hits bigint)
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare c record;
begin
  perform set_config('jalons.erased_pattern', pattern, true), set_config('jalons.erased_as', instead, true);
  for c in
    select t.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type from pg_class t
    join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    cross join generate_series(1, case t.relname when 'changes' then 2 else 1 end) as pass
    where t.relnamespace = 'public'::regnamespace and t.relkind = 'r'
      and t.relname not in ('accounts', 'reports', 'goose_db_version')
      and a.atttypid in ('text'::regtype, 'varchar'::regtype, 'jsonb'::regtype, 'json'::regtype, 'text[]'::regtype)
    order by pass, t.relname, a.attnum
  loop
    execute format('update %1$I set %2$I = without_person(%2$I::text)::%3$s'
      ' where case when %2$I::text ~* $1 then %2$I::text ~* $2 end',
      c.relname, c.attname, c.type) using near, pattern;
    get diagnostics hits = row_count;
    if hits > 0 then
      place := c.relname || '.' || c.attname;
      return next;
    end if;
  end loop;
  perform set_config('jalons.erased_pattern', '', true);
end $$;
-- +goose StatementEnd
revoke execute on function without_person(text), erase_person(text, text, text) from public;

grant select, insert, update, delete on sessions, sign_in_attempts to jalons_writer;
grant select, insert, update, delete on account_sessions, sign_in_codes, recoveries, tokens to jalons_writer;
grant select, insert on audit_log to jalons_writer;
grant select, insert, update (times, code, request, last_at) on refusals to jalons_writer;
