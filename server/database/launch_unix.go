//go:build unix

package database

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

func start(ctx context.Context, opt ClusterOptions) (*Cluster, error) {
	dataDir, err := makeDataDir(opt.DataDir)
	if err != nil {
		return nil, err
	}
	opt.DataDir = dataDir
	lock, err := lockFolder(dataDir)
	if err != nil {
		return nil, err
	}
	cluster, err := startLocked(ctx, opt, lock)
	if err != nil {
		return nil, errors.Join(err, lock.release())
	}
	return cluster, nil
}

// makeDataDir creates the folder and returns its real path, as the kernel names it. As root, other users may
// traverse it, so that PostgreSQL's user can reach its own folder.
func makeDataDir(path string) (string, error) {
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711
	}
	if err := os.MkdirAll(path, mode); err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	resolved, err := filepath.EvalSymlinks(absolute(path))
	if err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	return resolved, nil
}

func startLocked(ctx context.Context, opt ClusterOptions, lock *folderLock) (*Cluster, error) {
	p, err := findPlace(opt)
	if err != nil {
		return nil, err
	}
	bin, err := findBinaries(ctx, opt, p.as, p.data)
	if err != nil {
		return nil, err
	}
	if p.data.major == 0 {
		opt.Log.Info("creating the database", "folder", p.home, "postgresql", bin.major)
		if p.data, err = createData(ctx, p, bin, opt.Volatile); err != nil {
			return nil, err
		}
	}
	sockets, err := makeSocketFolder(p.home, p.as)
	if err != nil {
		return nil, err
	}
	if err := clearStale(ctx, p, sockets); err != nil {
		return nil, err
	}
	if err := clearSocket(p, sockets); err != nil {
		return nil, err
	}
	if err := lock.write(p.data.path); err != nil {
		return nil, err
	}
	child, err := runPostgresAlone(ctx, p, bin, settings(sockets, opt.Volatile))
	if err != nil {
		return nil, err
	}
	cluster := supervise(child, lock, sockets, bin.major)
	if err := ensureDatabase(ctx, cluster); err != nil {
		return nil, errors.Join(err, cluster.Stop(context.WithoutCancel(ctx)))
	}
	opt.Log.Info("PostgreSQL is ready", "folder", p.data.path, "postgresql", bin.major)
	return cluster, nil
}

// orphansPatience is how long the children of a killed PostgreSQL may take to exit.
const orphansPatience = 10 * time.Second

// runPostgresAlone starts PostgreSQL once the children of a killed one have exited.
func runPostgresAlone(ctx context.Context, p place, bin binaries, settings []string) (*process, error) {
	giveUp := time.After(orphansPatience)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		child, err := runPostgres(ctx, p, bin, settings)
		if err == nil || !strings.Contains(err.Error(), "shared memory block") {
			return child, err
		}
		select {
		case <-tick.C:
		case <-giveUp:
			return nil, err
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		}
	}
}

// runPostgres starts PostgreSQL and waits until it accepts connections.
func runPostgres(ctx context.Context, p place, bin binaries, settings []string) (*process, error) {
	logPath := filepath.Join(p.home, "postgres.log")
	out, err := os.OpenFile(logPath, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL's log: %w", err)
	}
	defer out.Close()
	cmd := command(bin.program("postgres"), append([]string{"-D", p.data.path}, settings...)...)
	cmd.Stdout, cmd.Stderr = out, out
	child, err := launch(cmd, p.as, syscall.SIGINT)
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	if err := awaitReady(ctx, child, p.data.path); err != nil {
		end(ctx, child.pid, child.exited, endings())
		said, _ := os.ReadFile(logPath)
		return nil, fmt.Errorf("start PostgreSQL: %w: %s", err, lastLines(string(said)))
	}
	return child, nil
}

func awaitReady(ctx context.Context, child *process, folder string) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if file, err := readPidFile(folder); err == nil && file.ready && file.pid == child.pid {
			return nil
		}
		select {
		case <-tick.C:
		case <-child.exited:
			return errors.New("it ended at once")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// supervise wraps the running child in a Cluster.
func supervise(child *process, lock *folderLock, sockets string, major int) *Cluster {
	stopping := make(chan struct{})
	cluster := &Cluster{sockets: sockets, major: major, lost: make(chan struct{})}
	go func() {
		<-child.exited
		select {
		case <-stopping:
		default:
			close(cluster.lost)
		}
	}()
	var once sync.Once
	var result error
	cluster.stop = func(ctx context.Context) error {
		once.Do(func() {
			close(stopping)
			if !end(ctx, child.pid, child.exited, endings()) {
				result = fmt.Errorf("PostgreSQL, process %d, does not end", child.pid)
			}
			result = errors.Join(result, os.RemoveAll(sockets), lock.release())
		})
		return result
	}
	return cluster
}

// command prepares a program whose environment has none of PostgreSQL's variables.
func command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = "/" // the current one may be unreachable for that user
	cmd.Env = []string{"LC_ALL=C", "TZ=UTC"}
	for _, name := range []string{"PATH", "TMPDIR", "LD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	return cmd
}

// runToEnd runs a program that exits by itself and returns its output.
func runToEnd(ctx context.Context, as *account, program string, args ...string) (string, error) {
	out, err := os.CreateTemp("", "jalons-output-")
	if err != nil {
		return "", err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd := command(program, args...)
	cmd.Stdout, cmd.Stderr = out, out
	child, err := launch(cmd, as, syscall.SIGKILL)
	if err != nil {
		return "", err
	}
	err = child.finish(ctx)
	said, readErr := os.ReadFile(out.Name())
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, lastLines(string(said)))
	}
	return string(said), readErr
}

func folderFor(home string, major int) string {
	return filepath.Join(home, "data-"+strconv.Itoa(major))
}

// settings are the -c options of the server.
func settings(sockets string, volatile bool) []string {
	list := []string{
		"listen_addresses=", "port=" + port,
		"unix_socket_directories=" + sockets, "unix_socket_permissions=0700",
		"timezone=UTC", "log_timezone=UTC",
		// Error texts hold values of rows; the log keeps what concerns the server.
		"log_min_messages=log", "log_min_error_statement=panic",
	}
	if volatile {
		list = append(list, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
	}
	return strings.Split("-c\x00"+strings.Join(list, "\x00-c\x00"), "\x00")
}
