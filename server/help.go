package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"jalons/server/app"
	"jalons/server/i18n"
)

// usage says what the program can do and what can be set.
func (to terminal) usage(w io.Writer) {
	text := to.text
	fmt.Fprintf(w, "%s\n\n%s\n\n", text("help.lead", nil), text("help.usage", nil))
	for _, c := range commands {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, text("help.short."+c.name, nil))
	}
	fmt.Fprint(w, "\n", text("help.more", nil), "\n")
	for _, s := range app.Settings {
		fmt.Fprintf(w, "\n  %s\n", s.Name)
		paragraph(w, "      ", text("setting."+s.Name, nil)+fallback(text, s.Fallback))
	}
}

// help says how a command is called, what it does and which options it takes.
func (c command) help(w io.Writer, text i18n.Translate, flags *pflag.FlagSet) {
	args := c.syntax
	if c.args {
		args = text("help.args."+c.name, nil)
	}
	fmt.Fprintf(w, "%s\n\n", strings.TrimSpace("jalons "+c.name+" "+args))
	paragraph(w, "", text("help.long."+c.name, nil))
	if flags.HasFlags() {
		fmt.Fprintf(w, "\n%s\n", text("help.options", nil))
	}
	flags.VisitAll(func(f *pflag.Flag) {
		option, value := "  --"+f.Name, ""
		if f.Value.Type() != "bool" {
			option += " …"
		}
		if f.Value.Type() == "string" {
			value = f.DefValue
		}
		fmt.Fprintln(w, option)
		paragraph(w, "      ", text("help.option."+c.name+"."+f.Name, nil)+fallback(text, value))
	})
}

// fallback says what holds where nothing is given.
func fallback(text i18n.Translate, value string) string {
	if value == "" {
		return ""
	}
	return " " + text("help.default", map[string]any{"value": value})
}

// paragraph writes a text on as many lines as it takes.
func paragraph(w io.Writer, indent, text string) {
	for _, line := range wrapped(text, columnsOf(w)-len(indent)) {
		fmt.Fprintln(w, indent+line)
	}
}

// wrongOption says what is wrong with an option.
func wrongOption(text i18n.Translate, err error) string {
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return text("help.option_needs_value", map[string]any{"option": "--" + e.GetSpecifiedName()})
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return text("help.option_value", map[string]any{"option": "--" + e.GetFlag().Name, "value": e.GetValue()})
	}
	option := ""
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		option = "--" + e.GetSpecifiedName()
		if short := e.GetSpecifiedShortnames(); short != "" {
			option = "-" + short
		}
	} else if e, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		option = e.GetSpecifiedFlag()
	}
	return text("help.no_option", map[string]any{"option": strings.TrimSpace(option)})
}
