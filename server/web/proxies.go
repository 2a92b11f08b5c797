package web

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the addresses of the reverse proxies that say truly whom they speak for.
type Proxies []netip.Prefix

// ParseProxies reads addresses and networks, separated by commas.
func ParseProxies(list string) (Proxies, error) {
	var proxies Proxies
	for part := range strings.SplitSeq(list, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(part)
		if addr, isAddr := netip.ParseAddr(part); isAddr == nil {
			addr = addr.Unmap()
			prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil || prefix.Addr().Is4In6() {
			return nil, fmt.Errorf("%q must be an address or a network such as 10.0.0.0/8", part)
		}
		proxies = append(proxies, prefix.Masked())
	}
	return proxies, nil
}

// trusts says that an address is a proxy's.
func (p Proxies) trusts(addr netip.Addr) bool {
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(addr) })
}

// PeerOf gives the address that a request comes from. Whoever connects may write anything into
// X-Forwarded-For, so it counts only from a trusted proxy, and of it only what stands right of the first
// entry that is no trusted proxy's: that entry is the client. The zero address is unknown.
func (p Proxies) PeerOf(r *http.Request) netip.Addr {
	peer := hostAddr(r.RemoteAddr)
	entries := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, entry := range slices.Backward(entries) {
		if !p.trusts(peer) {
			break
		}
		next := hostAddr(strings.TrimSpace(entry))
		if !next.IsValid() {
			break // what stands left of something unreadable is nobody's word
		}
		peer = next
	}
	return peer
}

// hostAddr reads an address with or without a port, and one of IPv4 however it is written.
func hostAddr(s string) netip.Addr {
	addr, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		withPort, err := netip.ParseAddrPort(s)
		if err != nil {
			return netip.Addr{}
		}
		addr = withPort.Addr()
	}
	return addr.Unmap().WithZone("")
}

// NetworkOf gives what one client has of the network: an address of IPv4, the 64 bits of IPv6.
func NetworkOf(addr netip.Addr) netip.Prefix {
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	network, _ := addr.Prefix(bits) // these bits fit; of no address it is no network
	return network
}

// Peer gives the address that the request of a context comes from, as text; empty where it is unknown.
func Peer(ctx context.Context) string {
	if peer := requestOf(ctx).peer; peer.IsValid() {
		return peer.String()
	}
	return ""
}
