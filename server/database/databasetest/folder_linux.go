package databasetest

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// memory is a file system that lies in memory: there a database, which is a thousand files, is copied and dropped in a
// tenth of the time.
const memory = "/dev/shm"

// room is the free space that it needs, for several packages' tests at once; a container often has next to nothing.
const room = 2 << 30

// pattern names the folders of tests in memory.
const pattern = "jalons-test-*"

// folder is locked by this process as long as it lives, so that folders of killed processes can be told apart.
type folder struct {
	path string
	hold *os.File
}

// newFolder creates a folder in memory, or else among the temporary files.
func newFolder() (*folder, error) {
	if err := clearLeft(memory); err != nil { // memory is scarce
		return nil, err
	}
	parent := ""
	var free syscall.Statfs_t
	if err := syscall.Statfs(memory, &free); err == nil && free.Bavail*uint64(free.Bsize) >= room {
		parent = memory
	}
	return newFolderIn(parent)
}

func newFolderIn(parent string) (*folder, error) {
	for {
		path, err := os.MkdirTemp(parent, pattern)
		if err != nil {
			return nil, err
		}
		hold, err := held(path)
		if err == nil {
			return &folder{path, hold}, nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			return nil, err
		} // another process has just cleared it as one that nobody held
	}
}

func held(path string) (*os.File, error) {
	hold, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err = syscall.Flock(int(hold.Fd()), syscall.LOCK_SH); err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		return nil, errors.Join(err, hold.Close())
	}
	return hold, nil
}

func (f *folder) remove() error { return errors.Join(os.RemoveAll(f.path), f.hold.Close()) }

// clearLeft removes folders that killed processes of this user left.
func clearLeft(parent string) error {
	left, err := filepath.Glob(filepath.Join(parent, pattern))
	for _, path := range left {
		hold, openErr := os.Open(path)
		if openErr != nil {
			continue // gone by now, or another user's
		}
		if syscall.Flock(int(hold.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			err = errors.Join(err, os.RemoveAll(path))
		}
		err = errors.Join(err, hold.Close())
	}
	return err
}
