package config

import (
	"log/slog"
	"strings"
	"testing"
)

func env(pairs ...string) func(string) string {
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return values[name] }
}

func TestDefaults(t *testing.T) {
	cfg, err := FromEnv(env("DATABASE_URL", "postgres://me@db/notes"))
	if err != nil {
		t.Fatal(err)
	}
	want := Config{Addr: ":8080", DatabaseURL: "postgres://me@db/notes", LogFormat: LogJSON, LogLevel: slog.LevelInfo}
	if cfg != want {
		t.Errorf("got %+v, want %+v", cfg, want)
	}
}

func TestDatabaseURLIsBuiltFromParts(t *testing.T) {
	cfg, err := FromEnv(env(
		"POSTGRES_HOST", "db",
		"POSTGRES_USER", "notes",
		"POSTGRES_PASSWORD", "p@ss/word",
		"POSTGRES_DB", "shelf",
	))
	if err != nil {
		t.Fatal(err)
	}
	const want = "postgres://notes:p%40ss%2Fword@db:5432/shelf?sslmode=disable"
	if cfg.DatabaseURL != want {
		t.Errorf("got %s, want %s", cfg.DatabaseURL, want)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	tests := map[string]func(string) string{
		"PORT":         env("PORT", "http", "DATABASE_URL", "x"),
		"LOG_FORMAT":   env("LOG_FORMAT", "xml", "DATABASE_URL", "x"),
		"LOG_LEVEL":    env("LOG_LEVEL", "loud", "DATABASE_URL", "x"),
		"DATABASE_URL": env(),
	}
	for name, getenv := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := FromEnv(getenv)
			if err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("got %v, want an error that names %s", err, name)
			}
		})
	}
}
