-- +goose Up
-- Files that evidence, documents and thumbnails name, by the SHA-256 of their content. sums holds the SHA-256 of
-- each 64 KiB of it in turn, so that a part is checked by itself. home says where the content is; it is there
-- once stored_at is set. What nothing names is deleted a day after its last use.
create table files (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  size bigint not null check (size between 0 and 10485760),
  sums bytea not null check (octet_length(sums) <= 5120),
  home text not null check (home in ('database', 's3')),
  last_used_at timestamptz not null,
  stored_at timestamptz
);
-- The content of a file whose home is the database.
create table file_parts (
  sha256 text not null references files,
  number int not null check (number >= 0),
  bytes bytea not null check (octet_length(bytes) between 1 and 262144),
  primary key (sha256, number)
);
grant select, insert, delete, update (home, last_used_at, stored_at) on files to jalons_writer;
grant select, insert, delete on file_parts to jalons_writer;
