package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestDeskSeesTheConsultationsOfItsBuyersFromAfar(t *testing.T) {
	b := newBench(t)
	ctx, buyer := t.Context(), b.buyer()
	company, _ := buyer.Company(account.Buyer)
	desk := func(slug string) account.DeskID {
		d, err := b.accounts.CreateDesk(ctx, account.Desk{Slug: slug, Kind: "sister_city", Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: "Desk", NameKo: "데스크"})
		b.must(err)
		return d.ID
	}
	mine, others := desk("mine"), desk("others")
	b.must(b.accounts.Bring(ctx, mine, company))
	c := b.confirmed(buyer, thursday, interpreted())
	b.confirmed(b.buyer(), thursday.Add(2*time.Hour), topic)
	partner := b.person("Europe/Berlin", account.Grant{Role: account.Partner, Desk: mine})
	seen, err := b.service.Mine(ctx, partner)
	b.must(err)
	if len(seen) != 1 || seen[0].ID != c.ID || seen[0].State != Confirmed || !seen[0].StartsAt.Equal(thursday) {
		t.Fatalf("the desk that brought the buyer sees %+v", seen)
	}
	if s := seen[0]; s.Message != "" || len(s.Products) != 0 || s.BuyerUser != (account.UserID{}) || s.HostUser != (account.UserID{}) || s.Goal != "" {
		t.Errorf("it sees more than who meets and when: %+v", s)
	}
	if seen, err := b.service.Mine(ctx, b.person("Europe/Berlin", account.Grant{Role: account.Partner, Desk: others})); err != nil || len(seen) != 0 {
		t.Errorf("another desk sees %d: %v", len(seen), err)
	}
	both := b.person("Europe/Berlin", account.Grant{Role: account.Partner, Desk: mine}, account.Grant{Role: account.Buyer, Company: company})
	if seen, err := b.service.Mine(ctx, both); err != nil || len(seen) != 1 || seen[0].Message == "" {
		t.Errorf("who is of the buyer too sees the whole: %v", err)
	}
	secret, err := b.service.MakeFeed(ctx, partner)
	b.must(err)
	feed, err := b.service.ReadFeed(ctx, secret, mailtest.Texts(t))
	b.must(err)
	if whatStands(feed) != "METHOD:PUBLISH" {
		t.Errorf("the desk's own calendar has what it does not go to:\n%s", feed)
	}
}
