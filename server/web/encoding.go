package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// encoding is a way to send a body.
type encoding int

const (
	identity encoding = iota
	gzipped
	brotlied
	encodings
)

// names as HTTP spells them.
func (e encoding) String() string { return [encodings]string{"", "gzip", "br"}[e] }

// brotliLevel and gzipLevel are what a miss can afford; the bytes are sent many times.
const (
	brotliLevel = 6
	gzipLevel   = 6
)

// encodingsLimit bounds the Accept-Encoding header that is read; browsers send less than a hundred bytes.
const encodingsLimit = 256

// smallest is the body under which compression gains nothing.
const smallest = 256

// acceptedEncoding reads an Accept-Encoding header: brotli, else gzip, else neither.
func acceptedEncoding(accept string) encoding {
	if len(accept) > encodingsLimit {
		return identity
	}
	best, refused := identity, [encodings]bool{}
	for part := range strings.SplitSeq(accept, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		named := namedEncoding(strings.ToLower(strings.TrimSpace(name)))
		if named == identity {
			continue
		}
		if zero(parameters) {
			refused[named] = true
		} else if named > best {
			best = named
		}
	}
	if refused[best] {
		return identity
	}
	return best
}

func namedEncoding(name string) encoding {
	switch name {
	case "br":
		return brotlied
	case "gzip", "x-gzip":
		return gzipped
	}
	return identity
}

// zero says that a quality of 0 refuses the encoding.
func zero(parameters string) bool {
	name, value, _ := strings.Cut(strings.TrimSpace(parameters), "=")
	if !strings.EqualFold(strings.TrimSpace(name), "q") {
		return false
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return err == nil && q == 0
}

// compressed gives body in an encoding, nil where that is not shorter.
func compressed(body []byte, to encoding) []byte {
	if to == identity || len(body) < smallest {
		return nil
	}
	var out bytes.Buffer
	var w io.WriteCloser
	if to == brotlied {
		w = brotli.NewWriterLevel(&out, brotliLevel)
	} else {
		w, _ = gzip.NewWriterLevel(&out, gzipLevel) // the level is a valid one
	}
	// Neither writer fails on a buffer.
	_, _ = w.Write(body)
	_ = w.Close()
	if out.Len() >= len(body) {
		return nil
	}
	return out.Bytes()
}

// WriteCompressed writes the body of an answer that nobody keeps, as small as the client takes it; its
// headers are set already.
func WriteCompressed(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	h, to := w.Header(), acceptedEncoding(r.Header.Get("Accept-Encoding"))
	h.Add("Vary", "Accept-Encoding")
	if small := compressed(body, to); small != nil {
		h.Set("Content-Encoding", to.String())
		body = small
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}
