package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// order is one line to the forwarding process, report its answer. Orders are answered in any order.
type order struct {
	ID    int        `json:"id"`
	Verb  string     `json:"verb"` // join, bind, usage, open, sockets, profile
	Room  string     `json:"room,omitempty"`
	Who   string     `json:"who,omitempty"`
	Offer string     `json:"offer,omitempty"`
	Slots []sfu.Slot `json:"slots,omitempty"`
	Path  string     `json:"path,omitempty"` // of a file to write
}

type report struct {
	ID     int    `json:"id"`
	Err    string `json:"err,omitempty"`
	Answer string `json:"answer,omitempty"`
	CPUus  int64  `json:"cpu_us,omitempty"`
	RSSkb  int64  `json:"rss_kb,omitempty"`

	HeapKB     int64 `json:"heap_kb,omitempty"`
	Goroutines int   `json:"goroutines,omitempty"`
	Sockets    int   `json:"sockets,omitempty"`
}

// forwarder is what the forwarding process runs.
type forwarder interface {
	join(room, who, offer string) (answer string, err error)
	bind(room, who string, slots []sfu.Slot)
	close()
}

// forwardCmd is the child process.
type forwardCmd struct {
	Bare bool `help:"The bare forwarder instead of the SFU."`
}

// Run serves orders until its input ends.
func (c *forwardCmd) Run() error {
	f, err := newForwarder(c.Bare)
	if err != nil {
		return err
	}
	defer f.close()
	return serveOrders(func(o order) (report, error) { return obey(f, o) })
}

// serveOrders does what is read from the input, until it ends.
func serveOrders(do func(order) (report, error)) error {
	var mu sync.Mutex
	out := json.NewEncoder(os.Stdout)
	var running sync.WaitGroup
	defer running.Wait()
	input, err := polled(os.Stdin)
	if err != nil {
		return err
	}
	in := json.NewDecoder(bufio.NewReader(input))
	for {
		var o order
		if err := in.Decode(&o); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		running.Go(func() {
			r, err := do(o)
			r.ID = o.ID
			if err != nil {
				r.Err = err.Error()
			}
			mu.Lock()
			defer mu.Unlock()
			_ = out.Encode(r)
		})
	}
}

// polled is a pipe that is waited for in Go's poller, as the sockets of a real server are. A read that waits in the kernel keeps a processor of Go's
// from all others until its monitor comes by, 10 to 20 ms later: where the media's reader has the other of two, nobody is let in meanwhile.
func polled(pipe *os.File) (*os.File, error) {
	fd, err := syscall.Dup(int(pipe.Fd()))
	if err != nil {
		return nil, err
	}
	if err := syscall.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), pipe.Name()), nil
}

func newForwarder(bare bool) (forwarder, error) {
	if bare {
		return newBare()
	}
	return newOwn()
}

func obey(f forwarder, o order) (r report, err error) {
	switch o.Verb {
	case "join":
		r.Answer, err = f.join(o.Room, o.Who, o.Offer)
	case "bind":
		f.bind(o.Room, o.Who, o.Slots)
	case "usage":
		r.CPUus, r.RSSkb, err = usage()
	default:
		err = fmt.Errorf("unknown order %q", o.Verb)
	}
	return r, err
}

// usage is this process's CPU time and resident memory so far.
func usage() (cpuUS, rssKB int64, err error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, 0, err
	}
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, 0, err
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(b), &size, &resident); err != nil {
		return 0, 0, err
	}
	cpu := time.Duration(u.Utime.Nano() + u.Stime.Nano())
	return cpu.Microseconds(), resident * int64(os.Getpagesize()) / 1024, nil
}

// child is the forwarding process seen from outside.
type child struct {
	command *exec.Cmd
	in      io.WriteCloser

	mu      sync.Mutex
	next    int
	waiting map[int]chan report
	failed  error
}

// startChild starts this program again, with these arguments.
func startChild(ctx context.Context, args ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{command: exec.CommandContext(ctx, self, args...), waiting: map[int]chan report{}}
	c.command.Stderr = os.Stderr
	if c.in, err = c.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.command.Start(); err != nil {
		return nil, err
	}
	// Ends with the child's output.
	go c.read(out)
	return c, nil
}

func (c *child) read(out io.Reader) {
	in := json.NewDecoder(bufio.NewReader(out))
	for {
		var r report
		err := in.Decode(&r)
		c.mu.Lock()
		if err != nil {
			c.failed = fmt.Errorf("the forwarding process ended: %w", err)
			for _, w := range c.waiting {
				close(w)
			}
			c.waiting = nil
			c.mu.Unlock()
			return
		}
		w := c.waiting[r.ID]
		delete(c.waiting, r.ID)
		c.mu.Unlock()
		w <- r
	}
}

func (c *child) tell(o order) (report, error) {
	w := make(chan report, 1)
	c.mu.Lock()
	if c.waiting == nil {
		c.mu.Unlock()
		return report{}, c.failed
	}
	c.next++
	o.ID = c.next
	c.waiting[o.ID] = w
	b, err := json.Marshal(o)
	if err == nil {
		_, err = c.in.Write(append(b, '\n'))
	}
	c.mu.Unlock()
	if err != nil {
		return report{}, err
	}
	r, ok := <-w
	switch {
	case !ok:
		return r, c.failed
	case r.Err != "":
		return r, errors.New(r.Err)
	}
	return r, nil
}

func (c *child) stop() {
	_ = c.in.Close()
	_ = c.command.Wait()
}

// seat is one participant's place in the child: an sfutest.Offerer.
type seat struct {
	child     *child
	room, who string
}

// Offer joins with the offer.
func (s seat) Offer(_ int, sdp string) (string, error) {
	r, err := s.child.tell(order{Verb: "join", Room: s.room, Who: s.who, Offer: sdp})
	return r.Answer, err
}
