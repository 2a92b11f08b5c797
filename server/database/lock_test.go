//go:build unix

package database

import (
	"syscall"
	"testing"
)

func TestReleasedFolderIsFreeDuringFork(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	held, err := lockFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	// A child process has this copy of the descriptor between fork and exec.
	child, err := syscall.Dup(int(held.file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(child)
	if err := held.release(); err != nil {
		t.Fatal(err)
	}
	again, err := lockFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.release(); err != nil {
		t.Error(err)
	}
}
