package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/problem"
)

const length = 30 * time.Minute

// writeComing writes the consultations that wait for somebody: two requests in the office's queue, and two that are confirmed. Their
// numbers follow from the order.
func (o Office) writeComing(ctx context.Context, k known) error {
	if err := o.handOver(ctx, k); err != nil {
		return err
	}
	now := o.Now()
	number := func(serial int) string { return fmt.Sprintf(OfficeCode+"-%d-%04d", seoulYear(now), serial) }
	if err := o.request(ctx, k, number(9), "vidu@nhabinh.example", consultation.RequestForm{
		Key: "demo-0009", Company: k.companies["D"], Start: workday(now, 3, 5, 0), Length: length,
		Topic: consultation.Topic{Language: "vi", NeedFrom: "ko", NeedTo: "vi", Goal: "price", Products: []string{"OC-BF4"},
			Message: "We supply clinics in the north of Vietnam and would like to see the BF4 at work and hear about prices for 500 units."},
	}); err != nil {
		return err
	}
	if err := o.enter(ctx, consultation.Entry{
		Kind: consultation.Booked, Number: number(10), Company: k.companies["A"], Host: k.people["garam@lumivale.example"],
		Buyer: k.people["erika@rheinbogen.example"], Interpreter: k.people["narin@interpreters.example"],
		Start: workday(now, 1, 7, 30), Length: length, By: k.people["duri@office.example"],
		Topic: consultation.Topic{Language: "de", NeedFrom: "ko", NeedTo: "de", Goal: "distribution", Products: []string{"LV-CO30"},
			Message: "After June we want to talk about the CO30 for our dermatology customers, service training included."},
	}); err != nil {
		return err
	}
	if err := o.enter(ctx, o.lobby(k, number(11), now)); err != nil {
		return err
	}
	if err := o.prepare(ctx, k.people["interpreter@demo.example"], number(11)); err != nil {
		return err
	}
	if err := o.request(ctx, k, number(12), "maria@italodermica.example", consultation.RequestForm{
		Key: "demo-0012", Company: k.companies["A"], Start: workday(now, 4, 8, 0), Length: length,
		Wishes: []time.Time{workday(now, 5, 8, 0), workday(now, 6, 7, 0)},
		Topic: consultation.Topic{Language: "en", Goal: "distribution", Products: []string{"LV-Q1600"},
			Message: "Rheinbogen Dermatech told us about your Q1600. We represent makers in northern Italy and would like to know your terms."},
	}); err != nil {
		return err
	}
	for _, e := range o.later(k, now) {
		e.Number = number(e.serial)
		if err := o.enter(ctx, e.Entry); err != nil {
			return err
		}
	}
	return nil
}

type numbered struct {
	consultation.Entry
	serial int
}

// later are confirmed consultations that are far enough away to be moved or cancelled from the mail.
func (o Office) later(k known, now time.Time) []numbered {
	return []numbered{
		{serial: 13, Entry: consultation.Entry{
			Kind: consultation.Booked, Company: k.companies["A"], Host: k.people["garam@lumivale.example"],
			Buyer: k.people["buyer@demo.example"], Start: workday(now, 7, 7, 0), Length: length, By: k.people["duri@office.example"],
			Topic: consultation.Topic{Language: "en", Goal: "price", Products: []string{"LV-Q1600"},
				Message: "Before we order for the spring we would like to hear your price for thirty units, delivered to Cluj."},
		}},
		{serial: 14, Entry: consultation.Entry{
			Kind: consultation.Booked, Company: k.companies["C"], Host: k.people["supplier@demo.example"],
			Buyer: k.people["erika@rheinbogen.example"], Start: workday(now, 8, 8, 0), Length: length, By: k.people["duri@office.example"],
			Topic: consultation.Topic{Language: "en", Goal: "sample", Products: []string{"MI-F24"},
				Message: "Our dermatologists want to try the analyzer for two weeks before we talk about numbers."},
		}},
	}
}

// lobby is the consultation that the four sign-ins of the story meet in: it starts soon, outside all hours, so that a
// visitor of the demo finds a room open.
func (o Office) lobby(k known, number string, now time.Time) consultation.Entry {
	return consultation.Entry{
		Kind: consultation.Booked, Number: number, Company: k.companies["C"], Host: k.people["supplier@demo.example"],
		Buyer: k.people["buyer@demo.example"], Interpreter: k.people["interpreter@demo.example"],
		Start: soon(now), Length: length, By: k.people["officer@demo.example"],
		Topic: consultation.Topic{Language: "ro", NeedFrom: "ko", NeedTo: "ro", Goal: "sample", Products: []string{"MI-H2"},
			Message: "Forty-two shops, one handheld tester each: we would like to see the MI-H2 and talk about our own logo on it."},
	}
}

// reopenLobby enters the story's consultation anew when every earlier one of the buyer's sign-in is over.
func (o Office) reopenLobby(ctx context.Context) error {
	k := known{companies: map[string]account.CompanyID{}, people: map[string]account.UserID{}}
	for _, email := range []string{"buyer@demo.example", "supplier@demo.example", "interpreter@demo.example", "officer@demo.example"} {
		user, err := o.Account.UserByEmail(ctx, email)
		if err != nil {
			return fmt.Errorf("%s: %w", email, err)
		}
		k.people[email] = user.ID
	}
	buyer, err := o.Account.Viewer(ctx, k.people["buyer@demo.example"])
	if err != nil {
		return err
	}
	host, err := o.Account.Viewer(ctx, k.people["supplier@demo.example"])
	if err != nil {
		return err
	}
	if err := o.testDevices(ctx, host); err != nil {
		return err
	}
	company, _ := host.Company(account.Supplier)
	k.companies["C"] = company
	mine, err := o.Consultation.Mine(ctx, buyer)
	if err != nil {
		return err
	}
	now := o.Now()
	for _, c := range mine {
		if c.EndsAt.After(now) && c.StartsAt.Before(now.AddDate(0, 0, 1)) && (c.State == consultation.Confirmed || c.State == consultation.Live) {
			return nil
		}
	}
	c, err := o.Consultation.Enter(ctx, o.lobby(k, "", now))
	if problem.Is(err, problem.Conflict) {
		return nil // somebody has booked that time: then there is something to see anyway
	}
	if err != nil {
		return err
	}
	return o.prepare(ctx, c.InterpreterUser, c.Number)
}

// enter writes a confirmed consultation once.
func (o Office) enter(ctx context.Context, e consultation.Entry) error {
	officer, err := o.Account.Viewer(ctx, e.By)
	if err != nil {
		return fmt.Errorf("%s: %w", e.Number, err)
	}
	if there, err := o.there(ctx, officer, e.Number); err != nil || there {
		return err
	}
	if _, err := o.Consultation.Enter(ctx, e); err != nil {
		return fmt.Errorf("%s: %w", e.Number, err)
	}
	return nil
}

// request writes a request once; the next number is given by the order of writing.
func (o Office) request(ctx context.Context, k known, number, email string, f consultation.RequestForm) error {
	buyer, err := o.Account.Viewer(ctx, k.people[email])
	if err != nil {
		return fmt.Errorf("%s: %w", number, err)
	}
	if there, err := o.there(ctx, buyer, number); err != nil || there {
		return err
	}
	if _, err := o.Consultation.Request(ctx, buyer, f); err != nil {
		return fmt.Errorf("%s: %w", number, err)
	}
	return nil
}

func (o Office) there(ctx context.Context, v account.Viewer, number string) (bool, error) {
	_, err := o.Consultation.ByNumber(ctx, v, number)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// handOver puts an officer on duty with a note for whoever comes next, once.
func (o Office) handOver(ctx context.Context, k known) error {
	duri, err := o.Account.Viewer(ctx, k.people["duri@office.example"])
	if err != nil {
		return fmt.Errorf("hand-over: %w", err)
	}
	if duty, err := o.Consultation.Duty(ctx, duri); err != nil || duty.Officer != (account.UserID{}) {
		return err
	}
	return o.Consultation.TakeDuty(ctx, duri, "안디나(Andina) 측이 16시에 다시 전화하기로 했습니다. 온맥케어는 이번 주 목요일 오전만 가능합니다.")
}
