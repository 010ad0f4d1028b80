package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"example.com/notes/internal/note"
)

// memory is a Notes without a database. Its err, when set, is every answer.
type memory struct {
	notes []note.Note
	err   error
}

func (m *memory) find(id int64) (int, error) {
	if m.err != nil {
		return 0, m.err
	}
	i := slices.IndexFunc(m.notes, func(n note.Note) bool { return n.ID == id })
	if i < 0 {
		return 0, note.ErrNotFound
	}
	return i, nil
}

func (m *memory) Ping(context.Context) error { return m.err }

func (m *memory) List(context.Context) ([]note.Note, error) { return m.notes, m.err }

func (m *memory) Get(_ context.Context, id int64) (note.Note, error) {
	i, err := m.find(id)
	if err != nil {
		return note.Note{}, err
	}
	return m.notes[i], nil
}

func (m *memory) Create(_ context.Context, d note.Draft) (note.Note, error) {
	n := note.Note{ID: int64(len(m.notes) + 1), Title: d.Title, Body: d.Body}
	m.notes = append(m.notes, n)
	return n, m.err
}

func (m *memory) Replace(_ context.Context, id int64, d note.Draft) (note.Note, error) {
	i, err := m.find(id)
	if err != nil {
		return note.Note{}, err
	}
	m.notes[i].Title, m.notes[i].Body = d.Title, d.Body
	return m.notes[i], nil
}

func (m *memory) Delete(_ context.Context, id int64) error {
	i, err := m.find(id)
	if err != nil {
		return err
	}
	m.notes = slices.Delete(m.notes, i, i+1)
	return nil
}

func request(t *testing.T, notes Notes, method, path, body string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	w := httptest.NewRecorder()
	New(notes, slog.New(slog.DiscardHandler), "test").ServeHTTP(w, r)
	return w.Result()
}

func TestStatus(t *testing.T) {
	tests := []struct {
		name, method, path, body string
		want                     int
	}{
		{"greeting", "GET", "/", "", 200},
		{"health", "GET", "/healthz", "", 200},
		{"list", "GET", "/notes", "", 200},
		{"get", "GET", "/notes/1", "", 200},
		{"get missing", "GET", "/notes/9", "", 404},
		{"get nonsense", "GET", "/notes/first", "", 404},
		{"create", "POST", "/notes", `{"title":"bread"}`, 201},
		{"create empty", "POST", "/notes", `{"title":" "}`, 422},
		{"create malformed", "POST", "/notes", `{"title":`, 400},
		{"create unknown field", "POST", "/notes", `{"title":"bread","colour":"red"}`, 400},
		{"create two", "POST", "/notes", `{"title":"a"} {"title":"b"}`, 400},
		{"create too large", "POST", "/notes", `{"body":"` + strings.Repeat("x", maxRequestBytes) + `"}`, 413},
		{"replace", "PUT", "/notes/1", `{"title":"bread"}`, 200},
		{"replace missing", "PUT", "/notes/9", `{"title":"bread"}`, 404},
		{"replace empty", "PUT", "/notes/1", `{}`, 422},
		{"delete", "DELETE", "/notes/1", "", 204},
		{"delete missing", "DELETE", "/notes/9", "", 404},
		{"wrong method", "PATCH", "/notes/1", "", 405},
		{"no such page", "GET", "/nothing", "", 404},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			notes := &memory{notes: []note.Note{{ID: 1, Title: "milk"}}}
			if got := request(t, notes, test.method, test.path, test.body).StatusCode; got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestCreateSaysWhere(t *testing.T) {
	response := request(t, &memory{}, "POST", "/notes", `{"title":"  milk "}`)
	body, _ := io.ReadAll(response.Body)
	if got := response.Header.Get("Location"); got != "/notes/1" {
		t.Errorf("Location: got %q", got)
	}
	if !strings.Contains(string(body), `"title":"milk"`) {
		t.Errorf("got %s", body)
	}
}

func TestAnEmptyListIsAList(t *testing.T) {
	body, _ := io.ReadAll(request(t, &memory{}, "GET", "/notes", "").Body)
	if got := strings.TrimSpace(string(body)); got != "[]" {
		t.Errorf("got %s", got)
	}
}

func TestOnlyJSONIsRead(t *testing.T) {
	r := httptest.NewRequest("POST", "/notes", strings.NewReader("title=milk"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	New(&memory{}, slog.New(slog.DiscardHandler), "test").ServeHTTP(w, r)
	if w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("got %d", w.Code)
	}
}

func TestADatabaseErrorStaysInside(t *testing.T) {
	broken := &memory{err: errors.New("password=secret")}
	for path, want := range map[string]int{"/healthz": 503, "/notes": 500, "/notes/1": 500} {
		response := request(t, broken, "GET", path, "")
		body, _ := io.ReadAll(response.Body)
		if response.StatusCode != want || strings.Contains(string(body), "secret") {
			t.Errorf("%s: got %d %s", path, response.StatusCode, body)
		}
	}
}
