package demo

import (
	"context"
	"fmt"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/schedule"
)

// writeInvitation has a maker ask a buyer whom it met in June for another talk, once: the buyer's answer is due.
func (o Office) writeInvitation(ctx context.Context, k known) error {
	number := fmt.Sprintf(OfficeCode+"-%d-%04d", seoulYear(o.Now()), 17)
	host, err := o.Account.Viewer(ctx, k.people["narae@durea.example"])
	if err != nil {
		return err
	}
	if there, err := o.there(ctx, host, number); err != nil || there {
		return err
	}
	met, err := o.Consultation.ByNumber(ctx, host, "SW-2026-0004")
	if err != nil {
		return err
	}
	free, err := o.Schedule.Nearest(ctx, schedule.SlotQuery{Company: met.SupplierCompany, Length: length, Buyer: met.BuyerUser}, workday(o.Now(), 6, 7, 0), 1)
	if err != nil || len(free) == 0 {
		return fmt.Errorf("no free time to invite to: %w", err)
	}
	c, err := o.Consultation.Invite(ctx, host, consultation.Invitation{After: met.Number, Key: "demo-0017", Start: free[0].Start, Topic: consultation.Topic{
		Language: "en", Goal: "price", Products: met.Products,
		Message: "Your three samples have been with you for a while. We would like to hear how they did in your shops and talk about the next order."}})
	if err != nil || c.State != consultation.Requested {
		return err
	}
	officer, err := o.Account.Viewer(ctx, k.people["duri@office.example"])
	if err != nil {
		return err
	}
	_, err = o.Consultation.Approve(ctx, officer, consultation.Decision{Number: c.Number})
	return err
}
