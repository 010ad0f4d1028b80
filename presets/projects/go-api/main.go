// Command shelf serves a small JSON API.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/shelf/internal/shelf"
	"example.com/shelf/internal/web"
)

// version is set by the builder stage with -ldflags "-X main.version=…".
var version = "dev"

// shutdownTimeout is how long requests in flight may take once the program is asked to stop.
const shutdownTimeout = 5 * time.Second

func main() {
	// main is the only place that ends the process: what is deferred below runs before it.
	if err := run(); err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run() error {
	logger, err := newLogger(os.Getenv)
	if err != nil {
		return err
	}
	slog.SetDefault(logger)

	// SIGTERM is how Docker, SIGINT how a terminal asks a program to stop.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	server := &http.Server{
		// No host in front of the colon: in a container, localhost would be reachable for nobody outside.
		Addr:    ":" + cmp.Or(os.Getenv("PORT"), "8080"),
		Handler: web.New(shelf.New(), logger, version),
		// Without limits, slow clients hold connections for as long as they like.
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
	}
	return serve(ctx, server, logger)
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
	// ctx is done already: the shutdown needs a deadline of its own.
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("shut down: %w", err)
	}
	return nil
}

// newLogger writes JSON for machines, or text for people where LOG_FORMAT says so.
func newLogger(getenv func(string) string) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cmp.Or(getenv("LOG_LEVEL"), "info"))); err != nil {
		return nil, fmt.Errorf("LOG_LEVEL: %w", err)
	}
	options := &slog.HandlerOptions{Level: level}
	switch format := cmp.Or(getenv("LOG_FORMAT"), "json"); format {
	case "json":
		return slog.New(slog.NewJSONHandler(os.Stdout, options)), nil
	case "text":
		return slog.New(slog.NewTextHandler(os.Stdout, options)), nil
	default:
		return nil, fmt.Errorf("LOG_FORMAT=%q is neither json nor text", format)
	}
}
