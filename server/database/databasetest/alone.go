//go:build unix

package databasetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jmoiron/sqlx"

	"jalons/schema"
	"jalons/seeds"
	"jalons/server/database"
)

// Server is a PostgreSQL of one test's own, with the facts in its database, which the test may stop and restart.
type Server struct {
	*Database
	t       testing.TB
	folder  *folder
	cluster *database.Cluster
}

// Alone starts a PostgreSQL that stops with the test.
func Alone(t testing.TB) *Server {
	t.Helper()
	folder, err := reachable()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t, folder: folder}
	t.Cleanup(func() {
		if err := errors.Join(s.cluster.Stop(context.Background()), folder.remove()); err != nil {
			t.Error(err)
		}
	})
	s.Start()
	dsn := s.cluster.DSN(database.Name, database.Superuser)
	s.Database = &Database{DSN: dsn, Owner: s.open(dsn, "")}
	_, err = database.Migrate(t.Context(), s.Owner.DB, schema.Files)
	if err == nil {
		err = database.AllowLogin(t.Context(), s.Owner, "jalons_writer", "jalons_reader")
	}
	if err == nil {
		err = database.Seed(t.Context(), s.Owner.DB, seeds.Files, "reference")
	}
	if err != nil {
		t.Fatal(err)
	}
	s.Write = s.open(As(dsn, "jalons_writer"), "jalons_writer")
	s.Read = s.open(As(dsn, "jalons_reader"), "jalons_reader")
	return s
}

// open returns a pool whose connections may break.
func (s *Server) open(dsn, role string) *sqlx.DB {
	s.t.Helper()
	db, err := database.Pool(dsn, role, database.Limits{Connections: 5, Idle: 2})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = db.Close() })
	return db
}

// Start starts it after a Stop.
func (s *Server) Start() {
	s.t.Helper()
	cluster, err := database.Start(s.t.Context(), optionsIn(s.folder.path))
	if err != nil {
		s.t.Fatal(err)
	}
	s.cluster = cluster
}

// Stop stops it.
func (s *Server) Stop() {
	s.t.Helper()
	if err := s.cluster.Stop(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// Follow makes a stopped server a read-only standby at its next start, or a primary again.
func (s *Server) Follow(another bool) {
	s.t.Helper()
	signal := filepath.Join(s.data(), "standby.signal")
	err := os.Remove(signal)
	if another {
		err = os.WriteFile(signal, nil, 0o600)
	}
	if err == nil && another {
		err = asOwnerOf(filepath.Dir(signal), signal)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// TakeNoMore lets it serve open connections and refuse new ones, as during a smart shutdown.
func (s *Server) TakeNoMore() {
	s.t.Helper()
	if err := syscall.Kill(s.pid(), syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
}

// Crash kills a backend process, upon which all sessions end and the server recovers.
func (s *Server) Crash() {
	s.t.Helper()
	var pid int
	err := s.open(s.DSN, "").GetContext(s.t.Context(), &pid, `select pg_backend_pid()`)
	if err == nil {
		err = syscall.Kill(pid, syscall.SIGKILL)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *Server) pid() int {
	s.t.Helper()
	file, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		s.t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(file), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		s.t.Fatal(err)
	}
	return pid
}

// data is the folder of the data, one for each major version.
func (s *Server) data() string {
	return filepath.Join(s.folder.path, "data-"+strconv.Itoa(s.cluster.Version()))
}

// asOwnerOf makes the owner of a folder the owner of a file.
func asOwnerOf(folder, file string) error {
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	owner := info.Sys().(*syscall.Stat_t)
	return os.Chown(file, int(owner.Uid), int(owner.Gid))
}
