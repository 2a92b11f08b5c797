package main

import (
	"context"
	"strings"

	"github.com/spf13/pflag"

	"jalons/server/account"
	"jalons/server/app"
	"jalons/server/domain"
	"jalons/server/ledger"
)

// userOptions says who is added.
type userOptions struct {
	name, language, role string
	admin, yes           bool
	states               []string
	institution          map[string]string // by language
}

func userFlags(flags *pflag.FlagSet) any {
	o := &userOptions{}
	flags.StringVar(&o.name, "name", "", "")
	flags.StringVar(&o.language, "language", "fr", "")
	flags.StringVar(&o.role, "role", "staff", "")
	flags.BoolVar(&o.yes, "yes", false, "")
	flags.BoolVar(&o.admin, "admin", false, "")
	flags.StringArrayVar(&o.states, "state", nil, "")
	flags.Func("institution", "", func(v string) error {
		lang, name, _ := strings.Cut(v, "=")
		if o.institution == nil {
			o.institution = map[string]string{}
		}
		o.institution[lang] = name
		return nil
	})
	return o
}

func user(ctx context.Context, c call) error {
	if len(c.args) != 2 || !strings.Contains(c.args[1], "@") {
		return errUsage
	}
	o, email := c.options.(*userOptions), c.args[1]
	if o.admin {
		o.role = string(domain.RoleAdmin)
	}
	return withRecord(ctx, c, func(r *app.Store) error {
		if c.args[0] == "erase" {
			return r.EraseAccount(ctx, c.Out, c.Text, account.Erasing{Email: email, Trial: !o.yes})
		}
		purpose := account.Recovery
		switch c.args[0] {
		case "add":
			purpose = account.Invitation
			if err := tellingEnd(ctx, r, c, func() error { return addUser(ctx, r, email, *o) }); err != nil {
				return err
			}
		case "code":
		case "forget-second":
			if err := account.New(r.WriteDB, r.Now).ResetTwoFactor(ctx, email); err != nil {
				return err
			}
			c.Say("user.without_two_factor", map[string]any{"email": email})
			return nil
		default:
			return errUsage
		}
		code, err := account.New(r.WriteDB, r.Now).Code(ctx, email, purpose)
		if err != nil {
			return err
		}
		c.Say("user.code", map[string]any{
			"email": email, "code": code, "n": int(purpose.Life().Hours()),
			"address": c.config.Origin + "/" + o.language + "/code",
		})
		return nil
	})
}

// tellingEnd does something and says where the accounts of the demonstration have ended with it.
func tellingEnd(ctx context.Context, r *app.Store, c call, do func() error) error {
	p := account.New(r.WriteDB, r.Now)
	before, err := p.SamplesEnded(ctx)
	if err == nil {
		err = do()
	}
	if err != nil || before {
		return err
	}
	if ended, err := p.SamplesEnded(ctx); err != nil || !ended {
		return err
	}
	c.Say("sign_in.samples_ended", nil)
	return nil
}

// addUser adds an account with what it may do.
func addUser(ctx context.Context, r *app.Store, email string, o userOptions) error {
	if err := r.LoadFacts(ctx); err != nil {
		return err
	}
	return r.Write(ctx, func(w *ledger.Writer) error {
		name := o.name
		if name == "" {
			name, _, _ = strings.Cut(email, "@")
		}
		institution := domain.TextOf(o.language, o.institution["fr"], o.institution["en"], o.institution["ar"])
		_, err := account.Add(ctx, w.As(ledger.Command()), account.NewAccount{
			Email: email, Name: name, Language: o.language, Role: domain.Role(o.role), Institution: institution,
			States: o.states,
		})
		return err
	})
}
