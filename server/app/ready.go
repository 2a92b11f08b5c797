package app

import (
	"context"
	"sync"
	"time"

	"jalons/schema"
	"jalons/server/database"
)

// readyLimit is how long who asks whether the server is ready waits at most.
const readyLimit = 2 * time.Second

// readiness looks whether the database can serve, once for all who ask meanwhile.
type readiness struct {
	mu   sync.Mutex
	look *readyLook // under way; nil where none is
}

// readyLook is one look; done is closed at its end.
type readyLook struct {
	done     chan struct{}
	readOnly bool
	err      error
}

// ready says whether the database takes no writes, or why the server can't serve at all. A context bounds no answer of
// a database that is frozen, so nobody waits for that.
func (s *Server) ready(ctx context.Context) (readOnly bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, readyLimit)
	defer cancel()
	look := s.readiness.begin(s.askDatabase)
	select {
	case <-look.done:
		return look.readOnly, look.err
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

func (r *readiness) begin(ask func(context.Context) (bool, error)) *readyLook {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.look != nil {
		return r.look
	}
	look := &readyLook{done: make(chan struct{})}
	r.look = look
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), readyLimit)
		defer cancel()
		look.readOnly, look.err = ask(ctx)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.look = nil
		close(look.done)
	}()
	return look
}

// askDatabase asks for the schema and, as those who write do, whether they may: a database that follows another one
// takes no writes.
func (s *Server) askDatabase(ctx context.Context) (readOnly bool, err error) {
	if err := database.CheckVersion(ctx, s.record.OwnerDB.DB, schema.Files); err != nil {
		return false, err
	}
	err = s.record.WriteDB.GetContext(ctx, &readOnly, `select pg_is_in_recovery()`)
	return readOnly, err
}
