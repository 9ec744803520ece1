package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
)

// hasStated is whether a side, which follows it, has stated the outcome of a consultation. Until it has, the outcome waits
// for it, though the office calls by then.
const hasStated = `select count(*) > 0 from consultation_event e where e.consultation_id = consultation.id and e.move = 'state_outcome' and e.role = `

// waitsFor is why a consultation c waits for a person, null when it does not; o is its open proposal. A supplier does not
// know of a request before the office has let it through.
const waitsFor = `case
	when o.side = 'office' and (requested_side = 'buyer' and buyer_company = any(@buyers) or requested_side = 'supplier' and supplier_company = any(@suppliers))
		or o.side = 'buyer' and supplier_company = any(@suppliers) or o.side = 'supplier' and buyer_company = any(@buyers) then 'proposal'
	when state = 'outcome_due' and (owner in ('supplier', 'both') and supplier_company = any(@suppliers)
		or owner in ('buyer', 'both') and buyer_company = any(@buyers)
		or owner = 'office' and (supplier_company = any(@suppliers) and not (` + hasStated + `'supplier')
			or buyer_company = any(@buyers) and not (` + hasStated + `'buyer'))) then 'outcome'
	when @person::uuid = any(asked) then 'assignment'
	when owner = 'supplier' and supplier_company = any(@suppliers) and (state not in ('requested', 'returned') or requested_side = 'supplier')
		or owner = 'buyer' and buyer_company = any(@buyers)
		or owner = 'interpreter' and interpreter_user = @person and interpreter_state = 'accepted' then 'answer'
	when @officer::bool and ` + forOffice + ` then 'office' end`

// withProposal is consultations with the side and the deadline of their open proposal.
const withProposal = `consultation left join lateral (select by_side as side, expires_at as due from proposal p
	where p.consultation_id = consultation.id and p.state = 'open' and p.base_version = consultation.version and p.expires_at > @now) o on true`

// concerns is whether a person may have to do with a consultation.
const concerns = `(supplier_company = any(@suppliers) or buyer_company = any(@buyers) or interpreter_user = @person or @person::uuid = any(asked))`

func turnsOf(ctx context.Context, q querier, suppliers, buyers []account.CompanyID, person account.UserID, officer bool, now time.Time) ([]Turn, error) {
	rows, err := q.Query(ctx, `
		select * from (
			select `+columns+`, `+waitsFor+` as why, case when @person::uuid = any(asked) then (select a.expires_at from assignment a
					where a.consultation_id = consultation.id and a.user_id = @person)
				when o.side is not null and owner <> 'office' then o.due else answer_by end as due
			from `+withProposal+`
			where state <> 'draft' and number is not null and (@officer::bool or `+concerns+`)
		) waiting where why is not null order by due nulls last, id limit 300`,
		pgx.NamedArgs{"suppliers": uuids(suppliers), "buyers": uuids(buyers), "person": person, "officer": officer, "now": now})
	if err != nil {
		return nil, fmt.Errorf("read what waits: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Turn])
}
