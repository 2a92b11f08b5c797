package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// addressLimit bounds a path with its query, in bytes; bodyLimit a body, unless the edge says otherwise.
const (
	addressLimit = 4096
	bodyLimit    = 1 << 20
)

// checkRequest refuses what no handler should see, nil where the request is well formed.
func checkRequest(r *http.Request, body int64) *Refusal {
	switch {
	case !knownMethod(r.Method):
		return &Refusal{Status: http.StatusMethodNotAllowed, Code: "method"}
	case len(r.RequestURI) > addressLimit:
		return &Refusal{
			Status: http.StatusRequestURITooLong, Code: "address_too_long", Args: map[string]any{"max": addressLimit},
		}
	case !cleanText(r.URL.Path) || !cleanQuery(r.URL.RawQuery):
		return &Refusal{Status: http.StatusBadRequest, Code: "address_malformed"}
	case r.ContentLength > body:
		return &Refusal{Status: http.StatusRequestEntityTooLarge, Code: "body_too_large"}
	case r.Header.Get("Content-Encoding") != "":
		return &Refusal{Status: http.StatusUnsupportedMediaType, Code: "body_encoded"}
	}
	return nil
}

func knownMethod(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions,
		http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return true
	}
	return false
}

// cleanText says that s is UTF-8 without control characters.
func cleanText(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
}

// cleanQuery decodes a query only where something in it is encoded.
func cleanQuery(raw string) bool {
	if !strings.ContainsAny(raw, "%;") {
		return cleanText(raw)
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return false
	}
	for name, list := range values {
		if !cleanText(name) {
			return false
		}
		for _, value := range list {
			if !cleanText(value) {
				return false
			}
		}
	}
	return true
}
