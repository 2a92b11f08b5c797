package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"jalons/server/account"
)

// knownFor is how long a browser is remembered as one that has signed in.
const knownFor = 365 * 24 * time.Hour

// Sessions ties a browser to the device that it signed in as. A session holds the device's number and
// nothing else; what its person may do is read at each request.
type Sessions struct {
	manager *scs.SessionManager
	known   string // name of the cookie that outlives a session
	secure  bool
}

// NewSessions keeps sessions in a store. secure is for sites under https: their cookies are sent nowhere
// else.
func NewSessions(store scs.Store, secure bool) *Sessions {
	m := scs.New()
	m.Store = store
	m.HashTokenInStore = true
	m.Lifetime = account.Lifetime
	prefix := ""
	if secure {
		prefix = "__Host-"
	}
	m.Cookie = scs.SessionCookie{
		Name: prefix + "jalons", Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
		Persist: true,
	}
	return &Sessions{manager: m, known: prefix + "jalons-known", secure: secure}
}

// Begin gives the browser a new session for a device, whatever it had before.
func (s *Sessions) Begin(c *gin.Context, in *account.SignedIn) error {
	ctx, err := s.manager.Load(c.Request.Context(), s.token(c.Request))
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	s.manager.Put(ctx, "device", in.Session)
	token, expiry, err := s.manager.Commit(ctx)
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	s.manager.WriteSessionCookie(ctx, c.Writer, token, expiry)
	http.SetCookie(c.Writer, &http.Cookie{
		Name: s.known, Value: in.Known, Path: "/", MaxAge: int(knownFor.Seconds()), HttpOnly: true, Secure: s.secure,
		SameSite: http.SameSiteLaxMode,
	})
	return nil
}

// End takes the browser's session away.
func (s *Sessions) End(c *gin.Context) error {
	ctx, err := s.manager.Load(c.Request.Context(), s.token(c.Request))
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	if err := s.manager.Destroy(ctx); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	s.manager.WriteSessionCookie(ctx, c.Writer, "", time.Time{})
	return nil
}

// Session gives the device that a request comes from, 0 where it has no session.
func (s *Sessions) SessionID(r *http.Request) (int64, error) {
	token := s.token(r)
	if token == "" {
		return 0, nil
	}
	ctx, err := s.manager.Load(r.Context(), token)
	if err != nil {
		return 0, fmt.Errorf("session: %w", err)
	}
	return s.manager.GetInt64(ctx, "device"), nil
}

// Known gives the secret that the browser kept from an earlier sign-in.
func (s *Sessions) Known(r *http.Request) string { return cookie(r, s.known) }

func (s *Sessions) token(r *http.Request) string { return cookie(r, s.manager.Cookie.Name) }

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil || len(c.Value) > 128 {
		return ""
	}
	return c.Value
}
