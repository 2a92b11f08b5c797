// Command jalons serves the record of what governments promised under open government, what they
// did, and who says so.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// version is set by the build.
var version = "0.1"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run picks the command and gives the exit status: 0, 1 where it failed, 2 where it was called wrongly.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(out)
		return 0
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.call(ctx, args[1:], out, errs)
		}
	}
	fmt.Fprintf(errs, "jalons: no command %q\n\n", args[0])
	usage(errs)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Jalons: what governments promised, what they did, and who says so.\n\nUsage: jalons COMMAND [OPTIONS]\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, c.short)
	}
	fmt.Fprint(w, "\njalons COMMAND --help tells more. Settings, read from the environment:\n\n")
	for _, s := range settings {
		fallback := s.fallback
		if fallback != "" {
			fallback = " (default " + fallback + ")"
		}
		fmt.Fprintf(w, "  %-19s %s%s\n", s.name, s.meaning, fallback)
	}
}

// command is one of the program's commands. act gets the arguments after the options.
type command struct {
	name, short, long, args string
	options                 func(*flag.FlagSet) any
	act                     func(ctx context.Context, c call) error
}

// call is what a command works with.
type call struct {
	config  config
	log     *slog.Logger
	args    []string
	options any
	out     io.Writer
	text    textOf
}

// say writes a text for the person who called.
func (c call) say(key string) { fmt.Fprintln(c.out, c.text(key, nil)) }

var errUsage = errors.New("wrong arguments")

func (c command) call(ctx context.Context, args []string, out, errs io.Writer) int {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		fmt.Fprintf(flags.Output(), "jalons %s %s\n\n%s\n", c.name, c.args, strings.TrimSpace(c.long))
		if c.options != nil {
			fmt.Fprint(flags.Output(), "\nOptions:\n")
			flags.PrintDefaults()
		}
	}
	var options any
	if c.options != nil {
		options = c.options(flags)
	}
	if len(args) > 0 && (args[0] == "--help" || args[0] == "-h") {
		flags.SetOutput(out)
	}
	rest, err := parse(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	text, err := callersTexts()
	if err != nil {
		fmt.Fprintln(errs, "jalons:", err)
		return 1
	}
	config, err := fromEnvironment()
	if err == nil {
		log := slog.New(slog.NewJSONHandler(errs, &slog.HandlerOptions{Level: config.LogLevel}))
		err = c.act(ctx, call{config, log, rest, options, out, text})
	}
	switch {
	case errors.Is(err, errUsage):
		flags.Usage()
		return 2
	case err != nil:
		fmt.Fprintln(errs, "jalons:", sentence(text, err))
		return 1
	}
	return 0
}

// parse takes options before, between and after the other arguments.
func parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return rest, nil
		}
		rest, args = append(rest, flags.Arg(0)), flags.Args()[1:]
	}
}
