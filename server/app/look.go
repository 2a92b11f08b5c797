package app

import (
	"context"
	"sync/atomic"
	"time"

	"jalons/server/tracker"
)

// sightLimit is how long the version that was seen last counts as current where looks don't come back: longer than a
// busy database lets them wait.
const sightLimit = 30 * lookEvery

// sight says whether the data's version is known.
type sight struct {
	watching atomic.Bool               // somebody looks again and again
	seen     atomic.Pointer[time.Time] // when it was looked up last; nil where nobody has looked yet
	failed   atomic.Bool               // the last look
}

// saw notes how a look went.
func (s *sight) saw(err error) {
	if err == nil {
		now := time.Now()
		s.seen.Store(&now)
	}
	s.failed.Store(err != nil)
}

// lost says that the version may have changed unseen: the last look failed, or none has come back for a while, as with
// a database that is frozen.
func (s *sight) lost() bool {
	seen := s.seen.Load()
	return s.failed.Load() || s.watching.Load() && seen != nil && time.Since(*seen) > sightLimit
}

// look takes up what is committed.
func (s *Server) look(ctx context.Context) { s.lookBy(ctx, s.record.Tracker) }

func (s *Server) lookBy(ctx context.Context, t *tracker.Tracker) {
	version, err := t.Follow(ctx)
	s.ran(ctx, followJob, err)
	if err != nil && ctx.Err() == context.Canceled {
		return // the server ends
	}
	// Looks run side by side, and what was seen isn't unseen.
	for seen := s.version.Load(); err == nil && seen < version && !s.version.CompareAndSwap(seen, version); {
		seen = s.version.Load()
	}
	s.sight.saw(err)
}
