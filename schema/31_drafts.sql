-- +goose Up
-- What a person has typed about a target and not submitted; version is that of the target when it was shown.
create table drafts (
  account_id bigint not null references accounts,
  target text not null check (length(target) <= 40),
  body jsonb not null,
  version bigint not null,
  saved_at timestamptz not null,
  primary key (account_id, target)
);
grant select, insert, update, delete on drafts to jalons_writer;
