package main

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A report is as wide as the terminal that it is written to, and 100 columns in a file or a pipe.
func TestReportIsAsWideAsItsTerminal(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	for columns, want := range map[uint16]int{72: 72, 240: 240, 10: 40} {
		if err := unix.IoctlSetWinsize(
			int(terminal.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns},
		); err != nil {
			t.Fatal(err)
		}
		if got := columnsOf(terminal); got != want {
			t.Errorf("%d columns are taken as %d", columns, got)
		}
	}
	file, err := os.Create(t.TempDir() + "/report")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if in, out := columnsOf(file), columnsOf(&strings.Builder{}); in != 100 || out != 100 {
		t.Errorf("%d columns in a file, %d elsewhere", in, out)
	}
}
