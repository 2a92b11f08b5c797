package app

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"jalons/server/i18n"
)

// WriteNew writes a file that isn't there yet: whole, or not at all.
func WriteNew(path string, write func(io.Writer) error) (size int64, err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return 0, errors.Join(i18n.NewError("command.file_there", map[string]any{"file": path}), err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".unfinished-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already where all went well
	if err := errors.Join(write(file), file.Sync()); err != nil {
		return 0, errors.Join(err, file.Close())
	}
	info, err := file.Stat()
	if err := errors.Join(err, file.Close()); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(file.Name(), path)
}
