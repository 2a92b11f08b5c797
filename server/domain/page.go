package domain

// Page is a place in a list: at most Limit rows after the key After.
type Page struct {
	After string
	Limit int
}

// BadCursor is the error of a page that begins after something that is not in the list.
func BadCursor() error { return &Error{Kind: Invalid, Code: "cursor", Field: "after"} }

// Count is how many rows a list has: real and invented ones are never summed into one figure.
type Count struct{ Real, Invented int }

// All is how long the list is.
func (c Count) All() int { return c.Real + c.Invented }
