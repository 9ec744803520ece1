package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// originColumns are those of text_origins o, for Origin.
const originColumns = `o.field, o.lang, o.source_lang, o.source_hash, o.method, o.made_at,
	coalesce(o.reviewed_by, '00000000-0000-0000-0000-000000000000') as reviewed_by`

// PutOrigins keeps where texts of a product come from; those of texts that are gone go.
func (s *Service) PutOrigins(ctx context.Context, tx postgres.Tx, product Product, origins []Origin) error {
	batch := &pgx.Batch{}
	for _, o := range origins {
		args := pgx.NamedArgs{"product": product.ID, "field": o.Field, "lang": o.Lang}
		if product.TextOf(o.Field, o.Lang) == "" {
			batch.Queue(`delete from text_origins where product_id = @product and field = @field and lang = @lang`, args)
			continue
		}
		var by *account.UserID
		if o.ReviewedBy != (account.UserID{}) {
			by = &o.ReviewedBy
		}
		args["source"], args["hash"], args["method"], args["at"], args["by"] = o.SourceLang, o.SourceHash, o.Method, o.MadeAt, by
		batch.Queue(`
			insert into text_origins (product_id, field, lang, source_lang, source_hash, method, made_at, reviewed_by)
			values (@product, @field, @lang, @source, @hash, @method, @at, @by)
			on conflict (product_id, field, lang) do update set source_lang = excluded.source_lang, source_hash = excluded.source_hash,
				method = excluded.method, made_at = excluded.made_at, reviewed_by = excluded.reviewed_by`, args)
	}
	if len(origins) > 0 { // cards say how their names stand
		batch.Queue(`update product_index set changed = pg_current_xact_id() where product_id = @product`, pgx.NamedArgs{"product": product.ID})
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("keep origins of texts: %w", err)
	}
	return nil
}
