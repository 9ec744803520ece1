package inquiry

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/postgres"
)

// What a letter is about; locale keys "inquiry.mail_<about>_…".
const (
	aboutMessage  = "message"
	aboutReminder = "reminder"
	aboutAlarm    = "alarm"
	aboutQuote    = "quote"
	aboutRefused  = "refused" // a mail did not get into its thread; to Reader alone
)

// letter is the job that writes the mails about one thing. Message also tells letters about the same thing apart.
type letter struct {
	About   string    `json:"about"`
	Inquiry uuid.UUID `json:"inquiry,omitzero"`
	RFQ     uuid.UUID `json:"rfq,omitzero"`
	Message uuid.UUID `json:"message,omitzero"`
	Reader  uuid.UUID `json:"reader,omitzero"`
}

// Kind is the job's name in the queue.
func (letter) Kind() string { return "inquiry_letter" }

// turns is how often overdue inquiries and ended offers are looked for.
const turns = time.Minute

// HandleJobs makes the queue remind makers, end offers whose deadline is over, and write the mails. Origin is the portal's
// public address without a slash at the end.
func (s *Service) HandleJobs(texts *locale.Texts, origin string) {
	p := postman{s, texts, origin}
	jobs.Handle(s.Queue, p.carry)
	s.Queue.Every(turns, "inquiry_remind", s.Remind)
	s.Queue.Every(turns, "rfq_expire", s.Expire)
}

// Remind has the makers told who owe an answer, once.
func (s *Service) Remind(ctx context.Context) error {
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		now := s.clock()
		late, err := toRemind(ctx, tx, now)
		if err != nil {
			return err
		}
		for _, i := range late {
			if err := setReminded(ctx, tx, i.ID, now); err != nil {
				return err
			}
			if err := s.Queue.Insert(ctx, tx, letter{About: aboutReminder, Inquiry: i.ID.UUID, Message: newID()}); err != nil {
				return err
			}
			if err := s.outside(ctx, tx, i, "overdue", now); err != nil {
				return err
			}
		}
		return nil
	})
}

// Expire ends offers to buy whose deadline is over.
func (s *Service) Expire(ctx context.Context) error {
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		now := s.clock()
		over, err := expireRFQs(ctx, tx, now)
		if err != nil {
			return err
		}
		for _, r := range over {
			if err := s.outsideRFQ(ctx, tx, r, "expire", now); err != nil {
				return err
			}
		}
		return nil
	})
}
