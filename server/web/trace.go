package web

import (
	"net/http"
	"regexp"
	"strings"
)

// traceparentForm is W3C's header: version, trace, parent and flags; a later version may have more.
var traceparentForm = regexp.MustCompile(`^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$`)

const traceparentLength = 55

// traceOf gives by which trace a request was sent, so that its line in the log is found from there; empty where it
// was by none, or the header is not valid.
func traceOf(h http.Header) string {
	values := h["Traceparent"]
	if len(values) != 1 {
		return ""
	}
	found := traceparentForm.FindStringSubmatch(values[0])
	if found == nil || found[1] == "ff" || found[1] == "00" && found[4] != "" {
		return ""
	}
	if strings.Trim(found[2], "0") == "" || strings.Trim(found[3], "0") == "" {
		return ""
	}
	return values[0][:traceparentLength]
}
