package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/edge"
	"github.com/etradeoffice/portal/signaling/registry"
)

// stageCmd is the server of soak and of sockets, in a process of its own: the whole live side with its leases in memory.
type stageCmd struct {
	TLS string `type:"existingdir" help:"The folder of an authority whose certificate is shown."`
}

// Run serves until its input ends.
func (c *stageCmd) Run() (err error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	certificates, err := c.certificates()
	if err != nil {
		return err
	}
	live, address, err := startLiveSide(log, nil, certificates, func(address string) signaling.Leases {
		return registry.NewMemory(time.Now).Node("soak", "ws"+address[len("http"):]+"/live/ws", "")
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, live.close()) }()
	return serveOrders(func(o order) (r report, err error) {
		switch o.Verb {
		case "open":
			r.Answer = address
		case "usage":
			r.CPUus, r.RSSkb, err = usage()
			r.HeapKB, r.Goroutines = inUse(), runtime.NumGoroutine()
		case "sockets":
			r.CPUus, r.RSSkb, err = usage()
			if err == nil {
				r.Sockets, err = live.sockets()
			}
		case "profile":
			err = writeHeap(o.Path)
		default:
			err = fmt.Errorf("unknown order %q", o.Verb)
		}
		return r, err
	})
}

// certificates is nil without TLS.
func (c *stageCmd) certificates() (edge.Certificates, error) {
	if c.TLS == "" {
		return nil, nil
	}
	return edge.OpenAuthority(c.TLS, []string{"127.0.0.1"})
}

// writeHeap keeps what holds the heap.
func writeHeap(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(pprof.WriteHeapProfile(f), f.Close())
}

// inUse is what is in use after a collection, KB. The second one frees what the first has only marked for its finalizers.
func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc / 1024)
}
