package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/wanted"
)

// keptLists are what the demo's buyer has put aside.
var keptLists = []struct {
	name string
	skus []string
}{
	{"Scalp clinics, spring", []string{"DS-SC5W", "MI-F24"}},
	{"To ask about at the fair", []string{"LV-CO30"}},
}

// wantedOnce are what two buyers asked the office to find.
var wantedOnce = []struct {
	buyer  string
	hours  int // ago
	answer string
	skus   []string
	wanted.Request
}{
	{"buyer@demo.example", 30, "", nil, wanted.Request{Title: "Scalp cooling caps", HS: "9018", Quantity: "30 a year", Market: "RO",
		Details: "For twelve dermatology clinics. The caps must work with a chiller that we have already.\n\nWe need papers for the European market and spare parts for five years."}},
	{"erika@rheinbogen.example", 5, "", nil, wanted.Request{Title: "Silent ventilators for treatment rooms", Quantity: "200 pieces a quarter", Market: "DE",
		Details: "Ceiling or wall, at most 25 dB at two metres, washable filter, CE and RoHS."}},
	{"buyer@demo.example", 150, "This camera reads the same values as the one that you described. The maker lends one for two weeks.", []string{"DS-SC5W"},
		wanted.Request{Title: "Handheld camera for hair density", HS: "852589", Quantity: "10 to begin with", Market: "RO", Details: "It has to count hairs and follicles, and speak Romanian or English."}},
}

// soonTold is how soon after the start the first mail of the followed search is due: what the demo has just published is new then.
const soonTold = 3 * time.Minute

// writeKept writes lists, a followed search that is due for its first mail, and requests for makers. Requests have their
// names for keys, so that a start that was broken off asks nothing twice.
func (o Office) writeKept(ctx context.Context, k known) error {
	now := o.Now()
	buyer, err := o.Account.Viewer(ctx, k.people["buyer@demo.example"])
	if err != nil {
		return err
	}
	lists, err := o.Saved.Lists(ctx, buyer)
	if err != nil {
		return err
	}
	for _, l := range keptLists[min(len(lists), len(keptLists)):] {
		made, err := o.Saved.Create(ctx, buyer, l.name)
		if err != nil {
			return err
		}
		for _, sku := range l.skus {
			if err := o.Saved.Add(ctx, buyer, made.ID, sku, ""); err != nil {
				return fmt.Errorf("save %s: %w", sku, err)
			}
		}
	}
	o.Clock.set(now.AddDate(0, 0, -7).Add(soonTold))
	if err := o.SavedOnce.Follow(ctx, buyer, catalog.Query{Text: "laser"}); err != nil {
		return err
	}
	officers, err := o.Account.Officers(ctx)
	if err != nil || len(officers) == 0 {
		return err
	}
	for _, w := range wantedOnce {
		if err := o.want(ctx, k.people[w.buyer], officers[0].ID, now.Add(-time.Duration(w.hours)*time.Hour), w.Request, w.answer, w.skus); err != nil {
			return fmt.Errorf("wanted %s: %w", w.Title, err)
		}
	}
	return nil
}

func (o Office) want(ctx context.Context, who, officer account.UserID, at time.Time, r wanted.Request, answer string, skus []string) error {
	buyer, err := o.Account.Viewer(ctx, who)
	if err != nil {
		return err
	}
	o.Clock.set(at)
	asked, err := o.WantedOnce.Ask(ctx, buyer, uuid.NewSHA1(uuid.NameSpaceOID, []byte(r.Title)), r)
	if err != nil || answer == "" {
		return err
	}
	clerk, err := o.Account.Viewer(ctx, officer)
	if err != nil {
		return err
	}
	if asked, err = o.WantedOnce.Read(ctx, clerk, asked.ID); err != nil || asked.State != wanted.Open {
		return err
	}
	o.Clock.set(at.Add(20 * time.Hour))
	_, err = o.WantedOnce.Reply(ctx, clerk, asked.ID, answer, skus)
	return err
}
