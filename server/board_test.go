package server

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/signaling/control"
)

// heldRoom is a live side with one room, which has not heard yet that its meeting has more time.
type heldRoom struct {
	control.Rooms
	view *control.RoomView
}

func (r heldRoom) Board(context.Context) ([]control.RoomView, error) {
	return []control.RoomView{*r.view}, nil
}

func TestBoardOffersWhatItsReaderMayDoAndTheEndThatTheRecordHas(t *testing.T) {
	room := &control.RoomView{Phase: "live", People: []control.PersonView{}, Missing: []string{}}
	s := newScene(t, func(c *Config) { c.Rooms = heldRoom{view: room} })
	room.Number = s.number
	if err := s.db.QueryRow(t.Context(), `select starts_at, ends_at from consultation where number = $1`, s.number).Scan(&room.Since, &room.EndsAt); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec(t.Context(), `update consultation set state = $2, ends_at = ends_at + interval '10 minutes' where number = $1`, s.number, consultation.Live); err != nil {
		t.Fatal(err)
	}
	until := room.EndsAt.Add(10 * time.Minute).UTC().Format("2006-01-02T15:04:05Z07:00")
	for who, may := range map[string]bool{"officer": true, "operator": false} {
		s.browser = s.browsers[who]
		got := s.get("/en/desk/live").body
		if !strings.Contains(got, s.number) || !strings.Contains(got, until) {
			t.Errorf("%s does not see the room until %s", who, until)
		}
		for _, act := range []string{"/end", "/say", "/extend", "/room"} {
			if strings.Contains(got, "/consultations/"+s.number+act) != may {
				t.Errorf("%s is offered %s: %v", who, act, !may)
			}
		}
		if api := s.get("/api/v1/desk/rooms").body; !strings.Contains(api, until) {
			t.Errorf("a program of %s does not read the end: %s", who, api)
		}
	}
}
