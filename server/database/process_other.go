//go:build unix && !linux

package database

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// childAttributes ignores deathSignal, which this system lacks. A PostgreSQL that outlives the server is stopped at
// the next start.
func childAttributes(syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{}
}

// isPostgresIn says whether the process is a PostgreSQL that works in the folder.
func isPostgresIn(pid int, folder string) bool {
	command, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	if err != nil || filepath.Base(strings.TrimSpace(string(command))) != "postgres" {
		return false
	}
	open, err := exec.Command("lsof", "-a", "-p", strconv.Itoa(pid), "-d", "cwd", "-Fn").Output()
	return err == nil && strings.Contains(string(open)+"\n", "\nn"+folder+"\n")
}
