package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/server/domain"
)

// aliasedWords gives the word under which an old code stands, by the error of a code that is missing.
func aliasedWords() map[string]string {
	return map[string]string{
		"missing_region": "region", "missing_state": "state", "missing_rollout": "state",
		"missing_commitment": "commitment", "missing_city": "city",
	}
}

// redirected sends a client that came with an old code to the same route with the code of today.
func (reg *Registry) redirected(c *gin.Context, err error) bool {
	var gone *domain.Error
	if !errors.As(err, &gone) || gone.Kind != domain.Missing || len(c.Params) != 1 {
		return false
	}
	word, ok := aliasedWords()[gone.Code]
	if !ok {
		return false
	}
	old := c.Params[0]
	code, err := reg.record.Alias(c.Request.Context(), word, old.Value)
	if err != nil || code == old.Value {
		return false
	}
	address := strings.Replace(c.FullPath(), ":"+old.Key, code, 1)
	if c.Request.URL.RawQuery != "" {
		address += "?" + c.Request.URL.RawQuery
	}
	c.Header("Location", address)
	c.Header("Cache-Control", "no-cache")
	c.Writer.WriteHeader(http.StatusPermanentRedirect)
	c.Writer.WriteHeaderNow()
	return true
}
