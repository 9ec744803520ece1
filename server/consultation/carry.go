package consultation

import (
	"context"

	"github.com/etradeoffice/portal/server/postgres"
)

// Carry takes into a new draft what its opener had typed in an earlier one with the same company: whose time was taken, or who
// chose another, types nothing twice. The new time's interpreter stays as it was chosen with it.
func (s *Service) Carry(ctx context.Context, opener string, from, to ID) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		c, err := lockDraft(ctx, tx, opener, to)
		if err != nil {
			return err
		}
		before, err := find(ctx, tx, from)
		if err != nil {
			return err
		}
		if before.Opener != opener || before.Number != "" || before.ID == c.ID || before.SupplierCompany != c.SupplierCompany {
			return nil
		}
		pair := c.Pair()
		c.Topic, c.Typed = before.Topic, before.Typed
		c.NeedFrom, c.NeedTo = pair.From, pair.To
		if err := touch(ctx, tx, c); err != nil {
			return err
		}
		return carryBeside(ctx, tx, before.ID, c.ID)
	})
}
