-- +goose Up
create table institutions (
  id bigint generated always as identity primary key,
  state_code text references states,
  -- what its state's files call it: an import finds it again, so that its name may become known later
  code text constraint institutions__code_well_formed check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  kind text not null check (kind in ('government', 'civil_society', 'private', 'multilateral')),
  name jsonb not null constraint institutions__is_text check (is_text(name)),
  demonstration boolean not null default false,
  version bigint not null default 1
);
create unique index institutions_name on institutions (coalesce(state_code, ''), (name ->> (name ->> 'original')));
create unique index institutions_code on institutions (coalesce(state_code, ''), code) where code is not null;
grant select, insert, update on institutions to jalons_writer;
grant select on institutions to jalons_reader;

alter table institutions enable row level security;
create policy institutions_read on institutions for select using (true);
create policy institutions_added on institutions for insert to jalons_writer with check (in_scope(state_code));
create policy institutions_changed on institutions for update to jalons_writer using (in_scope(state_code))
  with check (in_scope(state_code));
create policy institutions_removed on institutions for delete to jalons_writer using (in_scope(state_code));
