//go:build unix

package database

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
)

// holdVariable makes the test binary a server that locks the named folder until it is killed.
const holdVariable = "JALONS_TEST_HOLD"

func TestMain(m *testing.M) {
	if folder := os.Getenv(holdVariable); folder != "" {
		hold(folder)
	}
	os.Exit(m.Run())
}

func hold(folder string) {
	opt := ClusterOptions{DataDir: folder, NodeModules: os.Getenv("JALONS_TEST_MODULES")}
	if _, err := Start(context.Background(), opt); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("ready")
	select {}
}

func TestSecondStartReusesData(t *testing.T) {
	t.Parallel()
	for _, dir := range installed(t) {
		t.Run(dir, func(t *testing.T) {
			opt := options(t)
			opt.BinDir = dir
			first := begun(t, opt)
			run(t, first, `create table kept as select 7 as n`)
			stop(t, first)
			if _, err := os.Stat(first.sockets); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("got %v for the socket folder after Stop, want it removed", err)
			}
			second := begun(t, opt)
			if n := number(t, second, `select n from kept`); n != 7 {
				t.Errorf("second start: got %d, want 7", n)
			}
			if want := number(
				t, second, `select current_setting('server_version_num')::int / 10000`,
			); second.Version() != want {
				t.Errorf("got version %d, want %d", second.Version(), want)
			}
		})
	}
}

func TestArabicSearchAndFrenchCollation(t *testing.T) {
	t.Parallel()
	cluster := begun(t, options(t))
	run(t, cluster, `create extension pg_trgm; create extension unaccent`)
	if n := number(t, cluster, `select cardinality(show_trgm('العربية'))`); n == 0 {
		t.Error("got no trigrams of an Arabic word, want some")
	}
	if n := number(t, cluster, `select ('été' collate "fr-x-icu" < 'f' collate "fr-x-icu")::int`); n != 1 {
		t.Error("got été after f in French, want it before")
	}
}

func TestLockedFolderNamesItsHolder(t *testing.T) {
	t.Parallel()
	opt := options(t)
	begun(t, opt)
	_, err := Start(t.Context(), opt)
	held, ok := errors.AsType[ErrHeld](err)
	if !ok || held.Holder != os.Getpid() || held.DataDir != opt.DataDir {
		t.Errorf("got %v, want the folder held by %d", err, os.Getpid())
	}
}

func TestJoinUsesRunningServerOrStartsOne(t *testing.T) {
	t.Parallel()
	opt := options(t)
	server := begun(t, opt)
	run(t, server, `create table seen as select 1 as n`)
	beside := joined(t, opt, false)
	if n := number(t, beside, `select n from seen`); n != 1 || beside.Version() != server.Version() {
		t.Errorf("beside the server: got %d, version %d; want 1, %d", n, beside.Version(), server.Version())
	}
	stop(t, beside)
	if n := number(t, server, `select n from seen`); n != 1 {
		t.Errorf("after the command: got %d, want 1 from the server's PostgreSQL", n)
	}
	stop(t, server)
	alone := joined(t, opt, true)
	if n := number(t, alone, `select n from seen`); n != 1 {
		t.Errorf("without a server: got %d, want 1", n)
	}
}

func TestDoneReportsUnexpectedExitOnly(t *testing.T) {
	t.Parallel()
	opt := options(t)
	cluster := begun(t, opt)
	stop(t, cluster)
	select {
	case <-cluster.Done():
		t.Error("got Done after Stop, want it open")
	default:
	}
	cluster = begun(t, opt)
	if err := syscall.Kill(postmaster(t, opt.DataDir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "Done", func() bool {
		select {
		case <-cluster.Done():
			return true
		default:
			return false
		}
	})
}

func TestStopEscalatesSignals(t *testing.T) {
	t.Parallel()
	child, err := launch(command("/bin/sh", "-c", `trap "" INT QUIT; while :; do sleep 1; done`), nil, syscall.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	steps := []step{
		{syscall.SIGINT, time.Millisecond}, {syscall.SIGQUIT, time.Millisecond}, {syscall.SIGKILL, time.Minute},
	}
	if !end(t.Context(), child.pid, child.exited, steps) {
		t.Error("got a process that still runs, want it killed")
	}
}

// options returns options with a folder that PostgreSQL's user can enter when the tests run as root.
func options(t *testing.T) ClusterOptions {
	t.Helper()
	folder, err := os.MkdirTemp("", "jalons-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o711); err != nil {
		t.Fatal(err)
	}
	folder, err = filepath.EvalSymlinks(folder)
	if err != nil {
		t.Fatal(err)
	}
	return ClusterOptions{
		DataDir: filepath.Join(folder, "data"), NodeModules: modules(t), Volatile: true,
		stateDir: filepath.Join(folder, "state"),
	}
}

func modules(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../frontend/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// installed lists the programs that this machine has, of each major version.
func installed(t *testing.T) []string {
	t.Helper()
	as, err := unprivileged()
	if err != nil {
		t.Fatal(err)
	}
	opt := options(t).withDefaults()
	var dirs []string
	seen := map[int]bool{}
	for _, dir := range candidates(opt) {
		if found, err := probe(t.Context(), dir, as, opt.stateDir); err == nil && !seen[found.major] {
			seen[found.major] = true
			dirs = append(dirs, dir)
		}
	}
	if len(dirs) == 0 {
		t.Fatal("got no PostgreSQL on this machine, want one or more")
	}
	return dirs
}

func begun(t *testing.T, opt ClusterOptions) *Cluster {
	t.Helper()
	cluster, err := Start(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, cluster) })
	return cluster
}

func joined(t *testing.T, opt ClusterOptions, wantStarted bool) *Cluster {
	t.Helper()
	cluster, started, err := Join(t.Context(), opt)
	if err != nil || started != wantStarted {
		t.Fatalf("join: got started %t, %v; want %t", started, err, wantStarted)
	}
	t.Cleanup(func() { stop(t, cluster) })
	return cluster
}

func stop(t *testing.T, cluster *Cluster) {
	t.Helper()
	if err := cluster.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
}

func connected(t *testing.T, cluster *Cluster) *sqlx.DB {
	t.Helper()
	db, err := Open(t.Context(), cluster.DSN(Name, Superuser), "", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func run(t *testing.T, cluster *Cluster, statement string) {
	t.Helper()
	db := connected(t, cluster)
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, cluster *Cluster, query string) int {
	t.Helper()
	db := connected(t, cluster)
	defer db.Close()
	var n int
	if err := db.GetContext(t.Context(), &n, query); err != nil {
		t.Fatal(err)
	}
	return n
}

// postmaster returns the process id of the PostgreSQL of a data folder.
func postmaster(t *testing.T, home string) int {
	t.Helper()
	data, err := existingData(home)
	if err != nil {
		t.Fatal(err)
	}
	file, err := readPidFile(data.path)
	if err != nil {
		t.Fatal(err)
	}
	return file.pid
}

// eventually polls until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick, giveUp := time.NewTicker(10*time.Millisecond), time.After(time.Minute)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-giveUp:
			t.Fatalf("got a timeout, want: %s", what)
		}
	}
}
