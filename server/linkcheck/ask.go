package linkcheck

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// Bounds of one request. No body is read.
const (
	askLimit      = 10 * time.Second
	headerMost    = 64 << 10
	redirectsMost = 10
)

// Control decides about each connection before it is opened, by the address that the name led to.
type Control func(network, address string, conn syscall.RawConn) error

// errNotAllowed says that a link leads to where the checker doesn't go.
var errNotAllowed = errors.New("not an address that is checked")

var public = ssrf.New() // ports 80 and 443 of addresses that no registry sets apart

// PublicOnly allows the ports of http and https on public addresses.
func PublicOnly(network, address string, conn syscall.RawConn) error {
	if err := public.Safe(network, address, conn); err != nil {
		return fmt.Errorf("%w: %w", errNotAllowed, err)
	}
	return nil
}

// newClient gives a client that asks control about every connection, of redirects too. It uses no proxy, which would
// be asked about in place of the address, and keeps no connection or cookie.
func newClient(control Control) *http.Client {
	dialer := &net.Dialer{Timeout: askLimit, Control: control}
	return &http.Client{
		Timeout: askLimit,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, Proxy: nil, DisableKeepAlives: true, ForceAttemptHTTP2: true,
			MaxResponseHeaderBytes: headerMost, DisableCompression: true,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if r.URL.Scheme != "http" && r.URL.Scheme != "https" || r.URL.User != nil || len(via) > redirectsMost {
				return errNotAllowed
			}
			return nil
		},
	}
}

// verdict is what an answer says of a link.
type verdict int

const (
	unsure  verdict = iota // nothing: it is refused to us
	avoided                // nothing: it leads to where we don't go
	alive
	gone   // a server says that nothing is there, or can't say what is
	silent // nobody answers there
)

// outcome is what came of asking for a link.
type outcome struct {
	verdict
	answered bool // by a server
}

// ask asks for a link by HEAD, and by GET where that leads to nothing: not every server knows HEAD.
func (c *Checker) ask(ctx context.Context, url string) outcome {
	o := c.request(ctx, http.MethodHead, url)
	if o.verdict == alive || o.verdict == avoided {
		return o
	}
	return c.request(ctx, http.MethodGet, url)
}

func (c *Checker) request(ctx context.Context, method, url string) outcome {
	request, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return outcome{}
	}
	request.Header.Set("User-Agent", c.userAgent)
	response, err := c.client.Do(request)
	if err != nil {
		return failed(err)
	}
	_ = response.Body.Close()
	return outcome{judge(response.StatusCode), true}
}

// judge reads a status. Who refuses programs, wants a password or a pause says nothing of what people find there.
func judge(status int) verdict {
	switch {
	case status >= 200 && status < 300:
		return alive
	case status == http.StatusNotFound || status == http.StatusGone || status >= 500:
		return gone
	}
	return unsure
}

// failed reads an error. Only what no browser would get over counts: no such name, and nobody who answers there. With
// certificates and protocols browsers have more patience.
func failed(err error) outcome {
	if errors.Is(err, errNotAllowed) {
		return outcome{verdict: avoided}
	}
	network, ok := errors.AsType[net.Error](err)
	dialled, dialling := errors.AsType[*net.OpError](err)
	if ok && network.Timeout() || dialling && dialled.Op == "dial" {
		return outcome{verdict: silent}
	}
	return outcome{}
}
