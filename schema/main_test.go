package schema_test

import (
	"testing"

	"jalons/server/database/databasetest"
)

func TestMain(m *testing.M) { databasetest.Main(m) }
