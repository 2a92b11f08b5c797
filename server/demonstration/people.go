package demonstration

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// write is what a step does.
type write = func(context.Context, *ledger.Writer) error

func (r *replayer) account(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		function, err := r.text(l["function"])
		if err != nil {
			return err
		}
		body, err := r.text(l["institution"])
		if err != nil {
			return err
		}
		id, err := tracker.AddAccount(ctx, w, tracker.NewAccount{
			Email: l["email"], Name: l["name"], Language: "fr", Role: l["role"], Function: function, Institution: body,
			Demonstration: true,
		})
		r.accounts[l["account"]], r.bodies[l["account"]] = ledger.Actor{
			Account: id, ActingAs: domain.Role(l["role"]),
		}, body
		if err == nil && l["role"] != "liaison" {
			err = tracker.AddScope(ctx, w, id, "", "2020-01-01")
		}
		return err
	}
}

func (r *replayer) mandate(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		holder, err := r.actor(l["account"])
		if err != nil {
			return err
		}
		return tracker.AddMandate(ctx, w, tracker.NewMandate{
			Account: holder.Account, State: l["state"], Capacity: l["capacity"], From: l.day("from_day"),
			Until: l.day("until_day"),
		})
	}
}

func (r *replayer) delegation(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		from, err := r.actor(l["from"])
		if err != nil {
			return err
		}
		to, err := r.actor(l["to"])
		if err != nil {
			return err
		}
		reason, err := r.line(l["reason"])
		if err != nil {
			return err
		}
		_, err = tracker.Delegate(ctx, w, tracker.NewDelegation{
			From: from.Account, To: to.Account, State: l["state"], FromDay: l.day("from_day"),
			UntilDay: l.day("until_day"), Reason: reason,
		})
		return err
	}
}
