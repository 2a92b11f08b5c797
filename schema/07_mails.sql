-- +goose Up
-- Mails wait here until a mail server has taken them, so that one that is down loses nothing. What a mail
-- said goes once it is sent, or once it is too late for it.
create table mails (
  id bigint generated always as identity primary key,
  account_id bigint not null references accounts,
  subject text not null,
  body text not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  good_until timestamptz not null,
  tries int not null default 0,
  failure text check (length(failure) <= 1000),
  sent_at timestamptz,
  constraint mails__end_not_before_start check (good_until > created_at)
);
create index mails_due on mails (due_at) where sent_at is null;
grant select, insert, update, delete on mails to jalons_writer;
