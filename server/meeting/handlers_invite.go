package meeting

import (
	"errors"
	"net/http"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// InvitePage is "consultation/invite": a supplier asks a buyer whom it knows for another talk.
type InvitePage struct {
	Card
	Act          string // path of the form
	Back         string // where it came from: the earlier consultation, or the inquiry
	First        bool   // the two have not met yet
	Guest        string
	Length       int // minutes
	Strip        Strip
	Pick         ProductPick
	Topic        consultation.Topic
	Pairs        []string
	Pair         string
	Goals        []string
	Languages    []string
	Slots        []SlotChoice
	Alternatives []SlotChoice
	Problem      error
}

// Invite shows the form: GET /{lang}/consultations/{number}/invite.
func (h *Handlers) Invite(w http.ResponseWriter, r *http.Request) error {
	v := account.ViewerFrom(r.Context())
	c, err := h.service.ByNumber(r.Context(), v, r.PathValue("number"))
	if err == nil {
		err = h.service.MayInvite(v, c)
	}
	if err != nil {
		return err
	}
	body := InvitePage{Act: "/consultations/" + c.Number + "/invite", Back: "/consultations/" + c.Number, Topic: consultation.Topic{Language: c.Language, NeedFrom: c.NeedFrom, NeedTo: c.NeedTo, Products: c.Products}}
	return h.writeInvite(w, r, http.StatusOK, c, body, "")
}

// SendInvitation asks: POST /{lang}/consultations/{number}/invite.
func (h *Handlers) SendInvitation(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	ctx, v, form, number := r.Context(), account.ViewerFrom(r.Context()), r.PostForm, r.PathValue("number")
	before, err := h.service.ByNumber(ctx, v, number)
	if err == nil {
		err = h.service.MayInvite(v, before)
	}
	if err != nil {
		return err
	}
	topic := topicOf(form)
	back := "/consultations/" + before.Number
	again := InvitePage{Act: back + "/invite", Back: back, Topic: topic, Pick: ProductPick{Find: form.Get("find")}}
	if form.Get("do") == actFind {
		return h.writeInvite(w, r, http.StatusOK, before, again, form.Get("at"))
	}
	start, err := parseStart(form.Get("at"))
	if err == nil {
		company, companyErr := h.accounts.Company(ctx, before.SupplierCompany)
		if companyErr != nil {
			return companyErr
		}
		err = h.belong(ctx, company.Slug, topic.Products, before.Products)
	}
	var c consultation.Consultation
	if err == nil {
		c, err = h.service.Invite(ctx, v, consultation.Invitation{After: number, Key: form.Get("key"), Start: start, Topic: topic})
	}
	if err == nil {
		return page.SeeOther(w, r, "/consultations/"+c.Number+"?done=request")
	}
	if !problem.OnForm(err) {
		return err
	}
	retryAfter(w, err)
	again.Problem = err
	return h.writeInvite(w, r, problem.KindOf(err).Status(), before, again, form.Get("at"))
}

// writeInvite draws the form, with the time that was chosen still chosen.
func (h *Handlers) writeInvite(w http.ResponseWriter, r *http.Request, status int, c consultation.Consultation, body InvitePage, chosen string) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	var err error
	if body.Card, err = h.cards(ctx).Of(ctx, v, c); err != nil {
		return err
	}
	guest, err := h.accounts.User(ctx, c.BuyerUser)
	if err != nil {
		return err
	}
	if body.Pick, err = h.pickProducts(ctx, c.SupplierCompany, body.Pick.Find, body.Topic.Products); err != nil {
		return err
	}
	body.Pick.Act = body.Act + "#products"
	if body.Pairs, err = h.Pairs(ctx); err != nil {
		return err
	}
	body.Guest, body.Pair, body.Goals, body.Languages = guest.Name, body.Topic.Pair().String(), consultation.Goals, interpreter.Spoken
	length, err := h.service.LengthAgain(ctx, c)
	if err != nil {
		return err
	}
	body.Length = int(length / time.Minute)
	query := schedule.SlotQuery{Company: c.SupplierCompany, Length: length, Buyer: c.BuyerUser, Demand: c.Demand(), Guest: c.GuestZone()}
	query.Demand.Pair = body.Topic.Pair()
	want := h.service.Now()
	if start, err := parseStart(chosen); err == nil && start.After(want) {
		want = start
	}
	near, strip, err := h.otherTimes(r, query, want, 24)
	if err != nil {
		return err
	}
	other, err := schedule.LoadZone(body.Zone)
	if err != nil {
		return err
	}
	body.Strip = strip
	body.Slots = choices(near, page.ZoneOf(r.Context()), other, time.Time{})
	KeepChoice(chosen, body.Slots)
	if taken, ok := errors.AsType[*consultation.Taken](body.Problem); ok {
		body.Alternatives = choices(taken.Alternatives, page.ZoneOf(r.Context()), other, time.Time{})
	}
	return h.pages.Write(w, r, status, "consultation/invite", "consultation.invite_title", body, "Name", guest.Name)
}
