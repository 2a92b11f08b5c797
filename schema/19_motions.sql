-- +goose Up
create table motions (
  code text primary key,
  programme_code text not null references programmes,
  title jsonb not null constraint motions__is_text check (is_text(title)),
  body jsonb not null constraint motions__body_is_text check (is_text(body)),
  summit jsonb not null constraint motions__summit_is_text check (is_text(summit)),
  held_on date not null,
  sponsor_code text not null references states,
  adopted_on date
);
-- Invitation, answer and rollout are three facts.
create table invitations (
  motion_code text not null references motions,
  state_code text not null references states,
  invited_on date not null,
  primary key (motion_code, state_code)
);
create table answers (
  motion_code text not null,
  state_code text not null,
  answer text not null check (answer in ('accepted', 'declined', 'later')),
  answered_on date not null,
  primary key (motion_code, state_code),
  foreign key (motion_code, state_code) references invitations
);

grant select, insert, update on motions, invitations, answers to jalons_writer;
grant select on motions, invitations, answers to jalons_reader;
