// Package store keeps notes in PostgreSQL.
package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/notes/internal/note"
)

// listLimit bounds what List returns.
const listLimit = 100

const columns = "id, title, body, created_at, updated_at"

// Store is a pool of connections to the database.
type Store struct {
	pool *pgxpool.Pool
}

// Open connects to the database and fails when it does not answer.
func Open(ctx context.Context, databaseURL string) (*Store, error) {
	pool, err := pgxpool.New(ctx, databaseURL)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return &Store{pool}, nil
}

// Close waits for the connections in use and closes them all.
func (s *Store) Close() { s.pool.Close() }

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

// List returns the newest notes.
func (s *Store) List(ctx context.Context) ([]note.Note, error) {
	rows, err := s.pool.Query(ctx,
		"SELECT "+columns+" FROM notes ORDER BY created_at DESC, id DESC LIMIT $1", listLimit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[note.Note])
}

// Get returns one note.
func (s *Store) Get(ctx context.Context, id int64) (note.Note, error) {
	return s.one(ctx, "SELECT "+columns+" FROM notes WHERE id = $1", id)
}

// Create stores a new note.
func (s *Store) Create(ctx context.Context, d note.Draft) (note.Note, error) {
	return s.one(ctx, "INSERT INTO notes (title, body) VALUES ($1, $2) RETURNING "+columns, d.Title, d.Body)
}

// Replace overwrites what a client may write of a note.
func (s *Store) Replace(ctx context.Context, id int64, d note.Draft) (note.Note, error) {
	return s.one(ctx,
		"UPDATE notes SET title = $2, body = $3, updated_at = now() WHERE id = $1 RETURNING "+columns,
		id, d.Title, d.Body)
}

// Delete removes a note.
func (s *Store) Delete(ctx context.Context, id int64) error {
	tag, err := s.pool.Exec(ctx, "DELETE FROM notes WHERE id = $1", id)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return note.ErrNotFound
	}
	return nil
}

func (s *Store) one(ctx context.Context, sql string, args ...any) (note.Note, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return note.Note{}, err
	}
	n, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[note.Note])
	if errors.Is(err, pgx.ErrNoRows) {
		return note.Note{}, note.ErrNotFound
	}
	return n, err
}
