package catalog

import "context"

// Trade is what an officer holds a request against: the product's codes, and what the maker can prove today.
type Trade struct {
	SKU      string
	Category string
	HS6      string
	Proven   []string // certificate families that count
	Awaited  []string // applied for or in test
}

// Trades are those of published products by SKU, in one query; one that is not there is left out.
func (s *Service) Trades(ctx context.Context, skus []string) (map[string]Trade, error) {
	found, err := findTrades(ctx, s.db, skus, s.today())
	if err != nil {
		return nil, err
	}
	bySKU := make(map[string]Trade, len(found))
	for _, t := range found {
		bySKU[t.SKU] = t
	}
	return bySKU, nil
}
