package digest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest/town"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/web"
)

func TestMorningLetterTellsOnceADayWhatWaits(t *testing.T) {
	b := town.New(t, town.Monday) // 10:00 in Seoul, 03:00 in Berlin
	ctx := t.Context()
	texts, err := locale.Load(web.Locale())
	b.Must(err)
	goods := catalog.New(catalog.Config{DB: b.DB, Accounts: b.Accounts, Log: b.Log, Now: b.Now, NextFree: b.Schedule.NextFree})
	asks := inquiry.New(inquiry.Config{DB: b.DB, Accounts: b.Accounts, Catalog: goods, Queue: b.Queue, Log: b.Log, Now: b.Now, Settings: inquiry.DefaultSettings()})
	s := New(Config{DB: b.DB, Accounts: b.Accounts, Consultation: b.Consultations, Inquiry: asks, Queue: b.Queue, Origin: "https://office.example", Now: b.Now})
	maker := b.Company(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul", "mon-fri 9-18").ID
	host := b.Person("Asia/Seoul", account.Grant{Role: account.Supplier, Company: maker})
	abroad := b.Person("Europe/Berlin", account.Grant{Role: account.Supplier, Company: maker})
	officer := b.Person("Asia/Seoul", account.Grant{Role: account.Officer})
	buyer := b.Buyer()
	written := func() []mail.Message {
		t.Helper()
		b.Must(s.Write(ctx, texts))
		return b.Letters()
	}
	if got := written(); len(got) != 0 {
		t.Fatalf("with nothing that waits there are letters: %v", got)
	}
	b.Set(town.Monday.AddDate(0, 0, 1).Add(-time.Hour - 2*time.Minute)) // 08:58 on Tuesday
	c, err := b.Consultations.Request(ctx, buyer, consultation.RequestForm{Company: maker, Start: time.Date(2027, 6, 11, 6, 0, 0, 0, time.UTC), Length: 30 * time.Minute,
		Topic: consultation.Topic{Language: "en", Goal: "price", Message: "We would like to see your laser at work.", Products: []string{"LV-1"}}})
	b.Must(err)
	got := written()
	if len(got) != 1 || got[0].To != officer.Email || !strings.Contains(got[0].Text, c.Number) || !strings.Contains(got[0].Text, "/en/desk/queue") {
		t.Fatalf("the officer's morning: %+v", got)
	}
	if again := written(); len(again) != 0 {
		t.Errorf("the same morning once more: %v", again)
	}
	_, err = b.Consultations.Approve(ctx, officer, consultation.Decision{Number: c.Number})
	b.Must(err)
	b.Set(time.Date(2027, 6, 9, 6, 30, 0, 0, time.UTC)) // 15:30 in Seoul, 08:30 in Berlin
	if got := written(); len(got) != 1 || got[0].To != abroad.Email {
		t.Errorf("the morning of the maker's colleague in Berlin: %+v", got)
	}
	b.Set(time.Date(2027, 6, 9, 23, 30, 0, 0, time.UTC))
	got = slices.DeleteFunc(written(), func(m mail.Message) bool { return m.To == officer.Email }) // whom the silence concerns too
	if len(got) != 1 || got[0].To != host.Email || !strings.Contains(got[0].Text, c.Number) || !strings.Contains(got[0].Text, "Town") {
		t.Fatalf("the maker's morning in Seoul: %+v", got)
	}
	secret := got[0].Unsubscribe[strings.LastIndexByte(got[0].Unsubscribe, '/')+1:]
	if err := s.Stop(ctx, "guess", true); !problem.Is(err, problem.NotFound) {
		t.Errorf("somebody guesses: %v", err)
	}
	b.Must(s.Stop(ctx, secret, true))
	b.Set(time.Date(2027, 6, 10, 23, 30, 0, 0, time.UTC))
	if got := written(); slices.ContainsFunc(got, func(m mail.Message) bool { return m.To == host.Email }) {
		t.Errorf("after the letters were ended: %v", got)
	}
	b.Must(s.Stop(ctx, secret, false))
	if stopped, err := s.Stopped(ctx, secret); err != nil || stopped {
		t.Errorf("the letters that are wanted again: stopped %v (%v)", stopped, err)
	}
}
