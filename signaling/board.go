package signaling

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/room"
	"github.com/etradeoffice/portal/signaling/wire"
)

// End is control.Rooms'.
func (s *Server) End(ctx context.Context, id, by string) error {
	return s.orderAll(ctx, portalOrder{Room: id, By: by})
}

// Revoke is control.Rooms'.
func (s *Server) Revoke(ctx context.Context, id, participant string) error {
	return s.orderAll(ctx, portalOrder{Room: id, Participant: participant})
}

// Extend is control.Rooms'.
func (s *Server) Extend(ctx context.Context, id string, until time.Time) error {
	answer := room.Extend{}
	if !until.IsZero() {
		answer.EndsAt = until.UnixMilli()
	}
	return s.orderAll(ctx, portalOrder{Room: id, Extend: &answer})
}

// Late is control.Rooms'.
func (s *Server) Late(ctx context.Context, id string, people []control.Latecomer) error {
	late := room.Late{}
	for _, one := range people {
		late.People = append(late.People, wire.Latecomer{
			PID: one.ID, Name: one.Name, Role: wire.Role(one.Role), Side: wire.Side(one.Side), Minutes: one.Minutes, At: one.At.UnixMilli(), Zone: one.Zone,
		})
	}
	if err := (&wire.Late{People: late.People}).Validate(); err != nil {
		return fmt.Errorf("late in room %s: %w", id, err)
	}
	return s.orderAll(ctx, portalOrder{Room: id, Late: &late})
}

// Say is control.Rooms'.
func (s *Server) Say(ctx context.Context, id string, word control.Word) error {
	says := room.OfficeSays{ID: word.ID, By: wire.CleanName(word.By), Text: word.Text, Lang: word.Lang, At: word.At.UnixMilli()}
	told := says.Word()
	if err := told.Validate(); err != nil {
		return fmt.Errorf("say in room %s: %w", id, err)
	}
	return s.orderAll(ctx, portalOrder{Room: id, Says: &says})
}

// find is the room if it is open or was saved, else nil.
func (s *Server) find(ctx context.Context, id string) (*live, error) {
	if !isRoomID(id) {
		return nil, nil
	}
	l, err := s.room(ctx, id, nil)
	if errors.Is(err, errSession) {
		return nil, nil
	}
	return l, err
}

// Board is control.Rooms'.
func (s *Server) Board(ctx context.Context) ([]control.RoomView, error) {
	views, err := s.boards(ctx)
	slices.SortFunc(views, func(a, b control.RoomView) int { return cmp.Compare(a.Number, b.Number) })
	return views, err
}

// views are the rooms of this node.
func (s *Server) views() []control.RoomView {
	views := []control.RoomView{}
	for _, l := range s.open() {
		if !l.isOpen() {
			continue
		}
		if state := l.room.State(); state.Ended == "" {
			views = append(views, view(state))
		}
	}
	return views
}

func view(s room.State) control.RoomView {
	v := control.RoomView{
		Room: s.Terms.Room, Number: s.Terms.Number, Phase: string(s.Phase), EndsAt: instant(s.Terms.EndsAt), Since: instant(s.Clock.Since),
		People: []control.PersonView{}, Missing: []string{}, Word: s.Word.Text, WordAt: instant(s.Word.At),
	}
	here := map[wire.Side]bool{}
	for _, p := range s.People {
		since := p.Seat.Since
		if !p.In {
			since = p.Seat.Knocked
		} else {
			here[p.Side] = true
		}
		v.People = append(v.People, control.PersonView{
			ID: p.PID, Name: p.Name, Role: string(p.Role), Side: string(p.Side), Since: instant(since), Lobby: !p.In,
			Away: p.Session.Interrupted, Rung: string(p.Media.Rung), RTTms: p.Media.Quality.RTTms, LossPct: p.Media.Quality.LossPct,
			Score: p.Media.Quality.Score, Up: control.Flow(p.Media.Up), Down: control.Flow(p.Media.Down), Link: linkOf(p.Link), Failing: failing(&s, p),
		})
	}
	for _, side := range []wire.Side{wire.SideSupplier, wire.SideBuyer} {
		if !here[side] {
			v.Missing = append(v.Missing, string(side))
		}
	}
	if s.Waits() {
		v.Missing = append(v.Missing, "interpreter")
	}
	return v
}

// failing says whose link is weak now, in control's words.
func failing(s *room.State, p *room.Person) string {
	switch s.Failing(p) {
	case room.Theirs:
		return control.FailingTheirs
	case room.Ours:
		return control.FailingOurs
	}
	return ""
}

// instant is a room's time; the zero Time for never.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
