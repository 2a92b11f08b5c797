// Package schema embeds the migrations, readable in order: one word or one figure a file.
package schema

import (
	"embed"
)

// Files holds the numbered migrations.
//
//go:embed [0-9]*.sql
var Files embed.FS

// Catalogue lists the triggers, policies, functions and grants after all migrations, one a line. go test -update
// rewrites it.
//
//go:embed catalogue.txt
var Catalogue string
