package database

import (
	"archive/zip"
	"errors"
	"io"
)

// OpenBackup opens a file that Backup wrote.
func OpenBackup(path string) (*zip.ReadCloser, error) {
	file, err := zip.OpenReader(path)
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = ErrDamaged{Reason: path + " is no zip file, or was cut off"}
	}
	return file, err
}
