package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
)

// kept is a time that somebody was told is kept for them.
type kept struct {
	key, id, by string
	start       int
	clerk       bool // its request will need an interpreter
	tried       bool // it was asked for as a request: that has one key, and so one try
}

// Holds are how the times that were kept have ended, as the database has it.
type Holds struct {
	Turned   int `json:"turned_into_requests"`
	Released int `json:"released_or_given_up"`
	Expired  int `json:"expired"`
	Alive    int `json:"still_kept"`
}

// turnedKey is what the key of a hold ends with where it is that of its request.
const turnedKey = " turned"

// count adds what became of the hold that an operation made.
func (h *Holds) count(o done, all map[string]held) {
	was, there := all[o.key]
	switch {
	case o.op != "hold" || o.outcome != "ok" || !there:
	case was.id == all[o.key+turnedKey].id:
		h.Turned++
	case was.state == "withdrawn":
		h.Released++
	case was.state == "expired":
		h.Expired++
	default:
		h.Alive++
	}
}

// holding does something with times that are kept: keeps one for one of the day's two people who do that, gives one up, lets the time
// of one pass, or asks for a consultation at it. A person who keeps another gives up the one before.
func (c *client) holding(ctx context.Context, d *day, n, at int) error {
	k, found := d.someKept()
	chance := rand.IntN(100)
	if !found || chance < 35 {
		return c.hold(ctx, d, n, at)
	}
	s := step{key: k.key, by: k.by}
	switch {
	case chance < 62 && !k.tried:
		return c.turn(ctx, d, n, k)
	case chance < 72:
		s.op = "release"
		return c.send(ctx, d, s, call{as: k.by, method: http.MethodDelete, path: "/holds/" + k.id}, nil)
	}
	s.op = "lapse"
	return c.lapse(ctx, d, s, k.id)
}

func (c *client) hold(ctx context.Context, d *day, n, at int) error {
	by := d.holders[n%len(d.holders)]
	s := step{op: "hold", key: fmt.Sprintf("d%d-%d", d.number, n), by: by, start: at}
	o := call{as: by, key: s.key, path: "/companies/" + d.of.slug + "/holds", body: map[string]any{"start": d.at(at), "length": int(slotLength.Minutes())}}
	return c.send(ctx, d, s, o, func(told reply) { d.learnKept(kept{key: s.key, id: told.ID, by: by, start: at, clerk: n%2 == 0}) })
}

// turn asks for a consultation at a time that is kept, unless somebody else does already.
func (c *client) turn(ctx context.Context, d *day, n int, k kept) error {
	if !d.try(k.key) {
		return c.hold(ctx, d, n, k.start)
	}
	s := step{op: "turn", key: k.key + turnedKey, hold: k.key, start: k.start}
	o := d.of.request(k.by, s.key, d.at(k.start), k.clerk)
	o.body["hold"] = k.id
	return c.send(ctx, d, s, o, func(told reply) { d.learn(booked{s.key, told.Number, k.by, k.start, k.clerk}) })
}

// lapse lets the time of a hold pass now instead of in some minutes. Nothing else is told.
func (c *client) lapse(ctx context.Context, d *day, s step, id string) error {
	noted := done{step: s, client: c.number, call: c.w.since()}
	tag, err := c.w.db.Exec(ctx, `update consultation set expires_at = clock_timestamp(), answer_by = clock_timestamp() where id = $1 and state = 'draft'`, id)
	if err != nil {
		return err
	}
	noted.end, noted.outcome = c.w.since(), "ok"
	if tag.RowsAffected() == 0 {
		noted.outcome = "hold_over"
	}
	d.note(noted)
	return nil
}

func (d *day) learnKept(k kept) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept = append(d.kept, k)
}

// someKept is one of the last holds that are known, if there is one.
func (d *day) someKept() (kept, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	recent := d.kept[max(0, len(d.kept)-3):]
	if len(recent) == 0 {
		return kept{}, false
	}
	return recent[rand.IntN(len(recent))], true
}

// try reports whether nobody has tried yet to turn a hold.
func (d *day) try(key string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.kept, func(k kept) bool { return k.key == key })
	first := !d.kept[i].tried
	d.kept[i].tried = true
	return first
}

// dead is the model's state of a hold whose time has passed: whoever comes may have its time, and until somebody does it may still be
// turned, given up, swept, or be in the way of who looks while it is decided on.
const dead = "dead"

// kept reports whether a place is a hold that nobody has ended.
func (x place) kept() bool { return x.state == "draft" || x.state == dead }

// keeping is the model's answer to what is done with holds.
func (s places) keeping(t step) (bool, places) {
	switch t.op {
	case "hold":
		return s.holding(t)
	case "turn":
		return s.turning(t)
	}
	i := s.at(t.key)
	there := i >= 0 && s[i].kept()
	next := s
	if there {
		to := "withdrawn"
		if t.op == "lapse" {
			to = dead
		}
		next = s.with(place{s[i].key, s[i].start, to, s[i].by})
	}
	switch t.outcome {
	case "ok":
		return there, next
	case "unknown":
		return true, next
	case "hold_over":
		return i < 0 || s[i].state != "draft", s
	}
	return false, s
}

func (s places) holding(t step) (bool, places) {
	left := slices.Clone(s)
	for i, x := range left {
		if x.by == t.by && x.state == "draft" {
			left[i].state = "withdrawn"
		}
	}
	switch t.outcome {
	case "ok":
		return s.at(t.key) < 0 && left.free(t.key, t.start), left.with(place{t.key, t.start, "draft", t.by})
	case "slot_taken":
		return left.inTheWay(t.key, t.start), s
	}
	return false, s
}

// turning makes a request of a hold. One that has expired is asked for anew, which makes another consultation. Of one that was given
// up while it was read, a node may say that it is over or that somebody has its time.
func (s places) turning(t step) (bool, places) {
	i := s.at(t.hold)
	if i < 0 || !s[i].kept() {
		return t.outcome == "hold_over" || t.outcome == "slot_taken" && s.inTheWay(t.hold, t.start), s
	}
	x := s[i]
	switch t.outcome {
	case "ok":
		next := s
		if t.turned {
			next = slices.Delete(slices.Clone(s), i, i+1)
		}
		return (t.turned || x.state == dead) && s.at(t.key) < 0 && s.free(t.hold, x.start) && t.state == "requested", next.with(place{t.key, x.start, "requested", ""})
	case "hold_over":
		return x.state == dead, s
	case "slot_taken", "buyer_taken":
		return x.state == dead && s.inTheWay(t.hold, x.start), s
	case "interpreter_taken":
		return true, s
	}
	return false, s
}

// settled are the places as the database may tell them apart: of a hold that is over only that it is.
func (s places) settled() places {
	all := slices.Clone(s)
	for i, x := range all {
		if x.by != "" && slices.Contains(over, x.state) {
			all[i].state = "over"
		}
	}
	return all
}
