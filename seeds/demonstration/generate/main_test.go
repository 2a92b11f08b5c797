package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The committed lists are what the program writes today.
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
			t.Errorf("%s is not what the program writes: go run ./seeds/demonstration/generate", name)
		}
	}
}
