package ledger

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/lib/pq"

	"jalons/server/domain"
)

func TestOutage(t *testing.T) {
	network := func(cause error) error { return &net.OpError{Op: "read", Err: cause} }
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"connection failure":  {&pq.Error{Code: "08006"}, "database_away"},
		"input/output":        {&pq.Error{Code: "58030"}, "database_away"},
		"pool's connection":   {driver.ErrBadConn, "database_away"},
		"cut":                 {io.ErrUnexpectedEOF, "database_away"},
		"ended":               {io.EOF, "database_away"},
		"refused":             {network(syscall.ECONNREFUSED), "database_away"},
		"no answer":           {network(os.ErrDeadlineExceeded), "database_frozen"},
		"a request's end":     {context.DeadlineExceeded, ""},
		"starting":            {&pq.Error{Code: "57P03"}, "database_starting"},
		"stopping":            {&pq.Error{Code: "57P01"}, "database_stopping"},
		"crashed":             {&pq.Error{Code: "57P02"}, "database_stopping"},
		"connections":         {&pq.Error{Code: "53300"}, "database_connections"},
		"memory":              {&pq.Error{Code: "53200"}, "database_busy"},
		"serialization":       {&pq.Error{Code: "40001"}, "database_busy"},
		"full":                {&pq.Error{Code: "53100"}, "database_full"},
		"read-only":           {&pq.Error{Code: "25006"}, "database_read_only"},
		"standby":             {&pq.Error{Code: "0A000", Routine: "call_bool_check_hook"}, "database_read_only"},
		"not supported":       {&pq.Error{Code: "0A000"}, ""},
		"locked":              {&pq.Error{Code: "55P03"}, "database_locked"},
		"too slow":            {&pq.Error{Code: "57014"}, "took_too_long"},
		"constraint":          {&pq.Error{Code: "23505"}, ""},
		"syntax":              {&pq.Error{Code: "42601"}, ""},
		"something else":      {errors.New("x"), ""},
		"nothing":             {nil, ""},
		"a rule of the words": {&domain.Error{Kind: domain.Rule, Code: "four_eyes"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			wrapped := c.err
			if wrapped != nil {
				wrapped = fmt.Errorf("states: %w", c.err)
			}
			out, got := Outage(wrapped), ""
			if out != nil {
				got = out.Code
			}
			if got != c.want || out != nil && out.Kind != domain.Unavailable {
				t.Errorf("got %v, want %q", out, c.want)
			}
		})
	}
}
