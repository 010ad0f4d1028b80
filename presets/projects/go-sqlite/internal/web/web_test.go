package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/guestbook/internal/guests"
)

// memory is a Book without a file. Its err, when set, is every answer.
type memory struct {
	entries []guests.Guest
	err     error
}

func (m *memory) Ping(context.Context) error { return m.err }

func (m *memory) List(context.Context) ([]guests.Guest, error) { return m.entries, m.err }

func (m *memory) Sign(_ context.Context, name, words string) (guests.Guest, error) {
	if m.err != nil {
		return guests.Guest{}, m.err
	}
	guest := guests.Guest{ID: int64(len(m.entries) + 1), Name: name, Words: words}
	m.entries = append(m.entries, guest)
	return guest, nil
}

func TestRoutes(t *testing.T) {
	tests := []struct {
		name, method, path, body string
		err                      error
		status                   int
		want                     string // a piece of the answer
	}{
		{"index", "GET", "/", "", nil, 200, `"version":"test"`},
		{"health", "GET", "/healthz", "", nil, 200, `"status":"ok"`},
		{"health without a database", "GET", "/healthz", "", errors.New("disk I/O error"), 500, "something went wrong"},
		{"list", "GET", "/guests", "", nil, 200, `"name":"Ada"`},
		{"list without a database", "GET", "/guests", "", errors.New("disk I/O error"), 500, "something went wrong"},
		{"sign", "POST", "/guests", `{"name":"Grace","words":"hello"}`, nil, 201, `"id":2`},
		{"sign without a name", "POST", "/guests", `{"words":"hello"}`, guests.ErrNoName, 422, "name must not be empty"},
		{"sign what is no entry", "POST", "/guests", `{"nmae":"Grace"}`, nil, 400, "nmae"},
		{"sign too much", "POST", "/guests", `{"name":"` + strings.Repeat("x", maxBody) + `"}`, nil, 400, "too large"},
		{"wrong method", "DELETE", "/guests", "", nil, 405, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			book := &memory{[]guests.Guest{{ID: 1, Name: "Ada"}}, test.err}
			answer := httptest.NewRecorder()
			request := httptest.NewRequest(test.method, test.path, strings.NewReader(test.body))
			New(book, slog.New(slog.DiscardHandler), "test").ServeHTTP(answer, request)
			if answer.Code != test.status || !strings.Contains(answer.Body.String(), test.want) {
				t.Errorf("got %d %s, want %d with %s", answer.Code, answer.Body, test.status, test.want)
			}
			if strings.Contains(answer.Body.String(), "disk") {
				t.Error("the cause is shown to a stranger")
			}
		})
	}
}
