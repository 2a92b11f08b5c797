//go:build unix

package database

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user that PostgreSQL runs as. Nil is the current user.
type account struct{ uid, gid uint32 }

// unprivileged returns the user to run as instead of root, which PostgreSQL refuses.
func unprivileged() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(found.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(found.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &account{uint32(uid), uint32(gid)}, nil
	}
	return nil, errors.New(
		"PostgreSQL does not run as root, and there is no user postgres or nobody: run as an ordinary user",
	)
}

// ownerOf returns the user that owns an existing folder.
func ownerOf(folder string) (account, error) {
	info, err := os.Lstat(folder)
	if err != nil {
		return account{}, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return account{}, fmt.Errorf("owner of %s: unknown", folder)
	}
	return account{stat.Uid, stat.Gid}, nil
}

func (a *account) uidOrOurs() uint32 {
	if a == nil {
		return uint32(os.Geteuid())
	}
	return a.uid
}

// give makes the user the owner of a folder that was just created.
func (a *account) give(folder string) error {
	if a == nil {
		return nil
	}
	return os.Chown(folder, int(a.uid), int(a.gid))
}

// reaches reports whether the user can enter the folder and all its parents.
func (a *account) reaches(folder string) bool {
	if a == nil {
		return true
	}
	path, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return false
	}
	for ; ; path = filepath.Dir(path) {
		info, err := os.Stat(path)
		if err != nil || !a.enters(info) {
			return false
		}
		if path == filepath.Dir(path) {
			return true
		}
	}
}

func (a *account) enters(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	switch {
	case stat.Uid == a.uid:
		return info.Mode()&0o100 != 0
	case stat.Gid == a.gid:
		return info.Mode()&0o010 != 0
	default:
		return info.Mode()&0o001 != 0
	}
}
