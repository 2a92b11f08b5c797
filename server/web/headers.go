package web

import (
	"net/http"
	"strings"
)

// securityPolicy lets pages load from this server only: no inline script or style, no frame around them.
var securityPolicy = strings.Join([]string{
	"default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:",
	"connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}, "; ")

// securityHeaders and openHeaders are shared by all answers; their values are replaced, never changed.
var (
	securityHeaders = http.Header{
		"Content-Security-Policy":    {securityPolicy},
		"X-Content-Type-Options":     {"nosniff"},
		"X-Frame-Options":            {"DENY"},
		"Referrer-Policy":            {"same-origin"},
		"Permissions-Policy":         {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
		"Cross-Origin-Opener-Policy": {"same-origin"},
	}
	// openHeaders let scripts of any site read an answer, without credentials.
	openHeaders = http.Header{
		"Access-Control-Allow-Origin":   {"*"},
		"Access-Control-Expose-Headers": {"ETag, Jalons-Demonstration, Retry-After, X-Request-Id"},
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
