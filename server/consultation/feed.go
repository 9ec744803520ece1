package consultation

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/ical"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/problem"
)

const (
	feedRefresh = time.Hour
	feedPast    = 30 * 24 * time.Hour
)

func feedHash(secret string) []byte {
	sum := sha256.Sum256([]byte("calendar feed\x00" + secret))
	return sum[:]
}

// FeedState is what a person may know of the own feed: the secret is told once, when it is made.
type FeedState struct {
	CreatedAt time.Time
	ReadAt    *time.Time // by a calendar program, the last time
}

// Feed is the state of a person's feed, nil when there is none.
func (s *Service) Feed(ctx context.Context, v account.Viewer) (*FeedState, error) {
	if err := account.May(v, account.ReadFeed, account.Object{People: []account.UserID{v.User}}); err != nil {
		return nil, err
	}
	return findFeed(ctx, s.db, v.User)
}

// MakeFeed makes the secret address of a person's feed, 256 random bits, and ends an earlier one.
func (s *Service) MakeFeed(ctx context.Context, v account.Viewer) (secret string, err error) {
	if err := account.May(v, account.ReadFeed, account.Object{People: []account.UserID{v.User}}); err != nil {
		return "", err
	}
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	secret = base64.RawURLEncoding.EncodeToString(raw)
	return secret, upsertFeed(ctx, s.db, v.User, feedHash(secret), s.Now())
}

// RevokeFeed ends the feed: programs that read it get nothing any more.
func (s *Service) RevokeFeed(ctx context.Context, v account.Viewer) error {
	if err := account.May(v, account.ReadFeed, account.Object{People: []account.UserID{v.User}}); err != nil {
		return err
	}
	return deleteFeed(ctx, s.db, v.User)
}

// FeedAddress is where calendar programs read a feed.
func (s *Service) FeedAddress(secret string) string {
	return s.settings.Origin + "/calendar/" + secret + ".ics"
}

// ReadFeed is the calendar behind a secret address: agreed meetings from a month ago on, with whom and where, and nothing
// that was written about them. NotFound when nobody has this feed.
func (s *Service) ReadFeed(ctx context.Context, secret string, texts *locale.Texts) ([]byte, error) {
	user, err := readFeed(ctx, s.db, feedHash(secret), s.Now())
	if err != nil {
		return nil, err
	}
	v, err := s.accounts.Viewer(ctx, user)
	if err != nil {
		return nil, problem.New(problem.NotFound, "not_found").Because(err)
	}
	all, err := s.Mine(ctx, v)
	if err != nil {
		return nil, err
	}
	var agreed []Consultation
	var companies []account.CompanyID
	for _, c := range all {
		if c.Side(v) != Nobody && c.inCalendar() && c.EndsAt.After(s.Now().Add(-feedPast)) && !c.HiddenFrom(c.Side(v)) {
			agreed = append(agreed, c)
			companies = append(companies, c.SupplierCompany, c.BuyerCompany)
		}
	}
	names, err := s.accounts.Companies(ctx, companies)
	if err != nil {
		return nil, err
	}
	var events []ical.Event
	for _, c := range agreed {
		both := cast{Supplier: names[c.SupplierCompany], Buyer: names[c.BuyerCompany]}
		with := both.reader(account.User{ID: v.User, Lang: v.Lang}, c.Side(v)).With
		events = append(events, ical.Event{UID: c.IcalUID, Sequence: c.IcalSequence, Stamp: s.Now(), Start: c.StartsAt, End: c.EndsAt,
			Summary: texts.T(v.Lang, "consultation.mail_summary", "With", with, "Number", c.Number),
			URL:     s.settings.Origin + "/" + v.Lang + "/consultations/" + c.Number})
	}
	return ical.Feed(s.settings.CalendarProduct, texts.T(v.Lang, "account.mail_office"), feedRefresh, events), nil
}

// inCalendar reports whether the meeting stands, or has been.
func (c Consultation) inCalendar() bool {
	switch c.State {
	case Confirmed, Suspended, Live, Ended, OutcomeDue, Closed:
		return true
	default:
		return false
	}
}
