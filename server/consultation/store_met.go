package consultation

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
)

// EverMet reports whether any consultation of a buying company took place: somebody has then seen its people.
func (s *Service) EverMet(ctx context.Context, buyer account.CompanyID) (bool, error) {
	rows, err := s.db.Query(ctx, `
		select exists (select 1 from consultation c join attendance a on a.consultation_id = c.id
			where c.buyer_company = @buyer and a.took_place)`, pgx.NamedArgs{"buyer": buyer})
	if err != nil {
		return false, fmt.Errorf("look for a meeting: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}
