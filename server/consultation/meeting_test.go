package consultation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

// unfolded is a calendar's text with its lines whole (RFC 5545 §3.1) and its commas as they were written.
func unfolded(m mail.Message) string {
	return strings.ReplaceAll(strings.ReplaceAll(string(m.Calendar), "\r\n ", ""), `\,`, ",")
}

func TestInvitesAndConfirmationsSayWhoMeetsAndWhatAbout(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, mailtest.Texts(t)}
	_, err := b.db.Exec(t.Context(), `insert into products (id, company_id, sku, category, hs6, name, short, moq, unit, currency, incoterm, place,
			lead_first, lead_repeat, capacity, port, published_at, updated_at)
		values (gen_random_uuid(), $1, 'LV-Q1600', 'medical', '901890', '{"en": "Q-switched laser", "ko": "레이저"}', '{"en": "Short"}', 1, 'SET', 'USD', 'FOB',
			'{"en": "Incheon"}', 1, 1, 1, 'KRINC', now(), now())`, b.company)
	b.must(err)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	users, err := b.accounts.Users(t.Context(), []account.UserID{c.HostUser, c.BuyerUser, c.InterpreterUser})
	b.must(err)
	supplier, err := b.accounts.Company(t.Context(), c.SupplierCompany)
	b.must(err)
	company, err := b.accounts.Company(t.Context(), c.BuyerCompany)
	b.must(err)
	want := []string{
		fmt.Sprintf("Who comes: %s (%s), %s (%s)", users[c.HostUser].Name, supplier.NameEn, users[c.BuyerUser].Name, company.NameEn),
		"Interpreter: " + users[c.InterpreterUser].Name,
		"About: Agree on a price, Q-switched laser",
	}
	people, err := w.people(t.Context(), c, lettersOf(c, noticeConfirmed))
	b.must(err)
	for _, r := range people {
		m := b.drawn(w, c, lettersOf(c, noticeConfirmed), r)
		for _, line := range want {
			if !strings.Contains(unfolded(m), line) {
				t.Errorf("no %q in the invite of the %s:\n%s", line, r.Side, m.Calendar)
			}
			label, value, _ := strings.Cut(line, ": ")
			if !strings.Contains(m.Text, label) || !strings.Contains(m.Text, value) {
				t.Errorf("no %q in the letter to the %s:\n%s", line, r.Side, m.Text)
			}
		}
	}
}

// An invite names people, and nothing by which they may be reached; a colleague who is brought along reads of the meeting alone.
func TestInvitesGiveNobodysAddressAway(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	_, err := b.service.InviteColleague(t.Context(), buyer, c.Number, "ines@rheinbogen.example")
	b.must(err)
	c = b.read(c.ID)
	job := lettersOf(c, noticeMoved)
	was := thursday
	job.WasAt = &was
	people, err := w.people(t.Context(), c, job)
	b.must(err)
	if !slices.ContainsFunc(people, func(r reader) bool { return r.Along }) {
		t.Fatal("no colleague among the readers")
	}
	hand, err := b.accounts.User(t.Context(), c.InterpreterUser)
	b.must(err)
	for _, r := range people {
		m := b.drawn(w, c, job, r)
		for _, other := range people {
			if other.ID != r.ID && strings.Contains(unfolded(m)+m.Text, other.Email) {
				t.Errorf("the %s reads the address of the %s", r.Side, other.Side)
			}
		}
		if named := strings.Contains(unfolded(m), hand.Name); named == r.Along {
			t.Errorf("the %s (along: %v) reads who interprets: %v", r.Side, r.Along, named)
		}
	}
}

func TestAnInterpreterWhoHasNotPromisedIsNotNamed(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, mailtest.Texts(t)}
	c := b.request(b.buyer(), thursday, interpreted())
	m, err := w.meeting(t.Context(), c, letters{Notice: noticeConfirmed}, cast{})
	b.must(err)
	if len(m.Hands) != 0 {
		t.Errorf("%+v", m.Hands)
	}
	if m, err := w.meeting(t.Context(), c, letters{Notice: noticeOffered}, cast{}); err != nil || m != nil {
		t.Errorf("an offer names %+v, %v", m, err)
	}
}
