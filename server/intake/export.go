package intake

import (
	"context"
	"maps"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/studio"
)

// Rows are a maker's products as they lie on its desk, drafts too, by number: a cell for each of tableFields.
func (s *Service) Rows(ctx context.Context, v account.Viewer, company account.CompanyID) ([][]string, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return nil, err
	}
	own, _, err := s.studio.Sheets(ctx, s.db, company, nil, false)
	if err != nil {
		return nil, err
	}
	rows := make([][]string, 0, len(own))
	for _, sku := range slices.Sorted(maps.Keys(own)) {
		rows = append(rows, cellsOf(own[sku]))
	}
	return rows, nil
}

func cellsOf(sheet studio.Sheet) []string {
	cells := make([]string, len(tableFields))
	for i, f := range tableFields {
		cells[i] = sheet.Value(f)
	}
	return cells
}
