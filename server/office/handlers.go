// Package office owns the pages on which officers work, and the same over the API: the queue of what waits for them, the plan of the day, the
// board of running rooms, the rules of moderation, who is on duty, what new rules of a zone concern. It leaves the consultations
// themselves to consultation, and their pages to meeting.
package office

import (
	"context"
	"log/slog"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/fit"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/signaling/control"
)

// Handlers are the officers' pages.
type Handlers struct {
	service      *consultation.Service
	accounts     *account.Service
	catalog      *catalog.Service
	interpreters *interpreter.Service
	sessions     *account.Sessions
	fitter       fit.Fitter
	meetings     *meeting.Handlers
	rooms        control.Rooms
	pages        *page.Pages
	log          *slog.Logger
}

// Config is what the pages need besides the service.
type Config struct {
	Accounts     *account.Service
	Catalog      *catalog.Service
	Interpreters *interpreter.Service
	Sessions     *account.Sessions
	Fitter       fit.Fitter
	Meetings     *meeting.Handlers
	Rooms        control.Rooms
	Pages        *page.Pages
	Log          *slog.Logger
}

// NewHandlers makes the pages. Moves that are made from the queue lead back to it.
func NewHandlers(service *consultation.Service, cfg Config) *Handlers {
	h := &Handlers{service, cfg.Accounts, cfg.Catalog, cfg.Interpreters, cfg.Sessions, cfg.Fitter, cfg.Meetings, cfg.Rooms, cfg.Pages, cfg.Log}
	cfg.Meetings.DecideIn(h)
	return h
}

func (h *Handlers) cards(ctx context.Context) meeting.Cards {
	return meeting.NewCards(ctx, h.service, h.accounts, h.pages.Texts())
}
