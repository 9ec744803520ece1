package consultation

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Note is what one officer leaves for the next: about a consultation, or (with a zero id) about the office.
type Note struct {
	ID             uuid.UUID
	ConsultationID ID
	Author         account.UserID
	At             time.Time
	Text           string
}

// NoteMax is how long a note may be, in characters.
const NoteMax = 1000

// AddNote leaves a note; with an empty number it is one of the office.
func (s *Service) AddNote(ctx context.Context, v account.Viewer, number, text string) error {
	if err := account.May(v, account.WriteNote, account.Object{}); err != nil {
		return err
	}
	text = strings.TrimSpace(text)
	if text == "" || len([]rune(text)) > NoteMax {
		return problem.InvalidFields(problem.Field{Name: "note", Code: "note_missing"})
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		n := Note{ID: newID().UUID, Author: v.User, Text: text}
		if number != "" {
			c, err := findNumber(ctx, tx, number)
			if err != nil {
				return err
			}
			n.ConsultationID = c.ID
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		n.At = now
		return insertNote(ctx, tx, n)
	})
}

// Notes are those of consultations, the newest first; the office's own stand under the zero id.
func (s *Service) Notes(ctx context.Context, v account.Viewer, ids ...ID) (map[ID][]Note, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return nil, err
	}
	found, err := notes(ctx, s.db, ids, notesShown)
	if err != nil {
		return nil, err
	}
	byID := map[ID][]Note{}
	for _, n := range found {
		byID[n.ConsultationID] = append(byID[n.ConsultationID], n)
	}
	return byID, nil
}

const notesShown = 5 // of the office, and of each consultation

// Duty is who takes what others cannot decide. The zero Duty is nobody.
type Duty struct {
	Officer account.UserID
	Since   time.Time
}

// Duty is who is on duty now.
func (s *Service) Duty(ctx context.Context, v account.Viewer) (Duty, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return Duty{}, err
	}
	return onDuty(ctx, s.db)
}

// TakeDuty puts the viewer on duty and the one before off it; open escalations come along. A note may be left for whoever
// reads next.
func (s *Service) TakeDuty(ctx context.Context, v account.Viewer, note string) error {
	if err := account.May(v, account.WriteNote, account.Object{}); err != nil {
		return err
	}
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		if err := takeDuty(ctx, tx, v.User, now); err != nil {
			return err
		}
		return audit.Note(ctx, tx, audit.Act{By: v.User, Did: audit.Duty})
	})
	if err != nil || strings.TrimSpace(note) == "" {
		return err
	}
	return s.AddNote(ctx, v, "", note)
}
