// Package shelf keeps books.
package shelf

import (
	"errors"
	"slices"
	"strings"
	"sync"
)

// ErrNoTitle says that a book without a title is none.
var ErrNoTitle = errors.New("title must not be empty")

// Book is what stands on the shelf.
type Book struct {
	ID     int    `json:"id"`
	Title  string `json:"title"`
	Author string `json:"author"`
}

// Shelf keeps books in memory, in the order in which they came. Use New. Requests run at the same time, hence the lock.
type Shelf struct {
	mu    sync.RWMutex
	books []Book
}

// New returns an empty shelf.
func New() *Shelf { return &Shelf{books: []Book{}} }

// Add puts a book on the shelf, and returns it with its number.
func (s *Shelf) Add(title, author string) (Book, error) {
	title, author = strings.TrimSpace(title), strings.TrimSpace(author)
	if title == "" {
		return Book{}, ErrNoTitle
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	book := Book{ID: len(s.books) + 1, Title: title, Author: author}
	s.books = append(s.books, book)
	return book, nil
}

// All returns a copy of the list: the caller may keep it while others add to the shelf.
func (s *Shelf) All() []Book {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.books)
}
