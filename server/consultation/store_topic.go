package consultation

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

func insertTopicBefore(ctx context.Context, tx postgres.Tx, id ID, version int, t Topic) error {
	_, err := tx.Exec(ctx, `
		insert into topic_before (consultation_id, version, language, need_from, need_to, goal, message, products)
		values (@id, @version, @language, @from, @to, @goal, @message, @products)`,
		pgx.NamedArgs{"id": id, "version": version, "language": t.Language, "from": t.NeedFrom, "to": t.NeedTo, "goal": t.Goal,
			"message": t.Message, "products": t.Products})
	if err != nil {
		return fmt.Errorf("keep what the request said: %w", err)
	}
	return nil
}

// topicLooked is what a request said when the office last decided on it; false when it has said nothing else since.
func topicLooked(ctx context.Context, q querier, id ID) (Topic, bool, error) {
	rows, err := q.Query(ctx, `
		select language, need_from, need_to, goal, message, products from topic_before
		where consultation_id = @id and version > coalesce((select max(version) from consultation_event
			where consultation_id = @id and role = 'office' and move in ('approve', 'return')), 0)
		order by version limit 1`, pgx.NamedArgs{"id": id})
	if err != nil {
		return Topic{}, false, fmt.Errorf("read what the request said: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Topic])
	if err != nil || len(found) == 0 {
		return Topic{}, false, err
	}
	return found[0], true, nil
}
