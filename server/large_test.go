//go:build large

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/schema"
	"jalons/seeds"
	"jalons/server/database"
)

// Prints what a backup and a restore of a large record take. People read the figures. The embedded PostgreSQL runs as
// it does for a server, and the commands are processes of their own, whose memory is measured.
func TestBackupOfALargeRecord(t *testing.T) {
	most, err := strconv.Atoi(os.Getenv("MILESTONES"))
	if err != nil {
		most = 100_000
	}
	folder, err := os.MkdirTemp("", "jalons-large-")
	if err == nil {
		err = os.Chmod(folder, 0o711) // PostgreSQL's account enters it
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	cluster, err := database.Start(t.Context(), database.ClusterOptions{
		DataDir: filepath.Join(folder, "data"), BinDir: os.Getenv("EMBEDDED_PG_BIN"),
		NodeModules: "../frontend/node_modules",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cluster.Stop(t.Context()) })
	for _, milestones := range []int{most / 10, most} {
		l := &large{t, cluster, folder, milestones}
		name := l.filled()
		file := filepath.Join(folder, name+".zip")
		l.run(name, "backup", file)
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %.1f MB", filepath.Base(file), float64(info.Size())/1e6)
		l.run(l.empty("restored"), "restore", file)
	}
}

// large is a record of so many milestones.
type large struct {
	t          *testing.T
	cluster    *database.Cluster
	folder     string
	milestones int
}

func (l *large) owner(name string) *sqlx.DB {
	l.t.Helper()
	db, err := database.Open(l.t.Context(), l.dsn(name), "", database.Limits{Connections: 1})
	if err != nil {
		l.t.Fatal(err)
	}
	return db
}

func (l *large) dsn(name string) string { return l.cluster.DSN(name, database.Superuser) }

// empty makes a database and gives its name.
func (l *large) empty(kind string) string {
	l.t.Helper()
	name := fmt.Sprintf("%s_%d", kind, l.milestones)
	db := l.owner("postgres")
	defer db.Close()
	if _, err := db.ExecContext(l.t.Context(), "create database "+name); err != nil {
		l.t.Fatal(err)
	}
	return name
}

// filled makes a record with its facts, and fills it as its triggers have it.
func (l *large) filled() string {
	l.t.Helper()
	name, begun := l.empty("large"), time.Now()
	db := l.owner(name)
	defer db.Close()
	var size struct {
		Milestones int   `db:"milestones"`
		Statements int   `db:"statements"`
		Bytes      int64 `db:"bytes"`
	}
	_, err := database.Migrate(l.t.Context(), db.DB, schema.Files)
	if err == nil {
		err = database.Seed(l.t.Context(), db.DB, seeds.Files, "reference")
	}
	if err == nil {
		err = l.fill(db)
	}
	if err == nil {
		err = db.GetContext(l.t.Context(), &size, `select (select count(*) from milestones) as milestones,
			(select count(*) from statements) as statements, pg_database_size(current_database()) as bytes`)
	}
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Logf("%d milestones, %d statements: a database of %.1f MB, filled in %v",
		size.Milestones, size.Statements, float64(size.Bytes)/1e6, time.Since(begun).Round(time.Second))
	return name
}

// fill fills one government after the other, each with as many plans.
func (l *large) fill(db *sqlx.DB) error {
	var states []string
	if err := db.SelectContext(l.t.Context(), &states, `select code from states order by code`); err != nil {
		return err
	}
	plans := 1 + l.milestones/(200*len(states))
	for _, state := range states {
		for _, query := range fillOneState {
			about := fmt.Sprintf("set app.scope = '*'; set app.state = '%s'; set app.plans = '%d';", state, plans)
			if _, err := db.ExecContext(l.t.Context(), about+query); err != nil {
				return err
			}
		}
	}
	_, err := db.ExecContext(l.t.Context(), `select sequence_changes(), compact_totals()`)
	return err
}

// run runs one command on a database and prints how long it took and the most memory that it had.
func (l *large) run(name string, args ...string) {
	l.t.Helper()
	cmd := exec.CommandContext(l.t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), commandVariable+"=1", "DATABASE_URL="+l.dsn(name), "LOG_LEVEL=error", "LANG=en")
	begun := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		l.t.Fatalf("%v: %v\n%s", args, err, out[max(0, len(out)-2000):])
	}
	memory := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss // kB on Linux
	l.t.Logf("%s: %v, at most %d MB", args[0], time.Since(begun).Round(100*time.Millisecond), memory/1024)
}

// fillOneState gives one government plans of 20 commitments with ten milestones each, of which each is declared
// with evidence and half are approved.
var fillOneState = []string{
	`with a as (
	  insert into accounts (email, name, role, created_at)
	  select lower(v.role || '.' || current_setting('app.state')) || '@example.org', v.role, v.role, '2020-01-01'
	  from (values ('staff'), ('liaison')) v (role) returning id, role)
	insert into mandates (account_id, state_code, capacity, from_day)
	select id, current_setting('app.state'), 'liaison', '2020-01-01' from a where role = 'liaison'`,

	`insert into action_plans (code, state_code, title, cycle, starts_on, source)
	select s || '-' || y, s, '{"original":"fr","fr":"Plan d''action"}', y || '-' || y + 2, make_date(y, 1, 1),
		'invented'
	from current_setting('app.state') s, generate_series(2001, 2000 + current_setting('app.plans')::int) y`,

	`insert into commitments (code, plan_code, state_code, number, title, description, published_at)
	select p.code || '-C' || lpad(n::text, 2, '0'), p.code, p.state_code, n, words, words, '2024-01-01'
	from action_plans p, generate_series(1, 20) n, jsonb_build_object('original', 'fr',
	  'fr', 'Publier les marchés publics et leurs avenants, ' || n,
	  'en', 'Publish public contracts and their amendments, ' || n) words
	where p.state_code = current_setting('app.state')`,

	`insert into milestones
	  (code, commitment_id, state_code, number, title, due_on, due_precision, first_due_on, published_at)
	select c.code || '.' || n, c.id, c.state_code, n, words, day, 'day', day, '2024-01-01'
	from commitments c, generate_series(1, 10) n, jsonb_build_object('original', 'fr',
	  'fr', 'Mettre en ligne le registre des marchés de l''année ' || n,
	  'en', 'Put the register of contracts of the year online, ' || n) words,
	  lateral (select date '2025-01-01' + (c.id * 7 + n * 97)::int % 1500) d (day)
	where c.state_code = current_setting('app.state')`,

	`insert into statements
	  (kind, milestone_id, state_code, speaker, level, effective_on, recorded_at, author_id, acting_as, content_hash)
	select 'update', m.id, m.state_code, 'programme',
	  (array['not_started', 'limited', 'substantial', 'completed'])[1 + m.id % 4],
	  date '2026-01-01' + (m.id % 100)::int,
	  timestamptz '2026-05-01' + m.id * interval '1 s', a.id, 'staff', encode(sha256(m.code::bytea), 'hex')
	from milestones m join accounts a on a.email = lower('staff.' || m.state_code) || '@example.org'
	where m.state_code = current_setting('app.state')`,

	`insert into evidence (statement_id, url, title, kind)
	select id, 'https://example.org/marches/' || id, '{"original":"fr","fr":"Registre des marchés publics"}', 'dataset'
	from statements where state_code = current_setting('app.state')`,

	`insert into reviews (statement_id, outcome, way, content_hash, state_code, reviewer_id, acting_as, recorded_at)
	select s.id, 'approved', 'state', s.content_hash, s.state_code, a.id, 'liaison', s.recorded_at + interval '1 day'
	from statements s join accounts a on a.email = lower('liaison.' || s.state_code) || '@example.org'
	where s.state_code = current_setting('app.state') and s.id % 2 = 0`,
}
