package account

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// PeoplePage is "account/people": who acts for a company, and a form that brings somebody in.
type PeoplePage struct {
	Company Company
	Office  bool // an officer looks at it
	Me      UserID
	People  []User
	Langs   []string
	Typed   Newcomer
	Done    string // "added", "removed" or nothing
	Name    string // of who was added
	Problem *problem.Error
}

// MakerPage is "account/maker": a company of the city that the office enters.
type MakerPage struct {
	Typed     Maker
	Countries []string
	Langs     []string
	Problem   *problem.Error
}

// TypedNewcomer is what a form says of a person.
func TypedNewcomer(r *http.Request) Newcomer {
	return Newcomer{Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Lang: r.PostFormValue("lang")}
}

// People shows them: GET /{lang}/people/{slug}.
func (h *Handlers) People(w http.ResponseWriter, r *http.Request) error {
	return h.people(w, r, http.StatusOK, PeoplePage{Done: r.URL.Query().Get("done"), Name: r.URL.Query().Get("name")})
}

func (h *Handlers) people(w http.ResponseWriter, r *http.Request, status int, body PeoplePage) error {
	ctx := r.Context()
	v := ViewerFrom(ctx)
	c, err := h.keptCompany(r, v)
	if err != nil {
		return err
	}
	if body.People, err = h.service.Members(ctx, c.ID); err != nil {
		return err
	}
	body.Company, body.Me, body.Langs = c, v.User, locale.Offered
	body.Office = !v.partyTo(c.object())
	if body.Typed.Lang == "" {
		body.Typed.Lang = page.FrameFrom(ctx).Lang
	}
	return h.pages.Write(w, r, status, "account/people", "account.people_title", body)
}

// keptCompany is the company of the path, for who may keep its people.
func (h *Handlers) keptCompany(r *http.Request, v Viewer) (Company, error) {
	c, err := h.service.CompanyBySlug(r.Context(), r.PathValue("slug"))
	if problem.Is(err, problem.NotFound) { // as somebody else's is
		if refused := May(v, KeepMembers, Object{}); refused != nil {
			return Company{}, refused
		}
	}
	if err != nil {
		return Company{}, err
	}
	return c, May(v, KeepMembers, c.object())
}

// ChangePeople brings somebody in, or takes somebody out: POST /{lang}/people/{slug}.
func (h *Handlers) ChangePeople(w http.ResponseWriter, r *http.Request) error {
	v, typed := ViewerFrom(r.Context()), TypedNewcomer(r)
	c, err := h.keptCompany(r, v)
	if err != nil {
		return err
	}
	done := "removed"
	if r.PostFormValue("do") == "remove" {
		err = h.removePerson(r, v, c)
	} else {
		done = "added"
		err = h.addPerson(r, v, c, typed)
	}
	if refusal, ok := errors.AsType[*problem.Error](err); ok && (refusal.Kind == problem.Invalid || refusal.Kind == problem.Conflict) {
		return h.people(w, r, refusal.Kind.Status(), PeoplePage{Typed: typed, Problem: refusal})
	}
	if err != nil {
		return err
	}
	return h.to(w, r, "/people/"+c.Slug+"?done="+done)
}

func (h *Handlers) addPerson(r *http.Request, v Viewer, c Company, typed Newcomer) error {
	if err := h.limits.Allow(r.Context(), limitBring, v.User.String()); err != nil {
		return err
	}
	_, err := h.service.AddMember(r.Context(), v, c, typed)
	return err
}

func (h *Handlers) removePerson(r *http.Request, v Viewer, c Company) error {
	id, err := uuid.Parse(r.PostFormValue("person"))
	if err != nil {
		return problem.New(problem.NotFound, "user_unknown")
	}
	return h.service.RemoveMember(r.Context(), v, c, UserID{id})
}

// MakerForm asks for a company of the city: GET /{lang}/desk/makers/new.
func (h *Handlers) MakerForm(w http.ResponseWriter, r *http.Request) error {
	if err := May(ViewerFrom(r.Context()), RegisterMaker, Object{}); err != nil {
		return err
	}
	return h.makerForm(w, r, http.StatusOK, MakerPage{Typed: Maker{Country: h.home.Country, City: h.home.City, First: Newcomer{Lang: "ko"}}})
}

func (h *Handlers) makerForm(w http.ResponseWriter, r *http.Request, status int, body MakerPage) error {
	body.Countries, body.Langs = CountriesByName(h.pages.Texts(), page.FrameFrom(r.Context()).Lang), locale.Offered
	return h.pages.Write(w, r, status, "account/maker", "account.maker_title", body)
}

// AddMaker enters it and leads to its file: POST /{lang}/desk/makers/new.
func (h *Handlers) AddMaker(w http.ResponseWriter, r *http.Request) error {
	typed := Maker{NameEn: r.PostFormValue("company"), NameKo: r.PostFormValue("company_ko"), Country: r.PostFormValue("country"),
		City: r.PostFormValue("city"), Zone: h.home.Zone, First: TypedNewcomer(r)}
	c, err := h.service.RegisterMaker(r.Context(), ViewerFrom(r.Context()), typed)
	if refusal, ok := errors.AsType[*problem.Error](err); ok && refusal.Kind == problem.Invalid {
		return h.makerForm(w, r, http.StatusUnprocessableEntity, MakerPage{Typed: typed, Problem: refusal})
	}
	if err != nil {
		return err
	}
	return h.to(w, r, "/people/"+c.Slug+"?done=added")
}
