package media

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/postgres"
)

type photoRow struct {
	ID        PhotoID
	ProductID ProductID
	State     PhotoState
	Reason    string
	FileName  string
	Original  string
	Bytes     int
	Name      string
	Whole     string
	Width     int
	Height    int
	Alt       map[string]string
	Crop      []int16
	CreatedAt time.Time
}

const photoColumns = `id, product_id, state, reason, file_name, original, bytes, name, whole, width, height, alt, crop, created_at`

func (r photoRow) photo() Photo {
	p := Photo{
		ID: r.ID, ProductID: r.ProductID, State: r.State, Reason: r.Reason, FileName: r.FileName, Original: r.Original, Bytes: r.Bytes, Name: r.Name, Whole: r.Whole,
		Width: r.Width, Height: r.Height, Alt: r.Alt, CreatedAt: r.CreatedAt,
	}
	if len(r.Crop) == 4 {
		p.Crop = picture.Crop{Left: int(r.Crop[0]), Top: int(r.Crop[1]), Width: int(r.Crop[2]), Height: int(r.Crop[3])}
	}
	return p
}

func cropped(c picture.Crop) []int { return []int{c.Left, c.Top, c.Width, c.Height} }

func findPhotos(ctx context.Context, q postgres.Querier, product ProductID) ([]Photo, error) {
	rows, err := q.Query(ctx, `select `+photoColumns+` from photos where product_id = @product order by position, id`, pgx.NamedArgs{"product": product})
	if err != nil {
		return nil, fmt.Errorf("list photographs: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[photoRow])
	if err != nil {
		return nil, fmt.Errorf("list photographs: %w", err)
	}
	photos := make([]Photo, len(found))
	for i, row := range found {
		photos[i] = row.photo()
	}
	return photos, nil
}

func findPhoto(ctx context.Context, q postgres.Querier, id PhotoID) (Photo, error) {
	rows, err := q.Query(ctx, `select `+photoColumns+` from photos where id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return Photo{}, fmt.Errorf("find photograph: %w", err)
	}
	row, err := one[photoRow](rows, "photo_unknown")
	return row.photo(), err
}

// lockPhotos has others wait who change the photographs of this product, and counts them.
func lockPhotos(ctx context.Context, tx postgres.Tx, product ProductID) (n int, err error) {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('photos ' || @product::text, 0))`, pgx.NamedArgs{"product": product}); err != nil {
		return 0, fmt.Errorf("lock photographs: %w", err)
	}
	if err := tx.QueryRow(ctx, `select count(*) from photos where product_id = @product`, pgx.NamedArgs{"product": product}).Scan(&n); err != nil {
		return 0, fmt.Errorf("count photographs: %w", err)
	}
	return n, nil
}

// insertPhoto adds a photograph as the last of its product; false when the product has the same file already.
func insertPhoto(ctx context.Context, tx postgres.Tx, p Photo, by account.UserID, imported *uuid.UUID) (bool, error) {
	if p.Alt == nil {
		p.Alt = map[string]string{}
	}
	done, err := tx.Exec(ctx, `
		insert into photos (id, product_id, position, state, file_name, original, bytes, alt, import_id, by_user, created_at)
		select @id, @product, coalesce(max(position), 0) + 1, @state, @file, @original, @bytes, @alt::jsonb, @import::uuid, @by::uuid, @at::timestamptz
		from photos where product_id = @product
		on conflict (product_id, original) where original <> '' do nothing`,
		pgx.NamedArgs{
			"id": p.ID, "product": p.ProductID, "state": p.State, "file": p.FileName, "original": p.Original, "bytes": p.Bytes,
			"alt": p.Alt, "import": imported, "by": by, "at": p.CreatedAt,
		})
	if err != nil {
		return false, fmt.Errorf("keep photograph: %w", err)
	}
	return done.RowsAffected() == 1, nil
}

func setDescribed(ctx context.Context, tx postgres.Tx, id PhotoID, alt map[string]string, crop picture.Crop) error {
	_, err := tx.Exec(ctx, `update photos set alt = @alt, crop = @crop where id = @id`, pgx.NamedArgs{"id": id, "alt": alt, "crop": cropped(crop)})
	if err != nil {
		return fmt.Errorf("describe photograph: %w", err)
	}
	return nil
}

func setWaiting(ctx context.Context, tx postgres.Tx, id PhotoID) error {
	if _, err := tx.Exec(ctx, `update photos set state = 'waiting', reason = '' where id = @id`, pgx.NamedArgs{"id": id}); err != nil {
		return fmt.Errorf("have pictures made: %w", err)
	}
	return nil
}

// setMade writes what was made, unless another part was asked for meanwhile.
func setMade(ctx context.Context, tx postgres.Tx, p Photo, made picture.Made) error {
	_, err := tx.Exec(ctx, `
		update photos set state = 'ready', name = @name, width = @width, height = @height,
			whole = case when @crop::smallint[] = '{0,0,0,0}' or whole = '' then @name else whole end
		where id = @id and state = 'waiting' and crop = @crop::smallint[]`,
		pgx.NamedArgs{"id": p.ID, "name": made.Name, "width": made.Width, "height": made.Height, "crop": cropped(p.Crop)})
	if err != nil {
		return fmt.Errorf("keep pictures: %w", err)
	}
	return nil
}

func setRefused(ctx context.Context, tx postgres.Tx, id PhotoID, reason string) error {
	if _, err := tx.Exec(ctx, `update photos set state = 'refused', reason = @reason where id = @id and state = 'waiting'`, pgx.NamedArgs{"id": id, "reason": reason}); err != nil {
		return fmt.Errorf("refuse photograph: %w", err)
	}
	return nil
}

func deletePhoto(ctx context.Context, tx postgres.Tx, id PhotoID) error {
	if _, err := tx.Exec(ctx, `delete from photos where id = @id`, pgx.NamedArgs{"id": id}); err != nil {
		return fmt.Errorf("remove photograph: %w", err)
	}
	return nil
}

func setOrder(ctx context.Context, tx postgres.Tx, product ProductID, order []uuid.UUID) error {
	_, err := tx.Exec(ctx, `
		update photos set position = t.n from unnest(@order::uuid[]) with ordinality as t (id, n)
		where photos.id = t.id and photos.product_id = @product`, pgx.NamedArgs{"order": order, "product": product})
	if err != nil {
		return fmt.Errorf("order photographs: %w", err)
	}
	return nil
}

// unseen is the condition of a product p that the public has not seen and the office does not have before it.
const unseen = `p.published_at is null and p.paused_from is null and p.review_asked_at is null`

// showPhotos writes what pages of the catalog show of a product that the public has not seen and the office does not have
// before it. What the public sees of another changes with the office's approval; see Albums.
func showPhotos(ctx context.Context, tx postgres.Tx, product ProductID) error {
	_, err := tx.Exec(ctx, `
		with shown as (update products p set pictures = coalesce((
			select jsonb_agg(jsonb_build_object('name', name, 'width', width, 'height', height, 'alt', alt) order by position, id)
			from photos where product_id = @product and name <> '' and alt ?& @languages::text[]), '[]')
			where id = @product and `+unseen+` returning id)
		update product_index set changed = pg_current_xact_id() where product_id in (select id from shown)`, pgx.NamedArgs{"product": product, "languages": Languages})
	if err != nil {
		return fmt.Errorf("show photographs: %w", err)
	}
	return nil
}

// findThings are what open pages listen to that show a photograph.
func findThings(ctx context.Context, q postgres.Querier, id PhotoID) ([]string, error) {
	rows, err := q.Query(ctx, `select 'media-' || product_id from photos where id = @id union all
		select 'import-' || import_id from photos where id = @id and import_id is not null`, pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, fmt.Errorf("find pages with a photograph: %w", err)
	}
	things, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("find pages with a photograph: %w", err)
	}
	return things, nil
}
