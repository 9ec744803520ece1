package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"time"
)

// client does one operation after the other.
type client struct {
	w      *world
	nodes  *nodes
	number int
}

func (c *client) work(ctx context.Context) error {
	for ctx.Err() == nil {
		d, n := c.w.pick()
		if d == nil {
			return nil
		}
		if err := c.one(ctx, d, n); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// one is an operation by chance on a day. What needs a booking and finds none asks for one.
func (c *client) one(ctx context.Context, d *day, n int) error {
	at := starts[rand.IntN(len(starts))]
	chance := rand.IntN(100)
	if b, found := d.some(true); found && chance < 15 {
		return c.promote(ctx, d, b)
	}
	b, found := d.some(false)
	if !found || chance < 45 {
		return c.take(ctx, d, n, at, chance%4 == 0)
	}
	s, o := step{key: b.key}, wire{As: c.w.officer, Number: b.number}
	switch {
	case chance < 60:
		s.op = "approve"
	case chance < 72:
		s.op, o.As = "accept", d.of.member
	case chance < 80:
		s.op = "decline"
	case chance < 90 || b.clerk:
		s.op, o.As = "cancel", b.buyer
	default:
		s.op, s.start, o.Start = "reschedule", at, d.from.Add(time.Duration(at)*time.Minute)
	}
	if b.clerk {
		s.clerk = 1
	}
	o.Op = s.op
	return c.send(ctx, d, s, o, nil)
}

// take holds a slot, or asks for it at once, half of the time with an interpreter.
func (c *client) take(ctx context.Context, d *day, n, at int, hold bool) error {
	s := step{op: "take", key: fmt.Sprintf("d%d-%d", d.number, n), start: at, to: "requested"}
	o := wire{Op: "request", As: d.of.buyers[c.number], Key: s.key, Firm: d.of.id.UUID, Start: d.from.Add(time.Duration(at) * time.Minute)}
	b := booked{key: s.key, start: at, buyer: o.As}
	if hold {
		s.to, o.Op, o.Opener = "draft", "hold", "browser "+s.key
		b.opener = o.Opener
	} else if n%2 == 0 {
		o.Lang = d.of.lang
	}
	return c.send(ctx, d, s, o, &b)
}

// promote makes a request of a draft.
func (c *client) promote(ctx context.Context, d *day, b booked) error {
	s := step{op: "promote", key: b.key, start: b.start}
	o := wire{Op: "request", As: d.of.buyers[c.number], Key: fmt.Sprintf("%s/%d/request", b.key, rand.Int64()), Draft: b.draft, Opener: b.opener}
	if rand.IntN(2) == 0 {
		o.Lang = d.of.lang
	}
	b.buyer = o.As
	return c.send(ctx, d, s, o, &b)
}

// send does an operation on a node by chance, and notes it, with the booking that it makes. What has a key is sent again
// when its reply was lost, most of the time; if that succeeds, it was one operation that took longer.
func (c *client) send(ctx context.Context, d *day, s step, o wire, makes *booked) error {
	if rand.IntN(500) == 0 {
		o.Die = failpoints[rand.IntN(len(failpoints))]
	}
	noted := done{step: s, client: c.number, sent: o.Key, call: time.Since(c.w.began).Nanoseconds()}
	last := noted.call
	answer, err := c.nodes.ask(ctx, o)
	for err != nil && o.Key != "" && (noted.retried || rand.IntN(5) > 0) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		noted.retried, o.Die, last = true, "", time.Since(c.w.began).Nanoseconds()
		answer, err = c.nodes.ask(ctx, o)
	}
	noted.end, noted.state = time.Since(c.w.began).Nanoseconds(), answer.State
	switch {
	case err != nil:
		noted.outcome = "unknown"
	case answer.Code != "":
		noted.outcome = answer.Code
	default:
		noted.outcome = "ok"
		if makes != nil {
			noted.clerk = answer.Interpreter
			makes.number, makes.draft, makes.clerk = answer.Number, answer.ID, answer.Interpreter != 0
		}
	}
	if noted.outcome != "ok" {
		makes = nil
	}
	if noted.retried && noted.outcome != "ok" && noted.outcome != "unknown" {
		// A refusal is not remembered by its key. What was sent first and lost its server may still be on its way in
		// PostgreSQL, so it stays open, and the refusal is an operation of its own.
		first := noted
		first.outcome, first.state = "unknown", ""
		d.note(first, nil)
		noted.call = last
	}
	d.note(noted, makes)
	return nil
}

// ask sends an operation to a node by chance. A node that is not there has done nothing, so another is asked; any other
// failure leaves open what was done.
func (n *nodes) ask(ctx context.Context, o wire) (reply, error) {
	body, err := json.Marshal(o)
	if err != nil {
		return reply{}, err
	}
	for {
		answer, err := n.post(ctx, n.address(), body)
		if refused, ok := errors.AsType[*net.OpError](err); !ok || refused.Op != "dial" {
			return answer, err
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return reply{}, err
		}
	}
}

func (n *nodes) post(ctx context.Context, address string, body []byte) (reply, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	answer, err := n.http.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	var told reply
	if answer.StatusCode != http.StatusOK {
		return reply{}, fmt.Errorf("%s", answer.Status)
	}
	return told, json.NewDecoder(answer.Body).Decode(&told)
}
