//go:build unix

package database

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// As root these tests exercise opt.stateDir; as an ordinary user everything stays in place, and the same must hold.

func TestProgramsInPrivateHomeWithoutSymlinksRun(t *testing.T) {
	t.Parallel()
	opt := options(t)
	opt.NodeModules = privateCopyWithoutLinks(t, opt.NodeModules)
	for range 2 {
		cluster := begun(t, opt)
		if n := number(t, cluster, `select 7`); n != 7 {
			t.Errorf("got %d, want 7", n)
		}
		stop(t, cluster)
	}
	copies, err := filepath.Glob(filepath.Join(opt.stateDir, "*"))
	if err != nil || len(copies) != map[bool]int{true: 1, false: 0}[os.Geteuid() == 0] {
		t.Errorf("got copies %v, %v; want one as root, else none", copies, err)
	}
}

// privateCopyWithoutLinks copies the npm package to a private folder, as npm unpacks it where install scripts are
// disabled.
func privateCopyWithoutLinks(t *testing.T, modules string) string {
	t.Helper()
	within := filepath.Join("@embedded-postgres", npmPlatform(), "native")
	private := t.TempDir()
	if err := os.Chmod(private, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := copyTree(filepath.Join(modules, within), filepath.Join(private, within)); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Join(private, within, "lib"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Type()&os.ModeSymlink != 0 {
			if err := os.Remove(filepath.Join(private, within, "lib", entry.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	return private
}

func TestDataInPrivateHomeIsReused(t *testing.T) {
	t.Parallel()
	opt := options(t)
	if err := os.MkdirAll(opt.DataDir, 0o700); err != nil {
		t.Fatal(err)
	}
	first := begun(t, opt)
	run(t, first, `create table kept as select 7 as n`)
	if n := number(t, joined(t, opt, false), `select n from kept`); n != 7 {
		t.Errorf("beside the server: got %d, want 7", n)
	}
	stop(t, first)
	// The parent has been made accessible meanwhile: the data stays where it is.
	if err := os.Chmod(opt.DataDir, 0o711); err != nil {
		t.Fatal(err)
	}
	if n := number(t, begun(t, opt), `select n from kept`); n != 7 {
		t.Errorf("at the next start: got %d, want 7", n)
	}
}

func TestSymlinksOutOfPackageAreRefused(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "native"), 0o755); err != nil {
		t.Fatal(err)
	}
	list := `[{"source":"native/lib/a","target":"../../outside"}]`
	if err := os.WriteFile(filepath.Join(root, "native", "pg-symlinks.json"), []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := restoreLinks(root); err == nil {
		t.Error("got no error, want a symlink out of the package refused")
	}
}

func TestSharedSocketFolderIsRefused(t *testing.T) {
	t.Parallel()
	as, err := unprivileged()
	if err != nil {
		t.Fatal(err)
	}
	parent := filepath.Dir(options(t).DataDir)
	open, linked := filepath.Join(parent, "open"), filepath.Join(parent, "linked")
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(open, linked); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{open, linked} {
		if err := makePrivate(folder, as); err == nil {
			t.Errorf("got %s accepted, want it refused", folder)
		}
	}
	for range 2 { // made at the first start, found at the second
		if err := makePrivate(filepath.Join(parent, "own"), as); err != nil {
			t.Error(err)
		}
	}
}

func TestLongTemporaryFolderIsNotUsedForSocket(t *testing.T) {
	t.Setenv("TMPDIR", "/tmp/"+strings.Repeat("long", 25))
	folder, err := makeSocketFolder(t.Name(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(folder)
	if len(folder+"/.s.PGSQL."+port) > 107 {
		t.Errorf("got socket folder %s, want a path of at most 107 bytes", folder)
	}
}
