package demonstration

import (
	"context"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
)

// write is what a step does.
type write = func(context.Context, *ledger.Writer) error

func (r *replayer) person(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		function, err := r.text(l["function"])
		if err != nil {
			return err
		}
		institution, err := r.text(l["institution"])
		if err != nil {
			return err
		}
		id, err := account.Add(ctx, w, account.NewAccount{
			Email: l["email"], Name: l["name"], Language: "fr", Role: domain.Role(l["role"]), Function: function,
			Institution:   institution,
			Demonstration: true,
		})
		if err != nil {
			return err
		}
		r.accounts[l["account"]] = id
		if l["role"] == "liaison" {
			return nil
		}
		return account.AddScope(ctx, w, account.NewScope{Account: id})
	}
}

func (r *replayer) mandate(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		holder, err := r.account(l["account"])
		if err != nil {
			return err
		}
		return account.AddMandate(ctx, w, account.NewMandate{
			Account: holder, State: l["state"], Capacity: domain.Capacity(l["capacity"]), From: l.day("from_day"),
			Until: l.day("until_day"),
		})
	}
}

func (r *replayer) delegation(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		w, err := r.as(ctx, w, l["from"])
		if err != nil {
			return err
		}
		to, err := r.account(l["to"])
		if err != nil {
			return err
		}
		reason, err := r.line(l["reason"])
		if err != nil {
			return err
		}
		_, err = account.AddDelegation(ctx, w, account.NewDelegation{
			To: to, State: l["state"], FromDay: l.day("from_day"), UntilDay: l.day("until_day"), Reason: reason,
		})
		return err
	}
}
