// Package web serves the guest book over HTTP.
package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"example.com/guestbook/internal/guests"
)

// maxBody bounds what a request may send, in bytes.
const maxBody = 64 << 10

// Book is what the routes need of the database; tests bring one without a file.
type Book interface {
	Ping(ctx context.Context) error
	Sign(ctx context.Context, name, words string) (guests.Guest, error)
	List(ctx context.Context) ([]guests.Guest, error)
}

type server struct {
	book    Book
	logger  *slog.Logger
	version string
}

// New returns the handler of all routes.
func New(book Book, logger *slog.Logger, version string) http.Handler {
	s := &server{book, logger, version}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.index)
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /guests", s.list)
	mux.HandleFunc("POST /guests", s.sign)
	return s.logged(mux)
}

func (s *server) index(w http.ResponseWriter, _ *http.Request) {
	s.reply(w, http.StatusOK, map[string]string{"name": "guestbook", "version": s.version})
}

// health answers as long as the program can do its work: an orchestrator restarts what does not.
func (s *server) health(w http.ResponseWriter, r *http.Request) {
	if err := s.book.Ping(r.Context()); err != nil {
		s.fail(w, "health", err)
		return
	}
	s.reply(w, http.StatusOK, map[string]string{"status": "ok"})
}

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	list, err := s.book.List(r.Context())
	if err != nil {
		s.fail(w, "list", err)
		return
	}
	s.reply(w, http.StatusOK, list)
}

func (s *server) sign(w http.ResponseWriter, r *http.Request) {
	var draft struct{ Name, Words string }
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&draft); err != nil {
		s.reply(w, http.StatusBadRequest, map[string]string{"error": "the body is not an entry: " + err.Error()})
		return
	}
	guest, err := s.book.Sign(r.Context(), draft.Name, draft.Words)
	switch {
	case errors.Is(err, guests.ErrNoName):
		s.reply(w, http.StatusUnprocessableEntity, map[string]string{"error": err.Error()})
	case err != nil:
		s.fail(w, "sign", err)
	default:
		s.reply(w, http.StatusCreated, guest)
	}
}

// fail keeps the cause for the log: a client can do nothing with it, and a stranger should not know it.
func (s *server) fail(w http.ResponseWriter, doing string, err error) {
	s.logger.Error("request failed", "doing", doing, "error", err)
	s.reply(w, http.StatusInternalServerError, map[string]string{"error": "something went wrong"})
}

func (s *server) reply(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The status is sent: all that is left to do with an error is to tell the log.
	if err := json.NewEncoder(w).Encode(value); err != nil {
		s.logger.Warn("answer not sent", "error", err)
	}
}

// logged writes a line for each request; health checks come every few seconds and are only of interest when they fail.
func (s *server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		sent := &statusWriter{w, http.StatusOK}
		next.ServeHTTP(sent, r)
		level := slog.LevelInfo
		if r.URL.Path == "/healthz" && sent.status < 400 {
			level = slog.LevelDebug
		}
		s.logger.Log(r.Context(), level, "request",
			"method", r.Method, "path", r.URL.Path, "status", sent.status, "took", time.Since(began).String())
	})
}

// statusWriter remembers the status that a handler sends.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is underneath.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
