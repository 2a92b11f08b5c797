package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/pflag"

	"jalons/server/app"
	"jalons/server/i18n"
)

// run picks the command and gives the exit status: 0, 1 where it failed, 2 where it was called wrongly.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	text, err := callersTexts()
	if err != nil {
		fmt.Fprintln(errs, "jalons:", err)
		return 1
	}
	to := terminal{out, errs, text}
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		to.usage(out)
		return 0
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.call(ctx, to, args[1:])
		}
	}
	to.complain(text("help.no_command", map[string]any{"command": args[0]}))
	to.usage(errs)
	return 2
}

// terminal is where the program was called: what it writes to, and in which words.
type terminal struct {
	out, errs io.Writer
	text      i18n.Translate
}

// complain says what is wrong.
func (to terminal) complain(what string) { fmt.Fprintln(to.errs, "jalons:", what) }

// command is one of the program's commands; its words are among the texts. act gets the arguments after the options.
type command struct {
	name    string
	args    bool   // it takes some; a text names them
	syntax  string // of arguments that are the same in every language
	options func(*pflag.FlagSet) any
	act     func(ctx context.Context, c call) error
}

// call is what a command works with.
type call struct {
	config  app.Config
	log     *slog.Logger
	args    []string
	options any
	i18n.Console
}

// errUsage answers arguments that the command doesn't take with how it is called.
var errUsage = errors.New("wrong arguments")

// flags gives the command's options and where their values go.
func (c command) flags() (flags *pflag.FlagSet, options any) {
	flags = pflag.NewFlagSet(c.name, pflag.ContinueOnError)
	flags.SortFlags = false
	if c.options != nil {
		options = c.options(flags)
	}
	return flags, options
}

func (c command) call(ctx context.Context, to terminal, args []string) int {
	flags, options := c.flags()
	flags.Usage = func() { c.help(to.out, to.text, flags) } // asked for by --help
	err := flags.Parse(args)
	if errors.Is(err, pflag.ErrHelp) {
		return 0
	}
	if err != nil {
		to.complain(wrongOption(to.text, err) + "\n")
		c.help(to.errs, to.text, flags)
		return 2
	}
	config, err := app.ConfigFromEnvironment()
	config.Version = version
	if err == nil {
		log := slog.New(slog.NewJSONHandler(to.errs, &slog.HandlerOptions{Level: config.LogLevel}))
		err = c.act(ctx, call{config, log, flags.Args(), options, i18n.Console{Out: to.out, Text: to.text}})
	}
	switch {
	case errors.Is(err, errUsage):
		c.help(to.errs, to.text, flags)
		return 2
	case err != nil:
		to.complain(sentence(to.text, err))
		return 1
	}
	return 0
}

// withRecord opens the record for one command that is not the server.
func withRecord(ctx context.Context, c call, act func(*app.Store) error) error {
	r, err := app.Open(ctx, c.config, c.log, false)
	if err != nil {
		return err
	}
	return errors.Join(act(r), r.Close())
}
