package database

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

func TestKilledServerLeavesNoPostgreSQLAndIntactData(t *testing.T) {
	t.Parallel()
	opt := options(t)
	opt.Volatile = false
	holder := heldByChild(t, opt)
	beside := joined(t, opt, false)
	run(t, beside, `create table kept as select 7 as n`)
	data, err := existingData(opt.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	if len(workingIn(t, data.path)) == 0 {
		t.Fatal("got no PostgreSQL process in the folder, want one")
	}
	kill(t, holder)
	eventually(t, "no PostgreSQL works in the folder", func() bool { return len(workingIn(t, data.path)) == 0 })
	if n := number(t, begun(t, opt), `select n from kept`); n != 7 {
		t.Errorf("after the kill: got %d, want 7", n)
	}
}

func TestStartAfterKillWaitsForStoppingPostgreSQL(t *testing.T) {
	t.Parallel()
	opt := options(t)
	kill(t, heldByChild(t, opt))
	begun(t, opt)
}

// heldByChild runs a server in a process of its own until it is ready.
func heldByChild(t *testing.T, opt ClusterOptions) *exec.Cmd {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), holdVariable+"="+opt.DataDir, "JALONS_TEST_MODULES="+opt.NodeModules)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = child.Process.Kill() })
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("got %q, %v; want ready", line, err)
	}
	return child
}

func kill(t *testing.T, child *exec.Cmd) {
	t.Helper()
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed, so this is an error
}

// workingIn lists the PostgreSQL processes of a folder.
func workingIn(t *testing.T, folder string) []int {
	t.Helper()
	entries, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	var pids []int
	for _, entry := range entries {
		if pid, err := strconv.Atoi(filepath.Base(entry)); err == nil && isPostgresIn(pid, folder) {
			pids = append(pids, pid)
		}
	}
	return pids
}
