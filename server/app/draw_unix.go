//go:build unix

package app

import "syscall"

// limitProcess lets the kernel end a process that makes a picture once it has worked too long, even where nobody
// waits for it any more, or where it takes too much memory.
func limitProcess() error {
	if err := syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: drawSeconds, Max: drawSeconds}); err != nil {
		return err
	}
	return limitMemory()
}
