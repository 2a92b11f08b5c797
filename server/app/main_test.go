package app

import (
	"context"
	"fmt"
	"os"
	"testing"

	"jalons/server/database/databasetest"
)

// The server runs itself to draw; the server of a test runs the test's program.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "draw" {
		if err := DrawFile(context.Background(), os.Args[2], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	databasetest.Main(m)
}
