package room

import (
	"cmp"
	"slices"

	"github.com/etradeoffice/portal/signaling/wire"
)

// assign gives the wished sources their slots: what is wished and has a slot keeps it, the rest takes the lowest free ones in order.
func assign(slots []Ref, wished []Ref) {
	if len(wished) > len(slots) {
		wished = wished[:len(slots)]
	}
	for i, ref := range slots {
		if ref != (Ref{}) && !slices.Contains(wished, ref) {
			slots[i] = Ref{}
		}
	}
	for _, ref := range wished {
		if !slices.Contains(slots, ref) {
			slots[slices.Index(slots, Ref{})] = ref
		}
	}
}

// heard is all that a subscriber should hear, voices before the sound of screens.
func (s *State) heard(by *Person) []Ref {
	return s.offered(by, wire.SourceMic, wire.SourceScreenAudio)
}

// seen is all that a subscriber should see: its own wishes, then screens before cameras; without wishes muted pictures last.
func (s *State) seen(by *Person) []Ref {
	want := by.Media.Want
	all := s.offered(by, wire.SourceScreen, wire.SourceCamera)
	if want == nil {
		slices.SortStableFunc(all, func(a, b Ref) int { return s.dark(a) - s.dark(b) })
		return all
	}
	if want.Lowband {
		return nil
	}
	var wished []Ref
	for _, w := range want.Slots {
		ref := Ref{PID: w.PID, Source: w.Source}
		if slices.Contains(all, ref) && !slices.Contains(wished, ref) {
			wished = append(wished, ref)
		}
	}
	for _, ref := range all {
		if !slices.Contains(wished, ref) {
			wished = append(wished, ref)
		}
	}
	return wished
}

// Bound is one line as the SFU is told it.
type Bound struct {
	wire.Slot
	Most wire.Layer // the largest layer that is of use; "" = any
}

// bindings is bound, the pictures in the order of the person's wishes.
func (m *Media) bindings() []Bound {
	wish := func(s wire.Slot) int {
		if m.Want == nil || s.Source == wire.SourceMic || s.Source == wire.SourceScreenAudio {
			return -1
		}
		return slices.IndexFunc(m.Want.Slots, func(w wire.Wish) bool { return w.PID == s.PID && w.Source == s.Source })
	}
	all := []Bound{}
	for _, s := range m.bound() {
		b := Bound{Slot: s}
		if i := wish(s); i >= 0 {
			b.Most = m.Want.Slots[i].Max
		}
		all = append(all, b)
	}
	slices.SortStableFunc(all, func(a, b Bound) int { return cmp.Compare(uint(wish(a.Slot)), uint(wish(b.Slot))) }) // -1 is last
	return all
}

// dark is 1 for a source that is not forwarded now, 0 for one that is.
func (s *State) dark(ref Ref) int {
	if s.forwarded(s.Person(ref.PID), indexOf(ref.Source)) {
		return 0
	}
	return 1
}

// offered lists the active sources of these kinds of all others who are in, kind by kind, without pictures that the person cannot show and voices on
// a channel to which it does not listen.
func (s *State) offered(by *Person, kinds ...wire.Source) []Ref {
	var refs []Ref
	for _, kind := range kinds {
		for _, p := range s.People {
			if i := indexOf(kind); p.In && p.PID != by.PID && p.Media.Sources[i].Active && by.hears(p, kind) && (sounds(i) || by.takes(p)) {
				refs = append(refs, Ref{PID: p.PID, Source: kind})
			}
		}
	}
	return refs
}

// deal gives everybody's slots anew; who is not in has none.
func (s *State) deal() {
	for _, p := range s.People {
		if !p.In {
			p.Media.Audio, p.Media.Video = [wire.AudioSlots]Ref{}, [wire.VideoSlots]Ref{}
			continue
		}
		assign(p.Media.Audio[:], s.heard(p))
		assign(p.Media.Video[:], s.seen(p))
	}
}

// bound is the wire's list of what a person receives.
func (m *Media) bound() []wire.Slot {
	slots := []wire.Slot{}
	for i, ref := range m.Audio {
		if ref != (Ref{}) {
			slots = append(slots, wire.Slot{MID: wire.AudioMID(i), PID: ref.PID, Source: ref.Source})
		}
	}
	for i, ref := range m.Video {
		if ref != (Ref{}) {
			slots = append(slots, wire.Slot{MID: wire.VideoMID(i), PID: ref.PID, Source: ref.Source})
		}
	}
	return slots
}

// mid is the m-line on which a source arrives, "" when it does not.
func (m *Media) mid(ref Ref) string {
	for _, s := range m.bound() {
		if s.PID == ref.PID && s.Source == ref.Source {
			return s.MID
		}
	}
	return ""
}
