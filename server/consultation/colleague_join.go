package consultation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// linksLast is how long after the end the link of a colleague still shows what it was for.
const linksLast = 24 * time.Hour

// Along is a colleague's link as its page shows it.
type Along struct {
	Colleague    Colleague
	Consultation Consultation
}

// OpenColleague is whose link this is, and to which consultation. Gone when nobody has it any more, or it is over.
func (s *Service) OpenColleague(ctx context.Context, secret string) (Along, error) {
	who, err := colleagueOf(ctx, s.db, linkHash(secret))
	if err != nil {
		return Along{}, err
	}
	c, err := find(ctx, s.db, who.ConsultationID)
	if err != nil {
		return Along{}, err
	}
	stands := slices.Contains([]State{Confirmed, Suspended, Live, Ended, OutcomeDue, Closed}, c.State)
	if !stands || !s.Now().Before(c.EndsAt.Add(linksLast)) {
		return Along{}, problem.New(problem.Gone, "letter_link_over")
	}
	return Along{who, c}, nil
}

// NameColleague keeps how the others are to read who it is.
func (s *Service) NameColleague(ctx context.Context, secret, name string) error {
	a, err := s.OpenColleague(ctx, secret)
	if err != nil {
		return err
	}
	if name = Clip(strings.TrimSpace(name), 80); name == "" {
		return problem.InvalidFields(problem.Field{Name: "name", Code: "name_missing"})
	}
	return nameColleague(ctx, s.db, a.Colleague.ID, name)
}

// ColleagueTicket is JoinTicket for who has a colleague's link: a guest's seat on the buyer's side, in the language that the page
// is read in.
func (s *Service) ColleagueTicket(ctx context.Context, a Along, lang string) (text, socket string, err error) {
	if err := s.Lets(a.Consultation, Buyer); err != nil {
		return "", "", err
	}
	return s.mint(ctx, a.Consultation, Buyer, ticket.Claims{Participant: a.Colleague.ID.String(), Name: a.Colleague.Called(), Lang: a.Consultation.speaks(Buyer, lang)})
}
