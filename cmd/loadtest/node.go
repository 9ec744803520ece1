package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/problem"
)

// nodeCmd is one server of histories, in a process of its own that may be killed at any time: the portal's services on a
// database that others use too, with bookings asked for over HTTP.
type nodeCmd struct {
	Database string `required:"" help:"URL of PostgreSQL."`
}

// wire is one operation as a client sends it to a node.
type wire struct {
	Op     string    `json:"op"` // hold, request, approve, decline, accept, cancel, reschedule, ping
	As     uuid.UUID `json:"as"` // who does it
	Key    string    `json:"key,omitempty"`
	Number string    `json:"number,omitempty"`
	Draft  uuid.UUID `json:"draft,omitzero"`
	Opener string    `json:"opener,omitempty"`
	Firm   uuid.UUID `json:"firm,omitzero"`
	Start  time.Time `json:"start,omitzero"`
	Lang   string    `json:"lang,omitempty"` // of the interpreter's pair; empty: none is needed
	Die    string    `json:"die,omitempty"`  // one of failpoints: the node kills itself there
}

// reply is what a node says. Code is that of a refusal.
type reply struct {
	Code        string    `json:"code,omitempty"`
	State       string    `json:"state,omitempty"`
	Number      string    `json:"number,omitempty"`
	ID          uuid.UUID `json:"id,omitzero"`
	Interpreter int64     `json:"interpreter,omitempty"`
}

type node struct {
	g       *ground
	tells   announcer
	mu      sync.Mutex
	viewers map[uuid.UUID]account.Viewer
}

// Run serves until it is interrupted or killed.
func (c *nodeCmd) Run(ctx context.Context) error {
	db, err := openFailing(ctx, c.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	n := &node{g: groundOn(db, nil, unlimited()), viewers: map[uuid.UUID]account.Viewer{}, tells: announcer{told: map[account.CompanyID]int{}}}
	// Ends with the process's interrupt.
	go n.g.schedule.Announce(ctx, n.tells.tell)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", l.Addr())
	s := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: n, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)}
	// Ends with the process's interrupt.
	go func() { <-ctx.Done(); _ = s.Close() }()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (n *node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var op wire
	if err := json.NewDecoder(r.Body).Decode(&op); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	dieIf(op.Die == "before")
	if op.Die == "committed" || op.Die == "told" {
		n.tells.die.Store(op.Die)
	}
	c, err := n.do(dying(r.Context(), op.Die), op)
	dieIf(op.Die == "reply")
	answer := reply{State: string(c.State), Number: c.Number, ID: c.ID.UUID, Interpreter: int64(c.InterpreterID)}
	if err != nil {
		refusal, ok := errors.AsType[*problem.Error](err)
		if !ok || refusal.Kind == problem.Internal || refusal.Kind == problem.Unavailable {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		answer = reply{Code: refusal.Code, State: refusal.State}
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		return // the client has gone
	}
}

func (n *node) do(ctx context.Context, op wire) (consultation.Consultation, error) {
	s, d := n.g.consultation, consultation.Decision{Number: op.Number, Reason: "other"}
	start, firm := op.Start, account.CompanyID{UUID: op.Firm}
	if op.Op == "ping" {
		return consultation.Consultation{}, nil
	}
	if op.Op == "hold" {
		return s.Hold(ctx, consultation.HoldRequest{Opener: op.Opener, Key: op.Key, Company: firm, Start: start, Length: slotLength})
	}
	v, err := n.viewer(ctx, op.As)
	if err != nil {
		return consultation.Consultation{}, err
	}
	switch op.Op {
	case "request":
		f := request(firm, start, op.Lang)
		f.Key, f.Draft, f.Opener = op.Key, consultation.ID{UUID: op.Draft}, op.Opener
		return s.Request(ctx, v, f)
	case "approve":
		return s.Approve(ctx, v, d)
	case "decline":
		return s.Decline(ctx, v, d)
	case "accept":
		return s.Accept(ctx, v, d, v.User)
	case "cancel":
		return s.Cancel(ctx, v, d)
	case "reschedule":
		return s.Reschedule(ctx, v, d, start)
	}
	return consultation.Consultation{}, problem.New(problem.Malformed, "malformed")
}

// viewer is a person with grants; they do not change in a run.
func (n *node) viewer(ctx context.Context, id uuid.UUID) (account.Viewer, error) {
	n.mu.Lock()
	v, known := n.viewers[id]
	n.mu.Unlock()
	if known {
		return v, nil
	}
	v, err := n.g.account.Viewer(ctx, account.UserID{UUID: id})
	if err != nil {
		return v, err
	}
	n.mu.Lock()
	n.viewers[id] = v
	n.mu.Unlock()
	return v, nil
}
