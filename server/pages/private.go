package pages

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"jalons/server/account"
	"jalons/server/i18n"
	"jalons/server/web"
)

// credentials gives what is known of where a request that tries a secret comes from.
func (p *Pages) credentials(v visit, email, secret string) account.Credentials {
	r := v.gin.Request
	return account.Credentials{
		Email: email, Secret: secret, Address: web.Peer(r.Context()), Known: p.guard.Sessions.Known(r),
		Agent: r.UserAgent(), Request: web.RequestID(r.Context()),
	}
}

// ownPath keeps an address that a reader came with only where it is one of ours in a language.
func ownPath(address, fallback string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || strings.ContainsAny(address, "\\\t\r\n") {
		return fallback
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path.Clean(u.Path), "/"), "/")
	if !strings.HasPrefix(u.Path, "/") || !i18n.KnownLanguage(first) {
		return fallback
	}
	return u.RequestURI()
}

// toSignIn sends a reader who has not signed in to where that is done, and back afterwards. What a form
// has sent can't be sent again from there, so its sender is told instead.
func toSignIn(w http.ResponseWriter, r *http.Request, lang string) bool {
	if r.Method != http.MethodGet {
		return false
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/"+lang+"/sign-in?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
	return true
}
