package i18n

import "fmt"

// Translate gives the text of a key with its arguments, in one language.
type Translate func(key string, args map[string]any) string

// Error is what went wrong, as the key of its text with what that names.
type Error struct {
	Key  string
	Args map[string]any
}

// NewError gives an error that people read in their language.
func NewError(key string, args map[string]any) error { return &Error{key, args} }

// Error gives the key; people read its text.
func (e *Error) Error() string { return fmt.Sprint(e.Key, " ", e.Args) }
