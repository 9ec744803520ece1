package witness

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest/town"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/web"
)

// TestBothCitiesGetTheRootOfEachDayOnce goes over two days, with a person who joins a desk in between.
func TestBothCitiesGetTheRootOfEachDayOnce(t *testing.T) {
	b := town.New(t, town.Monday) // 10:00 in Seoul
	ctx := t.Context()
	texts, err := locale.Load(web.Locale())
	b.Must(err)
	office := "office@city.example"
	s := New(Config{DB: b.DB, Queue: b.Queue, Zone: b.Consultations.Settings().Hours.Zone, Mail: func() string { return office }, Origin: "https://office.example"})
	desk, err := b.Accounts.CreateDesk(ctx, account.Desk{Slug: "cluj", Kind: "sister_city", Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest", NameEn: "Cluj", NameKo: "클루지"})
	b.Must(err)
	partner := b.Person("Europe/Bucharest", account.Grant{Role: account.Partner, Desk: desk.ID})
	officer := b.Person("Asia/Seoul", account.Grant{Role: account.Officer})
	written := func() []mail.Message {
		t.Helper()
		b.Must(s.Write(ctx, texts))
		return b.Letters()
	}
	sent := func(when string, want ...string) (root string) {
		t.Helper()
		letters := written()
		var to []string
		for _, m := range letters {
			to = append(to, m.To)
		}
		slices.Sort(to)
		slices.Sort(want)
		if !slices.Equal(to, want) {
			t.Fatalf("%s letters go to %v, wanted %v", when, to, want)
		}
		if len(letters) == 0 {
			return ""
		}
		roots, whole, err := s.Roots(ctx, officer)
		b.Must(err)
		root = hex.EncodeToString(roots[0].Root)
		for _, m := range letters {
			if !whole || !strings.Contains(m.Text, root) || !strings.Contains(m.HTML, root) {
				t.Errorf("%s the letter to %s does not tell %s (whole %v): %s", when, m.To, root, whole, m.Text)
			}
		}
		if ids := []string{letters[0].ID, letters[len(letters)-1].ID}; len(letters) > 1 && ids[0] == ids[1] {
			t.Errorf("%s two letters are one to the reader: %v", when, ids)
		}
		return root
	}
	sent("before a day is over,")
	b.Set(town.Monday.AddDate(0, 0, 1))
	b.Must(b.Consultations.Sweep(ctx))
	first := sent("the first day", office, partner.Email)
	sent("the same day again")
	colleague := b.Person("Europe/Bucharest", account.Grant{Role: account.Partner, Desk: desk.ID})
	sent("who has joined gets the day's, and nobody else:", colleague.Email)
	b.Set(town.Monday.AddDate(0, 0, 2))
	b.Must(b.Consultations.Sweep(ctx))
	office = ""
	if second := sent("without an address of the office", partner.Email, colleague.Email); second == first {
		t.Errorf("two days have one root: %s", second)
	}
}

func TestLetterIsWholeInEveryLanguage(t *testing.T) {
	texts := mailtest.Texts(t)
	s := New(Config{Origin: "https://office.example"})
	root := consultation.Seal{Until: time.Date(2027, 6, 7, 15, 0, 0, 0, time.UTC), Root: make([]byte, 32)}
	mailtest.InEveryLanguage(t, "of a root", func(lang string) (mail.Message, error) {
		return s.draw(texts, reader{"Radu", "radu@desk.example", lang, "Europe/Bucharest"}, root)
	})
}
