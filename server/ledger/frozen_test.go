package ledger

import (
	"bytes"
	"sync/atomic"
	"testing"
	"time"

	"jalons/server/database"
	"jalons/server/database/databasetest"
	"jalons/server/database/faults"
)

// A server that is frozen is so for every connection: who writes waits for one of them, not for one after the other.
func TestInTxAsksAFrozenServerOnce(t *testing.T) {
	t.Parallel()
	data := databasetest.New(t)
	data.Owner.MustExecContext(t.Context(), `create table notes (n int)`)
	proxy := faults.New(t, data.DSN)
	db, err := database.Pool(proxy.DSN(data.DSN), "", database.Limits{Connections: 2, Network: 500 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // of connections that gave no answer
	fillPool(t, db)
	var asked atomic.Int64
	proxy.Judge(func(m faults.Message) faults.Verdict {
		if m.ToServer && bytes.HasPrefix(m.Body, []byte("BEGIN")) {
			asked.Add(1)
		}
		return faults.Pass
	})
	proxy.Freeze()
	err = InTx(t.Context(), db, note(t, 1, nil))
	if out := Outage(err); out == nil || out.Code != "database_frozen" || asked.Load() != 1 {
		t.Errorf("asked %d times: %v", asked.Load(), err)
	}
	proxy.Restore(t)
}
