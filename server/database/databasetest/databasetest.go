// Package databasetest gives each test a database of its own on a real PostgreSQL.
//
// A package calls Main from its TestMain and New from its tests.
package databasetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"

	"jalons/schema"
	"jalons/seeds"
	"jalons/server/database"
)

// clusterVariable names the variable that carries the address of the test binary's cluster from Main to New.
const clusterVariable = "JALONS_TEST_CLUSTER"

// The templates of test databases: migrated, and with the facts.
const (
	template      = "template_jalons"
	factsTemplate = "template_facts"
)

// Database is the database of one test. Owner may do everything; Write and Read have logged in as the roles of the
// server's pools.
type Database struct {
	DSN                string
	Owner, Write, Read *sqlx.DB
}

// Main runs a package's tests with a PostgreSQL of their own, and exits.
func Main(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "test database:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	ctx := context.Background()
	folder, err := reachable()
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, folder.remove()) }()
	cluster, err := database.Start(ctx, optionsIn(folder.path))
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, cluster.Stop(ctx)) }()
	if err := makeTemplate(ctx, cluster); err != nil {
		return 1, err
	}
	if err := os.Setenv(clusterVariable, cluster.DSN("postgres", database.Superuser)); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

func optionsIn(path string) database.ClusterOptions {
	return database.ClusterOptions{
		DataDir: path, BinDir: os.Getenv("EMBEDDED_PG_BIN"), NodeModules: nodeModules(), Volatile: true,
	}
}

// reachable creates a folder that PostgreSQL's user can enter when the tests run as root.
func reachable() (*folder, error) {
	folder, err := newFolder()
	if err != nil {
		return nil, err
	}
	return folder, os.Chmod(folder.path, 0o711)
}

// nodeModules finds the frontend's packages from whichever folder the test runs in.
func nodeModules() string {
	folder, err := os.Getwd()
	for ; err == nil && folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return filepath.Join(folder, "frontend", "node_modules")
		}
	}
	return ""
}

func makeTemplate(ctx context.Context, cluster *database.Cluster) error {
	if err := execute(ctx, cluster.DSN("postgres", database.Superuser), "create database "+template); err != nil {
		return err
	}
	db, err := database.Open(ctx, cluster.DSN(template, database.Superuser), "", database.Limits{})
	if err != nil {
		return err
	}
	_, err = database.Migrate(ctx, db.DB, schema.Files)
	if err == nil {
		err = database.AllowLogin(ctx, db, "jalons_writer", "jalons_reader")
	}
	return errors.Join(err, db.Close())
}

// withFacts is the template with the facts; the first test that needs it creates it.
var withFacts = struct {
	sync.Mutex
	made bool
}{}

// New creates a database that is dropped when the test ends.
func New(t testing.TB) *Database {
	t.Helper()
	return copyOf(t, template)
}

// Facts is New with the facts of seeds/reference loaded. They are read once for all tests of a package.
func Facts(t testing.TB) *Database {
	t.Helper()
	withFacts.Lock()
	defer withFacts.Unlock()
	if !withFacts.made {
		makeFacts(t)
		withFacts.made = true
	}
	return copyOf(t, factsTemplate)
}

func makeFacts(t testing.TB) {
	t.Helper()
	admin := address(t)
	if err := execute(t.Context(), admin, "drop database if exists "+factsTemplate); err != nil {
		t.Fatal(err) // of a test that failed to fill it
	}
	if err := execute(
		t.Context(), admin, "create database "+factsTemplate+" template "+template+" strategy file_copy",
	); err != nil {
		t.Fatal(err)
	}
	db, err := database.Open(t.Context(), within(admin, factsTemplate), "", database.Limits{Connections: 1})
	if err != nil {
		t.Fatal(err)
	}
	err = database.Seed(t.Context(), db.DB, seeds.Files, "reference")
	if err == nil {
		err = analyze(t.Context(), db)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// analyze does what autovacuum, which is off, would do: it updates the planner's statistics. Empty tables are
// skipped: a plan made for no rows would be kept when there are many.
func analyze(ctx context.Context, db *sqlx.DB) error {
	var filled []string
	if err := db.SelectContext(ctx, &filled, `select oid::regclass::text from pg_class
		where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0`); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "vacuum analyze "+strings.Join(filled, ", "))
	return err
}

// address is the connection string of the test binary's cluster.
func address(t testing.TB) string {
	t.Helper()
	admin := os.Getenv(clusterVariable)
	if admin == "" {
		t.Fatal("no test database: call databasetest.Main from the package's TestMain")
	}
	return admin
}

// within is the connection string of another database of the cluster.
func within(admin, name string) string {
	return strings.Replace(admin, "dbname='postgres'", "dbname='"+name+"'", 1)
}

func copyOf(t testing.TB, source string) *Database {
	t.Helper()
	admin := address(t)
	name := "t_" + strings.ToLower(rand.Text())
	cluster := open(t, admin, "")
	if _, err := cluster.ExecContext(
		t.Context(), "create database "+name+" template "+source+" strategy file_copy",
	); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := cluster.ExecContext(context.Background(), "drop database "+name+" with (force)"); err != nil {
			t.Error(err)
		}
	})
	// A copied database has its own privileges; this is the one that the migrations revoke.
	if _, err := cluster.ExecContext(t.Context(), "revoke temporary on database "+name+" from public"); err != nil {
		t.Fatal(err)
	}
	dsn := within(admin, name)
	return &Database{
		DSN: dsn, Owner: open(t, dsn, ""), Write: open(t, As(dsn, "jalons_writer"), "jalons_writer"),
		Read: open(t, As(dsn, "jalons_reader"), "jalons_reader"),
	}
}

// As returns the connection string with which a role logs in to a test's database.
func As(dsn, role string) string { return strings.Replace(dsn, "user='jalons'", "user='"+role+"'", 1) }

func open(t testing.TB, dsn, role string) *sqlx.DB {
	t.Helper()
	db, err := database.Pool(dsn, role, database.Limits{Connections: 5, Idle: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// execute runs one statement that can't run in a transaction.
func execute(ctx context.Context, dsn, statement string) error {
	db, err := database.Open(ctx, dsn, "", database.Limits{Connections: 1})
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, statement)
	return errors.Join(err, db.Close())
}

// Heavy returns how often a test with many rounds runs: in full where the environment has FULL, else a hundredth of
// that.
func Heavy(whole int) int {
	if os.Getenv("FULL") != "" {
		return whole
	}
	return whole / 100
}
