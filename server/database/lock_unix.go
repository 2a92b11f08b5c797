//go:build unix

package database

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// folderLock is the lock of one process on a data folder. The kernel releases it when the process ends, however it
// ends. The file names the holder and where its PostgreSQL runs.
type folderLock struct{ file *os.File }

func lockPath(dataDir string) string { return filepath.Join(dataDir, "jalons.lock") }

// lockFolder locks a data folder or returns ErrHeld.
func lockFolder(dataDir string) (*folderLock, error) {
	file, err := os.OpenFile(lockPath(dataDir), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o644)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		holder, _ := readHolder(dataDir)
		return nil, errors.Join(ErrHeld{Holder: holder, DataDir: dataDir}, file.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", dataDir, err), file.Close())
	}
	lock := &folderLock{file}
	return lock, lock.write("")
}

// write records the holder and, once it is known, the folder in which PostgreSQL runs.
func (l *folderLock) write(cluster string) error {
	if err := l.file.Truncate(0); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	if _, err := l.file.WriteAt(fmt.Appendf(nil, "%d\n%s\n", os.Getpid(), cluster), 0); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	return nil
}

// release unlocks the folder at once. Closing the file would not: a child that is being started elsewhere in this
// process holds a copy of the descriptor until exec.
func (l *folderLock) release() error {
	return errors.Join(l.file.Truncate(0), syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}

// readHolder reads what a holder wrote: its process id and its PostgreSQL's folder.
func readHolder(dataDir string) (pid int, cluster string) {
	text, err := os.ReadFile(lockPath(dataDir))
	if err != nil {
		return 0, ""
	}
	lines := strings.Split(string(text)+"\n\n", "\n")
	pid, err = strconv.Atoi(lines[0])
	if err != nil {
		return 0, ""
	}
	return pid, lines[1]
}
