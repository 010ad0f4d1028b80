// Prints numbered lines at an exact rate: `#<id>.<number>@<µs since the epoch> …`, each with the moment at which it was printed.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const text = "level=info method=GET path=/api/orders/4711/items status=200 took=1.8ms bytes=5120 user=ada trace=9f86d081884c7d65"

type producer struct {
	id, size, next int
	batch          bytes.Buffer
}

func main() {
	id := flag.Int("id", 1, "number of the service")
	size := flag.Int("bytes", 120, "bytes a line, the line feed included")
	first := flag.Int("first", 0, "lines printed at once at the beginning")
	rate := flag.Int("rate", 0, "lines a second after that")
	burst := flag.Int("burst", 0, "lines printed as fast as possible at SIGUSR1; the last one tells when they began")
	after := flag.Int("after", 0, "lines a second from another SIGUSR1 on")
	flag.Parse()

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1)
	p := &producer{id: *id, size: *size}
	p.fast(*first, "")
	p.steady(*rate, signals)
	p.fast(*burst, fmt.Sprintf(" begun=%d", time.Now().UnixMicro()))
	<-signals
	p.steady(*after, signals)
}

// fast prints as many lines as it is told to, in large writes.
func (p *producer) fast(lines int, last string) {
	for left := lines; left > 0; left-- {
		tail := ""
		if left == 1 {
			tail = last
		}
		p.add(time.Now(), tail)
		if p.batch.Len() > 32*1024 {
			p.flush()
		}
	}
	p.flush()
}

// steady prints the lines that are due, every few ms, until a signal comes: more often would keep two cores busy with the container's own pipes.
func (p *producer) steady(rate int, signals <-chan os.Signal) {
	if rate == 0 {
		<-signals
		return
	}
	tick := time.NewTicker(8 * time.Millisecond)
	defer tick.Stop()
	begun := time.Now()
	for printed := 0; ; {
		select {
		case <-signals:
			return
		case <-tick.C:
			now := time.Now()
			for due := int(now.Sub(begun).Seconds() * float64(rate)); printed < due; printed++ {
				p.add(now, "")
			}
			p.flush()
		}
	}
}

func (p *producer) add(now time.Time, tail string) {
	from := p.batch.Len()
	fmt.Fprintf(&p.batch, "#%d.%09d@%016d%s ", p.id, p.next, now.UnixMicro(), tail)
	p.next++
	for missing := p.size - 1 - (p.batch.Len() - from); missing > 0; missing = p.size - 1 - (p.batch.Len() - from) {
		p.batch.WriteString(text[:min(missing, len(text))])
	}
	p.batch.WriteByte('\n')
}

func (p *producer) flush() {
	if _, err := os.Stdout.Write(p.batch.Bytes()); err != nil {
		os.Exit(1)
	}
	p.batch.Reset()
}
