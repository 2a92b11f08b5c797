// Package i18n is what is said to people, in their language, without HTTP.
package i18n

import (
	"fmt"
	"io"
)

// Console is where a command reports, in the language of its caller.
type Console struct {
	Out  io.Writer
	Text Translate
}

// Say writes a text on a line of its own.
func (c Console) Say(key string, args map[string]any) { fmt.Fprintln(c.Out, c.Text(key, args)) }
