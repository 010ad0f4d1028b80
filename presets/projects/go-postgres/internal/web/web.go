// Package web answers HTTP requests.
package web

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"time"

	"example.com/notes/internal/note"
)

const (
	maxRequestBytes = 64 << 10
	pingTimeout     = 2 * time.Second
)

//go:embed page.html
var pageHTML string

var page = template.Must(template.New("page").Parse(pageHTML))

// Notes is where the notes are kept.
type Notes interface {
	List(ctx context.Context) ([]note.Note, error)
	Get(ctx context.Context, id int64) (note.Note, error)
	Create(ctx context.Context, d note.Draft) (note.Note, error)
	Replace(ctx context.Context, id int64, d note.Draft) (note.Note, error)
	Delete(ctx context.Context, id int64) error
	Ping(ctx context.Context) error
}

type server struct {
	notes   Notes
	logger  *slog.Logger
	version string
}

// New returns the handler of every route.
func New(notes Notes, logger *slog.Logger, version string) http.Handler {
	s := &server{notes, logger, version}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.greet)
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /notes", s.list)
	mux.HandleFunc("POST /notes", s.create)
	mux.HandleFunc("GET /notes/{id}", s.get)
	mux.HandleFunc("PUT /notes/{id}", s.replace)
	mux.HandleFunc("DELETE /notes/{id}", s.remove)
	return s.logged(mux)
}

func (s *server) greet(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Execute(w, map[string]string{"Version": s.version}); err != nil {
		s.logger.Error("render the page", "error", err)
	}
}

func (s *server) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), pingTimeout)
	defer cancel()
	if err := s.notes.Ping(ctx); err != nil {
		s.logger.Error("the database does not answer", "error", err)
		s.write(w, http.StatusServiceUnavailable, map[string]string{"status": "database unavailable"})
		return
	}
	s.write(w, http.StatusOK, map[string]string{"status": "ok"})
}

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	notes, err := s.notes.List(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if notes == nil {
		notes = []note.Note{}
	}
	s.write(w, http.StatusOK, notes)
}

func (s *server) get(w http.ResponseWriter, r *http.Request) {
	id, err := noteID(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	n, err := s.notes.Get(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, http.StatusOK, n)
}

func (s *server) create(w http.ResponseWriter, r *http.Request) {
	draft, err := readDraft(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	n, err := s.notes.Create(r.Context(), draft)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Location", fmt.Sprintf("/notes/%d", n.ID))
	s.write(w, http.StatusCreated, n)
}

func (s *server) replace(w http.ResponseWriter, r *http.Request) {
	id, err := noteID(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	draft, err := readDraft(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	n, err := s.notes.Replace(r.Context(), id, draft)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, http.StatusOK, n)
}

func (s *server) remove(w http.ResponseWriter, r *http.Request) {
	id, err := noteID(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.notes.Delete(r.Context(), id); err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// refusal is an error that is the client's to mend.
type refusal struct {
	Status int               `json:"-"`
	Reason string            `json:"error"`
	Fields map[string]string `json:"fields,omitempty"`
}

func (r *refusal) Error() string { return r.Reason }

// noteID reads the id of the path. What cannot be an id names no note.
func noteID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, note.ErrNotFound
	}
	return id, nil
}

func readDraft(w http.ResponseWriter, r *http.Request) (note.Draft, error) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return note.Draft{}, &refusal{Status: http.StatusUnsupportedMediaType, Reason: "send Content-Type: application/json"}
	}

	var draft note.Draft
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequestBytes))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&draft)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return note.Draft{}, &refusal{Status: http.StatusRequestEntityTooLarge, Reason: "the request is too large"}
	}
	if err != nil {
		return note.Draft{}, &refusal{Status: http.StatusBadRequest, Reason: err.Error()}
	}
	if decoder.More() {
		return note.Draft{}, &refusal{Status: http.StatusBadRequest, Reason: "send one JSON object"}
	}

	draft = draft.Trimmed()
	if problems := draft.Problems(); len(problems) > 0 {
		return note.Draft{}, &refusal{Status: http.StatusUnprocessableEntity, Reason: "the note is not valid", Fields: problems}
	}
	return draft, nil
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, note.ErrNotFound) {
		err = &refusal{Status: http.StatusNotFound, Reason: err.Error()}
	}
	if refused := (*refusal)(nil); errors.As(err, &refused) {
		s.write(w, refused.Status, refused)
		return
	}
	if r.Context().Err() != nil {
		return // the client has gone
	}
	s.logger.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	s.write(w, http.StatusInternalServerError, &refusal{Reason: "internal error"})
}

func (s *server) write(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		s.logger.Warn("write the response", "error", err)
	}
}

// statusWriter remembers the status that was sent.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// logged writes a line for every request; those to /healthz come by the second, and only at debug level.
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
			"method", r.Method, "path", r.URL.Path, "status", sent.status, "took", time.Since(began).Round(time.Microsecond).String())
	})
}
