package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/problem"
)

// asked is an inquiry with what was said in it; ago counts from the start of the demo.
type asked struct {
	buyer string
	lang  string
	items []inquiry.Item
	text  string
	ago   time.Duration
	said  []inThread
}

// inThread is a message in a thread.
type inThread struct {
	by, lang, text string
	ago            time.Duration
}

const aDay = 24 * time.Hour

var inquiries = []asked{
	{"buyer@demo.example", "en", []inquiry.Item{{SKU: "MI-F24", Quantity: "20", Price: "4200", Currency: "USD", Port: "ROCND", Sample: true}, {SKU: "MI-H2", Quantity: "50", Currency: "USD", Port: "ROCND"}},
		"We equip dermatology and beauty clinics in Romania and look for a facial analyser with a Romanian interface. Please quote CIF Constanta and say whether the software can be translated.", 12 * aDay, []inThread{
			{"supplier@demo.example", "en", "Thank you for your inquiry. The interface can be translated within four weeks; we would send you the list of terms. For 20 sets we can offer CIF Constanta at the price that you name, first delivery 45 days after the deposit.", 12*aDay - 6*time.Hour},
			{"buyer@demo.example", "en", "That sounds good. Please send the proforma with your bank details.", 10 * aDay},
			{"supplier@demo.example", "en", "Our bank is being audited this month. Please pay the deposit to our new account instead: IBAN DE89 3704 0044 0532 0130 00. Kindly send the slip today.", 2 * aDay},
		}},
	{"buyer@demo.example", "en", []inquiry.Item{{SKU: "SG-A3450", Quantity: "3000", Currency: "EUR", Port: "Constanța"}},
		"For a skin camera of our own brand we look for an audio chip with low noise. Can you send a data sheet and a price for 3,000 pieces?", 9 * aDay, nil},
	{"erika@rheinbogen.example", "de", []inquiry.Item{{SKU: "MI-F24", Quantity: "8", Price: "4500", Currency: "EUR", Port: "DEHAM", Sample: true}},
		"Wir beliefern Hautarztpraxen in Nordrhein-Westfalen und möchten den MI-F24 vor der Messe testen. Bitte nennen Sie uns Preis, Lieferzeit und den Stand der CE-Kennzeichnung nach MDR.", 3 * time.Hour, nil},
	{"max@klangwerk.example", "en", []inquiry.Item{{SKU: "SG-A3450", Quantity: "500", Currency: "EUR", Port: "SGSIN"}},
		"This is urgent for us: we need 500 pieces delivered to Singapore and decide today. Please answer at once.", 5 * time.Hour, nil},
	{"ana@restaura.example", "en", []inquiry.Item{{SKU: "DD-RC1E", Quantity: "400", Price: "21", Currency: "EUR", Port: "ROCND"}},
		"We maintain the computers of schools in Cluj county and need restore cards for the summer. Please quote 400 pieces and tell us about volume prices.", 15 * aDay, []inThread{
			{"bada@doedol.example", "en", "Hello Ana, 400 pieces are in stock. We offer EUR 20.80 FOB Busan, from 1,000 pieces on EUR 19.50.", 15*aDay - 20*time.Hour},
		}},
}

// writeInquiries writes threads, accounts, an offer to buy with its quotes, and a basket, once.
func (o Office) writeInquiries(ctx context.Context, k known) error {
	if err := o.writeAccounts(ctx, k); err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	for n, a := range inquiries {
		if err := o.writeInquiry(ctx, k, n, a); err != nil {
			return fmt.Errorf("inquiry of %s: %w", a.buyer, err)
		}
	}
	if err := o.writeRFQs(ctx, k); err != nil {
		return fmt.Errorf("offers to buy: %w", err)
	}
	buyer, err := o.Account.Viewer(ctx, k.people["buyer@demo.example"])
	if err != nil {
		return err
	}
	return o.Inquiry.KeepBasket(ctx, buyer, inquiry.Basket{Lang: "en", Items: []inquiry.Item{
		{SKU: "DS-SC5W", Quantity: "30", Currency: "USD", Port: "ROCND"}, {SKU: "LV-CO30", Quantity: "2", Currency: "USD", Port: "ROCND"}, {SKU: "OC-BF4", Quantity: "10", Currency: "USD", Port: "ROCND"}}})
}

func (o Office) at(ago time.Duration) { o.Clock.set(o.Now().Add(-ago)) }

func (o Office) writeInquiry(ctx context.Context, k known, n int, a asked) error {
	o.at(a.ago)
	buyer, err := o.Account.Viewer(ctx, k.people[a.buyer])
	if err != nil {
		return err
	}
	sent, err := o.Inquiry.Send(ctx, buyer, fmt.Sprint("demo inquiry ", n), inquiry.Basket{Items: a.items, Message: a.text, Lang: a.lang})
	if err != nil {
		return err
	}
	for m, word := range a.said {
		o.at(word.ago)
		by, err := o.Account.Viewer(ctx, k.people[word.by])
		if err != nil {
			return err
		}
		if _, err := o.Inquiry.Thread(ctx, by, sent[0].ID); err != nil {
			return err
		}
		if _, err := o.Inquiry.Say(ctx, by, sent[0].ID, inquiry.Write{Key: fmt.Sprint("demo ", m), Text: word.text, Lang: word.lang, Way: inquiry.ByPage}); err != nil {
			return err
		}
	}
	return nil
}

// writeAccounts registers accounts: one that is active, and one that waits for the second officer.
func (o Office) writeAccounts(ctx context.Context, k known) error {
	first, err := o.Account.Viewer(ctx, k.people["hana@office.example"])
	if err != nil {
		return err
	}
	second, err := o.Account.Viewer(ctx, k.people["duri@office.example"])
	if err != nil {
		return err
	}
	for _, a := range []struct {
		maker, company, label, number, phone string
		active                               bool
	}{
		{"supplier@demo.example", "C", "Sample Bank, US dollars", "110-234-567890", "+82 31 000 0003", true},
		{"raon@onmaek.example", "D", "Sample Bank, euros", "301-0234-5678-91", "+82 31 000 0004", false},
	} {
		o.at(40 * aDay)
		maker, err := o.Account.Viewer(ctx, k.people[a.maker])
		if err != nil {
			return err
		}
		if err := o.Inquiry.SetCallback(ctx, first, k.companies[a.company], a.phone); err != nil {
			return err
		}
		err = o.Inquiry.Register(ctx, maker, a.label, a.number)
		if problem.Is(err, problem.Conflict) {
			continue // written by an earlier start
		}
		if err != nil {
			return err
		}
		own, err := o.Inquiry.OwnAccounts(ctx, maker)
		if err != nil {
			return err
		}
		o.at(39 * aDay)
		if err := o.Inquiry.Decide(ctx, first, own[0].ID, "call", "Spoke with "+maker.Name); err != nil {
			return err
		}
		if a.active {
			if err := o.Inquiry.Decide(ctx, second, own[0].ID, "activate", ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeRFQs writes one open offer with four quotes in three currencies, and one that waits for the office.
func (o Office) writeRFQs(ctx context.Context, k known) error {
	day := func(days int) string { return inSeoul(o.Now()).AddDate(0, 0, days).Format(time.DateOnly) }
	cameras := inquiry.RFQForm{Title: "Scalp cameras for 60 clinics", Lang: "en", HS: "852589", Keywords: "scalp camera, trichoscope, hair analysis", Quantity: "60", Unit: "SET", Frequency: "once",
		Specification: "Handheld camera for examining scalp and hair, with 50x and 200x lenses and software for Windows.\n\nThe software must be in Romanian or translatable by us. Two years of warranty, spare lenses for five years. We train the clinics ourselves and need one day of training by the maker, online.",
		Price:         "650", Currency: "USD", Incoterm: "CIF", Place: "Constanta", Port: "ROCND", Certificates: "CE, RoHS", Languages: []string{"en", "ro"}, Deadline: day(18), NDA: true}
	offer, err := o.post(ctx, k, "buyer@demo.example", cameras, 8*aDay)
	if err != nil {
		return err
	}
	if offer.State == inquiry.Moderated {
		officer, err := o.Account.Viewer(ctx, k.people["hana@office.example"])
		if err != nil {
			return err
		}
		if _, err := o.Inquiry.MoveRFQ(ctx, officer, offer.Code, inquiry.ActOpen, ""); err != nil {
			return err
		}
		if err := o.quote(ctx, k, offer.Code, day); err != nil {
			return err
		}
	}
	seats := inquiry.RFQForm{Title: "Restore cards for 1,200 school computers", Lang: "en", HS: "847180", Keywords: "restore card, PCIe", Quantity: "1200", Unit: "H87", Frequency: "yearly",
		Specification: "PCIe cards that restore Windows at every start, with a central console for twelve schools. Computers are of 2019 to 2024.", Currency: "EUR", Port: "ROCND",
		Languages: []string{"en"}, Deadline: day(30)}
	_, err = o.post(ctx, k, "ana@restaura.example", seats, 4*time.Hour)
	return err
}

func (o Office) post(ctx context.Context, k known, who string, form inquiry.RFQForm, ago time.Duration) (inquiry.RFQ, error) {
	o.at(ago)
	buyer, err := o.Account.Viewer(ctx, k.people[who])
	if err != nil {
		return inquiry.RFQ{}, err
	}
	r, err := o.Inquiry.Post(ctx, buyer, "demo offer", form)
	if err != nil || r.State != inquiry.Draft {
		return r, err
	}
	return o.Inquiry.MoveRFQ(ctx, buyer, r.Code, inquiry.ActSubmit, "")
}

func (o Office) quote(ctx context.Context, k known, code string, day func(int) string) error {
	for n, q := range []struct {
		maker string
		inquiry.QuoteForm
	}{
		{"supplier@demo.example", inquiry.QuoteForm{SKU: "MI-H2", Price: "680", Currency: "USD", Incoterm: "CIF", Place: "Constanta", Freight: "32", Insurance: "3", MOQ: "20", LeadDays: "35", ValidUntil: day(45), Sample: "refunded",
			Text: "The software can be translated by a file that you fill in. Training online is included."}},
		{"narae@durea.example", inquiry.QuoteForm{Price: "590", Currency: "EUR", Incoterm: "DAP", Place: "Cluj-Napoca", MOQ: "10", LeadDays: "50", ValidUntil: day(30), Sample: "paid"}},
		{"garam@lumivale.example", inquiry.QuoteForm{Price: "842000", Currency: "KRW", Incoterm: "FOB", Place: "Busan", MOQ: "30", LeadDays: "28", ValidUntil: day(60), Sample: "free"}},
		{"raon@onmaek.example", inquiry.QuoteForm{Price: "560", Currency: "USD", Incoterm: "EXW", Place: "Suwon", MOQ: "60", LeadDays: "60", ValidUntil: day(25), Sample: "none"}},
	} {
		o.at(time.Duration(7-n) * aDay)
		maker, err := o.Account.Viewer(ctx, k.people[q.maker])
		if err != nil {
			return err
		}
		if _, err := o.Inquiry.Quote(ctx, maker, code, q.QuoteForm); err != nil {
			return fmt.Errorf("quote of %s: %w", q.maker, err)
		}
	}
	return nil
}
