package office

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

// LiveRoom is a tile of the officers' board.
type LiveRoom struct {
	control.RoomView
	Subject   string // who meets, in the page's language
	MaySay    bool   // the reader may have the room read a sentence
	MayExtend bool   // and give it more time
	MayEnter  bool   // come in
	MayEnd    bool   // end it for all
	Ahead     bool   // the agreed start is still to come
	Left      int    // whole minutes to the agreed start when Ahead, else to the end; negative when it is over
}

// Days are the whole days that are left.
func (r LiveRoom) Days() int { return r.Left / (24 * 60) }

// Hours are the whole hours that are left beside the days.
func (r LiveRoom) Hours() int { return r.Left / 60 % 24 }

// Minutes are those that are left beside the hours.
func (r LiveRoom) Minutes() int { return r.Left % 60 }

// EmptyRoom is a meeting to which nobody has come yet, though its room may be entered.
type EmptyRoom struct {
	consultation.Consultation
	Subject string // who meets, in the page's language
	Until   int    // whole minutes to the start; negative since it
}

// Late are the whole minutes that have gone by since the start.
func (r EmptyRoom) Late() int { return -r.Until }

// Board is the officers' board of running rooms, the one that ends next first: GET /{lang}/desk/live. The page works by
// reloading; a script refreshes the tiles.
func (h *Handlers) Board(w http.ResponseWriter, r *http.Request) error {
	viewer := account.ViewerFrom(r.Context())
	if err := account.May(viewer, account.ReadLiveBoard, account.Object{}); err != nil {
		return err
	}
	rooms, err := h.running(r.Context())
	body := BoardPage{Down: err != nil, Done: consultation.Clip(r.FormValue("done"), 20), Did: consultation.OneOf(r.FormValue("did"), []string{"end", "say", "extend"})}
	if err != nil {
		h.log.Warn("live board", "err", err)
	}
	now := h.service.Now()
	for _, room := range rooms {
		subject, c, err := h.subjectOf(r.Context(), viewer, room.Number, page.LangOf(r.Context()))
		if problem.Is(err, problem.NotFound) {
			h.log.Warn("live board: a room without a consultation", "room", room.Room)
			continue
		}
		if err != nil {
			return err
		}
		room.EndsAt = endOf(room, c)
		tile := LiveRoom{RoomView: room, Subject: subject, Ahead: now.Before(c.StartsAt), MaySay: c.Permits(viewer, account.RunRoom) == nil, Left: int(room.EndsAt.Sub(now).Minutes()),
			MayEnter: c.Permits(viewer, account.JoinRoom) == nil, MayEnd: c.Permits(viewer, account.EndConsultation) == nil}
		if tile.Ahead {
			tile.Left = int(c.StartsAt.Sub(now).Minutes())
		}
		tile.MayExtend = tile.MaySay && c.State == consultation.Live
		body.Rooms = append(body.Rooms, tile)
	}
	if !body.Down {
		if body.Empty, err = h.empty(r.Context(), viewer, rooms, page.LangOf(r.Context()), now); err != nil {
			return err
		}
	}
	if body.Desks, body.Blind, err = h.catalog.Reachable(r.Context()); err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "live/board", "board.title", body)
}

// endOf is when a room ends: what the record says of a meeting that runs holds before the live side has heard of more time.
func endOf(room control.RoomView, c consultation.Consultation) time.Time {
	if c.State == consultation.Live && c.EndsAt.After(room.EndsAt) {
		return c.EndsAt
	}
	return room.EndsAt
}

// running are the rooms that are open now, the one that ends next first.
func (h *Handlers) running(ctx context.Context) ([]control.RoomView, error) {
	rooms, err := h.rooms.Board(ctx)
	slices.SortFunc(rooms, func(a, b control.RoomView) int { return a.EndsAt.Compare(b.EndsAt) })
	return rooms, err
}

// empty are the meetings that stand, whose room the sides may enter, and that have none: nobody is there yet.
func (h *Handlers) empty(ctx context.Context, viewer account.Viewer, rooms []control.RoomView, lang string, now time.Time) ([]EmptyRoom, error) {
	standing, err := h.service.Awaited(ctx, viewer)
	if err != nil {
		return nil, err
	}
	var all []EmptyRoom
	for _, c := range standing {
		if slices.ContainsFunc(rooms, func(r control.RoomView) bool { return r.Number == c.Number }) {
			continue
		}
		subject, _, err := h.subjectOf(ctx, viewer, c.Number, lang)
		if err != nil {
			return nil, err
		}
		all = append(all, EmptyRoom{c, subject, int(c.StartsAt.Sub(now).Round(time.Minute).Minutes())})
	}
	return all, nil
}

// subjectOf is "supplier × buyer" of a consultation, and the consultation itself.
func (h *Handlers) subjectOf(ctx context.Context, viewer account.Viewer, number, lang string) (string, consultation.Consultation, error) {
	c, err := h.service.ByNumber(ctx, viewer, number)
	if err != nil {
		return "", c, err
	}
	companies, err := h.accounts.Companies(ctx, []account.CompanyID{c.SupplierCompany, c.BuyerCompany})
	if err != nil {
		return "", c, err
	}
	name := func(id account.CompanyID) string {
		if company := companies[id]; lang == "ko" && company.NameKo != "" {
			return company.NameKo
		}
		return companies[id].NameEn
	}
	return name(c.SupplierCompany) + " × " + name(c.BuyerCompany), c, nil
}

// BoardPage is "live/board".
type BoardPage struct {
	Rooms []LiveRoom
	Empty []EmptyRoom           // confirmed meetings whose room may be open, and nobody has come
	Down  bool                  // the live side did not answer
	Done  string                // number of the consultation for which something was just done on the board
	Did   string                // what: end, say, extend
	Desks []catalog.CompanyCard // companies with somebody at the desk or in a call
	Blind bool                  // nobody knows who is at the desk (Redis is away)
}
