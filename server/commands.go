package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"

	"github.com/spf13/pflag"

	"jalons/seeds"
	"jalons/server/database"
	"jalons/server/demonstration"
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
		fmt.Fprintln(c.out, "jalons", version)
		return nil
	}},
}

func migrate(ctx context.Context, c call) error {
	return withRecord(ctx, c, func(*record) error {
		c.say("command.migrated", nil)
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
	return withRecord(ctx, c, func(r *record) error {
		if o.remove {
			return r.removeDemonstration(ctx, c)
		}
		said, err := r.seed(ctx, *o)
		if err == nil {
			c.say(said, nil)
		}
		return err
	})
}

// seed does what was asked for and gives the key of what there is now.
func (r *record) seed(ctx context.Context, o seedOptions) (string, error) {
	if err := r.facts(ctx); err != nil {
		return "", err
	}
	switch {
	case o.demonstration:
		return "command.demonstration", r.demonstrate(ctx)
	case o.referenceOnly:
		return "command.reference_only", r.Write(ctx, func(w *ledger.Writer) error {
			return tracker.LeaveDemonstrationOut(ctx, w)
		})
	}
	return "command.facts", nil
}

// removeDemonstration says what it left, because others than its own accounts had a part in it.
func (r *record) removeDemonstration(ctx context.Context, c call) error {
	kept, err := r.RemoveDemonstration(ctx, r.owner)
	if err != nil {
		return err
	}
	c.say("command.demonstration_gone", nil)
	if len(kept) > 0 {
		fmt.Fprintln(c.out, c.text("command.demonstration_kept", nil)+"\n  "+strings.Join(kept, "\n  "))
	}
	return nil
}

// prepare loads the facts and, into an embedded database that nobody has used, the demonstration.
func (r *record) prepare(ctx context.Context, log *slog.Logger) error {
	if err := r.facts(ctx); err != nil || r.cluster == nil {
		return err
	}
	awaits, err := r.AwaitsDemonstration(ctx)
	if err != nil || !awaits {
		return err
	}
	log.InfoContext(ctx, "loading the demonstration, once: this takes about half a minute")
	return r.demonstrate(ctx)
}

func (r *record) facts(ctx context.Context) error {
	return database.Seed(ctx, r.owner.DB, seeds.Files, "reference")
}

// demonstrate loads the demonstration where it isn't there.
func (r *record) demonstrate(ctx context.Context) error {
	there, err := r.Demonstration(ctx)
	if err != nil || there {
		return err
	}
	lists, err := fs.Sub(seeds.Files, "demonstration")
	if err != nil {
		return err
	}
	return demonstration.Load(ctx, r.patient(), r.files, lists)
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
	return withRecord(ctx, c, func(r *record) error {
		if err := r.facts(ctx); err != nil {
			return err
		}
		return r.tellingEnd(ctx, c, func() error { return importCanada(ctx, r.Tracker, c) })
	})
}

func exportFiles(ctx context.Context, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	return withRecord(ctx, c, func(r *record) error {
		lists, err := export(ctx, r.Tracker, c.args[0])
		if err == nil {
			c.say("export.written", map[string]any{"n": lists, "folder": c.args[0]})
		}
		return err
	})
}

func verify(ctx context.Context, c call) error {
	if len(c.args) != 1 || c.args[0] != "totals" {
		return errUsage
	}
	return withRecord(ctx, c, func(r *record) error {
		differences, err := r.VerifyTotals(ctx)
		if err != nil {
			return err
		}
		for _, d := range differences {
			what, rest, _ := strings.Cut(d.What, " ")
			c.say("command.difference", map[string]any{
				"what": c.text("command.difference."+what, nil), "code": strings.TrimSpace(rest + " " + d.Code),
				"kept":       cmp.Or(shown(d.Kept), c.text("command.nothing", nil)),
				"recomputed": cmp.Or(shown(d.Recomputed), c.text("command.nothing", nil))})
		}
		if len(differences) > 0 {
			return failed("command.differs", nil)
		}
		c.say("command.kept", nil)
		return nil
	})
}

func shown(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
