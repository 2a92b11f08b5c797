package web

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"jalons/server/account"
	"jalons/server/i18n"
)

// auditLimit bounds how long the audit log may take; the request log has the refusal in any case.
const auditLimit = 2 * time.Second

// auditRefusal records that somebody who has signed in was turned away by their role or rights. The answer stands,
// whatever becomes of the record.
func (g *Authenticator) auditRefusal(c *gin.Context) {
	state := requestOf(c.Request.Context())
	if !state.denied || state.who == nil {
		return
	}
	who := state.who
	if who.By != nil {
		who = who.By
	}
	state.refusal = &account.NewRefusal{
		Account: who.ID, Peer: Peer(c.Request.Context()), Method: c.Request.Method, Route: anyLanguage(c.FullPath()),
		ByToken: who.May != nil, Code: state.code, Request: state.id,
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), auditLimit)
	defer cancel()
	if err := g.People.RecordRefusal(ctx, *state.refusal); err != nil {
		state.err = errors.Join(state.err, fmt.Errorf("audit: %w", err))
	}
}

// anyLanguage is a route's template without the language that it begins with.
func anyLanguage(path string) string {
	for _, lang := range i18n.Languages() {
		if rest, ok := strings.CutPrefix(path, "/"+lang+"/"); ok {
			return "/{lang}/" + rest
		}
	}
	return path
}
