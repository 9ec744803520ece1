package meeting

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// held is the draft of a booking's address with its company, for the browser that holds it. One that is over is shown with
// a warning: its slot may still be free.
func (h *Handlers) held(r *http.Request) (catalog.Company, consultation.Consultation, error) {
	company, err := h.company(r)
	if err != nil {
		return catalog.Company{}, consultation.Consultation{}, err
	}
	id, err := parseID(r.PathValue("draft"))
	if err != nil {
		return company, consultation.Consultation{}, err
	}
	draft, err := h.service.Draft(r.Context(), h.opener(r.Context(), false), id)
	if err == nil && draft.SupplierCompany != company.ID {
		err = problem.New(problem.NotFound, "not_found")
	}
	return company, draft, err
}

// What is step 2: GET /{lang}/book/{slug}/{draft}.
func (h *Handlers) What(w http.ResponseWriter, r *http.Request) error {
	company, draft, err := h.held(r)
	if err != nil {
		return err
	}
	if draft.Number != "" {
		return page.SeeOther(w, r, "/consultations/"+draft.Number)
	}
	topic := draft.Topic
	if sku := r.URL.Query().Get("product"); sku != "" && len(topic.Products) == 0 {
		topic.Products = []string{sku}
	}
	wished, err := h.service.Wishes(r.Context(), draft)
	if err != nil {
		return err
	}
	brought, err := h.service.Colleagues(r.Context(), draft.ID)
	if err != nil {
		return err
	}
	return h.writeWhat(w, r, http.StatusOK, WhatPage{Company: company, Draft: draft, Topic: topic, Wished: startsOf(wished), Colleagues: consultation.AddressesOf(brought)})
}

// Describe keeps step 2: POST /{lang}/book/{slug}/{draft}.
func (h *Handlers) Describe(w http.ResponseWriter, r *http.Request) error {
	company, draft, err := h.held(r)
	if err != nil {
		return err
	}
	uploads, closed, err := inquiry.FilesOfForm(r)
	defer closed()
	if problem.OnForm(err) && err != nil { // larger than a form may be: nothing of it could be read
		return h.writeWhat(w, r, problem.KindOf(err).Status(), WhatPage{Company: company, Draft: draft, Topic: draft.Topic, Problem: err})
	}
	if err == nil {
		err = r.ParseForm()
	}
	if err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	topic, wished := topicOf(r.PostForm), parseStarts(r.PostForm["wishes"])
	ctx := r.Context()
	_, described := h.service.Describe(ctx, draft.Opener, draft.ID, topic)
	attached := h.attachFiles(r, draft, uploads)
	spoken, err := h.spoken(ctx, company)
	if err != nil {
		return err
	}
	without := r.PostForm.Get("without") != ""
	refusal := problem.Together(
		described, topic.Check(), spoken.Check(topic, without), h.belong(ctx, company.Slug, topic.Products, nil), h.service.Wish(ctx, draft.Opener, draft.ID, wished),
		h.service.KeepColleagues(ctx, draft.Opener, draft.ID, consultation.AddressesIn(r.PostForm.Get("colleagues"))), attached)
	switch elsewhen := r.URL.Query(); {
	case elsewhen.Has("from") && (refusal == nil || problem.OnForm(refusal)): // to wish for times of other days
		return page.SeeOther(w, r, bookPath(company, draft)+"?"+url.Values{"from": elsewhen["from"], "day": elsewhen["day"]}.Encode()+"#wishes")
	case refusal == nil:
	case !problem.OnForm(refusal):
		return refusal
	default:
		return h.writeWhat(w, r, problem.KindOf(refusal).Status(), WhatPage{Company: company, Draft: draft, Topic: topic, Wished: wished, Without: without,
			Colleagues: consultation.Clip(r.PostForm.Get("colleagues"), 4000), FilesLost: attached != nil && len(uploads) > 0, Problem: refusal})
	}
	return page.SeeOther(w, r, bookPath(company, draft)+"/who")
}

func (h *Handlers) writeWhat(w http.ResponseWriter, r *http.Request, status int, body WhatPage) error {
	pairs, err := h.Pairs(r.Context())
	if err != nil {
		return err
	}
	body.Pairs, body.Goals, body.Languages, body.Most = pairs, consultation.Goals, interpreter.Spoken, consultation.ColleaguesMost
	if body.Files, err = h.service.DraftFiles(r.Context(), body.Draft); err != nil {
		return err
	}
	body.FileMost, body.FilesMost = int(h.inquiries.Settings.FileMost>>20), h.inquiries.Settings.FilesMost
	if body.Company.Products, err = h.offered(r.Context(), body.Company, body.Topic.Products); err != nil {
		return err
	}
	if err := h.propose(r, &body); err != nil {
		return err
	}
	query := schedule.SlotQuery{Company: body.Company.ID, Length: body.Draft.Length(), Demand: schedule.Demand{Pair: body.Topic.Pair()}, Guest: page.ZoneOf(r.Context()),
		Buyer: account.ViewerFrom(r.Context()).User}
	near, strip, err := h.otherTimes(r, query, body.Draft.StartsAt, wishesOffered)
	if err != nil {
		return err
	}
	body.Strip = strip
	for _, at := range body.Wished { // those of other days stay to be chosen
		if !slices.ContainsFunc(near, func(s schedule.Slot) bool { return s.Start.Equal(at) }) {
			near = append(near, schedule.Slot{Window: schedule.Window{Start: at, End: at.Add(body.Draft.Length())}})
		}
	}
	slices.SortFunc(near, func(a, b schedule.Slot) int { return a.Start.Compare(b.Start) })
	body.wishes(choices(near, page.ZoneOf(r.Context()), h.companyZone(body.Company), time.Time{}))
	return h.pages.Write(w, r, status, "consultation/what", "consultation.what_title", body)
}

// propose chooses the language of the talk, and an interpreter where the sides are not known to share it, until the visitor has
// chosen; what was kept without an interpreter was meant so.
func (h *Handlers) propose(r *http.Request, body *WhatPage) error {
	both, err := h.spoken(r.Context(), body.Company)
	if err != nil {
		return err
	}
	t := &body.Topic
	anew := t.Language == "" && body.Problem == nil
	if t.Language == "" {
		t.Language = both.Talk(page.LangOf(r.Context()), interpreter.Spoken)
	}
	if anew && t.Pair() == (schedule.Pair{}) {
		pair := schedule.ParsePair(both.Between(t.Language, body.Pairs))
		t.NeedFrom, t.NeedTo = pair.From, pair.To
	}
	body.Need = !both.Suffices(t.Language)
	body.Without = body.Need && (body.Without || !anew && body.Problem == nil && t.Pair() == (schedule.Pair{}))
	return nil
}

// spoken is what the company and the viewer's side are known to speak.
func (h *Handlers) spoken(ctx context.Context, company catalog.Company) (consultation.Spoken, error) {
	supplier, err := h.accounts.Company(ctx, company.ID)
	if err != nil {
		return consultation.Spoken{}, err
	}
	s, v := consultation.Spoken{Supplier: supplier.Languages}, account.ViewerFrom(ctx)
	id, ok := v.Company(account.Buyer)
	if !ok {
		return s, nil
	}
	buyer, err := h.accounts.Company(ctx, id)
	if err != nil {
		return consultation.Spoken{}, err
	}
	person, err := h.accounts.User(ctx, v.User)
	s.Buyer = append(slices.Clone(person.Languages), buyer.Languages...)
	return s, err
}

// Extend gives a hold its one more time: POST /{lang}/book/{slug}/{draft}/extend.
func (h *Handlers) Extend(w http.ResponseWriter, r *http.Request) error {
	company, draft, err := h.held(r)
	if err != nil {
		return err
	}
	if _, err := h.service.Extend(r.Context(), draft.Opener, draft.ID); err != nil && !problem.Is(err, problem.Conflict) {
		return err
	}
	back := bookPath(company, draft)
	if r.FormValue("step") == "who" {
		back += "/who"
	}
	return page.SeeOther(w, r, back)
}

// Who is step 3: GET /{lang}/book/{slug}/{draft}/who.
func (h *Handlers) Who(w http.ResponseWriter, r *http.Request) error {
	company, draft, err := h.held(r)
	if err != nil {
		return err
	}
	if draft.Number != "" {
		return page.SeeOther(w, r, "/consultations/"+draft.Number)
	}
	if draft.Check() != nil { // step 2 was passed over
		return page.SeeOther(w, r, bookPath(company, draft))
	}
	return h.writeWho(w, r, http.StatusOK, WhoPage{Company: company, Draft: draft, Typed: draft.Typed})
}

func (h *Handlers) writeWho(w http.ResponseWriter, r *http.Request, status int, body WhoPage) error {
	viewer := account.ViewerFrom(r.Context())
	body.Signed, body.Countries, body.Places = viewer.SignedIn(), account.CountriesByName(h.pages.Texts(), page.LangOf(r.Context())), account.Places
	products, err := h.products(r.Context(), body.Draft)
	if err != nil {
		return err
	}
	body.Products = products
	brought, err := h.service.Colleagues(r.Context(), body.Draft.ID)
	if err != nil {
		return err
	}
	if body.Files, err = h.service.DraftFiles(r.Context(), body.Draft); err != nil {
		return err
	}
	for _, c := range brought {
		body.Colleagues = append(body.Colleagues, c.Email)
	}
	if id, ok := viewer.Company(account.Buyer); ok {
		company, err := h.accounts.Company(r.Context(), id)
		if err != nil {
			return err
		}
		body.Buyer = company
	} else if err := h.behalf(r, &body); err != nil {
		return err
	}
	if body.Place == "" {
		zone := page.ZoneOf(r.Context()).String()
		if i := slices.IndexFunc(account.Places, func(p account.Place) bool { return p.Zone == zone }); i >= 0 {
			body.Place = account.Places[i].Key
		}
	}
	return h.pages.Write(w, r, status, "consultation/who", "consultation.who_title", body)
}

// Send asks for the consultation, or first for the code that signs a visitor in: POST /{lang}/book/{slug}/{draft}/who.
func (h *Handlers) Send(w http.ResponseWriter, r *http.Request) error {
	company, draft, err := h.held(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	if account.ViewerFrom(r.Context()).SignedIn() {
		draft.Typed.Phone = consultation.Clip(r.PostForm.Get("phone"), 40)
		return h.request(w, r, company, draft)
	}
	typed, place := typedOf(h.pages.Texts(), r.PostForm)
	if err := h.introduce(r, draft, typed); err != nil {
		if !problem.OnForm(err) {
			return err
		}
		return h.writeWho(w, r, problem.KindOf(err).Status(), WhoPage{Company: company, Draft: draft, Typed: typed, Place: place, Problem: err})
	}
	return page.SeeOther(w, r, bookPath(company, draft)+"/code")
}

// request turns the draft into a request by the signed-in viewer.
func (h *Handlers) request(w http.ResponseWriter, r *http.Request, company catalog.Company, draft consultation.Consultation) error {
	wished, err := h.service.Wishes(r.Context(), draft)
	if err != nil {
		return err
	}
	phone, err := consultation.PhoneOf(draft.Typed.Phone)
	buyer, unnamed := h.asked(r)
	err = problem.Together(err, unnamed)
	var c consultation.Consultation
	if err == nil {
		c, err = h.service.Request(r.Context(), account.ViewerFrom(r.Context()), consultation.RequestForm{Draft: draft.ID, Opener: draft.Opener,
			Key: r.PostForm.Get("key"), Buyer: buyer, Topic: draft.Topic, Wishes: startsOf(wished), Beside: consultation.Beside{Phone: phone}})
	}
	if err == nil {
		return page.SeeOther(w, r, "/consultations/"+c.Number+"?done=request")
	}
	if !problem.OnForm(err) {
		return err
	}
	retryAfter(w, err)
	body := WhoPage{Company: company, Draft: draft, Typed: draft.Typed, Problem: err}
	if taken, ok := errors.AsType[*consultation.Taken](err); ok {
		body.Alternatives = choices(taken.Alternatives, page.ZoneOf(r.Context()), h.companyZone(company), time.Time{})
	}
	return h.writeWho(w, r, problem.KindOf(err).Status(), body)
}

func typedOf(texts *locale.Texts, form url.Values) (consultation.Typed, string) {
	t := consultation.Typed{Email: strings.TrimSpace(form.Get("email")), Name: strings.TrimSpace(form.Get("name")),
		Company: strings.TrimSpace(form.Get("company")), Country: form.Get("country"), Phone: consultation.Clip(form.Get("phone"), 40)}
	for _, p := range account.Places {
		if p.Key == form.Get("place") {
			t.Zone, t.City = p.Zone, texts.T(locale.Langs[0], "place.city_"+p.Key)
		}
	}
	return t, form.Get("place")
}

// introduce keeps who the visitor is, and sends the code.
func (h *Handlers) introduce(r *http.Request, draft consultation.Consultation, t consultation.Typed) error {
	var wrong []problem.Field
	for _, f := range []struct{ value, name, code string }{
		{t.Email, "email", "email_invalid"}, {t.Name, "name", "name_missing"}, {t.Company, "company", "company_missing"},
		{t.Country, "country", "country_unknown"}, {t.Zone, "place", "place_unknown"},
	} {
		if f.value == "" {
			wrong = append(wrong, problem.Field{Name: f.name, Code: f.code})
		}
	}
	if _, err := consultation.PhoneOf(t.Phone); err != nil {
		if p, ok := errors.AsType[*problem.Error](err); ok {
			wrong = append(wrong, p.Fields...)
		}
	}
	if r.PostForm.Get("consent") == "" {
		wrong = append(wrong, problem.Field{Name: "consent", Code: "consent_missing"})
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	if _, err := h.service.Introduce(r.Context(), draft.Opener, draft.ID, t); err != nil {
		return err
	}
	return h.door.SendCode(r, t.Email, r.URL.Path)
}

// Code asks for the code: GET /{lang}/book/{slug}/{draft}/code.
func (h *Handlers) Code(w http.ResponseWriter, r *http.Request) error {
	company, draft, err := h.held(r)
	if err != nil {
		return err
	}
	if account.ViewerFrom(r.Context()).SignedIn() || draft.Typed.Email == "" {
		return page.SeeOther(w, r, bookPath(company, draft)+"/who")
	}
	return h.pages.Write(w, r, http.StatusOK, "consultation/code", "consultation.code_title", CodePage{Company: company, Draft: draft, Email: draft.Typed.Email})
}

// UseCode signs the visitor in, registers a new buyer, and asks for the consultation: POST /{lang}/book/{slug}/{draft}/code.
func (h *Handlers) UseCode(w http.ResponseWriter, r *http.Request) error {
	company, draft, err := h.held(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	viewer, err := h.proven(r, draft)
	if err != nil {
		if !problem.OnForm(err) {
			return err
		}
		body := CodePage{Company: company, Draft: draft, Email: draft.Typed.Email, Problem: err}
		return h.pages.Write(w, r, problem.KindOf(err).Status(), "consultation/code", "consultation.code_title", body)
	}
	ctx := account.WithViewer(r.Context(), viewer)
	frame := page.FrameFrom(ctx)
	frame.Person.Name = viewer.Name
	return h.request(w, r.WithContext(page.WithFrame(ctx, frame)), company, draft)
}

// proven is the person whose code was right, registered from what was typed when nobody had the address.
func (h *Handlers) proven(r *http.Request, draft consultation.Consultation) (account.Viewer, error) {
	ctx := r.Context()
	entry, err := h.door.TakeCode(r, r.PostForm.Get("code"))
	if err != nil {
		return account.Viewer{}, err
	}
	user := entry.User
	if user == (account.UserID{}) {
		t := draft.Typed
		user, err = h.accounts.Register(ctx, entry.Email, account.Registration{Name: t.Name, Company: t.Company, Country: t.Country,
			City: t.City, Zone: t.Zone, Lang: page.LangOf(r.Context())})
		if err != nil {
			return account.Viewer{}, err
		}
	}
	if err := h.sessions.SignIn(ctx, user); err != nil {
		return account.Viewer{}, err
	}
	return h.accounts.Viewer(ctx, user)
}

func bookPath(company catalog.Company, draft consultation.Consultation) string {
	return "/book/" + company.Slug + "/" + draft.ID.String()
}
