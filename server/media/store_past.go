package media

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// public is the condition of a photograph ph that the public sees of its product p.
const public = `(p.published_at is not null or p.paused_from is not null) and jsonb_path_query_array(p.pictures, '$[*].name') ? ph.name`

// keepPast remembers a photograph that the public sees as it is now, before its maker changes it.
func keepPast(ctx context.Context, tx postgres.Tx, id PhotoID) error {
	return keepPasts(ctx, tx, `ph.id = @of`, id)
}

func keepPasts(ctx context.Context, tx postgres.Tx, which string, of any) error {
	_, err := tx.Exec(ctx, `
		insert into photos_past (product_id, name, photo) select ph.product_id, ph.name, to_jsonb(ph) from photos ph join products p on p.id = ph.product_id
		where `+which+` and ph.state = 'ready' and `+public+` on conflict do nothing`, pgx.NamedArgs{"of": of})
	if err != nil {
		return fmt.Errorf("remember photographs: %w", err)
	}
	return nil
}

// Restore arranges photographs and brochures of a product again as the public sees them. What was added since goes.
func Restore(ctx context.Context, tx postgres.Tx, sku string) error {
	p, err := findProduct(ctx, tx, sku)
	if err != nil {
		return err
	}
	if _, err := lockPhotos(ctx, tx, p.ID); err != nil {
		return err
	}
	args := pgx.NamedArgs{"product": p.ID, "shown": p.Shown}
	batch := &pgx.Batch{}
	batch.Queue(`delete from photos where product_id = @product and name <> all(@shown)`, args)
	batch.Queue(`
		update photos ph set state = 'ready', reason = '', crop = was.crop, whole = was.whole
		from photos_past past, jsonb_populate_record(null::photos, past.photo) was
		where ph.product_id = @product and past.product_id = @product and past.name = ph.name`, args)
	batch.Queue(`
		insert into photos (id, product_id, position, state, file_name, original, bytes, name, whole, width, height, alt, crop, by_user, created_at)
		select was.id, @product, was.position, 'ready', was.file_name, was.original, was.bytes, was.name, was.whole, was.width, was.height, was.alt, was.crop,
			(select id from users where id = was.by_user), was.created_at
		from photos_past past, jsonb_populate_record(null::photos, past.photo) was
		where past.product_id = @product and past.name = any(@shown) and not exists (select from photos ph where ph.product_id = @product and ph.name = past.name)
		on conflict do nothing`, args)
	// Of a picture that nothing is remembered of there is the picture itself.
	batch.Queue(`
		insert into photos (id, product_id, position, state, name, whole, width, height, created_at)
		select gen_random_uuid(), p.id, at.n, 'ready', shown->>'name', shown->>'name', (shown->>'width')::int, (shown->>'height')::int, p.updated_at
		from products p, jsonb_array_elements(p.pictures) with ordinality at (shown, n)
		where p.id = @product and not exists (select from photos ph where ph.product_id = p.id and ph.name = shown->>'name')`, args)
	batch.Queue(`
		update photos ph set position = at.n, alt = coalesce(shown->'alt', '{}') from products p, jsonb_array_elements(p.pictures) with ordinality at (shown, n)
		where p.id = @product and ph.product_id = p.id and ph.name = shown->>'name'`, args)
	batch.Queue(`delete from photos_past where product_id = @product`, args)
	batch.Queue(`delete from brochures where product_id = @product and shown_at is null`, args)
	batch.Queue(`update brochures set removed_at = null where product_id = @product`, args)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("restore photographs: %w", err)
	}
	return nil
}

// dropPast forgets photographs that the public does not see any more.
func (s *Service) dropPast(ctx context.Context) error {
	_, err := s.db.Exec(ctx, `delete from photos_past ph using products p where p.id = ph.product_id and not (`+public+`)`)
	if err != nil {
		return fmt.Errorf("forget photographs: %w", err)
	}
	return nil
}
