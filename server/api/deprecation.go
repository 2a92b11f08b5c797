package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// notice is how many months a deprecated endpoint answers at least.
const notice = 6

// Ending is for an endpoint that goes within the version: the day on which it was deprecated, and the day from
// which it may answer no more, both as 2027-03-31.
type Ending struct{ Deprecated, Sunset string }

// days gives both days, or says what is wrong with them.
func (e Ending) days() (deprecated, sunset time.Time, err error) {
	if deprecated, err = time.Parse(time.DateOnly, e.Deprecated); err != nil {
		return deprecated, sunset, fmt.Errorf("deprecated: %w", err)
	}
	if sunset, err = time.Parse(time.DateOnly, e.Sunset); err != nil {
		return deprecated, sunset, fmt.Errorf("sunset: %w", err)
	}
	if sunset.Before(deprecated.AddDate(0, notice, 0)) {
		return deprecated, sunset, fmt.Errorf("sunset: %s is less than %d months after deprecation", e.Sunset, notice)
	}
	return deprecated, sunset, nil
}

// ends says that the endpoint has an ending.
func (e Ending) ends() bool { return e != Ending{} }

// check says what is wrong with an ending.
func (e Ending) check() error {
	if !e.ends() {
		return nil
	}
	_, _, err := e.days()
	return err
}

// announced lets every answer of a handler, errors included, carry Deprecation (RFC 9745) and Sunset (RFC 8594).
func (e Ending) announced(handler gin.HandlerFunc) gin.HandlerFunc {
	deprecated, sunset, err := e.days()
	if !e.ends() || err != nil {
		return handler
	}
	since, until := fmt.Sprintf("@%d", deprecated.Unix()), sunset.Format(http.TimeFormat)
	return func(c *gin.Context) {
		c.Header("Deprecation", since)
		c.Header("Sunset", until)
		handler(c)
	}
}

// describe puts an ending into the document: the field that every tool knows, the day, and the headers of the answer.
func (e Ending) describe(op *apiOperation) {
	if !e.ends() {
		return
	}
	op.Deprecated, op.Sunset = true, e.Sunset
	op.Summary += fmt.Sprintf("; deprecated since %s, answers until %s", e.Deprecated, e.Sunset)
	success := op.Responses["200"]
	if success.Headers == nil {
		success.Headers = map[string]headerOf{}
	}
	success.Headers["Deprecation"] = headerOf{
		Description: "since when this endpoint is deprecated (RFC 9745)", Schema: &schema{Type: "string"},
	}
	success.Headers["Sunset"] = headerOf{
		Description: "from when it may answer no more (RFC 8594)", Schema: &schema{Type: "string"},
	}
	op.Responses["200"] = success
}
