package shelf

import (
	"errors"
	"sync"
	"testing"
)

func TestAddTrimsAndNumbers(t *testing.T) {
	s := New()
	first, err := s.Add("  Dune ", "Frank Herbert")
	if want := (Book{1, "Dune", "Frank Herbert"}); err != nil || first != want {
		t.Errorf("got %+v, %v, want %+v", first, err, want)
	}
	if second, err := s.Add("Emma", ""); err != nil || second.ID != 2 {
		t.Errorf("got %+v, %v, want the number 2", second, err)
	}
}

func TestAddWantsATitle(t *testing.T) {
	s := New()
	if _, err := s.Add(" \t", "somebody"); !errors.Is(err, ErrNoTitle) {
		t.Errorf("got %v, want %v", err, ErrNoTitle)
	}
	if all := s.All(); len(all) != 0 {
		t.Errorf("got %v, want nothing", all)
	}
}

// go test -race ./... finds a missing lock here.
func TestManyAddAtOnce(t *testing.T) {
	s := New()
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if _, err := s.Add("Dune", ""); err != nil {
				t.Error(err)
			}
			s.All()
		})
	}
	group.Wait()
	numbers := map[int]bool{}
	for _, book := range s.All() {
		numbers[book.ID] = true
	}
	if len(numbers) != 50 {
		t.Errorf("got %d numbers, want 50", len(numbers))
	}
}
