package studio

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

type paperRow struct {
	catalog.CertificateRow
	SKU       string
	CompanyID account.CompanyID
	NameEn    string
	NameKo    string
	Shown     bool
}

const paperSelect = `select ` + catalog.CertificateColumns + `, p.sku, p.company_id, c.name_en, c.name_ko,
		p.published_at is not null and c.suspended_at is null
			and exists (select from company_profiles cp where cp.company_id = c.id and cp.published_at is not null) as shown
	from certificates ce join products p on p.id = ce.product_id join companies c on c.id = p.company_id `

func findPapers(ctx context.Context, q postgres.Querier, where string, args pgx.NamedArgs) ([]HeldPaper, error) {
	rows, err := q.Query(ctx, paperSelect+where, args)
	if err != nil {
		return nil, fmt.Errorf("find certificates: %w", err)
	}
	found, err := collect[paperRow](rows, "find certificates")
	papers := make([]HeldPaper, len(found))
	for i, r := range found {
		papers[i] = HeldPaper{catalog.Certificate(r.CertificateRow), r.SKU, r.CompanyID, catalog.Texts{"en": r.NameEn, "ko": r.NameKo}, r.Shown}
	}
	return papers, err
}

func findPaper(ctx context.Context, q postgres.Querier, id catalog.CertificateID) (HeldPaper, error) {
	found, err := findPapers(ctx, q, `where ce.id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return HeldPaper{}, err
	}
	if len(found) == 0 {
		return HeldPaper{}, problem.New(problem.NotFound, "certificate_unknown")
	}
	return found[0], nil
}

func findUnverified(ctx context.Context, q postgres.Querier) ([]HeldPaper, error) {
	return findPapers(ctx, q, `where ce.state = 'unverified' order by p.sku, ce.scheme limit 200`, nil)
}

// findEnding are the held ones that end by a day, the mandatory ones first, then those that end first.
func findEnding(ctx context.Context, q postgres.Querier, by time.Time) ([]HeldPaper, error) {
	return findPapers(ctx, q, `where ce.state = 'held' and ce.expires_on <= @by order by ce.mandatory desc, ce.expires_on, p.sku limit 200`, pgx.NamedArgs{"by": by})
}

// findUntold are the held ones that end by a day and whose makers have not been told so for a warning of these days.
func findUntold(ctx context.Context, tx postgres.Tx, from, by time.Time, days int) ([]HeldPaper, error) {
	return findPapers(ctx, tx, `where ce.state = 'held' and ce.expires_on > @from and ce.expires_on <= @by
		and not exists (select from certificate_alarms a where a.certificate_id = ce.id and a.expires_on = ce.expires_on and a.days <= @days)
		order by ce.expires_on, p.sku limit 500 for update of ce skip locked`, pgx.NamedArgs{"from": from, "by": by, "days": days})
}

func insertAlarm(ctx context.Context, tx postgres.Tx, c catalog.Certificate, days int, now time.Time) error {
	_, err := tx.Exec(ctx, `insert into certificate_alarms (certificate_id, expires_on, days, told_at) values (@id, @expires, @days, @now)`,
		pgx.NamedArgs{"id": c.ID, "expires": c.ExpiresOn, "days": days, "now": now})
	if err != nil {
		return fmt.Errorf("note a warning: %w", err)
	}
	return nil
}

// updatePaper writes what an officer found out, and has the shelves read the product again.
func updatePaper(ctx context.Context, tx postgres.Tx, c catalog.Certificate) error {
	var by *account.UserID
	if c.VerifiedBy != (account.UserID{}) {
		by = &c.VerifiedBy
	}
	_, err := tx.Exec(ctx, `
		with seen as (update certificates set state = @state, verified_by = @by, verified_how = @how, verified_on = @on, mandatory = @mandatory
			where id = @id returning product_id)
		update product_index set changed = pg_current_xact_id() where product_id in (select product_id from seen)`,
		pgx.NamedArgs{"id": c.ID, "state": c.State, "by": by, "how": c.VerifiedHow, "on": c.VerifiedOn, "mandatory": c.Mandatory})
	if err != nil {
		return fmt.Errorf("verify certificate: %w", err)
	}
	return nil
}
