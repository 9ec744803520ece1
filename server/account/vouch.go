package account

import (
	"context"
	"slices"
	"strings"
)

// Vouchers are the desks that brought each of the companies, in one query.
func (s *Service) Vouchers(ctx context.Context, companies []CompanyID) (map[CompanyID][]Desk, error) {
	found, err := findVouchers(ctx, s.db, companies)
	if err != nil {
		return nil, err
	}
	desks := map[CompanyID][]Desk{}
	for _, f := range found {
		desks[f.CompanyID] = append(desks[f.CompanyID], f.Desk)
	}
	return desks, nil
}

// freeMail are providers where anybody gets an address under any name.
var freeMail = []string{"gmail.com", "googlemail.com", "yahoo.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "aol.com", "gmx.de", "gmx.net",
	"web.de", "mail.ru", "yandex.ru", "qq.com", "163.com", "126.com", "naver.com", "hanmail.net", "daum.net", "proton.me", "protonmail.com", "freemail.example"}

// FreeMail reports whether an address says nothing about where its owner works.
func FreeMail(address string) bool {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return slices.Contains(freeMail, domain)
}
