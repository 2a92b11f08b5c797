package app

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"jalons/server/database/databasetest"
)

func TestOneLoginForAllWarns(t *testing.T) {
	db := databasetest.New(t)
	for name, c := range map[string]struct {
		config Config
		warns  bool
	}{
		"one login": {Config{DatabaseURL: db.DSN}, true},
		"a login for each": {Config{
			OwnerURL: db.DSN, DatabaseURL: databasetest.As(db.DSN, writerRole),
			ReadURL: databasetest.As(db.DSN, readerRole),
		}, false},
		"one of them shared": {Config{DatabaseURL: db.DSN, ReadURL: databasetest.As(db.DSN, readerRole)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			var said bytes.Buffer
			r, err := Open(t.Context(), c.config, slog.New(slog.NewTextHandler(&said, nil)), true)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			if warned := strings.Contains(said.String(), "a session may leave its role"); warned != c.warns {
				t.Errorf("warned %t: %s", warned, said.String())
			}
		})
	}
}

func TestNothingStartsOnAWeakenedDatabase(t *testing.T) {
	for statement, want := range map[string]string{
		`drop policy reviews_added on reviews`: "missing: policy reviews_added on reviews",
		`alter table statements disable trigger t10_log_change`: "missing: " +
			"CREATE TRIGGER t10_log_change AFTER INSERT ON public.statements",
		`update migration_checksums set sha256 = repeat('0', 64) where version = 5`: "05_audit_log.sql was edited",
		`insert into goose_db_version (version_id, is_applied) values (9999, true)`: "start the newer program",
	} {
		t.Run(statement, func(t *testing.T) {
			db := databasetest.New(t)
			db.Owner.MustExecContext(t.Context(), statement)
			r, err := Open(context.Background(), Config{DatabaseURL: db.DSN}, slog.New(slog.DiscardHandler), true)
			if err == nil {
				t.Fatal("it has started", r.Close())
			}
			if !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}
