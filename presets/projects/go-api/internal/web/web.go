// Package web serves the shelf over HTTP.
package web

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"example.com/shelf/internal/shelf"
)

// maxBody bounds what a request may send, in bytes.
const maxBody = 64 << 10

type server struct {
	books   *shelf.Shelf
	logger  *slog.Logger
	version string
}

// New returns the handler of all routes.
func New(books *shelf.Shelf, logger *slog.Logger, version string) http.Handler {
	s := &server{books, logger, version}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.index)
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /books", s.list)
	mux.HandleFunc("POST /books", s.add)
	return s.logged(mux)
}

func (s *server) index(w http.ResponseWriter, _ *http.Request) {
	s.reply(w, http.StatusOK, map[string]string{"name": "shelf", "version": s.version})
}

// health answers as long as the program can do its work: an orchestrator restarts what does not.
func (s *server) health(w http.ResponseWriter, _ *http.Request) {
	s.reply(w, http.StatusOK, map[string]string{"status": "ok"})
}

func (s *server) list(w http.ResponseWriter, _ *http.Request) {
	s.reply(w, http.StatusOK, s.books.All())
}

func (s *server) add(w http.ResponseWriter, r *http.Request) {
	var draft struct{ Title, Author string }
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&draft); err != nil {
		s.reply(w, http.StatusBadRequest, map[string]string{"error": "the body is not a book: " + err.Error()})
		return
	}
	book, err := s.books.Add(draft.Title, draft.Author)
	if err != nil {
		s.reply(w, http.StatusUnprocessableEntity, map[string]string{"error": err.Error()})
		return
	}
	s.reply(w, http.StatusCreated, book)
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
