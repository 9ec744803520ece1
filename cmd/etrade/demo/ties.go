package demo

import (
	"context"

	"github.com/etradeoffice/portal/server/account"
)

// writeTies has two officers have stated a tie, so that the list of them and the refusal can be seen.
func (o Office) writeTies(ctx context.Context, k known) error {
	hana, err := o.Account.Viewer(ctx, k.people["hana@office.example"])
	if err != nil {
		return err
	}
	for _, t := range []account.Tie{
		{User: k.people["nemo@office.example"], Company: k.companies["B"], Kind: account.TieFamily},
		{User: k.people["officer@demo.example"], Company: k.companies["F"], Kind: account.TieWork},
	} {
		if err := o.Account.SayTie(ctx, hana, t); err != nil {
			return err
		}
	}
	return nil
}
