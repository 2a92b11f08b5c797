package faults

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
)

// longest is the limit of one message; those of tests are far smaller.
const longest = 64 << 20

// link is one connection through the proxy.
type link struct {
	proxy          *Proxy
	client, server net.Conn
	once           sync.Once
	closed         chan struct{}
}

func (l *link) close() {
	l.once.Do(func() {
		close(l.closed)
		_ = errors.Join(l.client.Close(), l.server.Close())
	})
}

// relay forwards messages until the connection ends or a verdict cuts it.
func (l *link) relay(from io.Reader, to io.Writer, toServer bool) {
	defer l.proxy.forget(l)
	defer l.close()
	in := bufio.NewReader(from)
	for opening := toServer; ; opening = false {
		m, raw, err := read(in, toServer, opening)
		if err != nil {
			return
		}
		verdict, thawed := l.proxy.verdict(m)
		select {
		case <-thawed:
		case <-l.closed:
			return
		}
		if verdict == CutBefore {
			return
		}
		if _, err := to.Write(raw); err != nil || verdict == CutAfter {
			return
		}
	}
}

// read reads one message with its raw bytes. The startup message has no kind.
func read(in *bufio.Reader, toServer, opening bool) (m Message, raw []byte, err error) {
	head := 5
	if opening {
		head = 4
	}
	raw = make([]byte, head)
	if _, err = io.ReadFull(in, raw); err != nil {
		return m, nil, err
	}
	length := binary.BigEndian.Uint32(raw[head-4:])
	if length < 4 || length > longest {
		return m, nil, errors.New("not a message")
	}
	raw = append(raw, make([]byte, length-4)...)
	if _, err = io.ReadFull(in, raw[head:]); err != nil {
		return m, nil, err
	}
	m = Message{ToServer: toServer, Body: raw[head:]}
	if !opening {
		m.Kind = raw[0]
	}
	return m, raw, nil
}
