package inquiry

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/webhook"
)

// Config is what the service needs.
type Config struct {
	DB       *postgres.DB
	Accounts *account.Service
	Catalog  *catalog.Service
	Queue    *jobs.Queue
	Files    blob.Store
	Log      *slog.Logger
	Now      func() time.Time
	Working  func(day time.Time) bool // whether people work on that day of the office's country
	Zone     *time.Location           // of the office
	Host     string                   // of the portal: its own pages are never taken out of a text
	// Keys are of fingerprints and of the addresses that mails are answered to: the present one, then the one before it.
	Keys     [][]byte
	Rates    Rates
	Settings Settings
}

// Settings are limits and times.
type Settings struct {
	WorkingDays  int           // that a maker has to answer
	EndOfDay     time.Duration // of working days, after midnight in the office's zone
	Unanswered   int           // inquiries without an answer, of one member
	Quotes       int           // a month, of one maker
	BasketMost   int           // lines
	FileMost     int64         // bytes of one file
	FilesMost    int           // with one message
	SameText     int           // one text to so many makers within SameTextIn is a signal
	SameTextIn   time.Duration
	LargeTimes   int   // a first order of so many times the smallest one is a signal
	LargeUSD     int64 // cents
	MedianOver   time.Duration
	OpenRFQs     int           // offers to buy that are open or wait for the office, of one member
	DeadlineMost time.Duration // of an offer to buy, from now
}

// DefaultSettings are the defaults of the reference.
func DefaultSettings() Settings {
	return Settings{
		WorkingDays: 2, EndOfDay: 18 * time.Hour, Unanswered: 5, Quotes: 20, BasketMost: 30, FileMost: 5 << 20, FilesMost: 3,
		SameText: 6, SameTextIn: 7 * 24 * time.Hour, LargeTimes: 50, LargeUSD: 50_000_000, MedianOver: 180 * 24 * time.Hour,
		OpenRFQs: 5, DeadlineMost: 120 * 24 * time.Hour,
	}
}

// Service answers for inquiries. It is safe for concurrent use.
type Service struct{ Config }

// New makes the service.
func New(c Config) *Service { return &Service{c} }

func (s *Service) clock() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// due is when an answer is owed for what is sent now: the end of the n-th working day after it, in the office's zone.
func (s *Service) due(now time.Time) time.Time {
	day := now.In(s.Zone)
	for n := s.Settings.WorkingDays; n > 0; {
		day = day.AddDate(0, 0, 1)
		if s.Working(day) {
			n--
		}
	}
	midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, s.Zone)
	return midnight.Add(s.Settings.EndOfDay).UTC()
}

// Told is what a webhook says of an inquiry. Whoever may know more reads it through the API.
type Told struct {
	ID    string    `json:"id"`
	State State     `json:"state"`
	DueAt time.Time `json:"dueAt"`
}

// outside has those hear of an event whose inquiry it is.
func (s *Service) outside(ctx context.Context, tx postgres.Tx, i Inquiry, what string, now time.Time) error {
	return webhook.NewOutbox(s.Queue).Publish(ctx, tx,
		webhook.Owners{Named: []webhook.Owner{integration.OfOffice, integration.OfCompany(i.BuyerCompany), integration.OfCompany(i.Supplier)}},
		webhook.Event{ID: newID(), Type: "inquiry." + what, At: now, Data: Told{i.ID.String(), i.State, i.DueAt.UTC()}})
}

// permitted is the thread for somebody who may do this with it, and who that is in it.
func (s *Service) permitted(ctx context.Context, v account.Viewer, id ID, a account.Action) (Inquiry, Side, error) {
	if err := account.May(v, a, account.Object{}); !v.SignedIn() {
		return Inquiry{}, Nobody, err
	}
	i, err := find(ctx, s.DB, id)
	if err != nil {
		return Inquiry{}, Nobody, err
	}
	if err := account.May(v, a, i.Object()); err != nil {
		return Inquiry{}, Nobody, err
	}
	return i, i.Side(v), nil
}

// keep writes a moved inquiry with its event, and tells the programs outside.
func (s *Service) keep(ctx context.Context, tx postgres.Tx, i Inquiry, e Event) error {
	if err := update(ctx, tx, i); err != nil {
		return err
	}
	if err := insertEvent(ctx, tx, i.ID, e); err != nil {
		return err
	}
	return s.outside(ctx, tx, i, string(e.Move), e.At)
}

// Upload is a file that came with a message.
type Upload struct {
	Name string
	Size int64
	Body io.Reader
}
