-- +goose Up
-- +goose StatementBegin
-- Roles belong to the whole cluster, so another database of it may have made them already.
do $$
begin
  if not exists (select from pg_roles where rolname = 'jalons_writer') then create role jalons_writer nologin; end if;
  if not exists (select from pg_roles where rolname = 'jalons_reader') then create role jalons_reader nologin; end if;
exception when duplicate_object or unique_violation then null; -- made by a neighbour in the same moment
end $$;
-- +goose StatementEnd
grant jalons_writer, jalons_reader to current_user;
-- A temporary table named like one of ours would stand before it. A dump without --create leaves this out,
-- so each start checks it.
-- +goose StatementBegin
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end $$;
-- +goose StatementEnd
revoke create on schema public from public;
-- The checksum of each migration when it ran, so that a later edit is detected at start.
create table migration_checksums (
  version bigint primary key,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$')
);
create extension if not exists unaccent;
create extension if not exists pg_trgm;
grant usage on schema public to jalons_writer, jalons_reader;

-- +goose StatementBegin
-- normalize_for_search makes "SÉNÉGAL", "Côte d’Ivoire" and "الأرشيف" findable as people type them: without marks,
-- dashes and runs of spaces as one space. What is stored and what is typed both pass here, and nowhere else.
-- Declared immutable because the dictionary is named and ships with the server.
create function normalize_for_search(t text) returns text language sql immutable strict parallel safe
return lower(public.unaccent('public.unaccent', btrim(regexp_replace(
  translate(
    -- combining marks of Latin, Hebrew and Arabic, the stretching of Arabic letters and hyphens that may show
    regexp_replace(normalize(t, NFKD),
      '[\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u0640\u00ad]+', '', 'g'),
    '’‘ʼ‐‑‒–—―−-', '''''''        '),
  '\s+', ' ', 'g'))));
-- +goose StatementEnd
-- +goose StatementBegin
-- search_words returns the words of a text, normalized, without signs that the text parser would take for a part
-- of one.
create function search_words(t text) returns text language sql immutable strict parallel safe
return translate(normalize_for_search(t), '!"#$%&()*+,./:;<=>?@[\]^_`{|}~«»…''', repeat(' ', 40));
-- +goose StatementEnd
-- +goose StatementBegin
-- search_query matches each word that a person typed, the last one as a prefix; null without words.
create function search_query(t text) returns tsquery language sql immutable parallel safe
begin atomic
  select cast(string_agg(quote_literal(w.lexeme) || case when w.place = w.last then ':*' else '' end, ' & ') as tsquery)
  from (select v.lexeme, p.place, max(p.place) over () as last
    from unnest(to_tsvector('simple', search_words(t))) v, unnest(v.positions) p (place)) w;
end;
-- +goose StatementEnd
-- +goose StatementBegin
-- is_visible says whether a text shows something: more than spaces, controls, Unicode's default-ignorable
-- code points, fillers of Hangul and the empty cell of Braille. domain.Visible agrees.
create function is_visible(t text) returns boolean language sql immutable parallel safe
return t ~ ('[^\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f'
  || '\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8'
  || '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]');
-- +goose StatementEnd
-- +goose StatementBegin
-- is_text says whether j is a text by language with its original marked: {"original":"fr","fr":"…"}.
create function is_text(j jsonb) returns boolean language sql immutable parallel safe
return j is null or (jsonb_typeof(j) = 'object' and j ? 'original' and j ? (j ->> 'original')
    and coalesce(is_visible(j ->> (j ->> 'original')), false));
-- +goose StatementEnd
-- +goose StatementBegin
create function is_day(d date) returns boolean language sql immutable parallel safe
return d is null or (d >= date '1900-01-01' and d < date '2101-01-01');
-- +goose StatementEnd
-- +goose StatementBegin
-- search_text joins the texts of all languages, normalized for search.
create function search_text(j jsonb) returns text language sql immutable parallel safe
begin atomic
  select coalesce(string_agg(search_words(value), ' '), '') from jsonb_each_text(coalesce(j, '{}'))
  where key not in ('original', 'made_from');
end;
-- +goose StatementEnd
-- +goose StatementBegin
-- refuse_change makes history append-only: a correction is a new row that names the one it corrects. Only the
-- owner may delete invented demonstration rows, and declares it in the transaction that does; and only
-- erase_person replaces a person's name and address in history, and nothing else.
create function refuse_change() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'DELETE' and current_setting('jalons.removing_demonstration', true) = 'on'
     and pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member') then
    return old;
  end if;
  if tg_op = 'UPDATE' and nullif(current_setting('jalons.erased_pattern', true), '') is not null
     and pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member')
     and to_jsonb(new) = cast(without_person(cast(to_jsonb(old) as text)) as jsonb) then
    return new;
  end if;
  raise exception 'history is append-only' using errcode = 'restrict_violation',
    constraint = 'append_only', table = tg_table_name;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
-- Row-level security: even where the program forgets a check, a transaction writes only within its scope.
-- in_scope compares a state with the setting app.scope: * for the program's own loads, else codes of states
-- separated by commas; without the setting nothing can be written. The policies stand beside their tables.
create function in_scope(state text) returns boolean language sql stable parallel safe
return coalesce(current_setting('app.scope', true) = '*'
  or state = any (string_to_array(nullif(current_setting('app.scope', true), ''), ',')), false);
-- +goose StatementEnd
-- +goose StatementBegin
-- administers reports whether an administrator, or the program itself, writes: only they may grant mandates and
-- scopes.
create function administers() returns boolean language sql stable parallel safe
return coalesce(current_setting('app.role', true) in ('admin', 'program'), false);
-- +goose StatementEnd
