package briefing

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the pack's page.
type Handlers struct {
	service *Service
	pages   *page.Pages
}

// NewHandlers makes it.
func NewHandlers(service *Service, pages *page.Pages) *Handlers { return &Handlers{service, pages} }

// PackPage is "briefing/pack".
type PackPage struct {
	Pack
	Number  string
	Other   account.Company // whose clock stands beside the viewer's
	Usual   []string        // locale keys of the usual agenda, while there is no other
	People  []Person
	Blank   []int // empty lines to type new terms into
	Saved   bool
	Problem *problem.Error
}

// Person is somebody who comes.
type Person struct {
	Name      string
	Part      string // locale key "consultation.side_<part>"
	Company   map[string]string
	Languages []string
}

// usual is the agenda of a first talk.
var usual = []string{"briefing.agenda_greet", "briefing.agenda_company", "briefing.agenda_product", "briefing.agenda_terms", "briefing.agenda_next"}

// Show opens the pack: GET /{lang}/consultations/{number}/briefing.
func (h *Handlers) Show(w http.ResponseWriter, r *http.Request) error {
	pack, err := h.service.Open(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("number"))
	if err != nil {
		return err
	}
	return h.write(w, r, http.StatusOK, PackPage{Pack: pack, Saved: r.FormValue("saved") == "1"})
}

// Edit keeps the glossary and the agenda: POST /{lang}/consultations/{number}/briefing.
func (h *Handlers) Edit(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	v, number := account.ViewerFrom(r.Context()), r.PathValue("number")
	words := typed(r)
	err := h.service.Edit(r.Context(), v, number, words)
	refusal, known := errors.AsType[*problem.Error](err)
	switch {
	case err == nil:
		http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/consultations/"+number+"/briefing?saved=1#glossary-title", http.StatusSeeOther)
		return nil
	case !known || refusal.Kind != problem.Invalid && refusal.Kind != problem.Conflict:
		return err
	}
	pack, err := h.service.Open(r.Context(), v, number)
	if err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if refusal.Kind == problem.Conflict {
		status = http.StatusConflict
	}
	pack.Terms, pack.Agenda = words.Terms, words.Agenda
	return h.write(w, r, status, PackPage{Pack: pack, Problem: refusal})
}

// typed are the lines of the form; all lists are of one length when a browser sends them.
func typed(r *http.Request) Words {
	w := Words{Agenda: r.PostForm.Get("agenda")}
	at := func(name string, i int) string {
		if all := r.PostForm[name]; i < len(all) {
			return all[i]
		}
		return ""
	}
	for i := range min(len(r.PostForm["id"]), termsMost+blank) {
		id, err := uuid.Parse(at("id", i))
		if err != nil {
			id = uuid.Nil
		}
		w.Terms = append(w.Terms, Term{ID: id, Term: at("term", i), Ko: at("ko", i), Target: at("target", i), Note: at("note", i)})
	}
	return w
}

// blank is how many empty lines the form has.
const blank = 3

func (h *Handlers) write(w http.ResponseWriter, r *http.Request, status int, body PackPage) error {
	c := body.Consultation
	body.Number, body.Other, body.Blank = c.Number, body.Buyer, make([]int, blank)
	if zone := page.FrameFrom(r.Context()).Zone; zone != nil && zone.String() == body.Buyer.Zone {
		body.Other = body.Supplier
	}
	if body.Agenda == "" {
		body.Usual = usual
	}
	body.People = body.people()
	return h.pages.Write(w, r, status, "briefing/pack", "briefing.page_title", body, "Number", c.Number)
}

// people are those who come, in the order of the talk.
func (p PackPage) people() []Person {
	c := p.Consultation
	var all []Person
	for _, who := range []struct {
		id   account.UserID
		part string
		of   account.Company
	}{{c.HostUser, "supplier", p.Supplier}, {c.BuyerUser, "buyer", p.Buyer}, {c.InterpreterUser, "interpreter", account.Company{}}, {c.SecondUser, "interpreter", account.Company{}}} {
		if u, known := p.Pack.People[who.id]; known {
			all = append(all, Person{u.Name, who.part, who.of.Names(), u.Languages})
		}
	}
	return all
}
