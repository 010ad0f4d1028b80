package store

import (
	"context"
	"errors"
	"os"
	"regexp"
	"testing"
	"testing/fstest"

	"example.com/notes/internal/note"
)

func TestMigrationsAreNumberedInOrder(t *testing.T) {
	migrations, err := readMigrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	if len(migrations) == 0 {
		t.Fatal("no migrations embedded")
	}
	name := regexp.MustCompile(`^\d{4}_[a-z0-9_]+$`)
	seen := map[string]bool{}
	for _, m := range migrations {
		if !name.MatchString(m.version) {
			t.Errorf("%s: want a name such as 0001_create_notes.sql", m.version)
		}
		if number := m.version[:4]; seen[number] {
			t.Errorf("%s: the number is taken", m.version)
		} else {
			seen[number] = true
		}
	}
}

func TestReadMigrationsSorts(t *testing.T) {
	migrations, err := readMigrations(fstest.MapFS{
		"migrations/0002_b.sql": {Data: []byte("b")},
		"migrations/0001_a.sql": {Data: []byte("a")},
		"migrations/notes.txt":  {Data: []byte("not a migration")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(migrations) != 2 || migrations[0] != (migration{"0001_a", "a"}) || migrations[1] != (migration{"0002_b", "b"}) {
		t.Errorf("got %v", migrations)
	}
}

// TestStore runs against the empty database of TEST_DATABASE_URL, and is skipped without one.
func TestStore(t *testing.T) {
	url := os.Getenv("TEST_DATABASE_URL")
	if url == "" {
		t.Skip("TEST_DATABASE_URL is not set")
	}
	ctx := context.Background()
	s, err := Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()

	// Servers that start at the same time must not trip over each other.
	errs := make(chan error)
	for range 4 {
		go func() {
			_, err := s.Migrate(ctx)
			errs <- err
		}()
	}
	for range 4 {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	if applied, err := s.Migrate(ctx); err != nil || applied != 0 {
		t.Fatalf("migrating again: got %d, %v", applied, err)
	}

	created, err := s.Create(ctx, note.Draft{Title: "milk", Body: "two litres"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Get(ctx, created.ID); err != nil || got != created {
		t.Errorf("get: got %v, %v", got, err)
	}
	replaced, err := s.Replace(ctx, created.ID, note.Draft{Title: "bread"})
	if err != nil || replaced.Title != "bread" || replaced.Body != "" {
		t.Errorf("replace: got %v, %v", replaced, err)
	}
	if list, err := s.List(ctx); err != nil || len(list) == 0 || list[0].ID != created.ID {
		t.Errorf("list: got %v, %v", list, err)
	}
	if err := s.Delete(ctx, created.ID); err != nil {
		t.Errorf("delete: %v", err)
	}
	if err := s.Delete(ctx, created.ID); !errors.Is(err, note.ErrNotFound) {
		t.Errorf("delete again: got %v", err)
	}
	if _, err := s.Get(ctx, created.ID); !errors.Is(err, note.ErrNotFound) {
		t.Errorf("get deleted: got %v", err)
	}
}
