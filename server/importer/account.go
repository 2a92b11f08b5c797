package importer

import (
	"context"

	"jalons/server/ledger"
	"jalons/server/tracker"
)

// ImportActor is the account that imports write as; the first import adds it.
func ImportActor(ctx context.Context, w *ledger.Writer) (ledger.Actor, error) {
	account, err := tracker.AddAccount(ctx, w, tracker.NewAccount{
		Email: "import@jalons.invalid", Name: "Import", Language: "fr", Role: "staff",
	})
	return ledger.Actor{Account: account, ActingAs: "staff"}, err
}
