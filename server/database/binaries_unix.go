//go:build unix

package database

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// binaries are the programs of one installed PostgreSQL.
type binaries struct {
	dir   string
	major int
}

func (b binaries) program(name string) string { return filepath.Join(b.dir, name) }

// findBinaries returns the first usable installation, of the major version that the data of folder already has (0:
// any).
func findBinaries(ctx context.Context, opt ClusterOptions, as *account, data dataFolder) (binaries, error) {
	missing := ErrNotFound{}
	var others []int
	for _, dir := range candidates(opt) {
		found, err := probe(ctx, dir, as, opt.stateDir)
		switch {
		case err != nil:
			missing.Tried = append(missing.Tried, dir+": "+err.Error())
		case data.major != 0 && data.major != found.major:
			others = append(others, found.major)
		default:
			return found, nil
		}
	}
	if len(others) == 0 {
		return binaries{}, missing
	}
	slices.Sort(others)
	m := mismatch{Folder: data.path, Data: data.major, Found: slices.Compact(others)}
	if m.Data > slices.Max(others) {
		return binaries{}, ErrNewerData{m}
	}
	return binaries{}, ErrOlderData{m}
}

// candidates lists the folders to search, best first. An explicit folder is the only candidate.
func candidates(opt ClusterOptions) []string {
	if opt.BinDir != "" {
		return []string{absolute(opt.BinDir)}
	}
	var dirs []string
	for _, modules := range nodeModules(opt.NodeModules) {
		dirs = append(dirs, filepath.Join(modules, "@embedded-postgres", npmPlatform(), "native", "bin"))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	} {
		dirs = append(dirs, newestFirst(pattern)...)
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(absolute(real)))
		}
	}
	return unique(dirs)
}

func nodeModules(explicit string) []string {
	if explicit != "" {
		return []string{absolute(explicit)}
	}
	local := filepath.Join("frontend", "node_modules")
	dirs := []string{absolute(local)}
	if self, err := os.Executable(); err == nil {
		beside := filepath.Dir(self)
		dirs = append(dirs, filepath.Join(beside, local), filepath.Join(filepath.Dir(beside), local))
	}
	return dirs
}

// npmPlatform names this machine as npm does.
func npmPlatform() string {
	arch := map[string]string{"amd64": "x64", "386": "ia32"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	return runtime.GOOS + "-" + arch
}

var majorInPath = regexp.MustCompile(`(?:postgresql[/@]|pgsql-)(\d+)`)

func newestFirst(pattern string) []string {
	found, _ := filepath.Glob(pattern) // the pattern is ours and well formed
	major := func(path string) int {
		if m := majorInPath.FindStringSubmatch(path); m != nil {
			n, _ := strconv.Atoi(m[1])
			return n
		}
		return 0
	}
	slices.SortStableFunc(found, func(a, b string) int { return major(b) - major(a) })
	return found
}

// probe checks that the programs in dir run, as the user that will run them.
func probe(ctx context.Context, dir string, as *account, stateDir string) (binaries, error) {
	for _, name := range []string{"postgres", "initdb"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return binaries{}, fmt.Errorf("no %s", name)
		}
	}
	if err := restoreLinks(filepath.Dir(filepath.Dir(dir))); err != nil {
		return binaries{}, err
	}
	if !as.reaches(dir) {
		copied, err := copyInstallation(filepath.Dir(dir), stateDir)
		if err != nil {
			return binaries{}, err
		}
		dir = filepath.Join(copied, "bin")
	}
	major, err := versionOf(ctx, filepath.Join(dir, "postgres"), as)
	if err != nil {
		return binaries{}, err
	}
	if major < oldestMajor {
		return binaries{}, fmt.Errorf("version %d is too old", major)
	}
	return binaries{dir: dir, major: major}, nil
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

func versionOf(ctx context.Context, program string, as *account) (int, error) {
	out, err := runToEnd(ctx, as, program, "--version")
	if err != nil {
		return 0, fmt.Errorf("does not run: %w", err)
	}
	m := versionLine.FindStringSubmatch(out)
	if m == nil {
		return 0, errors.New("does not tell its version")
	}
	return strconv.Atoi(m[1])
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

func unique(paths []string) []string {
	var once []string
	for _, path := range paths {
		if !slices.Contains(once, path) {
			once = append(once, path)
		}
	}
	return once
}

// lastLines shortens a program's output to what fits an error message.
func lastLines(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "; ")
}
