package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/signaling/control"
)

// held is a consultation of June 2026 with what its room reported and what was said afterwards.
type held struct {
	number      string
	kind        string
	start       time.Time
	supplier    string // company id
	host        string // mail address
	buyer       string // mail address
	interpreter string // mail address, empty for none
	language    string
	goal        string
	product     string
	minutes     int // both principals together in the room
	absent      string
	supplierSay *deal.Form
	buyerSay    *deal.Form
	proof       *deal.EvidenceForm
	lately      bool // the buyer's word came two hours ago, so that the office has a day for what they disagree on
}

func june(day, hour int) time.Time { return time.Date(2026, time.June, day, hour, 0, 0, 0, time.UTC) }

func said(stage, agreed, amount, currency, next, on string) *deal.Form {
	return &deal.Form{Stage: stage, Agreed: agreed, Amount: amount, Currency: currency, NextStep: next, NextOn: on}
}

const (
	gaon  = "gaon@interpreters.example"
	narin = "narin@interpreters.example"
	dasol = "dasol@interpreters.example"
	roun  = "roun@interpreters.example"
)

var past = []held{
	{
		number: "SW-2026-0001", kind: consultation.Programme, start: june(8, 6), supplier: "F", host: "bada@doedol.example", buyer: "ana@restaura.example",
		interpreter: gaon, language: "ro", goal: "price", product: "DD-RC1E", minutes: 27,
		supplierSay: said("negotiation", "학교 입찰용 복원 카드 10만 장, 3년에 나누어 공급", "1,500,000", "USD", "계약서 초안 송부", "2026-06-09"),
		buyerSay:    said("negotiation", "100,000 restore cards for the schools tender, over three years", "1,500,000", "USD", "Draft contract", "2026-06-09"),
	},
	{
		number: "SW-2026-0002", kind: consultation.Programme, start: june(9, 6), supplier: "F", host: "bada@doedol.example", buyer: "ana@restaura.example",
		interpreter: gaon, language: "ro", goal: "price", product: "DD-RC1E", minutes: 20,
		supplierSay: said("order", "10만 장 × 10.00달러, CIP 클루지나포카. 계약 체결", "1,000,000", "USD", "1차 선적", "2026-09-01"),
		buyerSay:    said("order", "100,000 cards at USD 10.00, CIP Cluj-Napoca; contract signed", "1,000,000", "USD", "First shipment", "2026-09-01"),
		proof:       &deal.EvidenceForm{Grade: "3", Binding: "yes", Amount: "1,000,000", Currency: "USD", Reference: "Contract DEMO-2026-06-09, witnessed by both city halls"},
	},
	{
		number: "SW-2026-0003", kind: consultation.Programme, start: june(10, 8), supplier: "A", host: "garam@lumivale.example", buyer: "erika@rheinbogen.example",
		interpreter: narin, language: "de", goal: "distribution", product: "LV-Q1600", minutes: 30,
		supplierSay: said("negotiation", "첫해 40대, 서비스 교육 포함", "500,000", "EUR", "시연 방문", "2026-11-15"),
		buyerSay:    said("negotiation", "About 35 systems in the first year, training included", "450,000", "EUR", "Demonstration in Cologne", "2026-11-15"),
		lately:      true,
	},
	{
		number: "SW-2026-0004", kind: consultation.Programme, start: june(8, 7), supplier: "B", host: "narae@durea.example", buyer: "ioana@simfonia.example",
		interpreter: gaon, language: "ro", goal: "price", product: "DS-SC5W", minutes: 25,
		supplierSay: said("negotiation", "매장 42곳에 카메라 150대", "50,000", "USD", "샘플 3대 발송", "2026-12-15"),
		buyerSay:    said("negotiation", "150 cameras for 42 shops", "50,000", "USD", "Try three samples", "2026-12-15"),
	},
	{
		number: "SW-2026-0005", kind: consultation.Programme, start: june(10, 9), supplier: "C", host: "daon@miraon.example", buyer: "erika@rheinbogen.example",
		interpreter: narin, language: "de", goal: "distribution", product: "MI-F24", minutes: 26,
		supplierSay: said("quote", "3년간 독일 총판 물량 논의", "2,000,000", "USD", "견적 송부", "2027-08-15"),
	},
	{
		number: "SW-2026-0006", kind: consultation.Programme, start: june(11, 8), supplier: "E", host: "maru@sorigyeol.example", buyer: "max@klangwerk.example",
		interpreter: dasol, language: "de", goal: "price", product: "SG-A3450", absent: "buyer",
	},
	{
		number: "SW-2026-0007", kind: consultation.Booked, start: june(10, 23), supplier: "D", host: "raon@onmaek.example", buyer: "juana@andina.example",
		interpreter: roun, language: "es", goal: "price", product: "OC-BF4", minutes: 3,
		buyerSay: said("quote", "3,000 stimulators, the line failed after three minutes", "700,000", "USD", "Call again", "2026-07-01"),
	},
	{
		number: "SW-2026-0008", kind: consultation.WalkIn, start: june(12, 7), supplier: "F", host: "bada@doedol.example", buyer: "ana@restaura.example",
		language: "en", goal: "other", minutes: 12,
		supplierSay: said("mou", "랜 복제 시범 사업 양해각서", "30,000", "USD", "시범 학교 2곳 선정", "2027-01-15"),
		buyerSay:    said("mou", "Memorandum on a LAN-clone pilot in two schools", "30,000", "USD", "Choose two schools", "2027-01-15"),
		proof:       &deal.EvidenceForm{Grade: "3", Binding: "no", Amount: "30,000", Currency: "USD", Reference: "MOU DEMO-2026-06-12, witnessed"},
	},
}

const cell = 25 * time.Minute

// writeHeld writes the past through the same doors as the present: entered, reported by rooms, stated by the sides. The
// clock stands at the time of each step.
func (o Office) writeHeld(ctx context.Context, k known) error {
	for _, h := range past {
		if err := o.writeOne(ctx, k, h); err != nil {
			return fmt.Errorf("%s: %w", h.number, err)
		}
	}
	return nil
}

func (o Office) writeOne(ctx context.Context, k known, h held) error {
	officer, err := o.Account.Viewer(ctx, k.people["duri@office.example"])
	if err != nil {
		return err
	}
	if there, err := o.there(ctx, officer, h.number); err != nil || there {
		return err
	}
	o.Clock.set(h.start)
	c, err := o.Held.Enter(ctx, consultation.Entry{
		Kind: h.kind, Number: h.number, Company: k.companies[h.supplier], Host: k.people[h.host], Buyer: k.people[h.buyer],
		Interpreter: k.people[h.interpreter], Start: h.start, Length: cell, Topic: h.topic(), By: officer.User,
	})
	if err != nil {
		return err
	}
	o.Clock.set(h.start.Add(40 * time.Minute))
	for n, f := range h.facts(c) {
		f.Room, f.Epoch, f.N = c.ID.String(), h.start.UnixMilli(), int64(n+1)
		if err := o.Held.Record(ctx, f); err != nil {
			return err
		}
	}
	if err := o.decide(ctx, officer, h); err != nil {
		return err
	}
	return o.state(ctx, k, h, officer)
}

func (h held) topic() consultation.Topic {
	t := consultation.Topic{Language: h.language, Goal: h.goal, Message: "EU delegation 2026 (demo)"}
	if h.interpreter != "" {
		t.NeedFrom, t.NeedTo = "ko", h.language
	}
	if h.product != "" {
		t.Products = []string{h.product}
	}
	return t
}

// facts are what the room reported.
func (h held) facts(c consultation.Consultation) []control.Fact {
	joined := func(participant, role, side string) control.Fact {
		return control.Fact{At: h.start, Kind: control.Joined, Participant: participant, Role: role, Side: side}
	}
	end := h.start.Add(max(cell, time.Duration(h.minutes)*time.Minute))
	facts := []control.Fact{{At: h.start, Kind: control.Opened}, joined(c.HostUser.String(), "host", "supplier")}
	if h.interpreter != "" {
		facts = append(facts, joined(c.InterpreterUser.String(), "interpreter", "office"))
	}
	if h.absent == "" {
		facts = append(facts, joined(c.BuyerUser.String(), "guest", "buyer"), control.Fact{At: h.start, Kind: control.Live})
	}
	facts = append(facts, h.links(c, end)...)
	return append(facts, control.Fact{At: end, Kind: control.Ended, Reason: "ended", OverlapMS: int64(h.minutes) * time.Minute.Milliseconds()})
}

// decide is the officer's word where the evidence alone is unclear.
func (o Office) decide(ctx context.Context, officer account.Viewer, h held) error {
	decision := consultation.Decision{Number: h.number}
	switch {
	case h.absent != "":
		if _, err := o.Held.RecordCall(ctx, officer, h.number, consultation.Owner(h.absent), "no_answer"); err != nil {
			return err
		}
		_, err := o.Held.Miss(ctx, officer, decision)
		return err
	case h.minutes < 5:
		_, err := o.Held.AskOutcome(ctx, officer, decision)
		return err
	}
	return nil
}

// state is what the sides said afterwards, and what proves it.
func (o Office) state(ctx context.Context, k known, h held, officer account.Viewer) error {
	o.Clock.set(h.start.Add(time.Hour))
	for _, say := range []struct {
		by   string
		form *deal.Form
	}{{h.host, h.supplierSay}, {h.buyer, h.buyerSay}} {
		if say.form == nil {
			continue
		}
		if h.lately && say.by == h.buyer {
			o.Clock.set(o.Now().Add(-2 * time.Hour))
		}
		v, err := o.Account.Viewer(ctx, k.people[say.by])
		if err != nil {
			return err
		}
		if err := o.Deal.State(ctx, v, h.number, *say.form); err != nil {
			return fmt.Errorf("%s states: %w", say.by, err)
		}
	}
	if h.proof == nil {
		return nil
	}
	return o.Deal.Attach(ctx, officer, h.number, *h.proof)
}
