package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestPeerBehindProxies(t *testing.T) {
	proxies, err := ParseProxies("10.0.0.0/8, 192.0.2.7 ,2001:db8:1::/48,::ffff:203.0.113.1")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"no proxy", "198.51.100.1:4000", nil, "198.51.100.1"},
		{"a stranger who claims an address", "198.51.100.1:4000", []string{"8.8.8.8"}, "198.51.100.1"},
		{"a proxy", "10.1.2.3:4000", []string{"198.51.100.1"}, "198.51.100.1"},
		{"a proxy that names nobody", "10.1.2.3:4000", nil, "10.1.2.3"},
		{"what a client wrote stands left", "10.1.2.3:4000", []string{"8.8.8.8, 198.51.100.1"}, "198.51.100.1"},
		{"a proxy's address that a client wrote", "10.1.2.3:4000", []string{"10.9.9.9, 198.51.100.1"}, "198.51.100.1"},
		{"two proxies", "10.1.2.3:4000", []string{"8.8.8.8, 198.51.100.1, 192.0.2.7"}, "198.51.100.1"},
		{"two lines", "10.1.2.3:4000", []string{"8.8.8.8", "198.51.100.1, 192.0.2.7"}, "198.51.100.1"},
		{"two lines, the client's first", "10.1.2.3:4000", []string{"192.0.2.7", "198.51.100.1"}, "198.51.100.1"},
		{"proxies only", "10.1.2.3:4000", []string{"10.5.5.5, 192.0.2.7"}, "10.5.5.5"},
		{"with a port", "10.1.2.3:4000", []string{"198.51.100.1:5555"}, "198.51.100.1"},
		{"IPv6", "[2001:db8:1::9]:4000", []string{"2001:db8:2::1"}, "2001:db8:2::1"},
		{"IPv6 with brackets", "[2001:db8:1::9]:4000", []string{"[2001:db8:2::1]"}, "2001:db8:2::1"},
		{"IPv6 with a port", "[2001:db8:1::9]:4000", []string{"[2001:db8:2::1]:443"}, "2001:db8:2::1"},
		{"a zone", "[fe80::1%eth0]:4000", nil, "fe80::1"},
		{"IPv4 within IPv6", "[::ffff:10.1.2.3]:4000", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"a proxy named as IPv4 within IPv6", "203.0.113.1:4000", []string{"198.51.100.1"}, "198.51.100.1"},
		{"something unreadable", "10.1.2.3:4000", []string{"198.51.100.1, unknown"}, "10.1.2.3"},
		{
			"something unreadable before a proxy", "10.1.2.3:4000", []string{"198.51.100.1, <script>, 192.0.2.7"},
			"192.0.2.7",
		},
		{"an empty line", "10.1.2.3:4000", []string{""}, "10.1.2.3"},
		{"a socket without an address", "@", []string{"198.51.100.1"}, "invalid IP"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.remote
			for _, line := range c.forwarded {
				r.Header.Add("X-Forwarded-For", line)
			}
			if got := proxies.PeerOf(r).String(); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestProxiesThatAreNone(t *testing.T) {
	for _, list := range []string{"proxy.example", "10.0.0.0/33", "10.0.0.1:80", "*", "::ffff:10.0.0.0/104"} {
		if _, err := ParseProxies(list); err == nil {
			t.Errorf("%s is taken", list)
		}
	}
}
