-- +goose Up
-- The thumbnail that was made of a file; nothing where none can be made.
create table thumbnails (
  file_sha256 text primary key references files,
  thumbnail_sha256 text references files
);
create index thumbnails_thumbnail on thumbnails (thumbnail_sha256) where thumbnail_sha256 is not null;
grant select, insert, delete on thumbnails to jalons_writer;

-- What the public may read of files: those that stand as evidence, and their thumbnails. Signed documents are in
-- the same tables and not in these views.
create view public_files as
select f.sha256, f.media_type, f.size, f.sums, f.home from files f
where f.stored_at is not null and (
  exists (select from evidence e where e.file_sha256 = f.sha256
    and not exists (select from retractions x where x.statement_id = e.statement_id))
  or exists (select from thumbnails p join evidence e on e.file_sha256 = p.file_sha256
    where p.thumbnail_sha256 = f.sha256 and not exists (select from retractions x
      where x.statement_id = e.statement_id)));
create view public_file_parts as
select p.sha256, p.number, p.bytes from file_parts p
where exists (select from public_files f where f.sha256 = p.sha256);
create view public_thumbnails as
select p.file_sha256, p.thumbnail_sha256 from thumbnails p
where exists (select from public_files f where f.sha256 = p.thumbnail_sha256);
grant select on public_files, public_file_parts, public_thumbnails to jalons_reader;
