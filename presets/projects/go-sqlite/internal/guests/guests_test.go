package guests

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
)

func open(t *testing.T, file string) *Book {
	t.Helper()
	book, err := Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return book
}

func TestEntriesOutliveTheProgram(t *testing.T) {
	file := filepath.Join(t.TempDir(), "guests and others?.db")
	book := open(t, file)
	signed, err := book.Sign(t.Context(), " Ada ", "hello")
	if err != nil || signed.ID != 1 || signed.Name != "Ada" || signed.CameAt == "" {
		t.Fatalf("got %+v, %v", signed, err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	list, err := open(t, file).List(t.Context())
	if err != nil || len(list) != 1 || list[0] != signed {
		t.Errorf("got %+v, %v, want %+v alone", list, err, signed)
	}
}

func TestSignWantsAName(t *testing.T) {
	book := open(t, filepath.Join(t.TempDir(), "guests.db"))
	if _, err := book.Sign(t.Context(), " ", "hello"); !errors.Is(err, ErrNoName) {
		t.Errorf("got %v, want %v", err, ErrNoName)
	}
	if list, err := book.List(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("got %v, %v, want nothing", list, err)
	}
}

func TestManySignAtOnce(t *testing.T) {
	book := open(t, filepath.Join(t.TempDir(), "guests.db"))
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if _, err := book.Sign(t.Context(), "Ada", ""); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if list, err := book.List(t.Context()); err != nil || len(list) != 20 {
		t.Errorf("got %d entries, %v, want 20", len(list), err)
	}
}

func TestOpenNamesTheFile(t *testing.T) {
	if _, err := Open(t.Context(), filepath.Join(t.TempDir(), "nowhere", "guests.db")); err == nil {
		t.Error("got no error for a folder that is not there")
	}
}
