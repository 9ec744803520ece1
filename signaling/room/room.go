// Package room owns what happens in a live room: who waits, who is in, who may do what, what is said, and who receives which
// track. It is a pure reducer over commands (Apply) and one goroutine that runs it (Room); one message is one file.
// It leaves to others how words travel (socket), how media flow (sfu), where state is kept (registry) and all clocks and
// randomness: commands carry them. It imports only wire.
//
//	room         (nothing) --ticket--> lobby --first admission--> live --agreed end--> overtime --2 min--> ending --60 s--> forgotten
//	                                              live <--60 s without host--> unattended
//	                                              live <--ten minutes more, once-- overtime
//	             any --end, cancelled--> ending
//
//	participant  ticket --> waiting --admit--> in --socket gone 6 s--> interrupted --45 s--> left
//	                          |  ^             |  ^                        |
//	                          |  +--send back--+  +---------resume---------+
//	                          +--deny--> away      in --remove--> away (with ban for good)
//
// Officers and hosts are in from the start; nobody else is admitted by any arrival, only by a person.
package room

import (
	"log/slog"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"
)

// Mailbox is how many commands may wait.
const Mailbox = 512

// Room is the goroutine that owns one room's state.
type Room struct {
	state   atomic.Pointer[State]
	mailbox chan Command
	done    chan struct{}
	now     func() time.Time
	execute func([]Effect)
	log     *slog.Logger
}

// Start runs a room until it is done or stopped. execute is called on the room's goroutine with the effects of one command; it must not block.
func Start(state State, now func() time.Time, log *slog.Logger, execute func([]Effect)) *Room {
	r := &Room{mailbox: make(chan Command, Mailbox), done: make(chan struct{}), now: now, execute: execute, log: log}
	r.state.Store(&state)
	go r.run() // ends with Done, Stop or a panic
	return r
}

// State is how the room stands. Any goroutine may call it; the value is never changed.
func (r *Room) State() State { return *r.state.Load() }

// Done is closed when the room's goroutine has ended.
func (r *Room) Done() <-chan struct{} { return r.done }

// Send gives the room a command without waiting. It reports false when the mailbox is full or the room is over.
func (r *Room) Send(c Command) bool {
	select {
	case <-r.done:
		return false
	default:
	}
	select {
	case r.mailbox <- c:
		return true
	default:
		return false
	}
}

// Must gives the room a command that may not be lost; it waits for space or the room's end. Only helpers that may wait call it.
func (r *Room) Must(c Command) {
	select {
	case r.mailbox <- c:
	case <-r.done:
	}
}

// Stop ends the goroutine after what is in the mailbox: another process goes on. No person is told anything, the portal how long people have met.
func (r *Room) Stop() { r.Must(stop{}) }

type stop struct{}

func (stop) apply(t *turn) {
	if t.seated() > 0 {
		t.fact(FactTick, nil, "")
		t.tellLinks()
	}
}

func (r *Room) run() {
	defer close(r.done)
	defer func() {
		if fault := recover(); fault != nil {
			r.log.Error("room stopped by a panic", "panic", fault, "stack", string(debug.Stack()))
		}
	}()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Reset(max(0, r.State().Deadline().Sub(r.now())))
		var c Command
		select {
		case c = <-r.mailbox:
		case <-timer.C:
			c = Tick{}
		}
		after, effects := Apply(r.State(), r.now(), c)
		r.state.Store(&after)
		r.execute(effects)
		if _, over := c.(stop); over || slices.Contains(effects, Effect(Done{})) {
			return
		}
	}
}
