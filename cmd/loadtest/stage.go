package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// stageCmd is the server of soak, in a process of its own: the whole live side with its leases in memory. Facts are taken
// and forgotten, as if the portal had them.
type stageCmd struct{}

// stageKeys are those of a server that lives as long as one soak and listens on loopback alone.
var stageKeys = ticket.Keys{Current: bytes.Repeat([]byte("s"), ticket.MinKey)}

type forgetful struct{}

// Record takes a fact.
func (forgetful) Record(context.Context, control.Fact) error { return nil }

// Run serves until its input ends.
func (*stageCmd) Run() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	media, err := sfu.New(sfu.Config{UDPAddr: "127.0.0.1:0", AllowLoopback: true})
	if err != nil {
		return err
	}
	defer media.Close()
	url := "ws://" + l.Addr().String() + "/live/ws"
	server, err := signaling.New(signaling.Config{
		Keys: stageKeys, Registry: registry.NewMemory(time.Now).Node("soak", url, ""), SFU: media, Facts: forgetful{}, Hellos: 100_000,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	mux := http.NewServeMux()
	server.Routes(mux)
	web := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	served := make(chan error, 1)
	go func() { served <- web.Serve(l) }() // ends with Close
	defer func() {
		_ = web.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			slog.Error("stage", "err", err)
		}
	}()
	return serveOrders(func(o order) (r report, err error) {
		switch o.Verb {
		case "open":
			r.Answer = url
		case "usage":
			r.CPUus, r.RSSkb, err = usage()
			r.HeapKB, r.Goroutines = inUse(), runtime.NumGoroutine()
		case "profile":
			err = writeHeap(o.Path)
		default:
			err = fmt.Errorf("unknown order %q", o.Verb)
		}
		return r, err
	})
}

// inUse is what is in use after a collection, KB. The second one frees what the first has only marked for its finalizers.
func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc / 1024)
}

// writeHeap writes what holds the heap, for `go tool pprof`.
func writeHeap(path string) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return pprof.Lookup("heap").WriteTo(f, 0)
}
