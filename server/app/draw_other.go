//go:build unix && (!linux || race)

package app

// limitMemory leaves memory to the engine's own limit: only Linux counts what is mapped, and the race detector maps
// terabytes.
func limitMemory() error { return nil }
