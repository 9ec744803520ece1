package meeting

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// LetterPage is the page of a letter's link, "consultation/letter": the consultation, and one form with one button. Without
// a Purpose the link does nothing any more, and Problem says why.
type LetterPage struct {
	Card
	Secret  string
	Name    string // of the letter's reader, whom the link acts as
	Email   string
	Office  string // mail address of the office
	Purpose consultation.LinkPurpose
	Done    bool
	Dead    bool
	Reasons []string
	Slots   []SlotChoice
	Strip   Strip
	Late    []int                  // minutes to choose from
	Hosts   []account.User         // who may come for the supplier
	Instead bool                   // its reader may choose another time on the consultation's page
	Asked   *consultation.Proposal // the time that the link has proposed, or that its reader is asked about
	Typed   FormTyped
	Problem error
}

// Letter shows what a link of a letter does: GET /{lang}/letter/{secret}. It changes nothing: mail programs follow links.
func (h *Handlers) Letter(w http.ResponseWriter, r *http.Request) error {
	o, err := h.service.OpenLink(r.Context(), r.PathValue("secret"))
	if err != nil {
		return h.deadLetter(w, r, err)
	}
	body := LetterPage{Done: r.URL.Query().Get("done") == "1" && o.Link.UsedAt != nil, Problem: o.Dead, Dead: o.Dead != nil}
	if body.Done {
		body.Problem, body.Dead = nil, false
	}
	status := http.StatusOK
	if body.Dead {
		status = http.StatusGone
	}
	return h.letterPage(w, r, status, o, body)
}

// UseLetter does what the link is for: POST /{lang}/letter/{secret}.
func (h *Handlers) UseLetter(w http.ResponseWriter, r *http.Request) error {
	secret := r.PathValue("secret")
	start, _ := parseStart(r.PostFormValue("at")) // a time that is none is refused below
	minutes, _ := strconv.Atoi(r.PostFormValue("minutes"))
	f := consultation.LinkForm{Version: Version(r.PostForm), Reason: r.PostFormValue("reason"), Text: consultation.Clip(r.PostFormValue("text"), 500), Start: start, Minutes: minutes,
		Answer: r.PostFormValue("answer"), Host: userOf(r.PostFormValue("host"))}
	o, err := h.service.UseLink(r.Context(), secret, f)
	switch {
	case err == nil:
		return page.SeeOther(w, r, "/letter/"+secret+"?done=1")
	case o.Consultation.Number == "":
		return h.deadLetter(w, r, err)
	case !problem.OnForm(err):
		return err
	}
	if again, openErr := h.service.OpenLink(r.Context(), secret); openErr == nil {
		o = again // the state may be another by now
	}
	return h.letterPage(w, r, problem.KindOf(err).Status(), o, LetterPage{Problem: err, Dead: o.Dead != nil,
		Typed: FormTyped{Move: string(o.Link.Purpose), Reason: f.Reason, Text: f.Text, Start: r.PostFormValue("at"), Host: r.PostFormValue("host")}})
}

// deadLetter is the page of a link that leads to nobody's consultation.
func (h *Handlers) deadLetter(w http.ResponseWriter, r *http.Request, err error) error {
	if problem.KindOf(err) != problem.Gone {
		return err
	}
	h.secretPage(w)
	return h.pages.Write(w, r, http.StatusGone, "consultation/letter", "letter.dead_title",
		LetterPage{Dead: true, Problem: err, Office: h.service.Settings().Reach().Mail})
}

// secretPage has the address of the page go nowhere: it is a key.
func (h *Handlers) secretPage(w http.ResponseWriter) {
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
}

// letterPage draws the page as its reader sees the world, whoever this browser is signed in as.
func (h *Handlers) letterPage(w http.ResponseWriter, r *http.Request, status int, o consultation.Opened, body LetterPage) error {
	h.secretPage(w)
	ctx := r.Context()
	frame := page.FrameFrom(ctx)
	if zone, err := schedule.LoadZone(o.Viewer.Zone); err == nil {
		frame.Zone, frame.City = zone, account.CityName(h.pages.Texts(), frame.Lang, o.Viewer.City)
	}
	r = r.WithContext(page.WithFrame(ctx, frame))
	var err error
	if body.Card, err = h.cards(ctx).Of(ctx, o.Viewer, o.Consultation); err != nil {
		return err
	}
	body.Secret, body.Name, body.Email, body.Purpose = r.PathValue("secret"), o.Viewer.Name, o.Viewer.Email, o.Link.Purpose
	body.Office, body.Reasons, body.Late = h.service.Settings().Reach().Mail, consultation.ReasonsOf["cancel"], consultation.LateMinutes
	body.Instead = h.service.Settings().MayRetime(o.Consultation, body.Side, h.service.Now())
	if o.Link.Purpose == consultation.LinkMove && !body.Done && !body.Dead {
		if body.Slots, body.Strip, err = h.SlotsToMove(r, body.Card, false); err != nil {
			return err
		}
		KeepChoice(body.Typed.Start, body.Slots)
	}
	if o.Link.Purpose == consultation.LinkAccept && body.Side == consultation.Supplier && !body.Done && !body.Dead {
		if body.Hosts, err = h.service.Hosts(ctx, o.Consultation, o.Viewer.User); err != nil {
			return err
		}
	}
	if o.Link.Purpose == consultation.LinkMove && body.Done || o.Link.Purpose == consultation.LinkAnswer && !body.Done && !body.Dead {
		if body.Asked, err = h.service.OpenProposal(ctx, o.Consultation); err != nil {
			return err
		}
	}
	return h.pages.Write(w, r, status, "consultation/letter", "letter.title", body, "Number", o.Consultation.Number)
}

// SlotsToMove are times that a consultation may move to, on the viewer's wall and on the other side's.
func (h *Handlers) SlotsToMove(r *http.Request, c Card, anytime bool) ([]SlotChoice, Strip, error) {
	near, strip, err := h.otherTimes(r, h.service.MoveQuery(c.Consultation, anytime), c.StartsAt, 24)
	if err != nil {
		return nil, strip, err
	}
	near = slices.DeleteFunc(near, func(s schedule.Slot) bool { return s.Start.Equal(c.StartsAt) || !s.Start.After(h.service.Now()) })
	other, err := schedule.LoadZone(c.Zone)
	if err != nil {
		return nil, strip, err
	}
	return choices(near, page.ZoneOf(r.Context()), other, time.Time{}), strip, nil
}

// Word is what somebody said about coming, or what is open for the office.
type Word struct {
	Key     string // "letter.said_<answer>" or "letter.task_<kind>"
	Name    string // empty: somebody unknown
	Minutes int
	Note    string
	At      time.Time
}

// words fills in what has been said about coming, and what mail left for the office.
func (h *Handlers) words(ctx context.Context, v account.Viewer, body *Page) error {
	if body.Side == consultation.Nobody {
		return nil
	}
	if (body.State == consultation.Confirmed || body.State == consultation.Live) && account.May(v, account.SayComing, body.Object()) == nil {
		body.Late = consultation.LateMinutes
	}
	body.cannot(h.service.Settings(), h.service.Now())
	said, err := h.service.WhoComes(ctx, body.Consultation)
	if err != nil {
		return err
	}
	var open []consultation.Task
	if body.Side == consultation.Office {
		if open, err = h.service.OpenTasks(ctx, body.ID); err != nil {
			return err
		}
	}
	var ids []account.UserID
	for _, s := range said {
		ids = append(ids, s.UserID)
	}
	for _, t := range open {
		ids = append(ids, t.UserID)
	}
	if len(ids) == 0 {
		return nil
	}
	people, err := h.accounts.Users(ctx, ids)
	if err != nil {
		return err
	}
	for _, s := range said {
		body.Words = append(body.Words, Word{"letter.said_" + s.Answer, people[s.UserID].Name, s.Minutes, "", s.SaidAt})
	}
	for _, t := range open {
		key := "letter.task_" + t.Kind
		if side := body.Part(t.UserID); t.Kind == consultation.TaskAlarm && side != consultation.Nobody {
			key += "_" + string(side)
		}
		body.Tasks = append(body.Tasks, Word{key, people[t.UserID].Name, 0, t.Note, t.OpenedAt})
	}
	return nil
}
