// Package meeting owns what people see of consultations: the pages of booking and of what one has agreed, the letters' pages that need no
// sign-in, the way into the room, and the same over the API. It leaves who may move what, when, to consultation, and the officers' pages to office.
package meeting

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/fit"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/settings"
)

// Handlers are the pages of booking, of one's consultations and of the way into the room.
type Handlers struct {
	service   *consultation.Service
	schedule  *schedule.Service
	accounts  *account.Service
	catalog   *catalog.Service
	sessions  *account.Sessions
	door      *account.Handlers
	pages     *page.Pages
	inquiries *inquiry.Service
	// interpreters keeps who they are and what they were asked.
	interpreters *interpreter.Service
	fitter       fit.Fitter
	settings     *settings.Service
	logger       *slog.Logger
	queue        Queue // see DecideIn

	mailSecret string
	otherMail  func(ctx context.Context, raw []byte) (bool, error)
	limits     *account.Limiter
	client     func(r *http.Request) string
}

// HandlersConfig is what the pages need besides the service.
type HandlersConfig struct {
	Schedule     *schedule.Service
	Accounts     *account.Service
	Catalog      *catalog.Service
	Sessions     *account.Sessions
	Door         *account.Handlers // signs visitors in by code in step 3
	Pages        *page.Pages
	Inquiry      *inquiry.Service // whose writers may be invited
	Interpreters *interpreter.Service
	Fitter       fit.Fitter
	Settings     *settings.Service // the office's own sentences
	Log          *slog.Logger
	Limits       *account.Limiter             // of holds that nobody has signed in for
	Client       func(r *http.Request) string // the address that a request comes from

	MailSecret string // that the mail server shows with mail to the office; empty: no such mail is taken
	// OtherMail is asked first whether a mail is meant for something that is no consultation; it may be nil.
	OtherMail func(ctx context.Context, raw []byte) (bool, error)
}

// NewHandlers makes the pages.
func NewHandlers(service *consultation.Service, cfg HandlersConfig) *Handlers {
	return &Handlers{
		service: service, schedule: cfg.Schedule, accounts: cfg.Accounts, catalog: cfg.Catalog, sessions: cfg.Sessions, door: cfg.Door, pages: cfg.Pages,
		inquiries: cfg.Inquiry, interpreters: cfg.Interpreters, fitter: cfg.Fitter, settings: cfg.Settings, logger: cfg.Log,
		mailSecret: cfg.MailSecret, otherMail: cfg.OtherMail, limits: cfg.Limits, client: cfg.Client,
	}
}

// opener names the browser that holds a draft. Only a post may make one, since it starts a session.
func (h *Handlers) opener(ctx context.Context, start bool) string {
	name := h.sessions.Manager.GetString(ctx, "opener")
	if name == "" && start {
		name = uuid.NewString()
		h.sessions.Manager.Put(ctx, "opener", name)
	}
	return name
}

// GoOn lets the request's browser go on with a draft that is held under a name, one that was kept for its person.
func (h *Handlers) GoOn(ctx context.Context, opener string) {
	h.sessions.Manager.Put(ctx, "opener", opener)
}

func parseID(text string) (consultation.ID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return consultation.ID{}, problem.New(problem.NotFound, "not_found")
	}
	return consultation.ID{UUID: id}, nil
}

func parseStart(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Year() < 2000 || at.Year() > 9000 {
		return time.Time{}, problem.InvalidFields(problem.Field{Name: "at", Code: "start_missing"})
	}
	return at.UTC(), nil
}

// parseStarts reads the starts of a form, passing over what is none.
func parseStarts(texts []string) []time.Time {
	var starts []time.Time
	for _, text := range texts {
		if at, err := parseStart(text); err == nil {
			starts = append(starts, at)
		}
	}
	return starts
}

// Pairs are the pairs of the house, each once, written from the office's language; also those that two serve in a relay.
func (h *Handlers) Pairs(ctx context.Context) ([]string, error) {
	all, err := h.schedule.Pairs(ctx)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, p := range all {
		relayed := p.From == schedule.Hub && p.To != "ko" && slices.Contains(all, schedule.Pair{From: "ko", To: schedule.Hub})
		text := schedule.Pair{From: "ko", To: p.To}.String()
		if (p.From == "ko" || relayed) && slices.Contains(all, schedule.Pair{From: p.To, To: p.From}) && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	slices.Sort(texts)
	return texts, nil
}

func minutesOf(lengths []time.Duration) []int {
	minutes := make([]int, len(lengths))
	for i, l := range lengths {
		minutes[i] = int(l / time.Minute)
	}
	return minutes
}

// choices are slots as radio buttons, on the viewer's and the company's wall.
func choices(slots []schedule.Slot, viewer, company *time.Location, chosen time.Time) []SlotChoice {
	all := make([]SlotChoice, len(slots))
	for i, s := range slots {
		mine, theirs := s.Start.In(viewer), s.Start.In(company)
		my, their := schedule.DateOf(s.Start, viewer), schedule.DateOf(s.Start, company)
		shift, hour := 0, theirs.Format("15:04")
		if their.Before(my) {
			shift = -1
		} else if my.Before(their) {
			shift = 1
		}
		if viewer.String() == company.String() {
			hour = ""
		}
		all[i] = SlotChoice{At: s.Start, Value: s.Start.UTC().Format(time.RFC3339), Theirs: hour, Shift: shift,
			Night: atNight(mine), Late: atNight(theirs), Unusual: s.Stretched, Checked: s.Start.Equal(chosen)}
	}
	return all
}

// atNight is whether a wall shows an hour at which few want to talk business.
func atNight(wall time.Time) bool { return wall.Hour() < 8 || wall.Hour() >= 20 }

// topicOf reads what the meeting is about from a form.
func topicOf(form url.Values) consultation.Topic {
	p := schedule.ParsePair(form.Get("pair"))
	products := form["products"]
	if products == nil {
		products = []string{}
	}
	return consultation.Topic{Language: consultation.OneOf(form.Get("language"), interpreter.Spoken), NeedFrom: p.From, NeedTo: p.To, Goal: form.Get("goal"),
		Message: strings.ToValidUTF8(form.Get("message"), ""), Products: products[:min(len(products), 20)]}
}

// Version is that of the record which a form was drawn from, 0 where it names none.
func Version(form url.Values) int {
	n, err := strconv.Atoi(form.Get("version"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
