// Command notes serves a small notes API backed by PostgreSQL.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/notes/internal/config"
	"example.com/notes/internal/store"
	"example.com/notes/internal/web"
)

// version is set by the builder stage with -ldflags "-X main.version=…".
var version = "dev"

const (
	connectTimeout  = 10 * time.Second
	shutdownTimeout = 5 * time.Second
)

func main() {
	if err := run(); err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run() error {
	cfg, err := config.FromEnv(os.Getenv)
	if err != nil {
		return err
	}
	logger := newLogger(cfg)
	slog.SetDefault(logger)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	notes, err := openStore(ctx, cfg, logger)
	if err != nil {
		return err
	}
	defer notes.Close()

	server := &http.Server{
		Addr:              cfg.Addr,
		Handler:           web.New(notes, logger, version),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
	}
	return serve(ctx, server, logger)
}

// openStore connects, checks that the database answers, and brings its schema up to date.
func openStore(ctx context.Context, cfg config.Config, logger *slog.Logger) (*store.Store, error) {
	connecting, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()

	notes, err := store.Open(connecting, cfg.DatabaseURL)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	applied, err := notes.Migrate(ctx)
	if err != nil {
		notes.Close()
		return nil, fmt.Errorf("migrate the database: %w", err)
	}
	logger.Info("database ready", "migrations_applied", applied)
	return notes, nil
}

// serve runs the server until ctx is done, then lets requests in flight finish.
func serve(ctx context.Context, server *http.Server, logger *slog.Logger) error {
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	logger.Info("listening", "addr", server.Addr, "version", version)

	select {
	case err := <-failed:
		return fmt.Errorf("listen on %s: %w", server.Addr, err)
	case <-ctx.Done():
	}

	logger.Info("shutting down")
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("shut down: %w", err)
	}
	return nil
}

func newLogger(cfg config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == config.LogText {
		return slog.New(slog.NewTextHandler(os.Stdout, options))
	}
	return slog.New(slog.NewJSONHandler(os.Stdout, options))
}
