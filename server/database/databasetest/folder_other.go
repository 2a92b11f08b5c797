//go:build !linux

package databasetest

import "os"

type folder struct{ path string }

func newFolder() (*folder, error) {
	path, err := os.MkdirTemp("", "jalons-test-")
	return &folder{path}, err
}

func (f *folder) remove() error { return os.RemoveAll(f.path) }
