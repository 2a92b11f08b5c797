-- +goose Up
-- A write that was answered under a key is answered the same for a day, and done once. request_hash is
-- of what was sent; replay_count counts how often the response was given again.
create table idempotency_keys (
  account_id bigint not null references accounts,
  key text not null check (length(key) between 8 and 200),
  request_hash text not null,
  response jsonb not null,
  replay_count int not null default 0,
  recorded_at timestamptz not null,
  primary key (account_id, key)
);
create index idempotency_keys_age on idempotency_keys (recorded_at);
grant select, insert, update, delete on idempotency_keys to jalons_writer;
