// Package tally counts words.
package tally

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Words holds how often each word was found.
type Words map[string]int

// Count reads a text to its end, or until ctx is done. Words are told apart by white space; case and punctuation around them do not count.
func Count(ctx context.Context, text io.Reader) (Words, error) {
	words := Words{}
	scanner := bufio.NewScanner(text)
	scanner.Split(bufio.ScanWords)
	for scanner.Scan() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if word := strings.ToLower(strings.TrimFunc(scanner.Text(), isNoPart)); word != "" {
			words[word]++
		}
	}
	return words, scanner.Err()
}

// Print writes the most frequent words, the first in the alphabet before others of the same count.
func (w Words) Print(out io.Writer, top int) error {
	ranked := slices.SortedFunc(maps.Keys(w), func(a, b string) int {
		return cmp.Or(cmp.Compare(w[b], w[a]), cmp.Compare(a, b))
	})
	for _, word := range ranked[:min(max(top, 0), len(ranked))] {
		if _, err := fmt.Fprintf(out, "%4d  %s\n", w[word], word); err != nil {
			return err
		}
	}
	return nil
}

func isNoPart(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
