package main

import (
	"context"
	"os"
	"testing"

	"jalons/server/database/databasetest"
)

// The server runs itself to draw; the server of a test runs the test's program.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "draw" {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
	}
	databasetest.Main(m)
}
