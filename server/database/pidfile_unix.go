//go:build unix

package database

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// pidFile is postmaster.pid: which process uses a data folder.
type pidFile struct {
	pid     int
	sockets string
	ready   bool
}

func pidPath(folder string) string { return filepath.Join(folder, "postmaster.pid") }

func readPidFile(folder string) (pidFile, error) {
	text, err := os.ReadFile(pidPath(folder))
	if err != nil {
		return pidFile{}, err
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 0 {
		return pidFile{}, fmt.Errorf("%s names no process", pidPath(folder))
	}
	file := pidFile{pid: pid}
	if len(lines) >= 8 {
		file.sockets = lines[4]
		file.ready = strings.TrimSpace(lines[7]) == "ready"
	}
	return file, nil
}

// clearStale handles what an earlier PostgreSQL of ours left in its folder: it waits for one that is still
// stopping, and removes a pid file that names a foreign process. A PostgreSQL that somebody else started there is
// left alone.
func clearStale(ctx context.Context, p place, sockets string) error {
	file, err := readPidFile(p.data.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || !alive(file.pid) {
		return nil // PostgreSQL itself deals with these
	}
	if !isPostgresIn(file.pid, p.data.path) {
		return os.Remove(pidPath(p.data.path))
	}
	if file.sockets != "" && file.sockets != sockets {
		return ErrHeld{Holder: file.pid, DataDir: p.data.path}
	}
	gone, stopWatching := watchOrphan(file.pid, p.data.path)
	defer stopWatching()
	if !end(ctx, file.pid, gone, endings()) {
		return ErrHeld{Holder: file.pid, DataDir: p.data.path}
	}
	return ctx.Err()
}

func socketLockPath(sockets string) string { return filepath.Join(sockets, ".s.PGSQL."+port+".lock") }

// clearSocket removes the socket and its lock after a crash: PostgreSQL takes any living process that the lock
// names for its holder. The folder is private, and so is the lock on its data.
func clearSocket(p place, sockets string) error {
	text, err := os.ReadFile(socketLockPath(sockets))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("socket folder: %w", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	if pid, err := strconv.Atoi(strings.TrimSpace(first)); err == nil && isPostgresIn(pid, p.data.path) {
		return ErrHeld{Holder: pid, DataDir: p.data.path}
	}
	if err := os.Remove(socketLockPath(sockets)); err != nil {
		return fmt.Errorf("socket folder: %w", err)
	}
	return nil
}

func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// watchOrphan closes the channel once the process, which is not our child, has exited.
func watchOrphan(pid int, folder string) (<-chan struct{}, func()) {
	gone, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for isPostgresIn(pid, folder) {
			select {
			case <-tick.C:
			case <-stopped:
				return
			}
		}
		close(gone)
	}()
	return gone, func() { close(stopped) }
}
