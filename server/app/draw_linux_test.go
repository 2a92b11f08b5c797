//go:build linux && !race

package app

import (
	"bytes"
	"encoding/binary"
	"log/slog"
	"strings"
	"testing"

	"jalons/server/tracker"
)

// What is in the way of an image that takes a gigabyte is the process's own limit, and not the machine's memory.
func TestDrawingHasItsMemory(t *testing.T) {
	s := &Server{record: newReach(t).record, log: slog.New(slog.DiscardHandler)}
	// A progressive JPEG of four colours keeps 16 bytes a pixel, and its decoder makes room before it reads any.
	const side, colours = 7071, 4
	photo := []byte("\xff\xd8\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00")
	photo = append(photo, 0xff, 0xc2, 0, 8+3*colours, 8)
	photo = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(photo, side), side)
	photo = append(photo, colours)
	scan := []byte{0xff, 0xda, 0, 6 + 2*colours, colours}
	for colour := range byte(colours) {
		photo = append(photo, colour+1, 0x11, 0)
		scan = append(scan, colour+1, 0)
	}
	table := append([]byte{0xff, 0xc4, 0, 20, 0, 1}, make([]byte, 16)...) // one code, for zero
	photo = append(append(append(photo, table...), scan...), 0, 0, 0)
	file, err := s.record.Files.Take(t.Context(), "x.jpg", bytes.NewReader(append(photo, make([]byte, 100)...)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.drawApart(t.Context(), &tracker.File{
		SHA256: file.SHA256, MediaType: file.MediaType, Size: file.Size,
	}); err == nil || !strings.Contains(err.Error(), "memory") {
		t.Errorf("%v", err)
	}
}
