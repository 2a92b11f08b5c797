package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
)

// Who is refused while still sending a large file hears why, whether all of it was sent before listening or not.
func TestRefusedSenderHearsTheAnswer(t *testing.T) {
	const size = 40 << 20 // more than the buffers of a connection hold
	edge, _ := edgeOf(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTooManyRequests) })
	ctx, stop := context.WithCancel(t.Context())
	addr, ended := serveTest(t, ctx, edge.ServeHTTP)
	for name, header := range map[string]string{
		"of a known size":    fmt.Sprintf("Content-Length: %d\r\n\r\n", size),
		"of an unknown size": "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n", size),
	} {
		t.Run(name, func(t *testing.T) {
			connection, err := net.Dial("tcp", addr.String())
			if err != nil {
				t.Fatal(err)
			}
			defer connection.Close()
			fmt.Fprintf(
				connection, "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n%s", header,
			)
			part := make([]byte, 1<<20)
			for range size / len(part) {
				if _, err := connection.Write(part); err != nil {
					t.Fatal(err)
				}
			}
			io.WriteString(connection, "\r\n0\r\n\r\n")
			answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if answer.StatusCode != http.StatusTooManyRequests || !answer.Close {
				t.Errorf("%d, closes: %v", answer.StatusCode, answer.Close)
			}
		})
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
