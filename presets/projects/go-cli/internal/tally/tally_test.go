package tally

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
)

func TestCount(t *testing.T) {
	words, err := Count(t.Context(), strings.NewReader("The boat, the sea -- THE “sea”. don't"))
	want := Words{"the": 3, "boat": 1, "sea": 2, "don't": 1}
	if err != nil || !maps.Equal(words, want) {
		t.Errorf("got %v, %v, want %v", words, err, want)
	}
}

func TestCountStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Count(ctx, strings.NewReader("word")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestPrint(t *testing.T) {
	words := Words{"b": 2, "a": 2, "c": 9}
	tests := map[int]string{-1: "", 0: "", 2: "   9  c\n   2  a\n", 7: "   9  c\n   2  a\n   2  b\n"}
	for top, want := range tests {
		var out bytes.Buffer
		if err := words.Print(&out, top); err != nil || out.String() != want {
			t.Errorf("top %d: got %q, %v, want %q", top, out.String(), err, want)
		}
	}
}
