package importer

import (
	"context"
	"fmt"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
)

// address is that of the account that imports write as.
const address = "import@jalons.invalid"

// ImportActor is the account that imports write as; the first import adds it.
func ImportActor(ctx context.Context, w *ledger.Writer) (ledger.Actor, error) {
	var id int64
	err := w.Get(ctx, &id, `select coalesce(max(id), 0) from accounts where email = $1`, address)
	if err != nil {
		return ledger.Actor{}, fmt.Errorf("account of imports: %w", err)
	}
	if id == 0 {
		id, err = account.Add(ctx, w, account.NewAccount{
			Email: address, Name: "Import", Language: "fr", Role: domain.RoleStaff,
		})
	}
	return ledger.Actor{Account: id, ActingAs: domain.RoleStaff}, err
}
