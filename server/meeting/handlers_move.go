package meeting

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// moveForms are the forms of a consultation's page: what each asks of the service.
var moveForms = map[string]func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error){
	"approve": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Approve(r.Context(), v, d)
	},
	"return": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Return(r.Context(), v, d)
	},
	"decline": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Decline(r.Context(), v, d)
	},
	"resubmit": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return s.Resubmit(r.Context(), v, d, topicOf(form))
	},
	"accept": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return s.Accept(r.Context(), v, d, userOf(form.Get("host")))
	},
	"assign": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		if form.Get("interpreter") == "waive" {
			return s.WaiveInterpreter(r.Context(), v, d)
		}
		return s.AssignInterpreter(r.Context(), v, d, userOf(form.Get("interpreter")))
	},
	"waive": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.WaiveInterpreter(r.Context(), v, d)
	},
	"need": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.SetNeed(r.Context(), v, d)
	},
	"question-need": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.QuestionNeed(r.Context(), v, d.Number, d.Text)
	},
	"rate": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		stars, err := strconv.Atoi(form.Get("stars"))
		if err != nil {
			stars = 0
		}
		if err := s.Rate(r.Context(), v, d.Number, stars); err != nil {
			return consultation.Consultation{}, err
		}
		return consultation.Consultation{Number: d.Number}, nil
	},
	"answer": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return s.AnswerAssignment(r.Context(), v, d, form.Get("answer") == "yes")
	},
	"cancel": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Cancel(r.Context(), v, d)
	},
	"move": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		start, err := parseStart(form.Get("at"))
		if err != nil {
			return consultation.Consultation{}, err
		}
		return s.Reschedule(r.Context(), v, d, start)
	},
	"suggest": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		start, err := parseStart(form.Get("at"))
		if err != nil {
			return consultation.Consultation{}, err
		}
		return s.Suggest(r.Context(), v, d, start)
	},
	"proposal": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return s.AnswerProposal(r.Context(), v, d, form.Get("answer") == "yes")
	},
	"escalate": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Escalate(r.Context(), v, d.Number, d.Text)
	},
	"note": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return consultation.Consultation{Number: d.Number}, s.AddNote(r.Context(), v, d.Number, form.Get("note"))
	},
	"end": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.End(r.Context(), v, d.Number)
	},
	"say": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return s.Say(r.Context(), v, d.Number, form.Get("text"), page.LangOf(r.Context()))
	},
	"extend": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Lengthen(r.Context(), v, d)
	},
	"coming": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		minutes, _ := strconv.Atoi(form.Get("minutes")) // nonsense is refused where minutes are needed
		return s.SayComing(r.Context(), v, consultation.Said{Number: d.Number, Answer: form.Get("answer"), Minutes: minutes, Note: d.Text})
	},
	"invite-colleague": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return s.InviteColleague(r.Context(), v, d.Number, form.Get("colleague"))
	},
	"remove-colleague": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return s.RemoveColleague(r.Context(), v, d.Number, userOf(form.Get("colleague")).UUID)
	},
	"tasks-done": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.CloseTasks(r.Context(), v, d.Number)
	},
	"miss": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Miss(r.Context(), v, d)
	},
	"undo-missed": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Unmiss(r.Context(), v, d)
	},
	"fail": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Fail(r.Context(), v, d)
	},
	"ask-outcome": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.AskOutcome(r.Context(), v, d)
	},
	"amend": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return s.Amend(r.Context(), v, d, topicOf(form))
	},
	"prolong": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Prolong(r.Context(), v, d)
	},
	"suspend": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Suspend(r.Context(), v, d)
	},
	"resume": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.Resume(r.Context(), v, d)
	},
	"name-host": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return s.NameHost(r.Context(), v, d, userOf(form.Get("host")))
	},
	"wish": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		start, err := parseStart(form.Get("at"))
		if err != nil && form.Get("at") != "" {
			return consultation.Consultation{}, err
		}
		return s.TakeWish(r.Context(), v, d, start)
	},
	"call": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		return s.RecordCall(r.Context(), v, d.Number, consultation.Owner(form.Get("side")), form.Get("result"))
	},
	"close": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, _ url.Values) (consultation.Consultation, error) {
		return s.CloseByOffice(r.Context(), v, d)
	},
	"rebook": func(s *consultation.Service, r *http.Request, v account.Viewer, d consultation.Decision, form url.Values) (consultation.Consultation, error) {
		start, err := parseStart(form.Get("at"))
		if err != nil {
			return consultation.Consultation{}, err
		}
		return s.Rebook(r.Context(), v, d.Number, start, form.Get("key"))
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
	d := consultation.Decision{Number: number, Version: Version(form), Reason: form.Get("reason"), Text: consultation.Clip(form.Get("text"), 500), For: consultation.Owner(consultation.OneOf(form.Get("for"), []string{string(consultation.Supplier), string(consultation.Buyer), string(consultation.BothSides)}))}
	if form.Has("pair") {
		pair := schedule.ParsePair(form.Get("pair"))
		d.Pair = &pair
	}
	if name := r.PathValue("move"); name == "return" || name == "decline" {
		if err := h.fallback(r.Context(), number, &d); err != nil {
			return err
		}
	}
	err := h.ownProducts(r.Context(), v, r.PathValue("move"), number, form["products"])
	var c consultation.Consultation
	if err == nil {
		c, err = move(h.service, r, v, d, form)
	}
	if err != nil && !problem.OnForm(err) {
		return err
	}
	switch queued := form.Get("from") == "queue"; {
	case err != nil && queued:
		return h.refusedInQueue(w, r, number, form, err)
	case err != nil:
		return h.refused(w, r, number, form, err)
	case queued:
		return page.SeeOther(w, r, h.queue.Back(form, c.Number, r.PathValue("move")))
	}
	if form.Get("from") == "board" {
		return page.SeeOther(w, r, "/desk/live?done="+url.QueryEscape(c.Number)+"&did="+r.PathValue("move"))
	}
	return page.SeeOther(w, r, "/consultations/"+c.Number+"?done="+r.PathValue("move"))
}

// Queue is where the office decides in rows. A move that is made from there leads back to it.
type Queue interface {
	// Back is the queue's path as it was filtered, after a move of a consultation.
	Back(form url.Values, number, move string) string
	// Refuse writes the queue again with a refusal in its row.
	Refuse(w http.ResponseWriter, r *http.Request, query url.Values, refused RefusedRow) error
}

// RefusedRow is a decision that was refused, to be shown in its row with what was typed.
type RefusedRow struct {
	Number  string
	Problem error
	Clashes []string
	Typed   FormTyped
}

// DecideIn says where the office decides in rows.
func (h *Handlers) DecideIn(queue Queue) { h.queue = queue }

// IsMove reports whether a name is that of a form of a consultation's page.
func IsMove(name string) bool { return moveForms[name] != nil }

// refusedInQueue shows the queue again with the refusal in its row; a row that is gone meanwhile is told of on its own page.
func (h *Handlers) refusedInQueue(w http.ResponseWriter, r *http.Request, number string, form url.Values, refusal error) error {
	query, err := url.ParseQuery(form.Get("back"))
	if err != nil {
		query = url.Values{}
	}
	items, err := h.service.Queue(r.Context(), account.ViewerFrom(r.Context()))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(items, func(i consultation.Item) bool { return i.Number == number && i.Task == uuid.Nil })
	if at < 0 {
		return h.refused(w, r, number, form, refusal)
	}
	clashes, err := h.explain(r, items[at].Consultation, form, refusal)
	if err != nil {
		return err
	}
	return h.queue.Refuse(w, r, query, RefusedRow{Number: number, Problem: refusal, Clashes: clashes,
		Typed: FormTyped{Move: r.PathValue("move"), Reason: form.Get("reason"), Text: consultation.Clip(form.Get("text"), 500), Start: form.Get("at"), Pair: form.Get("pair")}})
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
	if body.Clashes, err = h.explain(r, c, form, refusal); err != nil {
		return err
	}
	body.Problem = refusal
	body.Typed = FormTyped{Move: r.PathValue("move"), Reason: form.Get("reason"), Text: consultation.Clip(form.Get("text"), 500), Start: form.Get("at"), Host: form.Get("host"), Pair: form.Get("pair"), Colleague: consultation.Clip(form.Get("colleague"), 254)}
	h.remind(&body, refusal)
	retryAfter(w, refusal)
	if body.Typed.Move == "resubmit" || body.Typed.Move == "amend" {
		topic := topicOf(form)
		body.Typed.Topic = &topic
	}
	if taken, ok := errors.AsType[*consultation.Taken](refusal); ok {
		if zone, err := schedule.LoadZone(body.Zone); err == nil {
			body.Alternatives = choices(taken.Alternatives, page.ZoneOf(r.Context()), zone, time.Time{})
		}
	}
	return h.pages.Write(w, r, problem.KindOf(refusal).Status(), "consultation/page", "consultation.page_title", body, "Number", c.Number)
}

// userOf is a person's id from a form, zero when it is none.
func userOf(text string) account.UserID {
	id, err := uuid.Parse(text)
	if err != nil {
		return account.UserID{}
	}
	return account.UserID{UUID: id}
}
