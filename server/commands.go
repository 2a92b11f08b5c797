package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"

	"jalons/seeds"
	"jalons/server/database"
	"jalons/server/demonstration"
	"jalons/server/tracker"
)

// commands lists what jalons can do, in the order of a first use.
var commands = []command{
	{name: "serve", short: "serve the pages and the API", act: serve, long: `
Starts the server and, where DATABASE_URL is not set, its own PostgreSQL in DATA_DIR.
Into such a database that nobody has used the facts and the demonstration are loaded; with
DATABASE_URL, the facts only. Ends cleanly on SIGTERM or Ctrl-C.`},
	{name: "migrate", short: "bring the database to this program's schema", act: migrate, long: `
Applies the migrations that the database has not seen. serve does the same at its start.`},
	{name: "seed", short: "load facts and demonstration, or take the demonstration away", act: seed, options: seedFlags, long: `
Loads the facts of seeds/reference: regions, governments, cities, the plan. Loading again
adds only what is missing.`},
	{name: "import", short: "read a government's files", args: "canada FILE… [--dry-run]", act: importFiles, options: importFlags, long: `
canada reads action plans and progress exports as the Government of Canada publishes them
(CSV, UTF-8). All files in one transaction: an error leaves the record as it was and is told
with file, line, column, value and reason. Reading a file again changes nothing.`},
	{name: "export", short: "write the rows behind each figure as CSV", args: "FOLDER", act: exportFiles, long: `
Writes one CSV (RFC 4180, UTF-8) for each list into FOLDER, all of one moment, with a
description of the columns.`},
	{name: "backup", short: "write everything to one file", args: "FILE", act: backup, long: `
Writes every row as of one moment into a new zip file, while the server goes on. It is independent
of PostgreSQL's version. Keep it as you keep passwords: it holds people's addresses. Sessions are
left out, so that after a restore everybody signs in anew.`},
	{name: "restore", short: "fill an empty database from a backup", args: "FILE", act: restore, long: `
Makes the schema, fills it in one transaction, compares history and totals with the backup's and
recomputes what is kept. Refuses a database that holds anything, a backup of a newer schema and
a damaged file; then nothing is changed.`},
	{name: "verify", short: "recompute what is kept and report differences", args: "totals", act: verify, long: `
totals recomputes every standing and total from the statements and lists what differs.
Exit status 1 where anything does.`},
	{name: "user", short: "add a person, or give one a new code", args: "add|code|forget-second|erase EMAIL", act: user, options: userFlags, long: `
add makes an account and prints a one-time code, with which its person chooses a password.
The first admin is made so: jalons user add --admin EMAIL. code prints a new one for an account
that is there. forget-second takes away the second factor of somebody who has lost it.
erase says in which tables a person's name and address stand, and with --yes takes them away for good:
the account is closed, and what it signed stays under its number and function.`},
	{name: "files", short: "take files from the database to S3, or back", args: "move s3|database", act: moveFiles, long: `
move s3 takes every file to the S3 that FILES_URL names, move database takes them back, one after
the other and checked on the way, while servers run that know the same FILES_URL. What was
interrupted goes on when it is called again. Before moving back let the servers run with
FILES_URL=…&new=no, so that new files go to the database already.`},
	{name: "draw", short: "make a small picture of a file", args: "MEDIATYPE <FILE >PICTURE", act: drawOne, long: `
Reads a PDF (its first page), a JPEG, a PNG or a WebP and writes a JPEG. serve runs it for each
file of evidence, so that what a file does to its reader ends with that process.`},
	{name: "version", short: "print the version", act: func(_ context.Context, c call) error {
		fmt.Fprintln(c.out, "jalons", version)
		return nil
	}, long: `Prints the program's version.`},
}

func migrate(ctx context.Context, c call) error {
	return withRecord(ctx, c, func(*record) error {
		c.say("command.migrated")
		return nil
	})
}

// seedOptions chooses what seed does.
type seedOptions struct{ demonstration, referenceOnly, remove bool }

func seedFlags(flags *flag.FlagSet) any {
	o := &seedOptions{}
	flags.BoolVar(&o.demonstration, "demonstration", false, "load the invented demonstration too; it is labelled as such everywhere")
	flags.BoolVar(&o.referenceOnly, "reference-only", false, "load the facts only, and let serve leave the demonstration out too")
	flags.BoolVar(&o.remove, "remove-demonstration", false, "take the demonstration away, but for what real accounts wrote or changed")
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
			c.say(said)
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
		return "command.reference_only", r.Write(ctx, func(w *tracker.Writer) error { return w.LeaveDemonstrationOut(ctx) })
	}
	return "command.facts", nil
}

// removeDemonstration says what it left, because others than its own accounts had a part in it.
func (r *record) removeDemonstration(ctx context.Context, c call) error {
	kept, err := r.RemoveDemonstration(ctx, r.owner)
	if err != nil {
		return err
	}
	c.say("command.demonstration_gone")
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

func importFlags(flags *flag.FlagSet) any {
	o := &importOptions{}
	flags.BoolVar(&o.dryRun, "dry-run", false, "read, check and report, but write nothing")
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
		return r.tellingEnd(ctx, c.out, func() error { return importCanada(ctx, r.Tracker, c) })
	})
}

func exportFiles(ctx context.Context, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	return withRecord(ctx, c, func(r *record) error { return export(ctx, r.Tracker, c.args[0]) })
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
			fmt.Fprintln(c.out, c.text("command.difference", map[string]any{"what": d.What, "code": d.Code,
				"kept":       cmp.Or(shown(d.Kept), c.text("command.nothing", nil)),
				"recomputed": cmp.Or(shown(d.Recomputed), c.text("command.nothing", nil))}))
		}
		if len(differences) > 0 {
			return failure("command.differs")
		}
		c.say("command.kept")
		return nil
	})
}

func shown(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
