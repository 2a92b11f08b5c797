package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// MaxProblems is the maximum length of the list of Problems; further ones are counted.
const MaxProblems = 100

// Problem is one fault of a file. Line is the first line of its row, 0 for the whole file; Column its header;
// Reason a key of frontend/languages, whose text may use {value} and {detail}; Detail what the reason needs besides
// (another line, the expected names).
type Problem struct {
	Line   int
	Column string
	Value  string
	Reason string
	Detail string
}

// Problems is the error of a file that can't be read, with all its faults, by line.
type Problems struct {
	List []Problem
	More int
}

// Error returns the text for logs; people read the translations of the reasons.
func (p Problems) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d problems", len(p.List)+p.More)
	for i, one := range p.List {
		if i == 3 {
			b.WriteString("; ...")
			break
		}
		fmt.Fprintf(&b, "; line %d, column %q, value %q: %s", one.Line, one.Column, one.Value, one.Reason)
		if one.Detail != "" {
			fmt.Fprintf(&b, " (%s)", one.Detail)
		}
	}
	return b.String()
}

func (p *Problems) add(one Problem) {
	if len(p.List) == MaxProblems {
		p.More++
		return
	}
	one.Value = shorten(one.Value)
	p.List = append(p.List, one)
}

// err returns the problems as an error, nil where there are none.
func (p *Problems) err() error {
	if len(p.List) == 0 {
		return nil
	}
	slices.SortStableFunc(p.List, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return *p
}

// shorten truncates a value for a list of problems.
func shorten(value string) string {
	const most = 60
	runes := []rune(strings.ToValidUTF8(value, "\uFFFD"))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most]) + "…"
}
