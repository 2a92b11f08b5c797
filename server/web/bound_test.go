package web

import (
	"testing"

	"jalons/server/domain"
)

// So many run at once, in all and for each; what has ended makes room once, and what was refused is counted.
func TestBound(t *testing.T) {
	b := NewBound(3, 2, "too_many_uploads")
	first, err := b.Take("a")
	if err != nil {
		t.Fatal(err)
	}
	for who, refused := range map[string]bool{"a": false} {
		if _, err := b.Take(who); (err != nil) != refused {
			t.Errorf("a second: %v", err)
		}
	}
	_, err = b.Take("a")
	if domain.KindOf(err) != domain.TooMany || refusalOf(err).Status != 429 || waitOf(refusalOf(err)) == 0 {
		t.Errorf("a third of one: %v", err)
	}
	if _, err := b.Take("b"); err != nil {
		t.Errorf("another: %v", err)
	}
	if _, err := b.Take("c"); err == nil {
		t.Error("a fourth in all")
	}
	first()
	first()
	if _, err := b.Take("c"); err != nil || b.Running() != 3 || b.Refused() != 2 {
		t.Errorf("after one has ended: %v, %d run, %d refused", err, b.Running(), b.Refused())
	}
	if _, err := b.Take("d"); err == nil {
		t.Error("one that ended twice made room twice")
	}
}
