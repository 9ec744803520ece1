package catalog

import (
	"context"
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/control"
)

// Talk is whether a company's page offers to talk now.
type Talk string

// The offers: none, a ring at the desk, or a place in the line behind a talk.
const (
	NoTalk   Talk = ""
	TalkNow  Talk = "now"
	TalkLine Talk = "line"
)

// Offered answers what a company offers, from how its people are there.
type Offered func(ctx context.Context, company account.CompanyID, there control.PresenceState) (Talk, error)

func noTalk(context.Context, account.CompanyID, control.PresenceState) (Talk, error) {
	return NoTalk, nil
}

// OfferTalk has the pages of companies and products offer a talk now where it can be had. Call it before serving.
func (h *Handlers) OfferTalk(offered Offered) { h.offered = offered }

// talk is the offer of one page, which is worth showing without.
func (h *Handlers) talk(r *http.Request, company account.CompanyID, hours Hours) Talk {
	talk, err := h.offered(r.Context(), company, hours.Presence)
	if err != nil {
		h.svc.log.WarnContext(r.Context(), "catalog page without a talk", "err", err)
	}
	return talk
}
