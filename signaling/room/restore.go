package room

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Snapshot is the state as the next process can load it.
func (s State) Snapshot() ([]byte, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("room snapshot: %w", err)
	}
	return data, nil
}

// Restore is a snapshot taken over: everybody's socket and media are gone since now, seats, mutes, hands and places are kept.
func Restore(data []byte, epoch int64, now time.Time) (State, error) {
	var s State
	if err := json.Unmarshal(data, &s); err != nil {
		return State{}, fmt.Errorf("restore room: %w", err)
	}
	if s.Terms.Room == "" || s.Known == nil || s.Used == nil || slices.Contains(s.People, nil) {
		return State{}, errors.New("restore room: parts are missing")
	}
	s.Epoch, s.FactN, s.Speaks = epoch, 0, ""
	s.Clock.Both, s.Clock.Overlap, s.Clock.Live, s.Clock.Tick = false, 0, false, 0
	s.Clock.At = now.UnixMilli()
	for _, p := range s.People {
		p.Session.Conn, p.Session.Silent, p.Session.Interrupted = 0, false, true
		p.Session.LostAt, p.Session.Restored = now.UnixMilli(), true
		p.Seat.Counted = false
		p.Media.Peer, p.Media.Audible, p.Media.Loud, p.Media.Rung = 0, false, false, wire.RungNone
		p.Media.Sends, p.Media.Takes = "", nil
		p.Link = Link{Since: now.UnixMilli(), Stands: 1}
	}
	return s, nil
}
