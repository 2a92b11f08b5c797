package tracker_test

import (
	"testing"

	"jalons/server/importer"
	"jalons/server/ledger"
)

// All imports write as one account.
func TestImportActorIsAddedOnce(t *testing.T) {
	b := newBench(t)
	actors := make([]ledger.Actor, 2)
	for i := range actors {
		b.write(func(w *ledger.Writer) (err error) {
			actors[i], err = importer.ImportActor(t.Context(), w)
			return err
		})
	}
	if actors[0].Account == 0 || actors[0] != actors[1] {
		t.Errorf("got %+v and %+v, want one account", actors[0], actors[1])
	}
}
