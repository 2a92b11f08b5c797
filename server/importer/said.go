package importer

import (
	"cmp"
	"context"
	"slices"

	"jalons/server/domain"
	"jalons/server/tracker"
)

type stoodRow struct {
	Code        string      `json:"code"`
	EffectiveOn domain.Day  `json:"effective_on"`
	Content     saidContent `json:"content"`
}

const stoodQuery = `-- importer.ImportProgress what stands
select i.code, f.effective_on, s.id, s.level,
  jsonb_build_object('level', s.level, 'note', s.note, 'challenge', b.note, 'evidence',
    coalesce((select jsonb_agg(jsonb_build_object('url', e.url, 'title', e.title, 'lang', coalesce(e.lang, ''))
      order by e.id) from evidence e where e.statement_id = s.id), '[]')) = f.content as same
from jsonb_to_recordset($1::jsonb) f (code text, effective_on date, content jsonb)
join indicators i on i.code = f.code
cross join lateral (select u.* from statements u
  where u.milestone_id = i.milestone_id and u.indicator_id = i.id and u.kind = 'update' and u.author_id = $2
  and u.effective_on = f.effective_on
  and not exists (select from retractions x where x.statement_id = u.id)
    order by u.recorded_at desc, u.id desc limit 1) s
left join blockers b on b.statement_id = s.id`

// compare finds what the record already has under the keys of the rows.
func (i *progressImporter) compare(ctx context.Context) error {
	rows := make([]stoodRow, len(i.said))
	byKey := make(map[string]*saidRow, len(i.said))
	for n, s := range i.said {
		rows[n] = stoodRow{s.Code, s.EffectiveOn, s.Content}
		byKey[s.key()] = s
	}
	var stood []struct {
		statementKey
		Level domain.Level `db:"level"`
		Same  bool         `db:"same"`
	}
	if err := bulk(ctx, i.Writer, &stood, stoodQuery, rows, i.Account); err != nil {
		return err
	}
	for _, f := range stood {
		s := byKey[f.key()]
		s.Stands, s.Same = f.ID, f.Same
		if f.Level != s.Level {
			i.report.Changes = append(i.report.Changes,
				ImportChange{
					Line: s.Line, Code: s.Code, Field: FieldLevel, Before: string(f.Level), After: string(s.Level),
				})
		}
	}
	return nil
}

const beforeQuery = `-- importer.ImportProgress what stood before
select i.code, f.effective_on, p.level, p.effective_on as since
from jsonb_to_recordset($1::jsonb) f (code text, effective_on date) join indicators i on i.code = f.code
cross join lateral (select u.level, u.effective_on from statements u
  where u.milestone_id = i.milestone_id and u.indicator_id = i.id and u.kind = 'update'
    and u.effective_on < f.effective_on and not exists (select from retractions x where x.statement_id = u.id)
  order by u.effective_on desc, u.recorded_at desc, u.id desc limit 1) p`

// derive says what follows from what stood before each row: the newest of an earlier period, in the file
// or in the record.
func (i *progressImporter) settle(ctx context.Context) error {
	rows := make([]stoodRow, len(i.said))
	for n, s := range i.said {
		rows[n] = stoodRow{Code: s.Code, EffectiveOn: s.EffectiveOn}
	}
	var before []struct {
		statementKey
		Level domain.Level
		Since domain.Day
	}
	if err := bulk(ctx, i.Writer, &before, beforeQuery, rows); err != nil {
		return err
	}
	stood := map[string]saidBefore{}
	for _, b := range before {
		stood[b.key()] = saidBefore{b.Level, b.Since}
	}
	inFile := map[string]saidBefore{}
	for _, s := range slices.SortedStableFunc(slices.Values(i.said), byDay) {
		last := stood[s.key()]
		if f := inFile[s.Code]; f.since >= last.since {
			last = f
		}
		s.Setback = tracker.Rank(s.Level) < tracker.Rank(last.level)
		inFile[s.Code] = saidBefore{s.Level, s.EffectiveOn}
		var err error
		if s.Hash, err = s.statement().Hash(); err != nil {
			return err
		}
		i.noteUnproven(s)
	}
	return nil
}

// saidBefore is a level and the day since which it stood.
type saidBefore struct {
	level domain.Level
	since domain.Day
}

func byDay(a, b *saidRow) int { return cmp.Compare(a.EffectiveOn, b.EffectiveOn) }

// noteUnproven notes what a form would refuse: completed, and nothing that shows it.
func (i *progressImporter) noteUnproven(s *saidRow) {
	if s.Level == domain.LevelCompleted && len(s.Content.Evidence) == 0 {
		i.report.Notes = append(i.report.Notes, ImportNote{
			Line: s.Line, Code: s.Code, Kind: NoteUnproven, Raw: s.Evidence.In["en"], Read: string(s.Level),
		})
	}
}

// statementKey is a statement by the key of its row.
type statementKey struct {
	ID          int64 `db:"id"`
	Code        string
	EffectiveOn domain.Day `db:"effective_on"`
}

func (k statementKey) key() string { return k.Code + " " + string(k.EffectiveOn) }

type statementRow struct {
	Code        string       `json:"code"`
	EffectiveOn domain.Day   `json:"effective_on"`
	Level       domain.Level `json:"level"`
	Note        domain.Text  `json:"note"`
	Setback     bool         `json:"setback"`
	Hash        string       `json:"hash"`
}

const saidQuery = `-- importer.ImportProgress statements
with said as (
  insert into statements (kind, milestone_id, indicator_id, state_code, speaker, level, setback, effective_on,
    recorded_at, note, author_id, acting_as, batch, content_hash)
  select 'update', i.milestone_id, i.id, m.state_code, 'state', f.level, f.setback, f.effective_on,
    $2, f.note, $3, $4, nullif($5, ''), f.hash
  from jsonb_to_recordset($1::jsonb) f (code text, effective_on date, level text, note jsonb, setback boolean,
    hash text)
  join indicators i on i.code = f.code join milestones m on m.id = i.milestone_id order by f.effective_on, i.id
  returning id, indicator_id, effective_on)
select s.id, i.code, s.effective_on from said s join indicators i on i.id = s.indicator_id`

// write records the statements that are new or say something else, and what belongs to them.
func (i *progressImporter) write(ctx context.Context) error {
	byKey := map[string]*saidRow{}
	var rows []statementRow
	for _, s := range i.said {
		if s.Same {
			continue
		}
		byKey[s.key()] = s
		rows = append(rows, statementRow{s.Code, s.EffectiveOn, s.Level, s.Content.Note, s.Setback, s.Hash})
	}
	if len(rows) == 0 {
		return nil
	}
	var written []statementKey
	if err := bulk(ctx, i.Writer, &written, saidQuery, rows, i.Now(), i.Account, i.ActingAs, i.Batch); err != nil {
		return err
	}
	for _, s := range written {
		byKey[s.key()].ID = s.ID
	}
	return i.writeParts(ctx)
}

type partRow struct {
	Statement int64       `json:"statement"`
	Corrects  int64       `json:"corrects"`
	Note      domain.Text `json:"note"`
	URL       string      `json:"url"`
	Title     domain.Text `json:"title"`
	Lang      string      `json:"lang"`
}

const saidBlockersQuery = `-- importer.ImportProgress blockers
insert into blockers (statement_id, cause, note) select f.statement, 'other', f.note
from jsonb_to_recordset($1::jsonb) f (statement bigint, note jsonb) returning statement_id`

const saidEvidenceQuery = `-- importer.ImportProgress evidence
insert into evidence (statement_id, url, title, lang, kind)
select f.statement, f.url, f.title, nullif(f.lang, ''), 'other'
from rows
from (jsonb_to_recordset($1::jsonb) as (statement bigint, url text, title jsonb,
  lang text)) with ordinality f (statement, url, title, lang, n) order by f.n returning id`

const saidCorrectionsQuery = `-- importer.ImportProgress corrections
insert into retractions (statement_id, reason, corrected_by, author_id, acting_as, recorded_at)
select f.corrects, $2, f.statement, $3, $4, $5 from jsonb_to_recordset($1::jsonb) f (statement bigint, corrects bigint)
returning id`

func (i *progressImporter) writeParts(ctx context.Context) error {
	var blockers, evidence, corrections []partRow
	for _, s := range i.said {
		if s.ID == 0 {
			continue
		}
		if !s.Challenges.IsZero() {
			blockers = append(blockers, partRow{Statement: s.ID, Note: s.Challenges})
		}
		for _, a := range s.Content.Evidence {
			evidence = append(evidence, partRow{Statement: s.ID, URL: a.URL, Title: a.Title, Lang: a.Lang})
		}
		if s.Stands != 0 {
			corrections = append(corrections, partRow{Statement: s.ID, Corrects: s.Stands})
		}
	}
	var ids []int64
	if err := bulk(ctx, i.Writer, &ids, saidBlockersQuery, blockers); err != nil {
		return err
	}
	if err := bulk(ctx, i.Writer, &ids, saidEvidenceQuery, evidence); err != nil {
		return err
	}
	return bulk(
		ctx, i.Writer, &ids, saidCorrectionsQuery, corrections, correctedReason, i.Account, i.ActingAs, i.Now(),
	)
}
