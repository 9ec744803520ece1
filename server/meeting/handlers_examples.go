package meeting

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/fit"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/trust"
)

// ExampleAt is the time of the consultation on example pages.
var ExampleAt = time.Date(2026, 11, 26, 7, 30, 0, 0, time.UTC)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	all := append(append(bookingExamples(), pageExamples()...), letterExamples()...)
	abroad := ExampleCard(consultation.Confirmed, consultation.Interpreter)
	abroad.Also = &Elsewhere{"Asia/Seoul", "Suwon"}
	all = append(all,
		page.Example{Name: "interpreter/absence", TitleKey: "interpreter.absence_title", Body: AbsencePage{Saved: true}},
		page.Example{Name: "interpreter/absence", TitleKey: "interpreter.absence_title", Body: AbsencePage{From: "2026-11-26T09:00", Until: "2026-11-26T18:00", Asked: true,
			Conflicts: []Card{ExampleCard(consultation.Confirmed, consultation.Interpreter)}}},
		page.Example{Name: "interpreter/absence", TitleKey: "interpreter.absence_title", Body: AbsencePage{From: "soon",
			Problem: problem.InvalidFields(problem.Field{Name: "from", Code: "absence_invalid"})}},
		page.Example{Name: "consultation/mine", TitleKey: "consultation.mine_title", Body: MinePage{}},
		page.Example{Name: "consultation/mine", TitleKey: "consultation.mine_title", Body: MinePage{Answer: exampleTurns(),
			Next: []Card{abroad, ExampleCard(consultation.Confirmed, consultation.Interpreter), ExampleCard(consultation.Live, consultation.Buyer)}, Past: []Card{ExampleCard(consultation.OutcomeDue, consultation.Buyer), ExampleCard(consultation.Cancelled, consultation.Buyer)}}},
		page.Example{Name: "consultation/mine", TitleKey: "consultation.mine_title", Body: MinePage{Buyers: []DeskBuyer{{Company: account.Company{Slug: "rheinbogen", NameEn: "Rheinbogen", City: "Cologne"},
			Trust: trust.Standing{Level: account.L2}, Open: 2, Next: new(ExampleAt), Past: 1}, {Company: account.Company{Slug: "new", NameEn: "New", City: "Cologne"}}}}},
		page.Example{Name: "live/room", TitleKey: "consultation.room_title", TitleArgs: []any{"Number", "SW-2026-0010"}, Body: RoomPage{Number: "SW-2026-0010", Base: "/consultations/SW-2026-0010", Outcome: true,
			Subject: "Lumivale", Role: "guest", Ticket: "a.b", Socket: "/live/ws", StartsAt: ExampleAt, EndsAt: ExampleAt.Add(30 * time.Minute),
			Expected: []Expected{{"Garam", "Lumivale", "host", "supplier", "Verified"}}}},
	)
	return all
}

// ExampleCompany is a maker on drawn pages.
func ExampleCompany() catalog.Company {
	return catalog.Company{Maker: catalog.Maker{Slug: "lumivale", Name: catalog.Texts{"en": "Lumivale Medical Co., Ltd.", "ko": "루미베일메디칼"}, City: "Suwon", Zone: "Asia/Seoul"},
		Products: []catalog.Hit{{SKU: "LV-CO30", Name: catalog.Texts{"en": "CO2 laser", "ko": "CO2 레이저"}, HS6: "901890"}}}
}

// ExampleSlots is times to choose among on drawn pages.
func ExampleSlots() []SlotChoice {
	seoul := consultation.DefaultSettings().Hours.Zone
	return choices([]schedule.Slot{{Window: schedule.Window{Start: ExampleAt, End: ExampleAt.Add(30 * time.Minute)}},
		{Window: schedule.Window{Start: ExampleAt.Add(9 * time.Hour), End: ExampleAt.Add(10 * time.Hour)}}}, time.UTC, seoul, ExampleAt)
}

func exampleTurns() []Card {
	var turns []Card
	for _, why := range []string{consultation.WhyAnswer, consultation.WhyProposal, consultation.WhyOutcome, consultation.WhyAssignment, consultation.WhyOffice} {
		card := ExampleCard(consultation.Offered, consultation.Supplier)
		card.MyTurn, card.Why, card.Due = true, why, card.AnswerBy
		card.Labels = []Labelled{{"LV-CO30", map[string]string{"en": "CO2 laser", "ko": "CO2 레이저"}}, {"LV-X", nil}}
		turns = append(turns, card)
	}
	return turns
}

// ExampleCard is a consultation on drawn pages, in a state and as a side sees it.
func ExampleCard(state consultation.State, side consultation.Owner) Card {
	by := ExampleAt.Add(-48 * time.Hour)
	c := consultation.Consultation{Number: "SW-2026-0010", State: state, Version: 3, StartsAt: ExampleAt, EndsAt: ExampleAt.Add(30 * time.Minute),
		Parties: consultation.Parties{RequestedSide: consultation.Buyer, InterpreterState: consultation.InterpreterAsked, SupplierZone: "Asia/Seoul"},
		Topic:   consultation.Topic{Language: "en", NeedFrom: "ko", NeedTo: "de", Goal: "price", Message: "We sell lasers to clinics in Cologne.", Products: []string{"LV-CO30"}}}
	switch state {
	case consultation.Requested, consultation.Ended, consultation.Suspended:
		c.Owner, c.AnswerBy = consultation.Office, &by
	case consultation.Offered:
		c.Owner, c.AnswerBy, c.ExpiresAt = consultation.Supplier, &by, &by
	case consultation.Returned:
		c.Owner, c.AnswerBy, c.ExpiresAt = consultation.Buyer, &by, &by
	case consultation.Accepted:
		c.Owner, c.AnswerBy = consultation.Interpreter, &by
	default:
	}
	return Card{Consultation: c, Side: side, Supplier: account.Company{Slug: "lumivale", NameEn: "Lumivale", NameKo: "루미베일", City: "Suwon"},
		Buyer: account.Company{NameEn: "Rheinbogen Dermatech GmbH", City: "Cologne", Country: "DE"}, Zone: "Asia/Seoul", City: "Suwon",
		MyTurn: c.Owner == side, Joinable: state == consultation.Live}
}

func bookingExamples() []page.Example {
	company := ExampleCompany()
	days := []DayChoice{{On: ExampleAt, N: 3, Query: "?day=2026-11-26", Chosen: true}, {On: ExampleAt.AddDate(0, 0, 1), Query: "?day=2026-11-27"}}
	when := WhenPage{Company: company, Product: "LV-CO30", Lengths: []int{30, 60}, Length: 30, Pairs: []string{"ko-de", "ko-ro"}, Pair: "ko-de", Days: days,
		Slots: ExampleSlots(), Earlier: "?from=2026-11-12", Later: "?from=2026-12-10", Changes: []ClockChange{{At: ExampleAt, Forward: true, Minutes: 60}, {At: ExampleAt, Theirs: true, Minutes: 30}},
		Holidays: []HolidayNote{{On: ExampleAt, Name: "easter"}, {On: ExampleAt, Name: "chuseok", Theirs: true}}}
	taken := when
	taken.Problem, taken.Alternatives = problem.New(problem.Conflict, "slot_taken"), ExampleSlots()
	expires := ExampleAt.Add(-24 * time.Hour)
	draft := ExampleCard(consultation.Draft, consultation.Buyer).Consultation
	draft.ExpiresAt = &expires
	lapsed := ExampleCard(consultation.Expired, consultation.Buyer).Consultation
	faulty := problem.InvalidFields(problem.Field{Name: "goal", Code: "goal_missing"}, problem.Field{Name: "message", Code: "message_short"},
		problem.Field{Name: "products", Code: "products_missing"}, problem.Field{Name: "language", Code: "language_missing"})
	who := problem.InvalidFields(problem.Field{Name: "email", Code: "email_invalid"}, problem.Field{Name: "name", Code: "name_missing"}, problem.Field{Name: "company", Code: "company_missing"},
		problem.Field{Name: "country", Code: "country_unknown"}, problem.Field{Name: "place", Code: "place_unknown"}, problem.Field{Name: "consent", Code: "consent_missing"},
		problem.Field{Name: "phone", Code: "phone_country"})
	what := WhatPage{Company: company, Draft: draft, Topic: draft.Topic, Pairs: []string{"ko-de"}, Goals: consultation.Goals, Languages: interpreter.Spoken}
	what.wishes(ExampleSlots())
	what.FileMost, what.FilesMost, what.Files = 5, 3, []consultation.File{{Name: "drawing.pdf", Blob: "inquiry/0.pdf", Bytes: 90000}}
	wrongWhat := what
	wrongWhat.Problem, wrongWhat.Draft, wrongWhat.Colleagues = badColleague("x@", faulty.Fields...), lapsed, "x@"
	wrongWhat.FilesLost = true
	wrongWhat.Need, wrongWhat.Without, wrongWhat.Strip = true, true, Strip{Days: days, Earlier: "?from=2026-11-12", Later: "?from=2026-12-10"}
	whoPage := WhoPage{Company: company, Draft: draft, Countries: account.Countries, Places: account.Places, Typed: consultation.Typed{Email: "erika@rheinbogen.example", Country: "DE"}, Place: "suwon"}
	wrongWho := whoPage
	wrongWho.Problem = who
	signed := whoPage
	signed.Files = what.Files
	signed.Colleagues = []string{"ines@rheinbogen.example"}
	signed.Signed, signed.Buyer, signed.Problem, signed.Alternatives = true, account.Company{NameEn: "Rheinbogen", City: "Cologne"}, problem.New(problem.Conflict, "slot_taken"), ExampleSlots()
	stranger := whoPage
	stranger.Signed = true
	behalf := func(b Behalf, refusal error) page.Example {
		body := stranger
		body.Behalf, body.Problem = &b, refusal
		return page.Example{Name: "consultation/who", Body: body}
	}
	represented := []account.Represented{{Company: account.Company{NameEn: "Rheinbogen", City: "Cologne"}, People: []account.User{{Name: "Erika", Email: "erika@rheinbogen.example"}}}}
	unnamed := problem.InvalidFields(problem.Field{Name: "buyer", Code: "buyer_missing"})
	full := WhenPage{Company: company, Lengths: []int{30}, Length: 30, Days: days, Reason: schedule.AllTaken}
	all := joinExamples()
	for _, e := range []page.Example{
		{Name: "consultation/when", Body: when}, {Name: "consultation/when", Body: taken}, {Name: "consultation/when", Body: full},
		{Name: "consultation/what", Body: what}, {Name: "consultation/what", Body: wrongWhat},
		{Name: "consultation/who", Body: whoPage}, {Name: "consultation/who", Body: wrongWho}, {Name: "consultation/who", Body: signed}, {Name: "consultation/who", Body: stranger},
		behalf(Behalf{Office: true}, nil), behalf(Behalf{Office: true, Find: "rhein", Found: represented}, unnamed), behalf(Behalf{Office: true, Find: "nobody"}, nil),
		behalf(Behalf{Found: represented}, nil), behalf(Behalf{}, nil),
		{Name: "consultation/code", Body: CodePage{Company: company, Draft: draft, Email: "erika@rheinbogen.example"}},
		{Name: "consultation/code", Body: CodePage{Company: company, Draft: draft, Email: "erika@rheinbogen.example", Problem: problem.New(problem.Gone, "code_dead")}},
	} {
		e.TitleKey = "consultation.when_title"
		all = append(all, e)
	}
	return all
}

// badColleague is the refusal of an address, beside others.
func badColleague(address string, others ...problem.Field) *problem.Error {
	refusal := problem.InvalidFields(append(others, problem.Field{Name: "colleagues", Code: "colleagues_invalid"})...)
	refusal.Args = []any{"Addresses", address, "Most", consultation.ColleaguesMost}
	return refusal
}

func joinExamples() []page.Example {
	early := JoinPage{Card: ExampleCard(consultation.Confirmed, consultation.Nobody), Secret: "secret", Opens: ExampleAt, Soon: true, Office: "office@office.example", Products: []Labelled{{SKU: "LV-CO30"}}}
	open, wrong := early, early
	open.Joinable, open.Name = true, "Ines"
	wrong.Problem = problem.InvalidFields(problem.Field{Name: "name", Code: "name_missing"})
	wrong.Joinable = true
	dead := JoinPage{Problem: problem.New(problem.Gone, "letter_link_unknown"), Office: "office@office.example"}
	var all []page.Example
	for _, body := range []JoinPage{early, open, wrong, dead} {
		all = append(all, page.Example{Name: "consultation/join", TitleKey: "consultation.along_title", TitleArgs: []any{"Number", body.Number}, Body: body})
	}
	return all
}

func inviteExamples() []page.Example {
	blank := InvitePage{Act: "/consultations/SW-2026-0010/invite", Back: "/consultations/SW-2026-0010", Card: ExampleCard(consultation.Closed, consultation.Supplier), Guest: "Erika", Length: 30, Pick: ProductPick{Act: "/consultations/SW-2026-0010/invite#products", Find: "laser", Hits: ExampleCompany().Products, More: 3}, Goals: consultation.Goals, Languages: interpreter.Spoken, Pairs: []string{"ko-de"}, Slots: ExampleSlots()}
	wrong, none := blank, blank
	wrong.Problem, wrong.Alternatives, none.Slots = problem.InvalidFields(problem.Field{Name: "at", Code: "start_missing"}), ExampleSlots(), nil
	var all []page.Example
	first := blank
	first.First, first.Back, first.Act = true, "/inquiries/1", "/inquiries/1/invite"
	for _, body := range []InvitePage{blank, wrong, none, first} {
		all = append(all, page.Example{Name: "consultation/invite", TitleKey: "consultation.invite_title", TitleArgs: []any{"Name", body.Guest}, Body: body})
	}
	return all
}

func pageExamples() []page.Example {
	var all []page.Example
	add := func(state consultation.State, side consultation.Owner, change func(*Page)) {
		body := Page{Card: ExampleCard(state, side), Steps: steps(consultation.Consultation{State: state}), May: map[string]bool{}, Reasons: consultation.ReasonsOf, Done: "approve", Goals: consultation.Goals,
			Languages: interpreter.Spoken, Host: "Garam", JoinFrom: ExampleAt, Products: []Labelled{{SKU: "LV-CO30"}}}
		for _, move := range consultation.Legal(state, side) {
			body.May[move] = true
		}
		if change != nil {
			change(&body)
		}
		switch body.Owner {
		case consultation.Supplier:
			body.OwnerName = body.Supplier.Names()
		case consultation.Buyer:
			body.OwnerName = body.Buyer.Names()
		default:
		}
		if body.Deadline == nil {
			body.Deadline = body.Consultation.Deadline(side, body.MyTurn, body.Proposal, ExampleAt.AddDate(0, 0, -3))
		}
		all = append(all, page.Example{Name: "consultation/page", TitleKey: "consultation.page_title", TitleArgs: []any{"Number", body.Number}, Body: body})
	}
	members := []account.User{{ID: account.UserID{UUID: uuid.Nil}, Name: "가람 (Garam)"}}
	add(consultation.Requested, consultation.Buyer, func(p *Page) { p.Slots = ExampleSlots() })
	add(consultation.Returned, consultation.Buyer, func(p *Page) {
		p.Reason, p.ReasonText = "unclear_goal", "How many?"
		p.Problem = problem.InvalidFields(problem.Field{Name: "message", Code: "message_short"})
		p.Typed = FormTyped{Move: "resubmit", Topic: &consultation.Topic{Message: "short"}}
	})
	add(consultation.Offered, consultation.Buyer, func(p *Page) { p.RequestedSide = consultation.Supplier })
	add(consultation.Offered, consultation.Office, func(p *Page) { p.RequestedSide = consultation.Supplier })
	add(consultation.Closed, consultation.Supplier, func(p *Page) { p.Invites, p.Guest = true, "Erika" })
	all = append(all, inviteExamples()...)
	add(consultation.Offered, consultation.Supplier, func(p *Page) {
		p.Members, p.Problem = members, problem.InvalidFields(problem.Field{Name: "host", Code: "host_missing"})
	})
	add(consultation.Offered, consultation.Supplier, func(p *Page) {
		p.Members, p.Typed = members, FormTyped{Move: "decline", Text: "No."}
		p.Problem = problem.InvalidFields(problem.Field{Name: "reason", Code: "reason_missing"})
	})
	add(consultation.Offered, consultation.Buyer, func(p *Page) { p.OwnerName = p.Supplier.Names() })
	add(consultation.Offered, consultation.Interpreter, func(p *Page) {
		p.Interpretation.Part = &interpreter.Assignment{Stage: interpreter.Offered, ExpiresAt: ExampleAt}
	})
	add(consultation.Confirmed, consultation.Interpreter, func(p *Page) {
		p.Interpretation.Part = &interpreter.Assignment{Stage: interpreter.Accepted, ExpiresAt: ExampleAt}
	})
	add(consultation.Suspended, consultation.Buyer, func(p *Page) {
		p.Need, p.NeedWords = &consultation.NeedSet{At: ExampleAt, Reason: "no_common_language"}, "We speak Korean."
		p.Interpretation = Interpretation{MayWaive: true, MayRate: true, Stars: []int{1, 2, 3, 4, 5}, Waived: []string{"Ana"}}
	})
	add(consultation.Accepted, consultation.Buyer, nil)
	for _, then := range []string{"stands", "freed_at", "taken_over", "asks", "asking", "cancelled"} {
		add(consultation.Offered, consultation.Supplier, func(p *Page) {
			p.Deadline = &consultation.Deadline{Who: "you", By: ExampleAt, Over: true, Then: then, At: ExampleAt}
		})
	}
	add(consultation.Offered, consultation.Buyer, func(p *Page) {
		p.OwnerName = p.Supplier.Names()
		p.Deadline = &consultation.Deadline{Who: "company", By: ExampleAt, Over: true, Then: "asking", At: ExampleAt}
	})
	add(consultation.Confirmed, consultation.Supplier, func(p *Page) {
		p.Proposal = &consultation.Proposal{BySide: consultation.Buyer, StartsAt: ExampleAt.Add(time.Hour), ExpiresAt: ExampleAt}
		p.InterpreterState, p.InterpreterN = consultation.InterpreterAccepted, "나린 (Narin)"
	})
	add(consultation.Confirmed, consultation.Interpreter, func(p *Page) { p.InterpreterState = consultation.InterpreterAccepted })
	add(consultation.Confirmed, consultation.Buyer, func(p *Page) {
		p.Slots, p.Problem, p.Alternatives = ExampleSlots(), problem.New(problem.Conflict, "slot_taken"), ExampleSlots()
	})
	add(consultation.Live, consultation.Buyer, nil)
	brought := []consultation.Colleague{{ID: uuid.Nil, Email: "ines@rheinbogen.example", Name: "Ines"}, {ID: uuid.Nil, Email: "jonas@rheinbogen.example"}}
	for _, side := range []consultation.Owner{consultation.Buyer, consultation.Supplier} {
		add(consultation.Confirmed, side, func(p *Page) {
			p.Files = []consultation.File{{ID: uuid.Nil, Name: "drawing.pdf", Blob: "inquiry/0.pdf", Bytes: 90000}}
			p.Colleagues, p.MayBring, p.Most, p.Phone = brought, side == consultation.Buyer, consultation.ColleaguesMost, "+4922112345"
			if p.MayBring {
				p.Problem = badColleague("x@")
				p.Typed = FormTyped{Move: "invite-colleague", Colleague: "x@"}
			}
		})
	}
	wished := []consultation.Wished{{Rank: 1, StartsAt: ExampleAt.Add(2 * time.Hour), Free: true}, {Rank: 2, StartsAt: ExampleAt.Add(3 * time.Hour)}}
	add(consultation.Offered, consultation.Supplier, func(p *Page) { p.Wishes, p.Members, p.Round, p.Rounds = wished, members, 3, 3 })
	add(consultation.Offered, consultation.Buyer, func(p *Page) {
		p.Wishes, p.Round, p.Rounds, p.Catalog = wished, 1, 3, ExampleCompany().Products
		p.InVain = []consultation.Proposal{{BySide: consultation.Supplier, StartsAt: ExampleAt}}
		p.Problem = problem.New(problem.Conflict, "consultation_changed")
		p.Refused = &Refused{consultation.Offered, []string{string(consultation.MoveAmend), string(consultation.MoveWithdraw)}}
		p.Typed = FormTyped{Move: "amend"}
	})
	add(consultation.Confirmed, consultation.Supplier, func(p *Page) { p.Members = members })
	add(consultation.Suspended, consultation.Buyer, nil)
	add(consultation.Expired, consultation.Buyer, func(p *Page) {
		p.Refused = &Refused{State: consultation.Expired}
		p.Similar = ExampleSlots()
	})
	add(consultation.Failed, consultation.Buyer, func(p *Page) { p.Similar, p.Lines = ExampleSlots(), exampleLines(false) })
	add(consultation.Ended, consultation.Office, func(p *Page) { p.Lines = exampleLines(true) })
	add(consultation.Requested, consultation.Office, func(p *Page) {
		p.Changes = []consultation.Change{
			{Field: "goal", Before: "price", After: "sample"}, {Field: "language", Before: "en", After: "de"},
			{Field: "products", Before: "LV-CO30", After: "LV-CO30, LV-Q1600"}, {Field: "message", Before: "Before.", After: "After."},
		}
		p.Supplied, p.Bought = consultation.Reliability{LateCancels: 1}, consultation.Reliability{NoShows: 2}
	})
	add(consultation.Confirmed, consultation.Office, func(p *Page) {
		p.Calls, p.CallResults = []consultation.Call{{At: ExampleAt, Side: consultation.Buyer, Result: "no_answer"}}, consultation.CallResults
		p.Typed, p.Problem = FormTyped{Move: "miss"}, problem.InvalidFields(problem.Field{Name: "for", Code: "side_missing"}, problem.Field{Name: "side", Code: "side_missing"}, problem.Field{Name: "result", Code: "result_missing"})
	})
	add(consultation.OutcomeDue, consultation.Office, nil)
	for _, state := range []consultation.State{consultation.Requested, consultation.Suspended, consultation.Confirmed, consultation.Live, consultation.Ended, consultation.Missed} {
		add(state, consultation.Office, func(p *Page) {
			p.Fit, p.Notes, p.Behalf = ExampleFit(), []NoteLine{{"Called, will answer.", "하나", ExampleAt}}, true
			if state == consultation.Live {
				p.Barred, p.Tied = problem.New(problem.Forbidden, "forbidden_tie"), []account.User{{Name: "네모 (Nemo)"}}
			}
			p.Templates, p.BuyerLang, p.Clashes = map[string]map[string]string{}, "en", []string{"Narin is at SW-2026-0039 until 16:25 Suwon."}
			p.Written, p.Presence = true, consultation.Attendance{SupplierCame: true, OverlapMS: 61000}
			p.Log, p.BuyerPhone = exampleLog(), "+40 264 000 000"
			p.Interpretation = Interpretation{Alarms: []string{consultation.TaskBriefing, consultation.TaskAbsent}, Second: "Sol", Waived: []string{"Ana"}, Panel: []PanelRow{
				{Name: "나린 (Narin)", City: "Cologne", Tier: 1, Reliability: 92, Rung: schedule.Direct, Takeable: true, Stage: interpreter.Offered, Seated: state == consultation.Suspended},
				{Name: "다솔 (Dasol)", City: "Suwon", Tier: 2, Reliability: 80, Rung: schedule.Relay, Hindrance: schedule.Busy, Clash: &consultation.Clash{Number: "SW-2026-0039", Until: ExampleAt}},
				{Name: "로운 (Roun)", City: "Toluca", Tier: 2, Reliability: 90, Rung: schedule.Direct, Hindrance: schedule.OffHours, Takeable: true, Seated: true}}}
			p.Rung = schedule.Relay
			p.Problem, p.Slots = problem.InvalidFields(problem.Field{Name: "interpreter", Code: "interpreter_missing"}), ExampleSlots()
		})
	}
	add(consultation.Offered, consultation.Office, func(p *Page) { p.Members = members })
	for _, state := range []consultation.State{consultation.OutcomeDue, consultation.Closed, consultation.Expired, consultation.Withdrawn, consultation.Declined, consultation.Cancelled, consultation.Missed, consultation.Failed} {
		add(state, consultation.Buyer, nil)
	}
	return all
}

// ExampleFit is a fit check on drawn pages.
func ExampleFit() *FitCard {
	return &FitCard{Score: 81, Grade: fit.Good, Lines: []FitLine{{"Imports 9018.", fit.Good, 21, 25}, {"Nobody vouches.", fit.Fair, 9, 20}, {"No certificate.", fit.Poor, 0, 20}, {"First contact.", fit.Unknown, 6, 10}}}
}

func exampleLog() Log {
	return Log{Lines: []LogLine{
		{Version: 1, At: ExampleAt, Role: "buyer", Move: string(consultation.MoveHold), State: string(consultation.Draft), Hash: "09af31c2"},
		{Version: 2, At: ExampleAt, Name: "세원 (Sewon)", Role: "office", For: "supplier", Move: string(consultation.MoveDecline), State: string(consultation.Declined), Reason: "thin_profile", Hash: "77e01b0a"},
		{Version: 3, At: ExampleAt, Role: "server", Move: string(consultation.MoveExpire), State: string(consultation.Expired), Hash: "c41d5e90"},
	}, Whole: true}
}
