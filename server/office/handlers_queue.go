package office

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Queue is what waits for the office: GET /{lang}/desk/queue. Its filters, the selected row and the row whose free times
// are shown stand in the URL, so that all works by links and forms.
func (h *Handlers) Queue(w http.ResponseWriter, r *http.Request) error {
	return h.write(w, r, r.URL.Query(), http.StatusOK, meeting.RefusedRow{})
}

func (h *Handlers) write(w http.ResponseWriter, r *http.Request, query url.Values, status int, refused meeting.RefusedRow) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	all, err := h.service.Queue(ctx, v)
	if err != nil {
		return err
	}
	lead, err := h.queueLead(r, v)
	if err != nil {
		return err
	}
	body, err := h.queueBody(ctx, v, lead, all, query)
	if err != nil {
		return err
	}
	if err := h.suggest(r, &body, query.Get("suggest"), refused); err != nil {
		return err
	}
	for i := range body.Rows {
		if row := &body.Rows[i]; refused.Problem != nil && row.Number == refused.Number && row.Task == "" {
			row.Problem, row.Clashes, row.Typed, body.At = refused.Problem, refused.Clashes, refused.Typed, row.Key
			meeting.KeepChoice(row.Typed.Start, row.Slots)
		}
	}
	return h.pages.Write(w, r, status, "desk/queue", "consultation.queue_title", body)
}

// Refuse writes the queue again with a refusal in its row.
func (h *Handlers) Refuse(w http.ResponseWriter, r *http.Request, query url.Values, refused meeting.RefusedRow) error {
	return h.write(w, r, query, problem.KindOf(refused.Problem).Status(), refused)
}

// queueLead is what the page says beside its rows: who is on duty, notes, and what has just been done.
func (h *Handlers) queueLead(r *http.Request, v account.Viewer) (QueuePage, error) {
	ctx, query := r.Context(), r.URL.Query()
	body := QueuePage{Reasons: consultation.ReasonsOf, Templates: h.meetings.Templates(), Done: consultation.Clip(query.Get("done"), 20), Did: query.Get("did"), Now: h.service.Now()}
	if !meeting.IsMove(body.Did) {
		body.Did = ""
	}
	body.MayDecide = account.May(v, account.WriteNote, account.Object{}) == nil
	pairs, err := h.meetings.Pairs(ctx)
	if err != nil {
		return body, err
	}
	body.Pairs = pairs
	if kept := h.sessions.Manager.PopString(ctx, "rulings"); kept != "" {
		if err := json.Unmarshal([]byte(kept), &body.Rulings); err != nil {
			return body, err
		}
	}
	notes, err := h.service.Notes(ctx, v)
	if err != nil {
		return body, err
	}
	duty, err := h.service.Duty(ctx, v)
	if err != nil {
		return body, err
	}
	people := []account.UserID{duty.Officer}
	for _, n := range notes[consultation.ID{}] {
		people = append(people, n.Author)
	}
	names, err := h.accounts.Users(ctx, people)
	if err != nil {
		return body, err
	}
	body.Duty, body.Since, body.OnDuty = names[duty.Officer].Name, duty.Since, duty.Officer == v.User
	body.Notes = meeting.NoteLines(notes[consultation.ID{}], names)
	return body, nil
}

// suggest computes the free times of the row that was asked for, and of one whose suggestion was refused.
func (h *Handlers) suggest(r *http.Request, body *QueuePage, key string, refused meeting.RefusedRow) error {
	for i := range body.Rows {
		row := &body.Rows[i]
		again := refused.Typed.Move == "suggest" && row.Number == refused.Number && row.Task == ""
		if row.Key != key && !again || !row.Movable {
			continue
		}
		near, strip, err := h.meetings.SlotsToMove(r, row.Card, true)
		if err != nil {
			return err
		}
		if len(strip.Days) == 0 {
			near = near[:min(len(near), 8)]
		}
		here, _, _ := strings.Cut(row.Suggest, "#")
		row.Slots, row.Strip, row.Suggesting, body.At = near, strip.Under(here), true, row.Key
	}
	return nil
}

// ApproveAll approves the rows that are ticked, and lists what became of each: POST /{lang}/desk/queue/approve.
func (h *Handlers) ApproveAll(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	var picked []consultation.Decision
	for _, pick := range r.PostForm["pick"] {
		picked = append(picked, parsePick(pick))
	}
	rulings, err := h.service.ApproveAll(r.Context(), account.ViewerFrom(r.Context()), picked[:min(len(picked), bulkMost)])
	if err != nil {
		return err
	}
	lines := make([]RulingLine, len(rulings))
	for i, ruling := range rulings {
		lines[i] = RulingLine{Number: ruling.Number, Done: ruling.Err == nil}
		if ruling.Err != nil {
			if problem.KindOf(ruling.Err) == problem.Internal {
				return ruling.Err
			}
			lines[i].Why = h.sentence(r, ruling.Err)
		}
	}
	kept, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	h.sessions.Manager.Put(r.Context(), "rulings", string(kept))
	return page.SeeOther(w, r, h.Back(r.PostForm, "", ""))
}

const bulkMost = 100

// TakeDuty puts the officer on duty: POST /{lang}/desk/duty.
func (h *Handlers) TakeDuty(w http.ResponseWriter, r *http.Request) error {
	if err := h.service.TakeDuty(r.Context(), account.ViewerFrom(r.Context()), consultation.Clip(r.PostFormValue("note"), consultation.NoteMax)); err != nil {
		return err
	}
	return page.SeeOther(w, r, "/desk/queue")
}

// Note leaves a note for the office: POST /{lang}/desk/notes.
func (h *Handlers) Note(w http.ResponseWriter, r *http.Request) error {
	err := h.service.AddNote(r.Context(), account.ViewerFrom(r.Context()), "", consultation.Clip(r.PostFormValue("note"), consultation.NoteMax))
	if problem.Is(err, problem.Invalid) {
		return h.write(w, r, r.URL.Query(), http.StatusUnprocessableEntity, meeting.RefusedRow{})
	}
	if err != nil {
		return err
	}
	return page.SeeOther(w, r, "/desk/queue")
}

// TaskDone takes a task out of the queue: POST /{lang}/desk/tasks/{id}/done.
func (h *Handlers) TaskDone(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		id = uuid.Nil
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	c, err := h.service.DoneTask(r.Context(), account.ViewerFrom(r.Context()), id)
	if err != nil {
		return err
	}
	return page.SeeOther(w, r, h.Back(r.PostForm, c.Number, ""))
}

// Back is the queue as it was filtered, with the next row selected.
func (h *Handlers) Back(form url.Values, number, did string) string {
	query, err := url.ParseQuery(form.Get("back"))
	if err != nil {
		query = url.Values{}
	}
	kept := queueFilters(query)
	for name, value := range map[string]string{"done": number, "did": did, "at": consultation.RowKey(form.Get("next"))} {
		if value != "" {
			kept.Set(name, value)
		}
	}
	path := "/desk/queue"
	if len(kept) > 0 {
		path += "?" + kept.Encode()
	}
	if at := kept.Get("at"); at != "" {
		path += "#" + at
	}
	return path
}

func (h *Handlers) sentence(r *http.Request, err error) string {
	refusal, ok := asRefusal(err)
	if !ok {
		return ""
	}
	return h.pages.Texts().T(page.LangOf(r.Context()), "problem."+refusal.Code, refusal.Args...)
}

// dueIn is how far away a deadline is, in parts for a sentence.
func dueIn(due *time.Time, now time.Time) Left {
	if due == nil {
		return Left{}
	}
	d := due.Sub(now)
	left := Left{Over: d < 0}
	minutes := int(d.Abs() / time.Minute)
	left.Days, left.Hours, left.Minutes = minutes/(24*60), minutes/60%24, minutes%60
	return left
}
