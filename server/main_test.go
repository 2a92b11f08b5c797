package main

import (
	"os"
	"testing"

	"jalons/server/database/databasetest"
)

// commandVariable has the test's program be jalons itself, in a process that a test may kill.
const commandVariable = "JALONS_TEST_COMMAND"

// The server runs itself to draw; the server of a test runs the test's program.
func TestMain(m *testing.M) {
	if os.Getenv(commandVariable) != "" || len(os.Args) == 3 && os.Args[1] == "draw" {
		main()
	}
	databasetest.Main(m)
}
