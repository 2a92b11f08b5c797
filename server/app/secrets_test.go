package app

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/testkit"
)

// The embedded database has a key in a file of its own, made once and for its owner only; another database
// has none but those of the setting.
func TestSecretsFile(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	c := Config{DataDir: folder}
	for range 2 {
		if k, err := c.secretKeys(); err != nil || len(k) != 1 {
			t.Fatalf("%d keys, %v", len(k), err)
		}
	}
	path := filepath.Join(folder, secretsFile)
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Fatalf("%v %v", info, err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.secretKeys(); err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(path); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the key changed: %v", err)
	}
	if k, err := (Config{DataDir: folder, DatabaseURL: "postgres://h/d"}).secretKeys(); err != nil || len(k) != 0 {
		t.Errorf("another database takes the file's: %d, %v", len(k), err)
	}
	if k, err := (Config{DataDir: folder, Secrets: make(account.Keys, 2)}).secretKeys(); err != nil || len(k) != 2 {
		t.Errorf("the setting doesn't go first: %d, %v", len(k), err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := c.secretKeys(); err == nil || !strings.Contains(err.Error(), "command.open_key") {
		t.Errorf("others may read it: %v", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, broken := range []string{"", "not a key"} {
		if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := c.secretKeys(); err == nil || !strings.Contains(err.Error(), secretsFile) {
			t.Errorf("%q: %v", broken, err)
		}
	}
}

// Each start tells who runs the server of a key that is missing, and of what is encrypted anew.
func TestStartTellsOfKeys(t *testing.T) {
	r, all := newStore(t)
	testkit.AddPerson(t, r.Tracker, testkit.Person{Email: "awa@example.org", Role: "staff"})
	start := func(list string) string {
		t.Helper()
		var log bytes.Buffer
		var err error
		if all.Keys, err = account.ParseKeys(list); err == nil {
			err = resealSecrets(t.Context(), all, slog.New(slog.NewTextHandler(&log, nil)))
		}
		if err != nil {
			t.Fatal(err)
		}
		return log.String()
	}
	older, newer := strings.Repeat("01", 32), strings.Repeat("02", 32)
	if said := start(""); !strings.Contains(said, "SECRETS_KEY is empty") {
		t.Errorf("without a key: %q", said)
	}
	if said := start(older); said != "" {
		t.Errorf("with a key: %q", said)
	}
	var id int64
	if err := r.OwnerDB.GetContext(t.Context(), &id, `select id from accounts`); err != nil {
		t.Fatal(err)
	}
	if err := all.StartTwoFactor(t.Context(), &account.Person{ID: id, Email: "awa@example.org"}); err != nil {
		t.Fatal(err)
	}
	if said := start(newer); !strings.Contains(said, "SECRETS_KEY lacks") || !strings.Contains(said, "accounts=1") {
		t.Errorf("with another key: %q", said)
	}
	if said := start(newer + "," + older); !strings.Contains(said, "under the first key") {
		t.Errorf("with both: %q", said)
	}
	if said := start(newer); said != "" {
		t.Errorf("with the newer: %q", said)
	}
	if key, err := all.TwoFactorKey(
		t.Context(), &account.Person{ID: id, Email: "awa@example.org"},
	); err != nil || key == nil {
		t.Errorf("the secret is gone: %v", err)
	}
}
