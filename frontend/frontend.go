// Package frontend embeds what people see: templates, languages, built assets and the shapes of the map.
package frontend

import "embed"

// Files holds templates/, languages/, dist/ (built by build.mjs, with manifest.json) and map/shapes.json.
//
//go:embed all:dist templates languages map/shapes.json
var Files embed.FS
