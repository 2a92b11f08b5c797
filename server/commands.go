package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"jalons/server/app"
	"jalons/server/i18n"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// commands lists what jalons can do, in the order of a first use.
var commands = []command{
	{name: "serve", act: serve},
	{name: "migrate", act: migrate},
	{name: "seed", act: seed, options: seedFlags},
	{name: "import", args: true, act: importFiles, options: importFlags},
	{name: "export", args: true, act: exportFiles},
	{name: "backup", args: true, act: backup},
	{name: "restore", args: true, act: restore},
	{name: "verify", syntax: "totals", act: verify},
	{name: "user", args: true, act: user, options: userFlags},
	{name: "files", syntax: "move s3|database", act: moveFiles},
	{name: "draw", args: true, act: drawOne},
	{name: "version", act: func(_ context.Context, c call) error {
		fmt.Fprintln(c.Out, "jalons", version)
		return nil
	}},
}

func migrate(ctx context.Context, c call) error {
	return withRecord(ctx, c, func(*app.Store) error {
		c.Say("command.migrated", nil)
		return nil
	})
}

// seedOptions chooses what seed does.
type seedOptions struct{ demonstration, referenceOnly, remove bool }

func seedFlags(flags *pflag.FlagSet) any {
	o := &seedOptions{}
	flags.BoolVar(&o.demonstration, "demonstration", false, "")
	flags.BoolVar(&o.referenceOnly, "reference-only", false, "")
	flags.BoolVar(&o.remove, "remove-demonstration", false, "")
	return o
}

func seed(ctx context.Context, c call) error {
	o := c.options.(*seedOptions)
	if o.demonstration && (o.referenceOnly || o.remove) || len(c.args) > 0 {
		return errUsage
	}
	return withRecord(ctx, c, func(r *app.Store) error {
		if o.remove {
			return removeDemonstration(ctx, r, c)
		}
		said, err := seedWith(ctx, r, *o)
		if err == nil {
			c.Say(said, nil)
		}
		return err
	})
}

// seedWith does what was asked for and gives the key of what there is now.
func seedWith(ctx context.Context, r *app.Store, o seedOptions) (string, error) {
	if err := r.LoadFacts(ctx); err != nil {
		return "", err
	}
	switch {
	case o.demonstration:
		return "command.demonstration", r.LoadDemonstration(ctx)
	case o.referenceOnly:
		return "command.reference_only", r.Write(ctx, func(w *ledger.Writer) error {
			return tracker.LeaveDemonstrationOut(ctx, w)
		})
	}
	return "command.facts", nil
}

// removeDemonstration says what it left, because others than its own accounts had a part in it.
func removeDemonstration(ctx context.Context, r *app.Store, c call) error {
	kept, err := r.RemoveDemonstration(ctx, r.OwnerDB)
	if err != nil {
		return err
	}
	c.Say("command.demonstration_gone", nil)
	if len(kept) > 0 {
		fmt.Fprintln(c.Out, c.Text("command.demonstration_kept", nil)+"\n  "+strings.Join(kept, "\n  "))
	}
	return nil
}

type importOptions struct{ dryRun bool }

func importFlags(flags *pflag.FlagSet) any {
	o := &importOptions{}
	flags.BoolVar(&o.dryRun, "dry-run", false, "")
	return o
}

func importFiles(ctx context.Context, c call) error {
	if len(c.args) < 2 || c.args[0] != "canada" {
		return errUsage
	}
	return withRecord(ctx, c, func(r *app.Store) error {
		if err := r.LoadFacts(ctx); err != nil {
			return err
		}
		return tellingEnd(ctx, r, c, func() error { return importCanada(ctx, r.Tracker, c) })
	})
}

func exportFiles(ctx context.Context, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	return withRecord(ctx, c, func(r *app.Store) error {
		lists, err := app.Export(ctx, r.Tracker, c.args[0])
		if err == nil {
			c.Say("export.written", map[string]any{"n": lists, "folder": c.args[0]})
		}
		return err
	})
}

func verify(ctx context.Context, c call) error {
	if len(c.args) != 1 || c.args[0] != "totals" {
		return errUsage
	}
	return withRecord(ctx, c, func(r *app.Store) error {
		differences, err := r.VerifyTotals(ctx)
		if err != nil {
			return err
		}
		for _, d := range differences {
			what, rest, _ := strings.Cut(d.What, " ")
			c.Say("command.difference", map[string]any{
				"what": c.Text("command.difference."+what, nil), "code": strings.TrimSpace(rest + " " + d.Code),
				"kept":       cmp.Or(shown(d.Kept), c.Text("command.nothing", nil)),
				"recomputed": cmp.Or(shown(d.Recomputed), c.Text("command.nothing", nil))})
		}
		if len(differences) > 0 {
			return i18n.NewError("command.differs", nil)
		}
		c.Say("command.kept", nil)
		return nil
	})
}

func shown(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
