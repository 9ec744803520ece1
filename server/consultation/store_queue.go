package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// queueItems are the sources of the office's queue: consultations by their own state, each once, and open tasks. A topic
// adds to it by opening a task.
const queueItems = `
	select case when state = 'suspended' then 'suspended' when state = 'ended' then 'unclear' when state = 'requested' then 'request'
			when state = 'outcome_due' then 'outcome' when interpreter_state = 'missing' then 'interpreter' else 'unanswered' end as source,
		answer_by as due, ` + none + `::uuid as task, ` + none + `::uuid as assigned, ` + none + `::uuid as concerns, '' as note, id as about
	from consultation where ` + forOffice + `
	union all
	select kind, coalesce(due_by, opened_at + interval '8 hours'), id, coalesce(assigned, ` + none + `), coalesce(user_id, ` + none + `), note, consultation_id from office_task where done_at is null`

// queue is what waits for the office, the oldest deadline first.
func queue(ctx context.Context, q querier, now time.Time) ([]Item, error) {
	rows, err := q.Query(ctx, `
		select source, due, task, assigned, concerns, note, `+columns+`
		from (`+queueItems+`) waiting join consultation on id = about
		order by due nulls last, id, source, task limit @most`, pgx.NamedArgs{"now": now, "most": queueMost})
	if err != nil {
		return nil, fmt.Errorf("read queue: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Item])
}
