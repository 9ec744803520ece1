package demo

import (
	"context"
	"fmt"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// desk is a partner's workplace with the companies that it brought.
type desk struct {
	id string
	account.Desk
	brought []string
}

const (
	sisterCity  = "sister_city"
	association = "association"
)

var desks = []desk{
	{"D-CLJ", account.Desk{Slug: "cluj", Kind: sisterCity, Country: "RO", City: "Cluj-Napoca", Zone: bucharest, NameEn: "Cluj-Napoca desk (demo)", NameKo: "클루지나포카 데스크(시연)"}, []string{"B1", "B3"}},
	{"D-CGN", account.Desk{Slug: "koeln", Kind: sisterCity, Country: "DE", City: "Cologne", Zone: berlin, NameEn: "Cologne desk (demo)", NameKo: "쾰른 데스크(시연)"}, []string{"B2", "B4"}},
	{"D-TOL", account.Desk{Slug: "toluca", Kind: sisterCity, Country: "MX", City: "Toluca", Zone: toluca, NameEn: "Toluca desk (demo)", NameKo: "톨루카 데스크(시연)"}, []string{"B5"}},
	{"D-HDG", account.Desk{Slug: "hai-duong", Kind: sisterCity, Country: "VN", City: "Hai Duong", Zone: hanoi, NameEn: "Hai Duong desk (demo)", NameKo: "하이즈엉 데스크(시연)"}, []string{"B6"}},
	{"A-CLJ", account.Desk{Slug: "transilvania", Kind: association, Country: "RO", City: "Cluj-Napoca", Zone: bucharest, NameEn: "Transilvania Import Association (demo)", NameKo: "트란실바니아 수입협회(시연)"}, []string{"B3"}},
	{"A-CGN", account.Desk{Slug: "rhine-chamber", Kind: association, Country: "DE", City: "Cologne", Zone: berlin, NameEn: "Rhine Chamber (demo)", NameKo: "라인 상공회의소(시연)"}, []string{"B2"}},
}

func (o Office) writeDesks(ctx context.Context, k known) error {
	for _, d := range desks {
		made, err := o.Account.CreateDesk(ctx, d.Desk)
		if problem.Is(err, problem.Conflict) {
			made, err = o.Account.DeskBySlug(ctx, d.Slug)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", d.NameEn, err)
		}
		k.desks[d.id] = made.ID
		for _, c := range d.brought {
			if err := o.Account.Bring(ctx, made.ID, k.companies[c]); err != nil {
				return fmt.Errorf("%s brings %s: %w", d.NameEn, c, err)
			}
		}
	}
	return nil
}
