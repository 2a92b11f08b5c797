package databasetest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A folder left by a killed process is removed by the next one; one that a living process holds is kept.
func TestOnlyUnlockedFoldersAreRemoved(t *testing.T) {
	parent := t.TempDir()
	left := filepath.Join(parent, "jalons-test-1", "data")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	living, err := newFolderIn(parent)
	if err != nil {
		t.Fatal(err)
	}
	if err := clearLeft(parent); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("unlocked folder: got %v, want it removed", err)
	}
	if _, err := os.Stat(living.path); err != nil {
		t.Errorf("locked folder: got %v, want it kept", err)
	}
	if _, err := held(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("removed folder: got %v, want that it doesn't exist", err)
	}
	if err := living.remove(); err != nil {
		t.Error(err)
	}
}
