package inquiry

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Message is what one side wrote.
type Message struct {
	ID        uuid.UUID
	InquiryID ID
	Key       string
	Side      Side
	Author    account.UserID
	At        time.Time
	Lang      string // of the text, BCP 47
	Text      string
	Way       string // ByPage, ByMail or ByAPI
}

// How a message came.
const (
	ByPage = "page"
	ByMail = "mail"
	ByAPI  = "api"
)

// Write is what somebody says in a thread.
type Write struct {
	Key   string
	Text  string
	Lang  string
	Way   string
	Files []Upload
}

// Say adds a message to a thread. The maker's first one answers the inquiry. The same key says nothing twice.
func (s *Service) Say(ctx context.Context, v account.Viewer, id ID, w Write) (Inquiry, error) {
	i, side, err := s.permitted(ctx, v, id, account.WriteInquiry)
	if err != nil {
		return i, err
	}
	text := strings.TrimSpace(w.Text)
	wrong := wordsOK(text, 1, "text")
	if len(w.Files) > s.Settings.FilesMost {
		wrong = append(wrong, problem.Field{Name: "files", Code: "inquiry_files"})
	}
	if wrong != nil {
		return i, problem.InvalidFields(wrong...)
	}
	files, err := s.Keep(ctx, w.Files)
	if err != nil {
		return i, err
	}
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if i, err = lock(ctx, tx, id); err != nil {
			return err
		}
		now := s.clock()
		move := MoveMessage
		if side == Supplier && i.Waits() {
			move = MoveAnswer
		}
		e, err := i.advance(move, side, v.User, now)
		if err != nil {
			return err
		}
		m := Message{ID: newID(), InquiryID: id, Key: w.Key, Side: side, Author: v.User, At: now, Lang: languageOf(text, w.Lang), Text: text, Way: w.Way}
		if err := s.say(ctx, tx, i, m, files); err != nil {
			return err
		}
		if err := s.suspectMessage(ctx, tx, i, m, v.Email); err != nil {
			return err
		}
		return s.keep(ctx, tx, i, e)
	})
	if postgres.IsUnique(err) {
		return find(ctx, s.DB, id)
	}
	return i, err
}

// say writes a message with its files, looks for bank accounts in both, and has the other side told by mail.
func (s *Service) say(ctx context.Context, tx postgres.Tx, i Inquiry, m Message, files []File) error {
	if err := insertMessage(ctx, tx, m); err != nil {
		return err
	}
	for n := range files {
		files[n].ID, files[n].MessageID, files[n].InquiryID = newID(), m.ID, i.ID
		if err := insertFile(ctx, tx, files[n]); err != nil {
			return err
		}
	}
	if err := s.look(ctx, tx, i, m, files); err != nil {
		return err
	}
	return s.Queue.Insert(ctx, tx, letter{About: aboutMessage, Inquiry: i.ID.UUID, Message: m.ID})
}

// Act makes one of the moves that have no words: close, withdraw, show or hide the own addresses, remind.
func (s *Service) Act(ctx context.Context, v account.Viewer, id ID, m Move) (Inquiry, error) {
	i, side, err := s.permitted(ctx, v, id, account.WriteInquiry)
	if err != nil {
		return i, err
	}
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if i, err = lock(ctx, tx, id); err != nil {
			return err
		}
		e, err := i.advance(m, side, v.User, s.clock())
		if err != nil {
			return err
		}
		if m == MoveRemind {
			if err := s.Queue.Insert(ctx, tx, letter{About: aboutReminder, Inquiry: i.ID.UUID, Message: newID()}); err != nil {
				return err
			}
		}
		return s.keep(ctx, tx, i, e)
	})
	return i, err
}

// Thread is an inquiry with everything that is said in it.
type Thread struct {
	Inquiry
	Mine     Side
	Lines    []Line
	Messages []Message
	Files    []File
	Signals  []Signal // for the office
	Alarms   []Alarm
	Alike    []Signal // domains named here that imitate a known one: for everybody in the thread
	Events   []Event  // for the office
}

// Thread is one inquiry for who may read it. The maker's reading is a move, the office's is written down.
func (s *Service) Thread(ctx context.Context, v account.Viewer, id ID) (Thread, error) {
	i, side, err := s.permitted(ctx, v, id, account.ReadInquiry)
	if err != nil {
		return Thread{}, err
	}
	if side == Supplier && i.State == Sent {
		if err := s.read(ctx, v, &i); err != nil {
			return Thread{}, err
		}
	}
	if side == Office {
		e := Event{At: s.clock(), Actor: &v.User.UUID, Side: Office, Move: MoveLook, From: i.State, To: i.State}
		if err := s.DB.Tx(ctx, func(tx postgres.Tx) error { return insertEvent(ctx, tx, i.ID, e) }); err != nil {
			return Thread{}, err
		}
	}
	t := Thread{Inquiry: i, Mine: side}
	if t.Lines, err = linesOf(ctx, s.DB, i.ID); err != nil {
		return t, err
	}
	if t.Messages, err = messagesOf(ctx, s.DB, i.ID); err != nil {
		return t, err
	}
	if t.Files, err = filesOf(ctx, s.DB, i.ID); err != nil {
		return t, err
	}
	if t.Alarms, err = alarmsOf(ctx, s.DB, i.ID); err != nil {
		return t, err
	}
	if t.Signals, err = signalsOf(ctx, s.DB, i.ID); err != nil {
		return t, err
	}
	t.Alike = slices.DeleteFunc(slices.Clone(t.Signals), func(s Signal) bool { return s.Kind != LookAlike })
	if side != Office {
		t.Signals = nil
		return t, nil
	}
	t.Events, err = eventsOf(ctx, s.DB, i.ID)
	return t, err
}

func (s *Service) read(ctx context.Context, v account.Viewer, i *Inquiry) error {
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		locked, err := lock(ctx, tx, i.ID)
		if err != nil {
			return err
		}
		e, err := locked.advance(MoveRead, Supplier, v.User, s.clock())
		if problem.Is(err, problem.Conflict) {
			*i = locked
			return nil // somebody was first
		}
		if err != nil {
			return err
		}
		*i = locked
		return s.keep(ctx, tx, locked, e)
	})
}

// Mine are the inquiries of the viewer's companies, the newest first.
func (s *Service) Mine(ctx context.Context, v account.Viewer) ([]Inquiry, error) {
	if err := account.May(v, account.ListInquiries, account.Object{}); err != nil {
		return nil, err
	}
	var companies []account.CompanyID
	for _, g := range v.Grants {
		if g.Role == account.Buyer || g.Role == account.Supplier {
			companies = append(companies, g.Company)
		}
	}
	return ofCompanies(ctx, s.DB, companies)
}

// Speed is how long a maker takes to answer: the median of those answered lately, and how many those are.
type Speed struct {
	Company account.CompanyID
	Median  time.Duration
	Count   int
}

// Speeds are those of makers; one without an answered inquiry is left out.
func (s *Service) Speeds(ctx context.Context, of []account.CompanyID) (map[account.CompanyID]Speed, error) {
	found, err := speeds(ctx, s.DB, of, s.clock().Add(-s.Settings.MedianOver))
	if err != nil {
		return nil, err
	}
	byCompany := map[account.CompanyID]Speed{}
	for _, f := range found {
		byCompany[f.Company] = f
	}
	return byCompany, nil
}

// Hours is the median in hours, rounded up.
func (s Speed) Hours() int { return int((s.Median + time.Hour - 1) / time.Hour) }

// Days is the median in days, rounded up.
func (s Speed) Days() int { return (s.Hours() + 23) / 24 }
