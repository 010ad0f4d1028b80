// Package guests keeps a guest book in SQLite.
package guests

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"strings"

	// The driver is C: the program is built with cgo and needs a C library where it runs.
	_ "github.com/mattn/go-sqlite3"
)

//go:embed schema.sql
var schema string

// listLimit bounds what List returns.
const listLimit = 100

// ErrNoName says that a guest without a name is none.
var ErrNoName = errors.New("name must not be empty")

// Guest is an entry of the book.
type Guest struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Words  string `json:"words"`
	CameAt string `json:"came_at"`
}

// Book is the open database.
type Book struct{ db *sql.DB }

// Open opens the file, makes it where it is not there, and brings its schema up to date.
func Open(ctx context.Context, file string) (*Book, error) {
	// WAL lets readers go on while one writes; a writer that finds the file locked waits instead of failing at once.
	settings := url.Values{"_journal_mode": {"WAL"}, "_busy_timeout": {"5000"}, "_foreign_keys": {"on"}}
	address := url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: settings.Encode()}
	db, err := sql.Open("sqlite3", address.String())
	if err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, schema); err != nil {
		db.Close()
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &Book{db}, nil
}

// Close writes what is not in the file yet and closes it.
func (b *Book) Close() error { return b.db.Close() }

// Ping asks the database for a sign of life.
func (b *Book) Ping(ctx context.Context) error { return b.db.PingContext(ctx) }

// Sign adds an entry and returns it as it is stored.
func (b *Book) Sign(ctx context.Context, name, words string) (Guest, error) {
	if name = strings.TrimSpace(name); name == "" {
		return Guest{}, ErrNoName
	}
	guest := Guest{Name: name, Words: strings.TrimSpace(words)}
	err := b.db.QueryRowContext(ctx, "INSERT INTO guests (name, words) VALUES (?, ?) RETURNING id, came_at", guest.Name, guest.Words).
		Scan(&guest.ID, &guest.CameAt)
	return guest, err
}

// List returns the newest entries.
func (b *Book) List(ctx context.Context) ([]Guest, error) {
	rows, err := b.db.QueryContext(ctx, "SELECT id, name, words, came_at FROM guests ORDER BY id DESC LIMIT ?", listLimit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	guests := []Guest{}
	for rows.Next() {
		var guest Guest
		if err := rows.Scan(&guest.ID, &guest.Name, &guest.Words, &guest.CameAt); err != nil {
			return nil, err
		}
		guests = append(guests, guest)
	}
	return guests, rows.Err()
}
