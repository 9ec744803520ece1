package demo

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/webhook"
)

// writeProgramme opens the sourcing days of a sister city some weeks ahead, with two makers and a pair that may meet without
// a look, once.
func (o Office) writeProgramme(ctx context.Context, k known) error {
	officer, err := o.as(ctx, k, "duri@office.example")
	if err != nil {
		return err
	}
	there, err := o.Consultation.Occasions(ctx, officer)
	if err != nil || len(there) > 1 {
		return err
	}
	from := o.Now().AddDate(0, 0, 24).Truncate(24 * time.Hour)
	for from.Weekday() != time.Monday {
		from = from.AddDate(0, 0, 1)
	}
	until := from.AddDate(0, 0, 2)
	id, err := o.Consultation.OpenOccasion(ctx, officer, consultation.Occasion{NameEn: "Cluj-Napoca sourcing days", NameKo: "클루지나포카 소싱 상담주간",
		Moderation: consultation.Pairs, From: &from, Until: &until})
	if err != nil {
		return err
	}
	for _, maker := range []string{"A", "B"} {
		if err := o.Consultation.TakePart(ctx, officer, id, k.companies[maker], true); err != nil {
			return err
		}
	}
	return o.Consultation.ApprovePair(ctx, officer, id, consultation.Sides{Supplier: k.companies["A"], Buyer: k.companies["B1"]}, true)
}

// writeWebhook has a maker's system registered, switched off until it answers.
func (o Office) writeWebhook(ctx context.Context, k known) error {
	maker, err := o.as(ctx, k, "garam@lumivale.example")
	if err != nil {
		return err
	}
	mine, err := o.Integration.Mine(ctx, maker)
	if err != nil || len(mine) > 0 {
		return err
	}
	hook, err := o.Integration.Add(ctx, maker, webhook.Owner(""), "https://erp.lumivale.example/hooks", nil)
	if err != nil {
		return err
	}
	_, err = o.Integration.Act(ctx, maker, hook.ID.String(), "disable")
	return err
}
