package web

import "sync/atomic"

// tally counts how a cache has answered.
type tally struct{ hits, misses, stale, passed atomic.Int64 }

// Answers gives the counters of what was answered from kept bytes, made and kept, stood in for by an older answer, and
// passed on because it is nobody else's.
func (c *Cache) Answers() map[string]*atomic.Int64 {
	return map[string]*atomic.Int64{
		"hit": &c.tally.hits, "miss": &c.tally.misses, "stale": &c.tally.stale, "passed": &c.tally.passed,
	}
}
