package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The committed lists are those that the program generates.
func TestGeneratedListsAreCurrent(t *testing.T) {
	files, err := generate(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for name, fresh := range files {
		kept, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(kept, fresh) {
			t.Errorf("%s: got another list, want that of go run ./seeds/demonstration/generate", name)
		}
	}
}
