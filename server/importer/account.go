package importer

import (
	"context"

	"jalons/server/ledger"
	"jalons/server/tracker"
)

// address is that of the account that imports write as.
const address = "import@jalons.invalid"

// ImportActor is the account that imports write as; the first import adds it.
func ImportActor(ctx context.Context, w *ledger.Writer) (ledger.Actor, error) {
	var account int64
	err := w.Get(ctx, &account, `select coalesce(max(id), 0) from accounts where email = $1`, address)
	if err == nil && account == 0 {
		account, err = tracker.AddAccount(ctx, w, tracker.NewAccount{
			Email: address, Name: "Import", Language: "fr", Role: "staff",
		})
	}
	return ledger.Actor{Account: account, ActingAs: "staff"}, err
}
