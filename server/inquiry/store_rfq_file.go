package inquiry

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

func rfqFiles(ctx context.Context, q postgres.Querier, rfq uuid.UUID) ([]RFQFile, error) {
	r, err := q.Query(ctx, `select id, rfq_id, name, kind, bytes, blob from rfq_file where rfq_id = @rfq order by id`, pgx.NamedArgs{"rfq": rfq})
	return rows[RFQFile]("files of an offer", r, err)
}

func insertRFQFile(ctx context.Context, tx postgres.Tx, f RFQFile) error {
	_, err := tx.Exec(ctx, `insert into rfq_file (id, rfq_id, name, kind, bytes, blob) values (@id, @rfq, @name, @kind, @bytes, @blob)`,
		pgx.NamedArgs{"id": f.ID, "rfq": f.RFQID, "name": f.Name, "kind": f.Kind, "bytes": f.Bytes, "blob": f.Blob})
	if err != nil {
		return fmt.Errorf("insert file of an offer: %w", err)
	}
	return nil
}

func deleteRFQFiles(ctx context.Context, tx postgres.Tx, rfq uuid.UUID, ids []uuid.UUID) error {
	_, err := tx.Exec(ctx, `delete from rfq_file where rfq_id = @rfq and id = any(@ids)`, pgx.NamedArgs{"rfq": rfq, "ids": orEmpty(ids)})
	if err != nil {
		return fmt.Errorf("delete files of an offer: %w", err)
	}
	return nil
}
