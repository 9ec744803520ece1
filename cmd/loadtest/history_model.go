package main

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"
)

// place is one booking or hold in the model of a supplier's day. Minutes count from the day's first start.
type place struct {
	key   string
	start int
	state string
	by    string // who holds it, of a hold
}

// places is the model of a supplier's day: a register for each booking and one interval that each of them holds. It is
// never changed in place.
type places []place

// step is an operation as the model knows it, and what was seen of it.
type step struct {
	op    string
	key   string
	start int    // of a new booking or hold, or where it shall move to
	by    string // who holds it, of holds
	hold  string // key of the hold that is turned into a request

	outcome string // "ok", "happened" without an answer, "unknown", or the code of a refusal
	state   string // that the answer told
	all     places // of the op "end": all that the database holds
	clerk   int64  // interpreter, 0 for none
	turned  bool   // the request was made of the hold itself
}

// keeps is how long a booking keeps the supplier and the interpreter, with the buffer after it; in minutes.
const keeps = 40

func overlap(a, b int) bool { return a < b+keeps && b < a+keeps }

// over are the states that hold nothing.
var over = []string{"declined", "withdrawn", "cancelled", "expired", dead}

func (s places) at(key string) int {
	return slices.IndexFunc(s, func(x place) bool { return x.key == key })
}

// free reports whether nobody but the key's holder has the interval.
func (s places) free(key string, start int) bool {
	return !slices.ContainsFunc(s, func(x place) bool { return x.key != key && !slices.Contains(over, x.state) && overlap(x.start, start) })
}

// inTheWay reports whether a refusal can be right: somebody else has the interval, or a hold that is dead has not been cleared away.
func (s places) inTheWay(key string, start int) bool {
	return !s.free(key, start) || slices.ContainsFunc(s, func(x place) bool { return x.key != key && x.state == dead && overlap(x.start, start) })
}

func (s places) with(x place) places {
	next := slices.Clone(s)
	if i := next.at(x.key); i >= 0 {
		next[i] = x
		return next
	}
	next = append(next, x)
	slices.SortFunc(next, func(a, b place) int { return cmp.Compare(a.key, b.key) })
	return next
}

// leads is the state that an operation leads to, empty when it is illegal. With an interpreter a yes waits for the
// interpreter's.
func leads(t step, from string) string {
	op := t.op
	switch {
	case op == "approve" && from == "requested":
		return "offered"
	case op == "decline" && (from == "requested" || from == "offered"):
		return "declined"
	case op == "accept" && from == "offered" && t.clerk != 0:
		return "accepted"
	case op == "accept" && from == "offered":
		return "confirmed"
	case op == "cancel" && (from == "requested" || from == "offered"):
		return "withdrawn"
	case op == "cancel" && (from == "accepted" || from == "confirmed"):
		return "cancelled"
	case op == "reschedule" && slices.Contains([]string{"requested", "offered", "accepted", "confirmed"}, from):
		return from
	}
	return ""
}

// after is the model's answer: whether the step can have happened here as it was seen, and what is then.
func (s places) after(t step) (bool, places) {
	switch t.op {
	case "end":
		return slices.Equal(s.settled(), t.all), s
	case "take":
		return s.taking(t)
	case "hold", "turn", "release", "lapse":
		return s.keeping(t)
	}
	i := s.at(t.key)
	if i < 0 {
		return t.outcome == "unknown" || t.outcome == "not_found", s
	}
	x := s[i]
	moved := place{x.key, x.start, leads(t, x.state), ""}
	if t.op == "reschedule" {
		moved.start = t.start
	}
	possible := moved.state != "" && (t.op != "reschedule" || s.free(t.key, t.start))
	switch t.outcome {
	case "ok":
		return possible && moved.state == t.state, s.with(moved)
	case "happened":
		return possible, s.with(moved)
	case "unknown":
		if !possible {
			return true, s
		}
		return true, s.with(moved)
	case "slot_taken", "buyer_taken":
		return t.op == "reschedule" && s.inTheWay(t.key, t.start), s
	case "interpreter_taken":
		return true, s
	case "not_found": // the company sees nothing before the office has let it through
		return t.op == "accept", s
	}
	return t.state == x.state, s // a move that is illegal tells the state
}

func (s places) taking(t step) (bool, places) {
	taken := s.with(place{t.key, t.start, "requested", ""})
	switch t.outcome {
	case "ok":
		return s.at(t.key) < 0 && s.free(t.key, t.start) && t.state == "requested", taken
	case "slot_taken", "buyer_taken":
		return s.inTheWay(t.key, t.start), s
	case "interpreter_taken":
		return true, s
	}
	return false, s
}

func (s places) String() string {
	var parts []string
	for _, x := range s {
		parts = append(parts, fmt.Sprintf("%s@%d %s", x.key, x.start, x.state))
	}
	return strings.Join(parts, ", ")
}

// as is a value of a model, which the checker hands around as any.
func as[T any](value any) T {
	own, _ := value.(T) // the models put in nothing else
	return own
}

// dayModel judges the operations of one supplier's day.
var dayModel = porcupine.Model{
	Init:              func() any { return places(nil) },
	Step:              func(state, input, _ any) (bool, any) { return judged(as[places](state).after(as[step](input))) },
	Equal:             func(a, b any) bool { return slices.Equal(as[places](a), as[places](b)) },
	Hash:              func(state any) uint64 { return hashed(as[places](state).String()) },
	DescribeOperation: func(input, _ any) string { return fmt.Sprintf("%+v", input) },
	DescribeState:     func(state any) string { return as[places](state).String() },
}

func hashed(text string) uint64 {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(text))
	return sum.Sum64()
}

func judged(legal bool, next any) (bool, any) { return legal, next }

// duty is an interval of an interpreter in the model of a pool's day.
type duty struct {
	key   string
	clerk int64
	start int
}

type duties []duty

// after takes and frees intervals: "take" by an interpreter whom the answer named, "free" of whoever the booking had.
func (d duties) after(t step) (bool, duties) {
	i := slices.IndexFunc(d, func(x duty) bool { return x.key == t.key })
	switch t.op {
	case "end":
		return len(t.all) == len(d) && !slices.ContainsFunc(t.all, func(x place) bool {
			return !slices.ContainsFunc(d, func(y duty) bool { return x.key == y.key && x.state == fmt.Sprint(y.clerk) })
		}), d
	case "free":
		if i < 0 {
			return t.outcome == "unknown", d
		}
		return true, slices.Delete(slices.Clone(d), i, i+1)
	}
	busy := i >= 0 || slices.ContainsFunc(d, func(x duty) bool { return x.clerk == t.clerk && overlap(x.start, t.start) })
	if busy {
		return false, d
	}
	next := append(slices.Clone(d), duty{t.key, t.clerk, t.start})
	slices.SortFunc(next, func(a, b duty) int { return cmp.Compare(a.key, b.key) })
	return true, next
}

// poolModel judges the claims of the interpreters of one pool on one day.
var poolModel = porcupine.Model{
	Init:              func() any { return duties(nil) },
	Step:              func(state, input, _ any) (bool, any) { return judged(as[duties](state).after(as[step](input))) },
	Equal:             func(a, b any) bool { return slices.Equal(as[duties](a), as[duties](b)) },
	Hash:              func(state any) uint64 { return hashed(fmt.Sprint(state)) },
	DescribeOperation: func(input, _ any) string { return fmt.Sprintf("%+v", input) },
}
