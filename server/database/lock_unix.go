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

// folderLock is the hold of one process on a data folder. The kernel lets go of it when the
// process ends, however it ends. The file says who holds it and where its PostgreSQL works.
type folderLock struct{ file *os.File }

func lockPath(dataDir string) string { return filepath.Join(dataDir, "jalons.lock") }

// lockFolder takes hold of a data folder or returns ErrHeld.
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

// write says who holds the folder and, once it is known, in which folder PostgreSQL works.
func (l *folderLock) write(cluster string) error {
	if err := l.file.Truncate(0); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	if _, err := l.file.WriteAt(fmt.Appendf(nil, "%d\n%s\n", os.Getpid(), cluster), 0); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	return nil
}

// release gives the folder back at once. Closing the file wouldn't: a child that is being started
// elsewhere in this process holds a copy of it until it runs its own program.
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
