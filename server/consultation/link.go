package consultation

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// LinkPurpose is the one thing that a link in a letter lets its reader do; locale keys "letter.<purpose>_…".
type LinkPurpose string

// The purposes.
const (
	LinkCancel LinkPurpose = "cancel" // or withdraw what is pending
	LinkMove   LinkPurpose = "move"   // choose another time
	LinkComes  LinkPurpose = "comes"  // I confirm
	LinkCannot LinkPurpose = "cannot" // I cannot come
	LinkLate   LinkPurpose = "late"   // I am late
	LinkAccept LinkPurpose = "accept" // say yes to an offer, and who comes
	LinkAnswer LinkPurpose = "answer" // agree to the time that the other side or the office proposes, or keep the present one
)

// Link is a link of a letter. Who has it acts as the letter's reader, for this purpose alone, once.
type Link struct {
	Hash           []byte
	ConsultationID ID
	UserID         account.UserID
	Purpose        LinkPurpose
	StartsAt       time.Time // that the letter spoke of; of LinkAnswer the proposed one
	Version        int       // of the consultation that the letter told of
	ExpiresAt      time.Time
	UsedAt         *time.Time
}

// usable is nil, or why the link does nothing any more.
func (l Link) usable(c Consultation, now time.Time) error {
	about := l.Purpose == LinkComes || l.Purpose == LinkCannot || l.Purpose == LinkLate // one meeting at one time
	switch {
	case l.UsedAt != nil:
		return problem.New(problem.Gone, "letter_link_used")
	case !now.Before(l.ExpiresAt) || !now.Before(c.EndsAt):
		return problem.New(problem.Gone, "letter_link_expired")
	case l.Purpose == LinkAccept && (c.State != Offered || !l.StartsAt.Equal(c.StartsAt)):
		return problem.New(problem.Gone, "letter_link_answered")
	case about && !l.StartsAt.Equal(c.StartsAt):
		return problem.New(problem.Gone, "letter_link_moved")
	case l.Purpose == LinkLate && c.State == Live && c.EndedAt == nil:
		return nil
	case about && c.State != Confirmed, !c.State.claimsTime(), c.State == Live || c.EndedAt != nil:
		return problem.New(problem.Gone, "letter_link_over")
	}
	return nil
}

// LinkForm is what its reader typed on the link's page.
type LinkForm struct {
	Version int // of the consultation that was looked at
	Reason  string
	Text    string
	Start   time.Time
	Minutes int
	Answer  string         // to a proposal: "yes" or "no"
	Host    account.UserID // who comes for the supplier
}

// Opened is a link as its page shows it: whose it is, what it is about, and why it does nothing where that is so.
type Opened struct {
	Link         Link
	Viewer       account.Viewer
	Consultation Consultation
	Dead         error
}

// OpenLink reads the link with this secret; it changes nothing, since mail programs follow links by themselves. Gone when
// there is none, or its reader has no account any more.
func (s *Service) OpenLink(ctx context.Context, secret string) (Opened, error) {
	l, err := findLink(ctx, s.db, linkHash(secret))
	if err != nil {
		return Opened{}, err
	}
	v, err := s.accounts.Viewer(ctx, l.UserID)
	if problem.Is(err, problem.NotFound) {
		return Opened{}, problem.New(problem.Gone, "letter_link_unknown")
	}
	if err != nil {
		return Opened{}, err
	}
	c, err := find(ctx, s.db, l.ConsultationID)
	if err != nil {
		return Opened{}, err
	}
	// Who has left the company or the meeting since has nothing to do with it any more.
	if err := c.Permits(v, account.ReadConsultation); err != nil {
		return Opened{}, problem.New(problem.Gone, "letter_link_unknown").Because(err)
	}
	dead := l.usable(c, s.Now())
	if l.Purpose == LinkAnswer && dead == nil {
		if dead, err = s.unasked(ctx, l, v, c); err != nil {
			return Opened{}, err
		}
	}
	if l.Purpose == LinkAccept && dead == nil {
		if dead, err = s.offeredAnew(ctx, l, v, c); err != nil {
			return Opened{}, err
		}
	}
	return Opened{l, v, c, dead}, nil
}

// unasked is why a link to answer does nothing any more: what its letter proposed is answered, over, or another time by now.
func (s *Service) unasked(ctx context.Context, l Link, v account.Viewer, c Consultation) (dead, err error) {
	p, err := s.OpenProposal(ctx, c)
	if err != nil {
		return nil, err
	}
	if p == nil || !p.StartsAt.Equal(l.StartsAt) || !p.Asks(c.Side(v), c) {
		return problem.New(problem.Gone, "letter_link_answered"), nil
	}
	return nil, nil
}

// offeredAnew is why a link to accept does nothing any more: what was offered has changed since its letter, or it is not for
// its reader to accept.
func (s *Service) offeredAnew(ctx context.Context, l Link, v account.Viewer, c Consultation) (dead, err error) {
	changed, err := changedSince(ctx, s.db, c.ID, l.Version)
	if err != nil {
		return nil, err
	}
	if changed || c.Side(v) != c.Counterpart() {
		return problem.New(problem.Gone, "letter_link_answered"), nil
	}
	return nil, nil
}

// UseLink does what the link is for, as its reader, by the same moves and rights as a signed-in person's. A refused move
// leaves the link as it was.
func (s *Service) UseLink(ctx context.Context, secret string, f LinkForm) (Opened, error) {
	o, err := s.OpenLink(ctx, secret)
	if err != nil {
		return Opened{}, err
	}
	if o.Dead != nil {
		return o, o.Dead
	}
	if err := takeLink(ctx, s.db, o.Link.Hash, s.Now()); err != nil {
		return o, err
	}
	if err := s.follows(ctx, o, f); err != nil {
		return o, errors.Join(err, giveLink(context.WithoutCancel(ctx), s.db, o.Link.Hash))
	}
	s.log.Info("letter link used", "consultation", o.Consultation.Number, "purpose", o.Link.Purpose, "user", o.Link.UserID)
	return o, nil
}

// follows makes the link's move.
func (s *Service) follows(ctx context.Context, o Opened, f LinkForm) error {
	v, d := o.Viewer, Decision{Number: o.Consultation.Number, Version: f.Version, Reason: f.Reason, Text: f.Text}
	var err error
	switch o.Link.Purpose {
	case LinkCancel:
		if !slices.Contains(ReasonsOf["cancel"], f.Reason) {
			return problem.InvalidFields(problem.Field{Name: "reason", Code: "reason_missing"})
		}
		_, err = s.Cancel(ctx, v, d)
	case LinkMove:
		if f.Start.IsZero() {
			return problem.InvalidFields(problem.Field{Name: "at", Code: "start_missing"})
		}
		_, err = s.Reschedule(ctx, v, d, f.Start)
	case LinkComes:
		_, err = s.SayComing(ctx, v, Said{Number: d.Number, Answer: SaidComes})
	case LinkCannot:
		_, err = s.SayComing(ctx, v, Said{Number: d.Number, Answer: SaidCannot, Note: f.Text})
	case LinkLate:
		_, err = s.SayComing(ctx, v, Said{Number: d.Number, Answer: SaidLate, Minutes: f.Minutes})
	case LinkAccept:
		d.Version = cmp.Or(d.Version, o.Consultation.Version) // as the page showed it
		_, err = s.Accept(ctx, v, d, f.Host)
	case LinkAnswer:
		if f.Answer != "yes" && f.Answer != "no" {
			return problem.InvalidFields(problem.Field{Name: "answer", Code: "answer_missing"})
		}
		d.Version = cmp.Or(d.Version, o.Consultation.Version) // what was proposed meanwhile is another question
		_, err = s.AnswerProposal(ctx, v, d, f.Answer == "yes")
	}
	return err
}
