// Command tally counts the words of a file, of its standard input (-), or of a sample that it carries.
//
//	tally [-top n] [file | -]
package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"example.com/tally/internal/tally"
)

// version is set by the builder stage with -ldflags "-X main.version=…".
var version = "dev"

// The sample becomes part of the binary: the image needs no file beside it.
//
//go:embed sample.txt
var sample []byte

// errUsage says that the program was called in the wrong way; what is wrong is printed by then.
var errUsage = errors.New("usage")

func main() {
	// Results go to standard output and all that is about them to standard error: `tally | head` gets words alone.
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	switch err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		slog.Error("failed", "error", err)
		os.Exit(1)
	}
}

// run is the program, with the world handed in: a test calls it as the shell does.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("tally", flag.ContinueOnError)
	flags.SetOutput(stderr)
	fallback, err := strconv.Atoi(cmp.Or(getenv("TALLY_TOP"), "5"))
	if err != nil {
		return fmt.Errorf("TALLY_TOP: %w", err)
	}
	top := flags.Int("top", fallback, "how many words to show")
	showVersion := flags.Bool("version", false, "print the version")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return errUsage
	case *showVersion:
		_, err := fmt.Fprintln(stdout, version)
		return err
	case flags.NArg() > 1:
		flags.Usage()
		return errUsage
	}

	text, name, err := open(flags.Arg(0), stdin)
	if err != nil {
		return err
	}
	defer text.Close()
	words, err := tally.Count(ctx, text)
	if err != nil {
		return fmt.Errorf("count %s: %w", name, err)
	}
	slog.Debug("counted", "text", name, "words", len(words))
	return words.Print(stdout, *top)
}

// open finds the text that the argument means, and a name for it.
func open(argument string, stdin io.Reader) (io.ReadCloser, string, error) {
	switch argument {
	case "":
		return io.NopCloser(bytes.NewReader(sample)), "the sample", nil
	case "-":
		return io.NopCloser(stdin), "standard input", nil
	}
	file, err := os.Open(argument)
	return file, argument, err
}
