package consultation

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/inquiry"
)

func TestFilesOfABookingAreForItsPeopleAlone(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	draft, err := b.service.Hold(ctx, HoldRequest{Opener: "browser", Company: b.company, Start: thursday, Length: 30 * time.Minute, Pair: interpreted().Pair()})
	b.must(err)
	drawing := inquiry.File{Name: "drawing.pdf", Kind: "application/pdf", Bytes: 9, Blob: "inquiry/drawing.pdf"}
	if err := b.service.SetFiles(ctx, "another", draft.ID, nil, []inquiry.File{drawing}, 3); refused(err) != "not_found" {
		t.Errorf("another browser adds a file: %v", err)
	}
	b.must(b.service.SetFiles(ctx, "browser", draft.ID, nil, []inquiry.File{drawing, drawing}, 3))
	if err := b.service.SetFiles(ctx, "browser", draft.ID, nil, []inquiry.File{drawing, drawing}, 3); refused(err) != "form_invalid" {
		t.Errorf("a fourth file: %v", err)
	}
	there, err := b.service.DraftFiles(ctx, draft)
	b.must(err)
	b.must(b.service.SetFiles(ctx, "browser", draft.ID, []uuid.UUID{there[0].ID}, nil, 3))
	c, err := b.service.Request(ctx, buyer, RequestForm{Draft: draft.ID, Opener: "browser", Topic: interpreted()})
	b.must(err)
	company, _ := buyer.Company(account.Buyer)
	desk, err := b.accounts.CreateDesk(ctx, account.Desk{Slug: "desk", Kind: "sister_city", Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: "Desk", NameKo: "데스크"})
	b.must(err)
	b.must(b.accounts.Bring(ctx, desk.ID, company))
	partner, operator := b.person("Europe/Berlin", account.Grant{Role: account.Partner, Desk: desk.ID}), b.person("Asia/Seoul", account.Grant{Role: account.Operator})
	reads := func(when string, want map[*account.Viewer]bool) {
		t.Helper()
		for v, may := range want {
			f, err := b.service.File(ctx, *v, c.Number, there[1].ID)
			if (err == nil) != may || may && f.Name != "drawing.pdf" {
				t.Errorf("%s %s opens it: %v, want %v", when, v.Name, err, may)
			}
		}
	}
	stranger, visitor, third := b.buyer(), account.Viewer{}, b.hands[0]
	nobody := map[*account.Viewer]bool{&stranger: false, &visitor: false, &partner: false, &operator: false}
	reads("requested,", map[*account.Viewer]bool{&buyer: true, &b.officer: true, &b.supplier: false, &third: false})
	reads("requested,", nobody)
	c, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	third = b.hand(c)
	reads("offered,", map[*account.Viewer]bool{&buyer: true, &b.supplier: true, &third: false})
	_, err = b.service.AnswerAssignment(ctx, third, Decision{Number: c.Number}, true)
	b.must(err)
	reads("promised,", map[*account.Viewer]bool{&third: true, &b.officer: true})
	reads("promised,", nobody)
	if _, err := b.service.File(ctx, buyer, c.Number, there[0].ID); refused(err) != "not_found" {
		t.Errorf("one that was taken away: %v", err)
	}
	if err := b.service.SetFiles(ctx, "browser", c.ID, nil, []inquiry.File{drawing}, 3); refused(err) != "hold_over" {
		t.Errorf("a file after the request: %v", err)
	}
}
