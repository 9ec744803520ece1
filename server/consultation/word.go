package consultation

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

// WordMax is the longest sentence to a room, in characters.
const WordMax = control.MaxWord

// sayInRoom is the job that has a room read a sentence of the office.
type sayInRoom struct {
	Room string    `json:"room"`
	ID   string    `json:"id"`
	Text string    `json:"text"`
	Lang string    `json:"lang"`
	At   time.Time `json:"at"`
}

// Kind is the job's name in the queue.
func (sayInRoom) Kind() string { return "consultation_say_in_room" }

// Say has all who are in the room of a consultation, or wait at its door, read one sentence of the office, written in a language. The office's log keeps who
// wrote it.
func (s *Service) Say(ctx context.Context, v account.Viewer, number, text, lang string) (Consultation, error) {
	var c Consultation
	text = oneLine(text)
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		var err error
		if c, err = findNumber(ctx, tx, number); err != nil {
			return err
		}
		if err := c.Permits(v, account.RunRoom); err != nil {
			return err
		}
		if n := len([]rune(text)); n == 0 || n > WordMax {
			return problem.InvalidFields(problem.Field{Name: "text", Code: "word_missing"})
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.settings.mayRun(c, now); err != nil {
			return err
		}
		if err := audit.Note(ctx, tx, audit.Act{By: v.User, Did: audit.Word, Consultation: c.ID.UUID, Said: text}); err != nil {
			return err
		}
		return s.queue.Insert(ctx, tx, sayInRoom{Room: c.ID.String(), ID: newID().String(), Text: text, Lang: lang, At: now})
	})
	return c, err
}

// say carries out the job.
func (s *Service) say(ctx context.Context, rooms control.Rooms, j sayInRoom) error {
	by := cmp.Or(s.settings.OfficeNames[j.Lang], s.settings.OfficeNames["en"])
	return rooms.Say(ctx, j.Room, control.Word{ID: j.ID, By: by, Text: j.Text, Lang: j.Lang, At: j.At})
}

// mayRun is nil while the room of a consultation may be open for anybody; whether it is, the live side knows.
func (s Settings) mayRun(c Consultation, now time.Time) error {
	_, until := s.JoinWindow(c, Office)
	switch {
	case c.State != Confirmed && c.State != Live:
		return s.conflict(c, Office, now, "not_joinable")
	case !now.Before(until):
		return problem.New(problem.Gone, "join_late")
	}
	return nil
}

// oneLine is a sentence without breaks and control characters.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
}
