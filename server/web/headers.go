package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// PolicyFor lets pages load from this server only: no script within a page, no frame around it, and of
// styles within a page only the one that is given.
func PolicyFor(style string) string {
	sum := sha256.Sum256([]byte(style))
	return strings.Join([]string{
		"default-src 'none'", "style-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
		"script-src 'self'", "img-src 'self' data:",
		"connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
	}, "; ")
}

// securityHeaders, strictTransport and openHeaders are shared by all answers; their values are replaced, never changed.
var (
	securityHeaders = http.Header{
		"Content-Security-Policy":    {PolicyFor("")},
		"X-Content-Type-Options":     {"nosniff"},
		"X-Frame-Options":            {"DENY"},
		"Referrer-Policy":            {"same-origin"},
		"Permissions-Policy":         {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
		"Cross-Origin-Opener-Policy": {"same-origin"},
	}
	// strictTransport keeps browsers that have seen this host under https there for a year.
	strictTransport = []string{"max-age=31536000"}
	// openHeaders let scripts of any site read an answer, without credentials.
	openHeaders = http.Header{
		"Access-Control-Allow-Origin": {"*"},
		"Access-Control-Expose-Headers": {
			"Age, Deprecation, ETag, Jalons-Demonstration, Jalons-Stale, RateLimit, RateLimit-Policy, Retry-After, " +
				"Sunset, X-Request-Id",
		},
	}
)

// preflight answers OPTIONS on what is open to other sites.
func preflight(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Allow", readMethods)
	h.Set("Access-Control-Allow-Methods", readMethods)
	h.Set("Access-Control-Allow-Headers", "If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

const readMethods = "GET, HEAD, OPTIONS"
