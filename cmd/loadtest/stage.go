package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"time"

	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/registry"
)

// stageCmd is the server of soak, in a process of its own: the whole live side with its leases in memory.
type stageCmd struct{}

// Run serves until its input ends.
func (*stageCmd) Run() (err error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	live, address, err := startLiveSide(log, nil, func(address string) signaling.Leases {
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
