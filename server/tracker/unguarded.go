//go:build unguarded

package tracker

const guarded = false
