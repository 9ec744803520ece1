package trust

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

const endorsementColumns = `code, company_id, state, version, mode, statement, scope, checked_on, issued_on, valid_until, supersedes, from_desk, desk_id,
	proposed_by, letter, ended_on, ended_by, reason, changed_at`

func nextCode(ctx context.Context, q postgres.Querier, office string) (string, error) {
	numbers, err := column[int64](ctx, q, `select nextval('endorsement_number')`, nil)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s-E-%04d", office, numbers[0]), nil
}

func insertEndorsement(ctx context.Context, q postgres.Querier, e Endorsement) error {
	return exec(ctx, q, "propose endorsement", `
		insert into endorsements (code, company_id, state, version, mode, statement, scope, checked_on, issued_on, valid_until, supersedes, from_desk, desk_id, proposed_by, letter, changed_at)
		values (@code, @company, @state, @version, @mode, @statement, @scope, @checked, @issued, @until, @supersedes, @from, @desk, @by, @letter, @changed)`,
		pgx.NamedArgs{"code": e.Code, "company": e.CompanyID, "state": e.State, "version": e.Version, "mode": e.Mode, "statement": e.Statement, "scope": e.Scope,
			"checked": e.CheckedOn, "issued": e.IssuedOn, "until": e.ValidUntil, "supersedes": e.Supersedes, "from": e.FromDesk, "desk": e.DeskID, "by": e.ProposedBy,
			"letter": e.Letter, "changed": e.ChangedAt})
}

func updateEndorsement(ctx context.Context, q postgres.Querier, e Endorsement) error {
	return exec(ctx, q, "write endorsement", `
		update endorsements set state = @state, version = @version, desk_id = @desk, ended_on = @ended, ended_by = @by, reason = @reason, changed_at = @changed where code = @code`,
		pgx.NamedArgs{"code": e.Code, "state": e.State, "version": e.Version, "desk": e.DeskID, "ended": e.EndedOn, "by": e.EndedBy, "reason": e.Reason, "changed": e.ChangedAt})
}

func findEndorsement(ctx context.Context, q postgres.Querier, code string, lock bool) (Endorsement, error) {
	sql := `select ` + endorsementColumns + ` from endorsements where code = @code`
	if lock {
		sql += ` for update`
	}
	return one[Endorsement](ctx, q, "endorsement_unknown", sql, pgx.NamedArgs{"code": code})
}

// endorsementsOf says whose endorsements are looked for: of a company, or that desks have proposed, are asked to sign or
// whose company they brought; with neither all.
type endorsementsOf struct {
	company *account.CompanyID
	desks   []account.DeskID
}

func findEndorsements(ctx context.Context, q postgres.Querier, of endorsementsOf) ([]Endorsement, error) {
	return many[Endorsement](ctx, q, `
		select `+endorsementColumns+` from endorsements e
		where (@company::uuid is null or company_id = @company) and (@desks::uuid[] is null or from_desk = any(@desks) or desk_id = any(@desks)
			or exists (select 1 from desk_companies d where d.company_id = e.company_id and d.desk_id = any(@desks)))
		order by code desc limit 500`, pgx.NamedArgs{"company": of.company, "desks": of.desks})
}

// findEnding are the endorsements of a company that may still end.
func findEnding(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]Endorsement, error) {
	return many[Endorsement](ctx, q, `select `+endorsementColumns+` from endorsements where company_id = @id and state in ('proposed', 'signed_by_one', 'active') order by code for update`,
		pgx.NamedArgs{"id": company})
}

// findOver are those whose last day is over though nobody has written that down.
func findOver(ctx context.Context, q postgres.Querier, now time.Time) ([]Endorsement, error) {
	return many[Endorsement](ctx, q, `select `+endorsementColumns+` from endorsements where state in ('signed_by_one', 'active') and valid_until < @day::date order by code for update skip locked`,
		pgx.NamedArgs{"day": now.UTC().Format(time.DateOnly)})
}

func insertSignature(ctx context.Context, q postgres.Querier, s Signed) error {
	return exec(ctx, q, "sign endorsement", `
		insert into endorsement_signatures (code, desk_id, key_id, signature, by_user, at) values (@code, @desk, @key, @signature, @by, @at)`,
		pgx.NamedArgs{"code": s.Code, "desk": s.DeskID, "key": s.KeyID, "signature": s.Signature, "by": s.ByUser, "at": s.At})
}

func findSignatures(ctx context.Context, q postgres.Querier, code string) ([]Signed, error) {
	return many[Signed](ctx, q, `
		select s.code, s.desk_id, s.key_id, s.signature, s.by_user, s.at, coalesce(d.name_en, '') as owner_en, coalesce(d.name_ko, '') as owner_ko, k.withdrawn_on as withdrawn
		from endorsement_signatures s join trust_keys k on k.id = s.key_id left join desks d on d.id = s.desk_id where s.code = @code order by s.at, s.key_id`,
		pgx.NamedArgs{"code": code})
}

// ended is one entry of the list.
type ended struct {
	Code   string
	On     time.Time
	Reason string
}

// findEnded are the endorsements that were signed and then revoked or superseded, all there ever were.
func findEnded(ctx context.Context, q postgres.Querier) ([]ended, error) {
	return many[ended](ctx, q, `
		select e.code, e.ended_on as on, e.reason from endorsements e
		where e.state in ('revoked', 'superseded') and e.mode = 'signed' and exists (select 1 from endorsement_signatures s where s.code = e.code) order by e.code`, nil)
}

// Recommendation is what an association says of a company. It is no signature.
type Recommendation struct {
	DeskID    account.DeskID
	CompanyID account.CompanyID
	Text      string
	ByUser    account.UserID
	At        time.Time
	OwnerEn   string
	OwnerKo   string
}

// Owner is the association's name by language.
func (r Recommendation) Owner() map[string]string {
	return map[string]string{"en": r.OwnerEn, "ko": r.OwnerKo}
}

func putRecommendation(ctx context.Context, q postgres.Querier, r Recommendation) error {
	return exec(ctx, q, "recommend", `
		insert into recommendations (desk_id, company_id, text, by_user, at) values (@desk, @company, @text, @by, @at)
		on conflict (desk_id, company_id) do update set text = excluded.text, by_user = excluded.by_user, at = excluded.at`,
		pgx.NamedArgs{"desk": r.DeskID, "company": r.CompanyID, "text": r.Text, "by": r.ByUser, "at": r.At})
}

func findRecommendations(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]Recommendation, error) {
	return many[Recommendation](ctx, q, `
		select r.desk_id, r.company_id, r.text, r.by_user, r.at, d.name_en as owner_en, d.name_ko as owner_ko
		from recommendations r join desks d on d.id = r.desk_id where r.company_id = @id order by r.at, r.desk_id`, pgx.NamedArgs{"id": company})
}
