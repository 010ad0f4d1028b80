package web

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/shelf/internal/shelf"
)

func TestRoutes(t *testing.T) {
	tests := []struct {
		name, method, path, body string
		status                   int
		want                     string // a piece of the answer
	}{
		{"index", "GET", "/", "", 200, `"version":"test"`},
		{"health", "GET", "/healthz", "", 200, `"status":"ok"`},
		{"list", "GET", "/books", "", 200, `"title":"Emma"`},
		{"add", "POST", "/books", `{"title":"Dune","author":"Frank Herbert"}`, 201, `"id":2`},
		{"add without a title", "POST", "/books", `{"author":"nobody"}`, 422, "title must not be empty"},
		{"add what is no book", "POST", "/books", `{"titel":"Dune"}`, 400, "titel"},
		{"add what is no JSON", "POST", "/books", `Dune`, 400, "not a book"},
		{"add too much", "POST", "/books", `{"title":"` + strings.Repeat("x", maxBody) + `"}`, 400, "too large"},
		{"wrong method", "DELETE", "/books", "", 405, ""},
		{"unknown path", "GET", "/nowhere", "", 404, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			books := shelf.New()
			if _, err := books.Add("Emma", "Jane Austen"); err != nil {
				t.Fatal(err)
			}
			answer := httptest.NewRecorder()
			request := httptest.NewRequest(test.method, test.path, strings.NewReader(test.body))
			New(books, slog.New(slog.DiscardHandler), "test").ServeHTTP(answer, request)
			if answer.Code != test.status || !strings.Contains(answer.Body.String(), test.want) {
				t.Errorf("got %d %s, want %d with %s", answer.Code, answer.Body, test.status, test.want)
			}
		})
	}
}

func TestNoBooksAreAList(t *testing.T) {
	answer := httptest.NewRecorder()
	New(shelf.New(), slog.New(slog.DiscardHandler), "test").ServeHTTP(answer, httptest.NewRequest("GET", "/books", nil))
	if got := strings.TrimSpace(answer.Body.String()); got != "[]" {
		t.Errorf("got %s, want []", got)
	}
}
