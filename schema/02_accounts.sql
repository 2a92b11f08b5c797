-- +goose Up
-- An account has one role, so an assessor can't hold another by construction.
create table accounts (
  id bigint generated always as identity primary key,
  email text not null,
  name text not null,
  language text not null default 'fr' check (language in ('fr', 'en', 'ar')),
  role text not null check (role in ('staff', 'liaison', 'assessor', 'admin')),
  function jsonb constraint accounts__is_text check (is_text(function)),
  institution jsonb constraint accounts__institution_is_text check (is_text(institution)),
  password_hash text,
  demonstration boolean not null default false,
  -- The second factor: a secret that an authenticator shares, on since it was confirmed. It is encrypted by a
  -- key that is not in the database: v1, the key's name, nonce and ciphertext. totp_step is the last half
  -- minute that a code was taken for; none is taken twice.
  totp_secret text constraint accounts__secret_is_sealed check (totp_secret ~ '^v1[.][0-9a-f]{8}[.][A-Za-z0-9+/]+=*$'),
  totp_since timestamptz,
  totp_step bigint not null default 0,
  -- How often they want a summary of what waits for them; what is mailed at once does not depend on it.
  summary text not null default 'weekly' check (summary in ('weekly', 'daily', 'none')),
  disabled_at timestamptz,
  created_at timestamptz not null,
  constraint accounts__secret_with_second_factor check (totp_since is null or totp_secret is not null)
);
create unique index accounts_email on accounts (lower(email));
grant select, insert, update on accounts to jalons_writer;

alter table accounts enable row level security;
create policy accounts_read on accounts for select using (true);
create policy accounts_added on accounts for insert to jalons_writer with check (administers());
create policy accounts_changed on accounts for update to jalons_writer using (true);

-- +goose StatementBegin
-- check_account_change keeps people from changing their own role and names, or closing and opening accounts; their
-- password and second factor are their own.
create function check_account_change() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if current_user = 'jalons_writer' and not administers() then
    raise exception 'roles are given by administrators' using errcode = 'check_violation',
      constraint = 'by_administrators', table = 'accounts';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger t02_check_account_change before update of role, disabled_at, demonstration, name, institution on accounts
  for each row
  when (old.role <> new.role or old.disabled_at is distinct from new.disabled_at
    or old.demonstration <> new.demonstration or old.name <> new.name
    or old.institution is distinct from new.institution) execute function check_account_change();
