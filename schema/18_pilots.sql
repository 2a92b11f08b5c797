-- +goose Up
create table pilots (
  programme_code text not null references programmes,
  state_code text not null references states,
  part text not null check (part in ('flagship', 'pilot')),
  phase_code text not null references phases,
  primary key (programme_code, state_code)
);
create unique index pilots__one_flagship on pilots (programme_code) where part = 'flagship';
create table pilot_regions (
  programme_code text not null,
  state_code text not null,
  region_code text not null references regions,
  primary key (programme_code, region_code),
  foreign key (programme_code, state_code) references pilots
);

grant select, insert, update on pilots, pilot_regions to jalons_writer;
grant select on pilots, pilot_regions to jalons_reader;
