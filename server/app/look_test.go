package app

import (
	"errors"
	"testing"
	"time"
)

// The version is known after a look that went well, not after one that failed, nor where looks stopped coming back.
func TestSight(t *testing.T) {
	var s sight
	s.watching.Store(true)
	if s.lost() {
		t.Error("lost before anybody looked: the version was read at the start")
	}
	s.saw(nil)
	if s.lost() {
		t.Error("lost after a look")
	}
	s.saw(errors.New("away"))
	if !s.lost() {
		t.Error("not lost after a look that failed")
	}
	s.saw(nil)
	s.seen.Store(&time.Time{}) // long ago
	if !s.lost() {
		t.Error("not lost long after the last look")
	}
	s.watching.Store(false)
	if s.lost() {
		t.Error("lost where nobody looks")
	}
}
