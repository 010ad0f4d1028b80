package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	noEnv := func(string) string { return "" }
	topOne := func(string) string { return "1" }
	tests := []struct {
		name   string
		args   []string
		getenv func(string) string
		stdin  string
		want   string
		err    error
	}{
		{"the sample", []string{"-top", "2"}, noEnv, "", "   6  the\n   4  is\n", nil},
		{"standard input", []string{"-"}, noEnv, "b a b", "   2  b\n   1  a\n", nil},
		{"the environment's top", []string{"-"}, topOne, "b a b", "   2  b\n", nil},
		{"a flag over the environment", []string{"-top", "2", "-"}, topOne, "b a b", "   2  b\n   1  a\n", nil},
		{"version", []string{"-version"}, noEnv, "", "dev\n", nil},
		{"help", []string{"-h"}, noEnv, "", "", flag.ErrHelp},
		{"unknown flag", []string{"-bottom"}, noEnv, "", "", errUsage},
		{"two files", []string{"a", "b"}, noEnv, "", "", errUsage},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			err := run(t.Context(), test.args, test.getenv, strings.NewReader(test.stdin), &out, io.Discard)
			if out.String() != test.want || !errors.Is(err, test.err) {
				t.Errorf("got %q, %v, want %q, %v", out.String(), err, test.want, test.err)
			}
		})
	}
}

func TestMistakesAreNamed(t *testing.T) {
	notANumber := func(string) string { return "many" }
	if err := run(t.Context(), nil, notANumber, nil, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "TALLY_TOP") {
		t.Errorf("got %v, want an error that names TALLY_TOP", err)
	}
	noEnv := func(string) string { return "" }
	if err := run(t.Context(), []string{"no-such-file"}, noEnv, nil, io.Discard, io.Discard); err == nil {
		t.Error("got no error for a file that is not there")
	}
}
