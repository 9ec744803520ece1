package inquiry

import (
	"math/big"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

var exampleAt = time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)

// Examples are drawings of the pages of inquiries and offers to buy.
func Examples() []page.Example {
	buyer := account.Company{ID: account.CompanyID{UUID: newID()}, Slug: "simfonia", Country: "RO", NameEn: "Simfonia Cosmetica SRL", City: "Cluj-Napoca", Zone: "Europe/Bucharest"}
	maker := account.Company{ID: account.CompanyID{UUID: newID()}, Slug: "miraon-imaging", Country: "KR", NameEn: "Miraon Imaging Co., Ltd.", NameKo: "미라온이미징", City: "Suwon", Zone: "Asia/Seoul"}
	card := catalog.Maker{ID: maker.ID, Slug: maker.Slug, Name: catalog.Texts{"en": maker.NameEn}, City: maker.City, Zone: maker.Zone}
	product := catalog.Product{SKU: "MI-F24", Name: catalog.Texts{"en": "Facial analyser"}, Maker: card, Terms: catalog.Terms{MOQ: 5, Unit: "SET", Currency: "USD"}}
	minor, hour := int64(420000), exampleAt.Add(time.Hour)
	lines := []Line{{SKU: "MI-F24", Name: product.Name, Quantity: 20, Unit: "SET", Minor: &minor, Currency: "USD", Port: "ROCND", Sample: true}, {SKU: "MI-H2", Name: catalog.Texts{"ko": "두피 카메라"}, Quantity: 2, Unit: "H87", Currency: "USD"}}
	ask := Inquiry{ID: ID{newID()}, BuyerCompany: buyer.ID, Supplier: maker.ID, State: Read, SentAt: exampleAt, ReadAt: &hour, DueAt: exampleAt.AddDate(0, 0, 2)}
	speed := Speed{Company: maker.ID, Median: 5 * time.Hour, Count: 4}
	row := Row{Inquiry: ask, Other: maker, To: maker, Speed: speed, Lines: lines, Late: true, Alarm: true}
	basket := BasketPage{Groups: []BasketGroup{{card, speed, []BasketLine{{Item{SKU: "MI-F24", Quantity: "20", Currency: "USD"}, product}}}}, Languages: Languages, Currencies: []string{"USD", "EUR"}, Lang: "en", Most: 5, Due: hour}
	wrong := basket
	wrong.Signed, wrong.Buyer, wrong.Open = true, true, 2
	wrong.Problem = problem.InvalidFields(problem.Field{Name: "quantity-MI-F24", Code: "inquiry_quantity"}, problem.Field{Name: "message", Code: "message_short"})
	limit := basket
	limit.Problem = problem.New(problem.TooMany, "inquiry_limit", "Limit", 5, "Open", 4, "Asked", 2, "Date", "2026-11-26")
	all := []page.Example{
		{Name: "inquiry/basket", TitleKey: "inquiry.basket_title", Body: BasketPage{}},
		{Name: "inquiry/basket", TitleKey: "inquiry.basket_title", Body: basket},
		{Name: "inquiry/basket", TitleKey: "inquiry.basket_title", Body: wrong},
		{Name: "inquiry/basket", TitleKey: "inquiry.basket_title", Body: limit},
		{Name: "inquiry/list", TitleKey: "inquiry.list_title", Body: ListPage{Side: Buyer}},
		{Name: "inquiry/list", TitleKey: "inquiry.list_title", Body: ListPage{Side: Supplier, Rows: []Row{row}, Waits: 1}},
		{Name: "inquiry/list", TitleKey: "inquiry.list_title", Body: ListPage{Side: Buyer, Rows: []Row{row}, Sent: 2, Basket: 1}},
	}
	for _, side := range []Side{Buyer, Supplier, Office} {
		all = append(all, exampleThread(side, ask, buyer, maker, lines, speed))
		onHold := ask
		onHold.BuyerHeld, onHold.SupplierHeld = side == Office, true
		all = append(all, exampleThread(side, onHold, buyer, maker, lines, speed))
	}
	return append(all, append(exampleDesk(row, maker), exampleRFQs(buyer, maker)...)...)
}

func exampleThread(side Side, ask Inquiry, buyer, maker account.Company, lines []Line, speed Speed) page.Example {
	said := Saying{Message: Message{ID: newID(), Side: Buyer, At: exampleAt, Lang: "en", Text: "Hello", Way: ByMail}, Name: "Radu Exemplu", Shown: "Hello\n\n[hidden]", Hidden: true, Alarm: true, Alike: true, Mine: true,
		Files: []File{{ID: newID(), Name: "offer.pdf", Kind: "application/pdf", Bytes: 4000, Blob: "inquiry/a.pdf"}}}
	alarm := Alarm{ID: newID(), InquiryID: ask.ID, Kind: KindIBAN, At: exampleAt, Place: "offer.pdf"}
	t := Thread{Inquiry: ask, Mine: side, Alike: []Signal{{Kind: LookAlike, Detail: "mira0n.example" + like + "miraon.example", At: exampleAt}}, Lines: lines, Alarms: []Alarm{alarm, {ID: newID(), Kind: KindAccount, At: exampleAt}}}
	body := ThreadPage{Thread: t, BuyerAt: buyer, MakerAt: maker, Speed: speed, Said: []Saying{said}, Contacts: []Contact{{"Iseul", "iseul@miraon.example"}}, Alarmed: true, Late: true,
		Callback: &Callback{Number: "+82 31 000 0000", At: exampleAt}, Done: "sent", Lang: "en", Languages: Languages, Results: Results, MoveLegal: map[string]bool{}, FileMost: 5, FilesMost: 3, FirstSKU: "MI-F24",
		MayConfirm: true, Problem: problem.InvalidFields(problem.Field{Name: "text", Code: "inquiry_words_missing"}, problem.Field{Name: "files", Code: "inquiry_file_kind"})}
	if side == Office {
		for _, kind := range []string{SameText, Haste, FreeMail, ThirdLand, Fees, LookAlike, LargeLot} {
			body.Signals = append(body.Signals, Signal{Kind: kind, Detail: "6"})
		}
		body.Events = []Event{{At: exampleAt, Side: Buyer, Move: MoveSend}, {At: exampleAt, Side: Office, Move: MoveLook}}
		body.Callback = nil
	}
	for _, m := range ask.Legal(side) {
		body.MoveLegal[m] = true
	}
	return page.Example{Name: "inquiry/thread", TitleKey: "inquiry.thread_title", TitleArgs: []any{"Company", maker.NameEn}, Body: body}
}

func exampleDesk(row Row, maker account.Company) []page.Example {
	account1 := BankAccount{ID: newID(), Company: maker.ID, Label: "KB, US dollars", State: "proposed", ProposedAt: exampleAt}
	called := account1
	called.State, called.CalledAt, called.CallNote = "called", &exampleAt, "Iseul"
	active := account1
	active.State = "active"
	number := &Callback{Number: "+82 31 000 0000", At: exampleAt}
	reminded := row
	reminded.RemindedAt = &exampleAt
	return []page.Example{
		{Name: "inquiry/settings", TitleKey: "inquiry.settings_title", Body: SettingsPage{}},
		{Name: "inquiry/settings", TitleKey: "inquiry.settings_title", Body: SettingsPage{Accounts: []BankAccount{active, called}, Callback: number, Blocked: []account.Company{maker}, Done: "account",
			Problem: problem.InvalidFields(problem.Field{Name: "label", Code: "account_label"}, problem.Field{Name: "number", Code: "account_number"})}},
		{Name: "desk/inquiries", TitleKey: "inquiry.desk_title", Body: DeskPage{}},
		{Name: "desk/inquiries", TitleKey: "inquiry.desk_title", Body: DeskPage{Overdue: []Row{row, reminded}, Signals: []SignalRow{{row, []Signal{{Kind: Haste, Detail: "urgent"}}}},
			Alarms:   []AlarmRow{{Alarm{ID: newID(), Kind: KindIBAN, At: exampleAt}, row}},
			Accounts: []AccountRow{{account1, maker, number, false}, {called, maker, nil, false}, {called, maker, nil, true}}, RFQs: []RFQRow{{RFQ{Code: "rfq-1", Title: "Cameras", Lang: "en", Deadline: exampleAt}, maker, false}},
			Find: "cam", Pick: MakerPick{Find: "cam", Found: []catalog.CompanyCard{{Maker: catalog.Maker{ID: maker.ID, Slug: maker.Slug, Name: catalog.Texts{"en": "Miraon"}}}}, More: 3}, Done: "callback", Problem: problem.InvalidFields(problem.Field{Name: "callback", Code: "callback_form"})}},
	}
}

func exampleRFQs(buyer, maker account.Company) []page.Example {
	minor, freight := int64(380000), int64(9000)
	r := RFQ{ID: newID(), Code: "rfq-00000000", BuyerCompany: buyer.ID, State: OpenRFQ, Audience: Public, Lang: "en", Title: "Scalp cameras for clinics", HS: "852589", Keywords: []string{"camera"}, Specification: "Words.\n\nMore.",
		Quantity: 200, Unit: "H87", Frequency: "once", Minor: &minor, Currency: "USD", Incoterm: "CIF", Place: "Constanța", Port: "ROCND", Certificates: []string{"CE-MDR"}, Languages: []string{"en", "ro"}, NDA: true,
		Deadline: exampleAt.AddDate(0, 0, 20), OpenedAt: &exampleAt}
	draft, waiting := r, r
	draft.State, draft.Note, draft.OpenedAt = Draft, "Please say for which market.", nil
	waiting.State, waiting.OpenedAt = Moderated, nil
	rates := Rates{Source: "demo table", On: exampleAt, Lines: []string{"1 EUR = 1.10 USD"}, Of: map[string]*big.Rat{"USD": big.NewRat(1, 1)}}
	quote := Quote{ID: newID(), Supplier: maker.ID, At: exampleAt, SKU: "MI-F24", Minor: minor, Currency: "USD", Incoterm: "CFR", Place: "Constanța", Freight: &freight, MOQ: 5, Unit: "H87", LeadDays: 30, ValidUntil: exampleAt, Sample: "paid", Text: "Words"}
	euro, onHold := quote, quote
	onHold.Held = true
	euro.Currency, euro.Incoterm, euro.Freight = "EUR", "DDP", nil
	var grid []QuoteRow
	for _, g := range rates.Grid([]Quote{quote, euro, onHold}, "usd") {
		grid = append(grid, QuoteRow{g, maker, trust.Standing{Level: account.L3}, catalog.Texts{"en": "Analyser"}, Speed{}})
	}
	with := func(r RFQ, role Side, change func(*RFQPage)) page.Example {
		body := RFQPage{RFQ: r, From: buyer, Role: role, Takes: r.State == OpenRFQ, Sort: "usd", Sorts: Sorts, RateLines: rates.Lines, RateSource: rates.Source, RateOn: rates.On,
			Currencies: []string{"USD"}, Incoterms: catalog.Incoterms, Samples: SampleTerms}
		change(&body)
		return page.Example{Name: "rfq/page", TitleKey: "inquiry.rfq_title", TitleArgs: []any{"Title", r.Title}, Body: body}
	}
	form := RFQFormPage{Form: RFQForm{Unit: "H87", Frequency: "once"}, Units: Units, Frequencies: Frequencies, Currencies: []string{"USD"}, Incoterms: catalog.Incoterms, Languages: Languages,
		Levels: RFQLevels, FileMost: 5, FilesMost: 3,
		Pick: MakerPick{Found: []catalog.CompanyCard{{Maker: catalog.Maker{ID: account.CompanyID{UUID: uuid.Nil}, Slug: "miraon-imaging", Name: catalog.Texts{"en": "Miraon"}, Line: catalog.Texts{"ko": "카메라"}}}}}}
	drawing := RFQFile{ID: newID(), Name: "drawing.pdf", Kind: "application/pdf", Bytes: 4000, Blob: "inquiry/a.pdf"}
	refused := form
	refused.Form.Audience, refused.Files, refused.FilesLost, refused.Pick = Chosen, []RFQFile{drawing}, true, MakerPick{Find: "optics", Chosen: form.Pick.Found}
	refused.Code, refused.Note, refused.Form.Companies = "rfq-1", "Why", []string{"miraon-imaging"}
	refused.Problem = within(120*24*time.Hour, problem.Field{Name: "title", Code: "rfq_title"}, problem.Field{Name: "deadline", Code: "rfq_deadline"}, problem.Field{Name: "companies", Code: "rfq_nobody"}, problem.Field{Name: "level", Code: "rfq_level"}, problem.Field{Name: "files", Code: "inquiry_files"})
	return []page.Example{
		{Name: "rfq/list", TitleKey: "inquiry.rfqs_title", Body: RFQListPage{}},
		{Name: "rfq/list", TitleKey: "inquiry.rfqs_title", Body: RFQListPage{Mine: []RFQRow{{draft, buyer, false}, {waiting, buyer, false}}, Open: []RFQRow{{r, buyer, true}}, Buyer: true, Signed: true}},
		{Name: "rfq/form", TitleKey: "inquiry.rfq_form_title", Body: form}, {Name: "rfq/form", TitleKey: "inquiry.rfq_form_title", Body: refused},
		with(r, Nobody, func(b *RFQPage) { b.Files, b.Level = []RFQFile{drawing}, 2 }), with(draft, Buyer, func(b *RFQPage) { b.Done = "draft" }),
		with(r, Buyer, func(b *RFQPage) {
			b.Grid, b.For, b.Files, b.MayOpen = grid, []account.Company{maker}, []RFQFile{drawing}, true
		}), with(r, Buyer, func(*RFQPage) {}),
		with(r, Supplier, func(b *RFQPage) { b.OwnHeld = true }), with(r, Office, func(b *RFQPage) { b.Held, b.Takes = true, false }), with(r, Nobody, func(b *RFQPage) { b.Held, b.Takes = true, false }),
		with(waiting, Office, func(b *RFQPage) {
			b.MayModerate = true
			b.Problem = problem.InvalidFields(problem.Field{Name: "note", Code: "note_missing"})
		}),
		with(r, Supplier, func(b *RFQPage) {
			b.Mine, b.MayQuote, b.Products = &quote, true, []catalog.Hit{{SKU: "MI-F24", Name: catalog.Texts{"en": "Analyser"}}}
			b.Problem = problem.InvalidFields(problem.Field{Name: "price", Code: "inquiry_price"}, problem.Field{Name: "sku", Code: "product_unknown"})
		}),
	}
}
