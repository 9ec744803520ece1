package consultation

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// moveForms are the forms of a consultation's page: what each asks of the service.
var moveForms = map[string]func(s *Service, r *http.Request, v account.Viewer, d Decision, form url.Values) (Consultation, error){
	"approve": func(s *Service, r *http.Request, v account.Viewer, d Decision, _ url.Values) (Consultation, error) {
		return s.Approve(r.Context(), v, d)
	},
	"return": func(s *Service, r *http.Request, v account.Viewer, d Decision, _ url.Values) (Consultation, error) {
		return s.Return(r.Context(), v, d)
	},
	"decline": func(s *Service, r *http.Request, v account.Viewer, d Decision, _ url.Values) (Consultation, error) {
		return s.Decline(r.Context(), v, d)
	},
	"resubmit": func(s *Service, r *http.Request, v account.Viewer, d Decision, form url.Values) (Consultation, error) {
		return s.Resubmit(r.Context(), v, d, topicOf(form))
	},
	"accept": func(s *Service, r *http.Request, v account.Viewer, d Decision, form url.Values) (Consultation, error) {
		return s.Accept(r.Context(), v, d, userOf(form.Get("host")))
	},
	"assign": func(s *Service, r *http.Request, v account.Viewer, d Decision, form url.Values) (Consultation, error) {
		if form.Get("interpreter") == "waive" {
			return s.WaiveInterpreter(r.Context(), v, d)
		}
		return s.AssignInterpreter(r.Context(), v, d, userOf(form.Get("interpreter")))
	},
	"answer": func(s *Service, r *http.Request, v account.Viewer, d Decision, form url.Values) (Consultation, error) {
		return s.AnswerAssignment(r.Context(), v, d, form.Get("answer") == "yes")
	},
	"cancel": func(s *Service, r *http.Request, v account.Viewer, d Decision, _ url.Values) (Consultation, error) {
		return s.Cancel(r.Context(), v, d)
	},
	"move": func(s *Service, r *http.Request, v account.Viewer, d Decision, form url.Values) (Consultation, error) {
		start, err := parseStart(form.Get("at"))
		if err != nil {
			return Consultation{}, err
		}
		return s.Reschedule(r.Context(), v, d, start)
	},
	"proposal": func(s *Service, r *http.Request, v account.Viewer, d Decision, form url.Values) (Consultation, error) {
		return s.AnswerProposal(r.Context(), v, d, form.Get("answer") == "yes")
	},
	"end": func(s *Service, r *http.Request, v account.Viewer, d Decision, _ url.Values) (Consultation, error) {
		return s.End(r.Context(), v, d.Number)
	},
	"coming": func(s *Service, r *http.Request, v account.Viewer, d Decision, form url.Values) (Consultation, error) {
		minutes, _ := strconv.Atoi(form.Get("minutes")) // nonsense is refused where minutes are needed
		return s.SayComing(r.Context(), v, Said{Number: d.Number, Answer: form.Get("answer"), Minutes: minutes, Note: d.Text})
	},
	"tasks-done": func(s *Service, r *http.Request, v account.Viewer, d Decision, _ url.Values) (Consultation, error) {
		return s.CloseTasks(r.Context(), v, d.Number)
	},
	"miss": func(s *Service, r *http.Request, v account.Viewer, d Decision, _ url.Values) (Consultation, error) {
		return s.Miss(r.Context(), v, d)
	},
	"undo-missed": func(s *Service, r *http.Request, v account.Viewer, d Decision, _ url.Values) (Consultation, error) {
		return s.Unmiss(r.Context(), v, d)
	},
	"fail": func(s *Service, r *http.Request, v account.Viewer, d Decision, _ url.Values) (Consultation, error) {
		return s.Fail(r.Context(), v, d)
	},
	"ask-outcome": func(s *Service, r *http.Request, v account.Viewer, d Decision, _ url.Values) (Consultation, error) {
		return s.AskOutcome(r.Context(), v, d)
	},
}

// Move makes one move: POST /{lang}/consultations/{number}/{move}. A refused one shows the consultation again with what
// was typed, in its present state.
func (h *Handlers) Move(w http.ResponseWriter, r *http.Request) error {
	move, ok := moveForms[r.PathValue("move")]
	if !ok {
		return problem.New(problem.NotFound, "not_found")
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	v, form, number := account.ViewerFrom(r.Context()), r.PostForm, r.PathValue("number")
	d := Decision{Number: number, Version: version(form), Reason: form.Get("reason"), Text: clip(form.Get("text"), 500)}
	c, err := move(h.service, r, v, d, form)
	if err != nil && !showAgain(err) {
		return err
	}
	if err != nil {
		return h.refused(w, r, number, form, err)
	}
	if form.Get("from") == "queue" {
		return seeOther(w, r, "/desk/queue?done="+url.QueryEscape(c.Number))
	}
	if form.Get("from") == "board" {
		return seeOther(w, r, "/desk/live?done="+url.QueryEscape(c.Number))
	}
	return seeOther(w, r, "/consultations/"+c.Number+"?done="+r.PathValue("move"))
}

func (h *Handlers) refused(w http.ResponseWriter, r *http.Request, number string, form url.Values, refusal error) error {
	c, err := h.service.ByNumber(r.Context(), account.ViewerFrom(r.Context()), number)
	if err != nil {
		return err
	}
	body, err := h.page(r, c)
	if err != nil {
		return err
	}
	body.Problem = refusal
	body.Typed = FormTyped{Move: r.PathValue("move"), Reason: form.Get("reason"), Text: clip(form.Get("text"), 500), Start: form.Get("at"), Host: form.Get("host")}
	if body.Typed.Move == "resubmit" {
		topic := topicOf(form)
		body.Typed.Topic = &topic
	}
	if taken, ok := errors.AsType[*Taken](refusal); ok {
		if zone, err := schedule.LoadZone(c.SupplierZone); err == nil {
			body.Alternatives = choices(taken.Alternatives, zoneOf(r), zone, time.Time{})
		}
	}
	return h.pages.Write(w, r, statusOf(refusal), "consultation/page", "consultation.page_title", body, "Number", c.Number)
}

// userOf is a person's id from a form, zero when it is none.
func userOf(text string) account.UserID {
	id, err := uuid.Parse(text)
	if err != nil {
		return account.UserID{}
	}
	return account.UserID{UUID: id}
}

// clip cuts a text to so many characters.
func clip(text string, limit int) string {
	runes := []rune(strings.ToValidUTF8(text, ""))
	return string(runes[:min(len(runes), limit)])
}
