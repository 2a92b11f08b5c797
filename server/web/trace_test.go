package web

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
)

// The line of a request names the trace that it is part of, where the header is one that W3C's recommendation allows.
func TestTraceStandsInTheLog(t *testing.T) {
	const trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	valid := "00-" + trace + "-" + parent + "-01"
	for name, c := range map[string]struct {
		sent []string
		want string
	}{
		"valid":       {[]string{valid}, valid},
		"not sampled": {[]string{"00-" + trace + "-" + parent + "-00"}, "00-" + trace + "-" + parent + "-00"},
		"a later version": {[]string{
			"cc-" + trace + "-" + parent + "-01-what-comes" + strings.Repeat("x", 9000),
		}, "cc-" + trace + "-" + parent + "-01"},
		"none":                {nil, ""},
		"two":                 {[]string{valid, valid}, ""},
		"more than this has":  {[]string{valid + "-x"}, ""},
		"later without a bar": {[]string{"cc" + valid[2:] + "x"}, ""},
		"forbidden version":   {[]string{"ff" + valid[2:]}, ""},
		"no trace":            {[]string{"00-" + strings.Repeat("0", 32) + "-" + parent + "-01"}, ""},
		"no parent":           {[]string{"00-" + trace + "-" + strings.Repeat("0", 16) + "-01"}, ""},
		"capitals":            {[]string{strings.ToUpper(valid)}, ""},
		"short":               {[]string{valid[:54]}, ""},
		"something else":      {[]string{`","level":"ERROR`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			edge, log := edgeOf(t, ok)
			r := httptest.NewRequest("GET", "/", nil)
			for _, value := range c.sent {
				r.Header.Add("traceparent", value)
			}
			edge.ServeHTTP(httptest.NewRecorder(), r)
			var line map[string]any
			if err := json.Unmarshal(log.Bytes(), &line); err != nil {
				t.Fatal(err)
			}
			if got, _ := line["traceparent"].(string); got != c.want || line["request"] == "" {
				t.Errorf("%q, want %q: %s", got, c.want, log)
			}
		})
	}
}
