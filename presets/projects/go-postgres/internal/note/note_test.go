package note

import (
	"strings"
	"testing"
)

func TestProblems(t *testing.T) {
	tests := []struct {
		name  string
		draft Draft
		field string // the one field that is at fault, or none
	}{
		{"good", Draft{Title: "milk"}, ""},
		{"longest title", Draft{Title: strings.Repeat("é", MaxTitle)}, ""},
		{"no title", Draft{Body: "two litres"}, "title"},
		{"blank title", Draft{Title: " \t"}, "title"},
		{"long title", Draft{Title: strings.Repeat("é", MaxTitle+1)}, "title"},
		{"long body", Draft{Title: "milk", Body: strings.Repeat("x", MaxBody+1)}, "body"},
		{"NUL", Draft{Title: "milk", Body: "a\x00b"}, "body"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			problems := test.draft.Trimmed().Problems()
			if test.field == "" && len(problems) > 0 {
				t.Errorf("got %v, want none", problems)
			}
			if test.field != "" && (len(problems) != 1 || problems[test.field] == "") {
				t.Errorf("got %v, want one for %q", problems, test.field)
			}
		})
	}
}
