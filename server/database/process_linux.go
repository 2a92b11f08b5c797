package database

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

func childAttributes(deathSignal syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: deathSignal}
}

// isPostgresIn says whether the process is a PostgreSQL that works in the folder.
func isPostgresIn(pid int, folder string) bool {
	cwd, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false
	}
	data, err := os.Stat(folder)
	if err != nil || !os.SameFile(cwd, data) {
		return false
	}
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	return err == nil && strings.HasPrefix(string(name), "postgres")
}
