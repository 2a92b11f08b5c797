//go:build unix

package database

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// restoreLinks creates the symbolic links that an npm package can't carry. Its install script creates them too,
// unless install scripts are disabled. Other folders have no list.
func restoreLinks(packageDir string) error {
	list, err := os.ReadFile(filepath.Join(packageDir, "native", "pg-symlinks.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("list of links: %w", err)
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(list, &links); err != nil {
		return fmt.Errorf("list of links: %w", err)
	}
	for _, link := range links {
		if !filepath.IsLocal(link.Source) || !filepath.IsLocal(link.Target) {
			return fmt.Errorf("list of links: %s leads out of the package", link.Target)
		}
		if err := restoreLink(packageDir, link.Source, link.Target); err != nil {
			return err
		}
	}
	return nil
}

func restoreLink(packageDir, source, target string) error {
	path := filepath.Join(packageDir, target)
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	relative, err := filepath.Rel(filepath.Dir(target), source)
	if err != nil {
		return fmt.Errorf("link %s: %w", target, err)
	}
	if err := os.Symlink(relative, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("link %s: %w", target, err)
	}
	return nil
}

// copyInstallation copies an installation that the user can't reach to a folder that only root can write, once for
// each state of the original, and returns the copy.
func copyInstallation(source, stateDir string) (string, error) {
	info, err := os.Stat(filepath.Join(source, "bin", "postgres"))
	if err != nil {
		return "", err
	}
	if err := rootsFolder(stateDir); err != nil {
		return "", err
	}
	state := fmt.Sprint(source, info.Size(), info.ModTime().UnixNano())
	target := filepath.Join(stateDir, "postgresql-"+shortHash(state))
	if _, err := os.Stat(target); err == nil {
		return target, nil
	}
	partial, err := os.MkdirTemp(stateDir, ".copy-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(partial)
	for _, part := range []string{"bin", "lib", "share"} {
		if err := copyTree(filepath.Join(source, part), filepath.Join(partial, part)); err != nil {
			return "", fmt.Errorf("copy %s: %w", source, err)
		}
	}
	if err := os.Chmod(partial, 0o755); err != nil {
		return "", err
	}
	return target, os.Rename(partial, target)
}

// rootsFolder ensures a folder that root owns and nobody else can write.
func rootsFolder(path string) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	owner, err := ownerOf(path)
	if err != nil {
		return err
	}
	if !info.IsDir() || owner.uid != 0 || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s must be a folder that belongs to root and that nobody else can write", path)
	}
	return nil
}

func copyTree(source, target string) error {
	return filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(source, path)
		if err != nil {
			return err
		}
		return copyEntry(path, filepath.Join(target, relative), entry)
	})
}

func copyEntry(source, target string, entry fs.DirEntry) error {
	switch {
	case entry.IsDir():
		if err := os.MkdirAll(target, 0o755); err != nil {
			return err
		}
		return os.Chmod(target, 0o755) // whatever the umask
	case entry.Type() == fs.ModeSymlink:
		link, err := os.Readlink(source)
		if err != nil {
			return err
		}
		return os.Symlink(link, target)
	case strings.HasSuffix(source, ".a"):
		return nil // needed by compilers only
	default:
		return copyFile(source, target)
	}
}

func copyFile(source, target string) error {
	from, err := os.Open(source)
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return err
	}
	to, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Chmod(info.Mode().Perm()&0o755|0o444), to.Close())
}

// shortHash returns a short stable name for a text.
func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}
