package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// entryOverhead is what an entry takes beside its bytes: headers, maps, list.
const entryOverhead = 2048

// entry is one kept answer. Its header values are shared by all who are sent it; nobody changes them.
type entry struct {
	stamp
	header http.Header
	made   time.Time
	size   int64 // guarded by the cache
	plain  *variant
	packed [encodings]packed
	old    stale
}

// packed is a compressed form, made when it is first asked for.
type packed struct {
	once sync.Once
	form *variant
}

// variant is the answer in one encoding, with the headers that belong to these bytes.
type variant struct {
	body     []byte
	etag     string
	etags    []string
	encoding []string
	length   []string
}

func newEntry(s stamp, header http.Header, body []byte) *entry {
	e := &entry{stamp: s, header: header, plain: newVariant(body, identity)}
	vary := append(header.Values("Vary"), "Accept-Encoding")
	header.Set("Vary", strings.Join(vary, ", "))
	if header.Get("Cache-Control") == "" {
		header.Set("Cache-Control", "public, max-age=0, must-revalidate")
	}
	header.Del("Content-Length")
	return e
}

func newVariant(body []byte, as encoding) *variant {
	sum := sha256.Sum256(body)
	etag := `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
	v := &variant{body: body, etag: etag, etags: []string{etag}, length: []string{strconv.Itoa(len(body))}}
	if as != identity {
		v.encoding = []string{as.String()}
	}
	return v
}

// variant gives the answer in an encoding, and the bytes that this call added to the entry.
func (e *entry) variant(as encoding) (v *variant, grown int64) {
	if as == identity {
		return e.plain, 0
	}
	p := &e.packed[as]
	p.once.Do(func() {
		p.form = e.plain
		if body := compressed(e.plain.body, as); body != nil {
			p.form = newVariant(body, as)
			grown = int64(len(body))
		}
	})
	return p.form, grown
}

// send writes the answer, or 304 where the client has these bytes.
func (e *entry) send(w http.ResponseWriter, r *http.Request, v *variant) {
	h := w.Header()
	for name, values := range e.header {
		h[name] = values
	}
	h["Etag"] = v.etags
	if matches(r.Header.Get("If-None-Match"), v.etag) {
		delete(h, "Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if v.encoding != nil {
		h["Content-Encoding"] = v.encoding
	}
	h["Content-Length"] = v.length
	w.WriteHeader(http.StatusOK)
	// A client that has gone is no news.
	_, _ = w.Write(v.body)
}

// matches compares as If-None-Match does: any of a list, weak or strong, or a star.
func matches(header, etag string) bool {
	if header == "" {
		return false
	}
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == etag {
			return true
		}
	}
	return false
}
