package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"jalons/server/account"
	"jalons/server/i18n"
)

// secretsFile holds the key of an embedded database in DATA_DIR.
const secretsFile = "secrets.key"

// secretKeys are those of SECRETS_KEY. Where it is empty the embedded database has one in a file beside it,
// made when it is first wanted; any other database has none.
func (c Config) secretKeys() (account.Keys, error) {
	if len(c.Secrets) > 0 || c.DatabaseURL != "" {
		return c.Secrets, nil
	}
	path := filepath.Join(c.DataDir, secretsFile)
	if err := makeKey(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, i18n.NewError("command.open_key", map[string]any{"file": path})
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	keys, err := account.ParseKeys(string(text))
	if err != nil || len(keys) == 0 {
		return nil, errors.Join(i18n.NewError("command.no_key", map[string]any{"file": path}), err)
	}
	return keys, nil
}

// makeKey writes a new key to a file that isn't there yet: whole, or not at all.
func makeKey(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	_, err := WriteNew(path, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, base64.StdEncoding.EncodeToString(raw))
		return err
	})
	return err
}

// newPeople are the people of the record, with the keys of their secrets.
func (r *Store) newPeople(c Config) (*account.Accounts, error) {
	p := account.New(r.WriteDB, r.Now)
	var err error
	p.Keys, err = c.secretKeys()
	return p, err
}

// resealSecrets puts the secrets of second factors under the first key, and warns of what no key opens.
func resealSecrets(ctx context.Context, p *account.Accounts, log *slog.Logger) error {
	if len(p.Keys) == 0 {
		log.WarnContext(
			ctx,
			"SECRETS_KEY is empty: nobody can set up a second factor, which administrators need; "+
				"openssl rand -base64 32 makes a key",
		)
	}
	done, lost, err := p.Reseal(ctx)
	if err != nil {
		return err
	}
	if done > 0 {
		log.InfoContext(
			ctx,
			"second factors are under the first key of SECRETS_KEY now; "+
				"servers with the older one alone can't check them",
			"accounts", done,
		)
	}
	if lost > 0 {
		log.WarnContext(ctx,
			"second factors are under a key that SECRETS_KEY lacks, and their people can't sign in: set that key, "+
				"or jalons user forget-second EMAIL lets one set up a new one", "accounts", lost)
	}
	return nil
}
