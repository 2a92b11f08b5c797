-- +goose Up
-- Sessions as the session library keeps them; the token is a hash of what the browser holds.
create table sessions (
  token text primary key,
  data bytea not null,
  expiry timestamptz not null
);
create index sessions_expiry on sessions (expiry);

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

grant select, insert, update, delete on sessions, account_sessions, sign_in_attempts, sign_in_codes, recoveries,
  tokens to jalons_writer;
grant select, insert, update (times, code, request, last_at) on refusals to jalons_writer;
