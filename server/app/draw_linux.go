//go:build linux && !race

package app

import "syscall"

// drawMemory is more than the largest image and PDFium's memory take.
const drawMemory = 768 << 20

// limitMemory bounds writable memory. A bound on addresses instead would end Go's runtime, which reserves many.
func limitMemory() error {
	return syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: drawMemory, Max: drawMemory})
}
