package catalog

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/trust"
)

// vouch says of makers how far they are known at this moment, in one query for all.
func (s *Service) vouch(ctx context.Context, makers []*Maker) error {
	var ids []account.CompanyID
	for _, m := range makers {
		if !slices.Contains(ids, m.ID) {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	standings, err := trust.Standings(ctx, s.db, s.now(), ids...)
	for _, m := range makers {
		m.Trust = standings[m.ID]
	}
	return err
}

func (s *Service) vouchCards(ctx context.Context, cards []CompanyCard) error {
	return s.vouch(ctx, makersOfCards(cards))
}

func makersOfCards(cards []CompanyCard) []*Maker {
	makers := make([]*Maker, len(cards))
	for i := range cards {
		makers[i] = &cards[i].Maker
	}
	return makers
}

func makersOf(hits []Hit) []*Maker {
	makers := make([]*Maker, len(hits))
	for i := range hits {
		makers[i] = &hits[i].Maker
	}
	return makers
}
