package ledger

import (
	"testing"

	"jalons/server/database/databasetest"
)

func TestMain(m *testing.M) { databasetest.Main(m) }
