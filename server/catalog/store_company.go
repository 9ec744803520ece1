package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

type companyRow struct {
	Country       string
	Founded       int
	Staff         int
	About         Texts
	Site          Texts
	Sources       map[string]string
	BusinessNo    string
	FactoryM2     int `db:"factory_m2"`
	FactoryLines  int
	Markets       []string
	Patents       int
	TurnoverMinor int64
	ExportMinor   int64
	Currency      string
	Distributors  []string
	Fairs         []Fair
	Details       map[string]string
	Count         int
	makerRow
}

// findCompany reads a supplier and a page of its products, from 1, in one round trip.
func findCompany(ctx context.Context, q postgres.Querier, slug string, page int, today time.Time) (Company, error) {
	args := pgx.NamedArgs{"slug": slug, "today": today, "skip": (page - 1) * shownOfCompany}
	var (
		companies []companyRow
		products  []hitRow
		certs     []CertificateRow
	)
	batch := &pgx.Batch{}
	queue(batch, &companies, `
		select c.country, coalesce(c.founded, 0) as founded, coalesce(c.staff, 0) as staff, cp.about, cp.site, cp.sources, cp.business_no,
			coalesce(cp.factory_m2, 0) as factory_m2, coalesce(cp.factory_lines, 0) as factory_lines, cp.markets, cp.patents,
			coalesce(cp.turnover_minor, 0) as turnover_minor, coalesce(cp.export_minor, 0) as export_minor, cp.currency, cp.distributors, cp.fairs, cp.details - 'contacts' - 'tracking' as details,
			(select count(*) from products p where p.company_id = c.id and p.published_at is not null) as count, `+makerColumns+`
		from companies c join company_profiles cp on cp.company_id = c.id
		where c.slug = @slug and c.kind = 'supplier' and cp.published_at is not null and c.suspended_at is null`, args)
	queue(batch, &products, queryHitsOf(`(select id from companies where slug = @slug)`), args)
	queue(batch, &certs, `select distinct on (ce.scheme, ce.number) `+CertificateColumns+` from certificates ce join products p on p.id = ce.product_id
		where p.company_id = (select id from companies where slug = @slug) and p.published_at is not null and ce.state = 'held'
			and (ce.expires_on is null or ce.expires_on >= @today) order by ce.scheme, ce.number, ce.expires_on desc limit 60`, args)
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return Company{}, fmt.Errorf("find company: %w", err)
	}
	if len(companies) == 0 {
		return Company{}, problem.New(problem.NotFound, "company_unknown")
	}
	r := companies[0]
	held := make([]Certificate, len(certs))
	for i, cert := range certs {
		held[i] = Certificate(cert)
	}
	return Company{
		Certs: held, Maker: r.maker(), Products: hitsOf(products, today), Country: r.Country, Founded: r.Founded, Staff: r.Staff,
		Count: r.Count, Page: page, Pages: max(1, (r.Count+shownOfCompany-1)/shownOfCompany),
		Profile: Profile{
			Line: r.Line, About: r.About, Site: r.Site, Sources: someOf(r.Sources), BusinessNo: r.BusinessNo, FactoryM2: r.FactoryM2, FactoryLines: r.FactoryLines,
			Markets: r.Markets, Patents: r.Patents, TurnoverMinor: r.TurnoverMinor, ExportMinor: r.ExportMinor, Currency: r.Currency,
			Distributors: r.Distributors, Fairs: r.Fairs, Mark: r.Mark, Details: someOf(r.Details),
		},
	}, nil
}

type cardRow struct {
	Site     Texts
	Products int
	Pictures []Picture
	makerRow
}

// findCompanyCards are the published ones among ids.
func findCompanyCards(ctx context.Context, q postgres.Querier, ids []account.CompanyID) ([]CompanyCard, error) {
	rows, err := q.Query(ctx, `
		select cp.site, coalesce(newest.pictures, '[]') as pictures,
			(select count(*) from products p where p.company_id = c.id and p.published_at is not null) as products, `+makerColumns+`
		from companies c join company_profiles cp on cp.company_id = c.id
		left join lateral (select pictures from products p where p.company_id = c.id and p.published_at is not null
			order by p.published_at desc, p.sku limit 1) newest on true
		where c.id = any(@ids) and c.kind = 'supplier' and cp.published_at is not null and c.suspended_at is null`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("list companies: %w", err)
	}
	found, err := collect[cardRow](rows, "list companies")
	if err != nil {
		return nil, err
	}
	cards := make([]CompanyCard, len(found))
	for i, r := range found {
		cards[i] = CompanyCard{Maker: r.maker(), Site: r.Site, Products: r.Products}
		if len(r.Pictures) > 0 {
			cards[i].Picture = &r.Pictures[0]
		}
	}
	return cards, nil
}

func findGlossary(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]Term, error) {
	var terms []Term
	err := q.QueryRow(ctx, `select glossary from company_profiles where company_id = @company`,
		pgx.NamedArgs{"company": company}).Scan(&terms)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find glossary: %w", err)
	}
	return terms, nil
}

// findProfile is a company's own, contacts and glossary too.
func findProfile(ctx context.Context, q postgres.Querier, company account.CompanyID) (Profile, error) {
	rows, err := q.Query(ctx, `
		select line, about, site, sources, business_no, coalesce(factory_m2, 0) as factory_m2, coalesce(factory_lines, 0) as factory_lines, markets, patents,
			coalesce(turnover_minor, 0) as turnover_minor, coalesce(export_minor, 0) as export_minor, currency, distributors, fairs, glossary, mark, details
		from company_profiles where company_id = @company`, pgx.NamedArgs{"company": company})
	if err != nil {
		return Profile{}, fmt.Errorf("find own profile: %w", err)
	}
	found, err := collect[struct {
		Line          Texts
		About         Texts
		Site          Texts
		Sources       map[string]string
		BusinessNo    string
		FactoryM2     int `db:"factory_m2"`
		FactoryLines  int
		Markets       []string
		Patents       int
		TurnoverMinor int64
		ExportMinor   int64
		Currency      string
		Distributors  []string
		Fairs         []Fair
		Glossary      []Term
		Mark          string
		Details       map[string]string
	}](rows, "find own profile")
	if err != nil || len(found) == 0 {
		return Profile{Currency: "USD"}, err
	}
	r := found[0]
	return Profile{
		Line: r.Line, About: r.About, Site: r.Site, Sources: someOf(r.Sources), BusinessNo: r.BusinessNo, FactoryM2: r.FactoryM2, FactoryLines: r.FactoryLines, Markets: r.Markets,
		Patents: r.Patents, TurnoverMinor: r.TurnoverMinor, ExportMinor: r.ExportMinor, Currency: r.Currency, Distributors: r.Distributors, Fairs: r.Fairs,
		Glossary: r.Glossary, Mark: r.Mark, Details: someOf(r.Details),
	}, nil
}
