package main

import (
	"context"
	"log"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	for ctx.Err() == nil {
		log.Println("the worker works")
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}
