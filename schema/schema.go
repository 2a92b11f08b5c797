// Package schema embeds the migrations, readable in order: one word or one figure a file.
package schema

import (
	"embed"
)

// Files holds the numbered migrations.
//
//go:embed *.sql
var Files embed.FS

// Catalogue lists what guards the data once all migrations have run: triggers, policies, functions and
// grants, one a line. A test writes it anew with -update.
//
//go:embed catalogue.txt
var Catalogue string
