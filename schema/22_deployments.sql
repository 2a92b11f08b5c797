-- +goose Up
create table deployments (
  id bigint generated always as identity primary key,
  programme_code text not null references programmes,
  city_code text not null references cities,
  state_code text not null references states,
  entity_code text not null references states,
  version bigint not null default 1,
  unique (programme_code, city_code)
);
grant select, insert, update on deployments to jalons_writer;
grant select on deployments to jalons_reader;

alter table deployments enable row level security;
create policy deployments_read on deployments for select using (true);
create policy deployments_added on deployments for insert to jalons_writer with check (in_scope(entity_code));
create policy deployments_changed on deployments for update to jalons_writer using (in_scope(entity_code))
  with check (in_scope(entity_code));
create policy deployments_removed on deployments for delete to jalons_writer using (in_scope(entity_code));
