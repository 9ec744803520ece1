// Command loadtest measures and prints figures. It starts what it measures, next to a bare counterpart in the same run,
// because a figure of this machine alone says little. It judges nothing: what is fast enough is said elsewhere.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"runtime"

	"github.com/alecthomas/kong"
)

type cli struct {
	Rooms     roomsCmd     `cmd:"" help:"Rooms with synthetic media: CPU per forwarded packet, join time, memory, latency, loss; beside a bare forwarder."`
	Soak      soakCmd      `cmd:"" help:"Rooms that stay full for long: what the server holds, voice against picture, revisions."`
	Bookings  bookingsCmd  `cmd:"" help:"Requests for consultations per second beside a raw INSERT, and a race for one slot."`
	Catalog   catalogCmd   `cmd:"" help:"Public pages per second beside a bare net/http handler."`
	Relevance relevanceCmd `cmd:"" help:"What people of nine languages type, and how much of what they should find is among the first ten."`
	Histories historiesCmd `cmd:"" help:"Bookings by many clients through two servers that are killed, judged for linearizability."`
	Year      yearCmd      `cmd:"" help:"A year of requests with an injected clock; the invariants are checked every week."`
	Sockets   socketsCmd   `cmd:"" help:"Ten thousand sockets that say little, all cut at once; readers that stop, requests that never end."`
	Takeover  takeoverCmd  `cmd:"" help:"A room of three nodes whose node is killed, paused and stopped: when people are back, and whether all is as before."`
	Leave     leaveCmd     `cmd:"" help:"A whole office that is told to stop: idle, in a call, and twice."`
	Away      awayCmd      `cmd:"" help:"A whole office of three nodes whose Redis is stopped and comes back empty, while people talk and book."`
	RoomNode  roomNodeCmd  `cmd:"" hidden:"" help:"One node of takeover, in a process of its own."`
	Page      pageCmd      `cmd:"" hidden:"" help:"The bare handler of catalog, in a process of its own."`
	Stage     stageCmd     `cmd:"" hidden:"" help:"The server of soak and sockets, in a process of its own."`
	Burn      burnCmd      `cmd:"" hidden:"" help:"One burnt core of soak, in a process of its own."`
	Forward   forwardCmd   `cmd:"" hidden:"" help:"The server's part of rooms, in a process of its own."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var c cli
	k := kong.Parse(&c, kong.Name("loadtest"), kong.Description("Prints figures of what it starts itself, on this machine's loopback."))
	k.BindTo(ctx, (*context.Context)(nil))
	k.FatalIfErrorf(k.Run())
}

// machine is what every figure depends on.
type machine struct {
	CPUs int    `json:"cpus"`
	Go   string `json:"go"`
	OS   string `json:"os"`
}

func thisMachine() machine {
	return machine{CPUs: runtime.NumCPU(), Go: runtime.Version(), OS: runtime.GOOS + "/" + runtime.GOARCH}
}

// show prints a result, as JSON or as plain text.
func show(asJSON bool, result interface{ text() string }) error {
	if !asJSON {
		fmt.Print(result.text())
		return nil
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	return out.Encode(result)
}
