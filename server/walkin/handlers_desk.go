package walkin

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Rings is the desk's list of rings: GET /{lang}/desk/rings. A browser without script asks for it again every few seconds
// with "here", which counts as being at the desk.
func (h *Handlers) Rings(w http.ResponseWriter, r *http.Request) error {
	body := RingsPage{Done: done(r.URL.Query().Get("done"))}
	if r.URL.Query().Has("here") {
		switch err := h.service.Here(r.Context(), account.ViewerFrom(r.Context())); {
		case problem.Is(err, problem.Conflict):
			body.Untested = true
		case err != nil:
			return err
		}
	}
	return h.rings(w, r, http.StatusOK, body)
}

// done is a word of those that the page knows; locale keys "walkin.done_<done>".
func done(word string) string {
	if slices.Contains([]string{"refuse", "block", "admit", "hand-over", "decline", "book"}, word) {
		return word
	}
	return ""
}

// Move makes one move: POST /{lang}/desk/rings/{id}/{move}. An answer leads into the room.
func (h *Handlers) Move(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	ctx, v, s := r.Context(), account.ViewerFrom(r.Context()), h.service
	to := "/desk/rings?done=" + r.PathValue("move")
	switch r.PathValue("move") {
	case "answer":
		var ring Ring
		if ring, err = s.Answer(ctx, v, id); err == nil {
			to = "/consultations/" + ring.Number + "/room"
		}
	case "refuse":
		_, err = s.Refuse(ctx, v, id)
	case "block":
		err = s.Block(ctx, v, id)
	case "admit":
		_, err = s.Admit(ctx, v, id)
	case "hand-over":
		_, err = s.HandOver(ctx, v, id, companyOf(r.PostFormValue("company")))
	case "decline":
		_, err = s.Decline(ctx, v, id, r.PostFormValue("reason"))
	case "book":
		start, _ := time.Parse(time.RFC3339, r.PostFormValue("at"))
		_, err = s.Book(ctx, v, id, start, r.PostFormValue("words"))
	default:
		return problem.New(problem.NotFound, "not_found")
	}
	if shown(err) {
		return h.rings(w, r, problem.KindOf(err).Status(), RingsPage{Problem: err, Typed: r.PostFormValue("words")})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, path(r, to), http.StatusSeeOther)
	return nil
}

func companyOf(text string) account.CompanyID {
	id, _ := uuid.Parse(text) // the zero id is no company
	return account.CompanyID{UUID: id}
}

const (
	pastShown = 20
	pastDays  = 30
)

func (h *Handlers) rings(w http.ResponseWriter, r *http.Request, status int, body RingsPage) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	body.Reasons = Reasons
	side, err := deskOf(v)
	if err != nil {
		return err
	}
	body.Side = side
	open, err := h.service.Rings(ctx, v)
	if err != nil {
		return err
	}
	if body.Rows, err = h.rows(ctx, v, open, true); err != nil {
		return err
	}
	var past []Ring
	switch side {
	case Office:
		now := h.service.clock()
		past, body.Figures, err = h.service.Report(ctx, v, now.AddDate(0, 0, -pastDays), now.Add(time.Minute))
	case Member:
		if body.Desk, _, err = h.service.Desk(ctx, v); err == nil {
			past, err = h.service.Past(ctx, v)
		}
	default:
	}
	if err != nil {
		return err
	}
	past = slices.DeleteFunc(past, func(r Ring) bool { return r.EndedAt == nil })
	if body.Past, err = h.rows(ctx, v, past[:min(len(past), pastShown)], false); err != nil {
		return err
	}
	ids := make([]ID, len(body.Past))
	for i, row := range body.Past {
		ids[i] = row.ID
	}
	left, err := films(ctx, h.service.DB, ids)
	if err != nil {
		return err
	}
	for i, row := range body.Past {
		if f, there := left[row.ID]; there {
			body.Past[i].Film = &f
		}
	}
	return h.pages.Write(w, r, status, "walkin/rings", "walkin.rings_title", body)
}

// deskOf is at which desk the viewer sits.
func deskOf(v account.Viewer) (Side, error) {
	switch {
	case !v.SignedIn():
		return Nobody, problem.New(problem.SignIn, "sign_in_needed")
	case v.Is(account.Officer):
		return Office, nil
	case v.Is(account.Supplier):
		return Member, nil
	case v.Is(account.Interpreter):
		return Nobody, nil
	}
	return Nobody, problem.New(problem.Forbidden, "forbidden")
}

// rows are rings with everything that the page says of them, read at once.
func (h *Handlers) rows(ctx context.Context, v account.Viewer, rings []Ring, acting bool) ([]RingRow, error) {
	s := h.service
	var companies []account.CompanyID
	var people []account.UserID
	var goods []string
	for _, r := range rings {
		companies = append(companies, r.Supplier, r.CallerCompany)
		people = append(people, r.Caller, r.AnsweredBy)
		goods = append(goods, r.SKU)
	}
	of, err := s.Accounts.Companies(ctx, companies)
	if err != nil {
		return nil, err
	}
	who, err := s.Accounts.Users(ctx, people)
	if err != nil {
		return nil, err
	}
	names, err := s.Catalog.Names(ctx, goods)
	if err != nil {
		return nil, err
	}
	now := s.clock()
	rows := make([]RingRow, len(rings))
	for i, r := range rings {
		side := r.Side(v)
		row := RingRow{Ring: r, From: of[r.CallerCompany], To: of[r.Supplier], Name: who[r.Caller].Name, Speaks: who[r.Caller].Languages, Product: names[r.SKU],
			Side: side, Loud: s.Hears(v, r, now), Waited: int(now.Sub(r.AskedAt).Seconds()), By: who[r.AnsweredBy].Name, Until: s.Settings.Until(r),
			Mine: r.AnsweredBy == v.User || r.Interpreter == v.User && v.SignedIn()}
		row.From.City = account.CityName(h.pages.Texts(), page.FrameFrom(ctx).Lang, row.From.City)
		if account.May(v, account.AnswerRing, r.Object()) == nil {
			row.Legal = Legal(r, side)
		}
		if acting && row.May(string(MoveBook)) {
			if row.Slots, err = s.Slots(ctx, r, slotsShown); known(err) != nil {
				return nil, err
			}
			if row.Others, err = s.Others(ctx, r); err != nil {
				return nil, err
			}
		}
		rows[i] = row
	}
	return rows, nil
}
