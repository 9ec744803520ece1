package consultation

import (
	"context"
	"net/http"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/control"
)

// LiveRoom is a tile of the officers' board.
type LiveRoom struct {
	control.RoomView
	Subject string // who meets, in the page's language
	Left    int    // whole minutes to the agreed end; negative when it is over
}

// Board is the officers' board of running rooms, the one that ends next first: GET /{lang}/desk/live. The page works by
// reloading; a script refreshes the tiles.
func (h *Handlers) Board(w http.ResponseWriter, r *http.Request) error {
	viewer := account.ViewerFrom(r.Context())
	if err := account.May(viewer, account.ReadLiveBoard, account.Object{}); err != nil {
		return err
	}
	rooms, err := h.rooms.Board(r.Context())
	body := BoardPage{Down: err != nil}
	if err != nil {
		h.service.log.Warn("live board", "err", err)
	}
	slices.SortFunc(rooms, func(a, b control.RoomView) int { return a.EndsAt.Compare(b.EndsAt) })
	now := h.service.clock()
	for _, room := range rooms {
		subject, err := h.subjectOf(r.Context(), viewer, room.Number, lang(r))
		if err != nil {
			return err
		}
		body.Rooms = append(body.Rooms, LiveRoom{RoomView: room, Subject: subject, Left: int(room.EndsAt.Sub(now).Minutes())})
	}
	return h.pages.Write(w, r, http.StatusOK, "live/board", "board.title", body)
}

// DeviceCheck tests devices and network without a consultation, all in the browser: GET /{lang}/device-check.
func (h *Handlers) DeviceCheck(w http.ResponseWriter, r *http.Request) error {
	return h.pages.Write(w, r, http.StatusOK, "live/check", "check.title", nil)
}

// subjectOf is "supplier × buyer" of a consultation.
func (h *Handlers) subjectOf(ctx context.Context, viewer account.Viewer, number, lang string) (string, error) {
	c, err := h.service.ByNumber(ctx, viewer, number)
	if err != nil {
		return "", err
	}
	companies, err := h.accounts.Companies(ctx, []account.CompanyID{c.SupplierCompany, c.BuyerCompany})
	if err != nil {
		return "", err
	}
	name := func(id account.CompanyID) string {
		if company := companies[id]; lang == "ko" && company.NameKo != "" {
			return company.NameKo
		}
		return companies[id].NameEn
	}
	return name(c.SupplierCompany) + " × " + name(c.BuyerCompany), nil
}
