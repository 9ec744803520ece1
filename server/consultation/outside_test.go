package consultation

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestEveryMoveIsATypeOfEvent(t *testing.T) {
	for move := range moves {
		if !slices.Contains(integration.Types, "consultation."+string(move)) {
			t.Errorf("nobody can choose to hear of %q", move)
		}
	}
	for _, kind := range integration.Types {
		name, ours := strings.CutPrefix(kind, "consultation.")
		if !ours {
			continue
		}
		move := Move(name)
		if _, known := moves[move]; !known && move != MoveEnter {
			t.Errorf("%q never happens", kind)
		}
	}
}

func TestEveryMoveIsToldOfInTheLogAsSomethingThatWasDone(t *testing.T) {
	texts := mailtest.Texts(t)
	for move := range moves {
		if !texts.Has("en", "audit.moved_"+string(move)) {
			t.Errorf("the log has no words for %q", move)
		}
	}
}

func TestWebhooksHearWhatTheirOwnerMayKnow(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	log := slog.New(slog.DiscardHandler)
	hooks := integration.New(b.db, b.accounts, jobs.New(b.db, log), nil, log, b.now)
	buyer := b.buyer()
	company, _ := buyer.Company(account.Buyer)
	desk, err := b.accounts.CreateDesk(ctx, account.Desk{Slug: "desk", Kind: "sister_city", Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: "Desk", NameKo: "데스크"})
	b.must(err)
	b.must(b.accounts.Bring(ctx, desk.ID, company))
	partner := b.person("Europe/Berlin", account.Grant{Role: account.Partner, Desk: desk.ID})
	stranger := b.buyer()
	heard := func(v account.Viewer) []string {
		all, err := hooks.Mine(ctx, v)
		b.must(err)
		sent, err := hooks.Deliveries(ctx, v, all[0].ID.String())
		b.must(err)
		var types []string
		for _, d := range sent {
			var body struct {
				Type string `json:"type"`
				Data Moved  `json:"data"`
			}
			b.must(json.Unmarshal([]byte(d.Body), &body))
			if body.Type != d.Type || "consultation."+string(body.Data.Move) != d.Type || body.Data.Number == "" {
				t.Errorf("body %s of %s", d.Body, d.Type)
			}
			types = append(types, d.Type[len("consultation."):])
		}
		slices.Sort(types)
		return types
	}
	for _, v := range []account.Viewer{buyer, b.supplier, b.officer, partner, stranger} {
		_, err := hooks.Add(ctx, v, "", "https://erp.example.com/hooks", nil)
		b.must(err)
	}
	declined := b.request(buyer, thursday, topic)
	_, err = b.service.Decline(ctx, b.officer, Decision{Number: declined.Number, Reason: "suspicious"})
	b.must(err)
	c := b.confirmed(buyer, thursday.Add(time.Hour), topic)
	_, err = b.service.Cancel(ctx, b.officer, Decision{Number: c.Number, Reason: "other"})
	b.must(err)
	all := []string{"accept", "approve", "cancel", "confirm", "decline", "request", "request"}
	for who, want := range map[*account.Viewer][]string{&buyer: all, &b.officer: all, &partner: all, &stranger: nil, &b.supplier: {"accept", "approve", "cancel", "confirm"}} {
		if got := heard(*who); !slices.Equal(got, want) {
			t.Errorf("%s hears %v, want %v", who.Name, got, want)
		}
	}
}
