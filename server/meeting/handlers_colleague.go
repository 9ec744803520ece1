package meeting

import (
	"net/http"
	"net/url"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// JoinPage is the way in of a colleague, "consultation/join": when it is, who meets, and how they are to be called. A dead
// link has no Number.
type JoinPage struct {
	Card
	Secret   string
	Name     string
	Products []Labelled
	Opens    time.Time
	Soon     bool // within a day: the page counts down
	Office   string
	Problem  error
}

// Along shows a colleague what they are asked to: GET /{lang}/join/{secret}.
func (h *Handlers) Along(w http.ResponseWriter, r *http.Request) error {
	return h.along(w, r, http.StatusOK, nil)
}

// ComeAlong keeps the name and leads into the room: POST /{lang}/join/{secret}.
func (h *Handlers) ComeAlong(w http.ResponseWriter, r *http.Request) error {
	secret := r.PathValue("secret")
	err := h.service.NameColleague(r.Context(), secret, r.PostFormValue("name"))
	switch {
	case err == nil:
		return page.SeeOther(w, r, "/join/"+url.PathEscape(secret)+"/room")
	case !problem.OnForm(err):
		return err
	}
	return h.along(w, r, problem.KindOf(err).Status(), err)
}

// AlongRoom is the room for a colleague: GET /{lang}/join/{secret}/room. Who comes too early or too late sees when it is.
func (h *Handlers) AlongRoom(w http.ResponseWriter, r *http.Request) error {
	a, err := h.service.OpenColleague(r.Context(), r.PathValue("secret"))
	if err != nil {
		return h.along(w, r, problem.KindOf(err).Status(), err)
	}
	if a.Colleague.Name == "" {
		return page.SeeOther(w, r, "/join/"+url.PathEscape(r.PathValue("secret")))
	}
	text, socket, err := h.service.ColleagueTicket(r.Context(), a, page.LangOf(r.Context()))
	if err != nil && problem.OnForm(err) {
		return h.along(w, r, problem.KindOf(err).Status(), err)
	}
	if err != nil {
		return err
	}
	body, err := h.seatPage(r, a.Consultation, consultation.Buyer)
	if err != nil {
		return err
	}
	body.Base, body.Outcome, body.Ticket, body.Socket = "/join/"+r.PathValue("secret"), false, text, socket
	h.secretPage(w)
	return h.pages.Write(w, r, http.StatusOK, "live/room", "consultation.room_title", body, "Number", a.Consultation.Number)
}

// AlongTicket gives a colleague's running page a fresh ticket, as JSON: POST /{lang}/join/{secret}/ticket.
func (h *Handlers) AlongTicket(w http.ResponseWriter, r *http.Request) error {
	a, err := h.service.OpenColleague(r.Context(), r.PathValue("secret"))
	if err != nil {
		return err
	}
	text, socket, err := h.service.ColleagueTicket(r.Context(), a, page.LangOf(r.Context()))
	if err != nil {
		return err
	}
	h.secretPage(w)
	return writeTicket(w, text, socket)
}

// AlongDocuments are Documents for a colleague, as any visitor may see them: GET /{lang}/join/{secret}/documents.
func (h *Handlers) AlongDocuments(w http.ResponseWriter, r *http.Request) error {
	a, err := h.service.OpenColleague(r.Context(), r.PathValue("secret"))
	if err == nil {
		err = h.service.Lets(a.Consultation, consultation.Buyer)
	}
	if err != nil {
		return err
	}
	h.secretPage(w)
	return h.writeDocuments(w, r.WithContext(account.WithViewer(r.Context(), account.Viewer{})), a.Consultation)
}

// along draws the page on the clock of the buyer, whose mail the link came in.
func (h *Handlers) along(w http.ResponseWriter, r *http.Request, status int, refusal error) error {
	h.secretPage(w)
	a, err := h.service.OpenColleague(r.Context(), r.PathValue("secret"))
	if problem.Is(err, problem.Gone) {
		return h.pages.Write(w, r, http.StatusGone, "consultation/join", "letter.dead_title", JoinPage{Problem: err, Office: h.service.Settings().Reach().Mail})
	}
	if err != nil {
		return err
	}
	ctx, c := r.Context(), a.Consultation
	names := h.cards(ctx)
	body := JoinPage{Secret: r.PathValue("secret"), Name: a.Colleague.Name, Opens: h.service.Settings().Opens(c, consultation.Buyer), Office: h.service.Settings().Reach().Mail, Problem: refusal}
	if body.Card, err = names.Of(ctx, account.Viewer{}, c); err != nil {
		return err
	}
	body.Joinable = h.service.Lets(c, consultation.Buyer) == nil
	body.Soon = body.Opens.Sub(h.service.Now()) < 24*time.Hour
	if body.Products, err = h.products(ctx, c); err != nil {
		return err
	}
	frame := page.FrameFrom(ctx)
	if zone, err := schedule.LoadZone(c.BuyerZone); err == nil {
		frame.Zone, frame.City = zone, body.Buyer.City
	}
	r = r.WithContext(page.WithFrame(ctx, frame))
	return h.pages.Write(w, r, status, "consultation/join", "consultation.along_title", body, "Number", c.Number)
}
