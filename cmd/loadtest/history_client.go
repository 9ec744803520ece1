package main

import (
	"bytes"
	"cmp"
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
	b, found := d.some()
	switch {
	case chance < 30:
		return c.holding(ctx, d, n, at)
	case !found || chance < 52:
		return c.take(ctx, d, n, at)
	}
	s, o := step{key: b.key}, call{as: c.w.officer}
	switch {
	case chance < 65:
		s.op = "approve"
	case chance < 75:
		s.op, o.as, o.body = "accept", d.of.token, map[string]any{"host": d.of.member}
	case chance < 82:
		s.op, o.body = "decline", map[string]any{"reason": "other"}
	case chance < 91 || b.clerk:
		s.op, o.as, o.body = "cancel", b.buyer, map[string]any{"reason": "other"}
	default:
		s.op, s.start, o.body = "reschedule", at, map[string]any{"start": d.at(at)}
	}
	if b.clerk {
		s.clerk = 1
	}
	o.path = "/consultations/" + b.number + "/" + s.op
	return c.send(ctx, d, s, o, nil)
}

// take asks for a slot, half of the time with an interpreter.
func (c *client) take(ctx context.Context, d *day, n, at int) error {
	s := step{op: "take", key: fmt.Sprintf("d%d-%d", d.number, n), start: at}
	o := d.of.request(d.of.buyers[c.number], s.key, d.at(at), n%2 == 0)
	return c.send(ctx, d, s, o, func(told reply) { d.learn(booked{s.key, told.Number, o.as, at, n%2 == 0}) })
}

// request is what a buyer sends to ask for a consultation.
func (f *firm) request(buyer, key string, start time.Time, clerk bool) call {
	body := map[string]any{"company": f.slug, "start": start, "length": int(slotLength.Minutes()), "goal": "price", "message": message, "products": []string{f.sku}, "language": "en"}
	if clerk {
		body["pair"] = "ko-" + f.lang
	}
	return call{as: buyer, key: key, path: "/consultations", body: body}
}

// send does an operation on a node by chance, and notes it; learn has what an acknowledged one made. What has a key is sent again
// when its reply was lost, most of the time; if that succeeds, it was one operation that took longer.
func (c *client) send(ctx context.Context, d *day, s step, o call, learn func(reply)) error {
	noted := done{step: s, client: c.number, sent: o.key, call: c.w.since()}
	last := noted.call
	answer, err := c.nodes.ask(ctx, o)
	for err != nil && o.key != "" && (noted.retried || rand.IntN(5) > 0) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		noted.retried, last = true, c.w.since()
		answer, err = c.nodes.ask(ctx, o)
	}
	noted.end, noted.state = c.w.since(), answer.State
	switch {
	case err != nil:
		noted.outcome = "unknown"
	case answer.Code != "":
		noted.outcome = answer.Code
	default:
		noted.outcome = "ok"
		if learn != nil {
			learn(answer)
		}
	}
	if noted.retried && noted.outcome != "ok" && noted.outcome != "unknown" {
		// A refusal is not remembered by its key. What was sent first and lost its server may still be on its way in
		// PostgreSQL, so it stays open, and the refusal is an operation of its own.
		first := noted
		first.outcome, first.state = "unknown", ""
		d.note(first)
		noted.call = last
	}
	d.note(noted)
	return nil
}

// call is one operation as a client sends it to a node.
type call struct {
	as, key string // bearer token; idempotency key, if it has one
	method  string // empty: POST
	path    string // below /api/v1
	body    map[string]any
}

// reply is what a node says: the state and number of the consultation, the id of a hold, or the code of a refusal.
type reply struct {
	ID     string `json:"id"`
	Code   string `json:"code"`
	State  string `json:"state"`
	Number string `json:"number"`
}

// ask sends an operation to a node by chance. A node that is not there has done nothing, so another is asked; any other
// failure leaves open what was done.
func (n *nodes) ask(ctx context.Context, o call) (reply, error) {
	for {
		answer, err := n.postTo(ctx, rand.IntN(len(n.way)), o)
		if refused, ok := errors.AsType[*net.OpError](err); !ok || refused.Op != "dial" {
			return answer, err
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return reply{}, err
		}
	}
}

// postTo sends it to one of the nodes.
func (n *nodes) postTo(ctx context.Context, i int, o call) (reply, error) {
	if o.body == nil {
		o.body = map[string]any{}
	}
	body, err := json.Marshal(o.body)
	if err != nil {
		return reply{}, err
	}
	r, err := http.NewRequestWithContext(ctx, cmp.Or(o.method, http.MethodPost), "http://"+n.way[i].own+"/api/v1"+o.path, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+o.as)
	if o.key != "" {
		r.Header.Set("Idempotency-Key", o.key)
	}
	answer, err := n.http.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= http.StatusInternalServerError {
		return reply{}, errors.New(answer.Status)
	}
	if answer.StatusCode == http.StatusNoContent {
		return reply{}, nil
	}
	var told reply
	return told, json.NewDecoder(answer.Body).Decode(&told)
}
