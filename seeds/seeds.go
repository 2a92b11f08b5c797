// Package seeds embeds the facts and the demonstration that a first start loads.
package seeds

import "embed"

// Files holds reference/ (facts, each with its source) and demonstration/ (invented figures, labelled as such).
//
//go:embed reference demonstration/*.csv
var Files embed.FS
