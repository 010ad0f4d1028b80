// Package note holds what a note is, and when one is acceptable.
package note

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of a Draft, in characters.
const (
	MaxTitle = 120
	MaxBody  = 10_000
)

// ErrNotFound says that no note has the asked id.
var ErrNotFound = errors.New("note not found")

// Note is a note as it is stored.
type Note struct {
	ID        int64     `json:"id"`
	Title     string    `json:"title"`
	Body      string    `json:"body"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Draft is what a client may write.
type Draft struct {
	Title string `json:"title"`
	Body  string `json:"body"`
}

// Trimmed returns the draft without the white space around its title.
func (d Draft) Trimmed() Draft {
	d.Title = strings.TrimSpace(d.Title)
	return d
}

// Problems lists what is wrong with the draft by field; it is empty for a good one.
func (d Draft) Problems() map[string]string {
	problems := map[string]string{}
	switch {
	case d.Title == "":
		problems["title"] = "must not be empty"
	case utf8.RuneCountInString(d.Title) > MaxTitle:
		problems["title"] = "must not be longer than 120 characters"
	case strings.ContainsRune(d.Title, 0):
		problems["title"] = "must not contain a NUL character"
	}
	switch {
	case utf8.RuneCountInString(d.Body) > MaxBody:
		problems["body"] = "must not be longer than 10000 characters"
	case strings.ContainsRune(d.Body, 0):
		problems["body"] = "must not contain a NUL character"
	}
	return problems
}
