//go:build chaos

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"jalons/server/database"
)

// world is a server in a process of its own with its embedded PostgreSQL, and commands beside it, all of which
// are killed again and again.
type world struct {
	t       *testing.T
	data    string
	answers chan struct{} // one for each answer of the server, while somebody counts them
	address atomic.Value  // where the server is now, as http://host:port
	server  *exec.Cmd
	ended   chan struct{} // closed when the server has ended

	mu       sync.Mutex
	commands map[*exec.Cmd]bool
	killed   map[string]int
}

// patience is how long anything may take before the test gives up on it.
const patience = 2 * time.Minute

// child is one run of the program in a process of its own.
func (w *world) child(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), commandVariable+"=1", "ADDR=127.0.0.1:0", "READ_RATE=0", "LOG_LEVEL=error")
	return cmd
}

// start starts the server and waits until it says where it is. A server that has ended is started again, as a service
// manager does: it ends with its PostgreSQL, and that gives up when the process that recovers it is killed.
func (w *world) start() {
	w.t.Helper()
	w.server = w.child("serve")
	var said bytes.Buffer
	w.server.Stderr = &said
	out, err := w.server.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.server.Start(); err != nil {
		w.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, found := strings.Cut(strings.TrimSpace(line), "http://")
	if err != nil || !found {
		_ = w.server.Wait()
		w.t.Fatalf("the server does not start: %v, %q\n%s", err, line, said.String())
	}
	w.address.Store("http://" + address)
	w.ended = make(chan struct{})
	go func(cmd *exec.Cmd, ended chan struct{}) {
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait() // most are killed
		close(ended)
	}(w.server, w.ended)
}

// awaitEnd waits until the server has ended.
func (w *world) awaitEnd(why string) {
	w.t.Helper()
	select {
	case <-w.ended:
	case <-time.After(patience):
		w.t.Fatalf("the server goes on %v after %s", patience, why)
	}
}

// stop asks the server to end as an operator does.
func (w *world) stop() {
	w.t.Helper()
	if err := w.server.Process.Signal(syscall.SIGTERM); err != nil {
		w.t.Fatal(err)
	}
	w.awaitEnd("it was asked to end")
}

// kill ends one process at random without a warning, and brings the server back where it went with it.
func (w *world) kill(random *rand.Rand) {
	w.t.Helper()
	switch n := random.IntN(10); {
	case n < 4:
		w.killed["server"]++
		_ = w.server.Process.Kill()
		w.awaitEnd("a kill")
	case n < 6:
		if pid := w.postmaster(); pid != 0 {
			w.killed["postmaster"]++
			w.signal(pid)
		}
		w.awaitEnd("the end of its PostgreSQL")
	case n < 8:
		if children := childrenOf(w.postmaster()); len(children) > 0 {
			w.killed["backend"]++
			w.signal(children[random.IntN(len(children))])
		}
		return // PostgreSQL recovers while the server goes on, or ends and the server with it
	default:
		w.killCommand(random)
		return
	}
	w.start()
}

func (w *world) killCommand(random *rand.Rand) {
	w.mu.Lock()
	defer w.mu.Unlock()
	skip := 0
	if len(w.commands) > 0 {
		skip = random.IntN(len(w.commands))
	}
	for cmd := range w.commands {
		if skip == 0 {
			w.killed["command"]++
			_ = cmd.Process.Kill()
			return
		}
		skip--
	}
}

// signal kills a process that may have ended by itself.
func (w *world) signal(pid int) {
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		w.t.Fatal(err)
	}
}

// pidFile gives the lines of postmaster.pid: among them the number of the process, the port, the folder of sockets.
func (w *world) pidFile() ([]string, error) {
	found, err := filepath.Glob(filepath.Join(w.data, "*", "postmaster.pid"))
	if err == nil && len(found) != 1 {
		err = fmt.Errorf("%d files postmaster.pid: %w", len(found), fs.ErrNotExist)
	}
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(found[0])
	return strings.Split(string(content), "\n"), err
}

// postmaster gives the number of PostgreSQL's first process; 0 if it has ended by itself.
func (w *world) postmaster() int {
	w.t.Helper()
	lines, err := w.pidFile()
	if errors.Is(err, fs.ErrNotExist) {
		return 0
	}
	if err != nil {
		w.t.Fatal(err)
	}
	pid, err := strconv.Atoi(lines[0])
	if err != nil {
		w.t.Fatal(err)
	}
	return pid
}

// dsn gives the address of a database as long as PostgreSQL runs.
func (w *world) dsn(name string) (string, error) {
	lines, err := w.pidFile()
	if err == nil && len(lines) < 5 {
		err = errors.New("postmaster.pid is not whole")
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("host='%s' port=%s user=jalons dbname=%s sslmode=disable", lines[4], lines[3], name), nil
}

func childrenOf(pid int) (children []int) {
	list, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", pid))
	if err != nil {
		return nil // it has just ended
	}
	for _, field := range strings.Fields(string(list)) {
		if child, err := strconv.Atoi(field); err == nil {
			children = append(children, child)
		}
	}
	return children
}

// command runs one command on a database, in reach of the killer, and gives what went wrong.
func (w *world) command(ctx context.Context, database string, args ...string) error {
	dsn, err := w.dsn(database)
	if err != nil {
		return err
	}
	cmd := w.child(args...)
	cmd.Env = append(cmd.Env, "DATABASE_URL="+dsn, "LC_ALL=C")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		return err
	}
	w.mu.Lock()
	w.commands[cmd] = true
	w.mu.Unlock()
	ended := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
	defer ended()
	err = cmd.Wait()
	w.mu.Lock()
	delete(w.commands, cmd)
	w.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", args[0], err, said.String())
	}
	return nil
}

// execute runs one statement as the superuser.
func (w *world) execute(ctx context.Context, statement string) error {
	dsn, err := w.dsn(database.Name)
	if err != nil {
		return err
	}
	db, err := database.Open(ctx, dsn, "", database.Limits{Connections: 1})
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, statement)
	return errors.Join(err, db.Close())
}
