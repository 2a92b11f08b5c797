package linkcheck_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"jalons/server/linkcheck"
)

// Of all addresses only public ones are dialled, and only on the ports of the web.
func TestPublicOnly(t *testing.T) {
	for address, allowed := range map[string]bool{
		"93.184.215.14": true, "2606:2800:21f:cb07:6820:80da:af6b:8b2c": true,
		"127.0.0.1": false, "127.8.8.8": false, "0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false,
		"172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "192.0.0.1": false, "192.0.2.1": false, "198.18.0.1": false, "198.51.100.1": false,
		"203.0.113.1": false, "224.0.0.1": false, "239.1.1.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false,
		"fe80::1": false, "fc00::1": false, "fd12:3456::1": false, "fec0::1": false, "ff02::1": false,
		"64:ff9b::7f00:1": false, "64:ff9b:1::1": false, "100::1": false, "2001::1": false, "2001:db8::1": false,
		"2002:7f00:1::": false, "3fff::1": false, "5f00::1": false,
	} {
		t.Run(address, func(t *testing.T) {
			network := "tcp4"
			if strings.Contains(address, ":") {
				network = "tcp6"
			}
			for port, web := range map[uint16]bool{80: true, 443: true, 22: false, 5432: false, 8080: false} {
				at := netip.AddrPortFrom(netip.MustParseAddr(address), port).String()
				if err := linkcheck.PublicOnly(network, at, nil); (err == nil) != (allowed && web) {
					t.Errorf("%s: got %v", at, err)
				}
			}
		})
	}
}

// A link that leads to this machine is never followed, neither at once nor by a name or a redirect, and nothing is said
// of it.
func TestPrivateAddressesAreNotAsked(t *testing.T) {
	b := newBench(t)
	secret := b.site(status(http.StatusOK))
	b.allowed = nil
	_, port, _ := strings.Cut(secret.Listener.Addr().String(), ":")
	to := map[string]string{
		"/address": secret.URL, "/name": "http://localhost:" + port, "/mapped": "http://[::ffff:127.0.0.1]:" + port,
		"/file": "file:///etc/passwd", "/port": "http://93.184.215.14:22/",
		"/user": "http://user:word@93.184.215.14/", "/scheme": "gopher://93.184.215.14/",
	}
	door := b.site(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", to[r.URL.Path])
		w.WriteHeader(http.StatusFound)
	})
	b.cite(1, secret.URL)
	b.cite(1, "http://localhost:"+port+"/")
	for path := range to {
		b.cite(1, door.URL+path)
	}
	for range 12 {
		b.round(time.Hour)
	}
	b.took(secret, "")
	if asked := door.took(); strings.Count(asked, "HEAD") != len(to) {
		t.Errorf("got %s", asked)
	}
	for _, link := range append([]string{secret.URL}, door.URL+"/address", door.URL+"/file", door.URL+"/port") {
		b.want(link, "alive -, dead -")
	}
	var failures int
	if err := b.db.Owner.GetContext(
		t.Context(), &failures, `select sum(failures) from link_checks`,
	); err != nil || failures != 0 {
		t.Errorf("got %d failures, %v", failures, err)
	}
}

// Redirects are followed, but not for ever.
func TestRedirectsAreBounded(t *testing.T) {
	b := newBench(t)
	s := b.site(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/end" {
			return
		}
		http.Redirect(w, r, map[string]string{"/moved": "/end", "/loop": "/loop"}[r.URL.Path], http.StatusFound)
	})
	b.cite(1, s.URL+"/moved")
	b.round(0)
	b.took(s, "HEAD /moved, HEAD /end")
	b.want(s.URL+"/moved", "alive 0, dead -")
	b.cite(1, s.URL+"/loop")
	b.round(time.Hour)
	if asked := s.took(); strings.Count(asked, "HEAD /loop") != 11 || strings.Contains(asked, "GET") {
		t.Errorf("got %s", asked)
	}
	b.want(s.URL+"/loop", "alive -, dead -")
}
