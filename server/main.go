// Command jalons serves the record of what governments promised under open government, what they
// did, and who says so.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

var version = "0.1" // set by the build

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
