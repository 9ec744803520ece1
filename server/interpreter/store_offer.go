package interpreter

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const assignmentColumns = `consultation_id, user_id, seat, tier, stage, offered_at, expires_at, answered_at, briefed_at, checked_in_at, stars`

func assignments(ctx context.Context, q postgres.Querier, where string, args pgx.NamedArgs) ([]Assignment, error) {
	rows, err := q.Query(ctx, `select `+assignmentColumns+` from assignment where `+where+` order by offered_at, seat, tier, user_id`, args)
	if err != nil {
		return nil, fmt.Errorf("read assignments: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Assignment])
	if err != nil {
		return nil, fmt.Errorf("read assignments: %w", err)
	}
	return found, nil
}

// Of are the parts of everybody who was ever asked for one of the consultations. The caller judges who may see them.
func (s *Service) Of(ctx context.Context, q postgres.Querier, consultations ...uuid.UUID) ([]Assignment, error) {
	return assignments(ctx, q, `consultation_id = any(@ids)`, pgx.NamedArgs{"ids": consultations})
}

// Mine are the parts of one person that were offered since.
func (s *Service) Mine(ctx context.Context, who account.UserID, since time.Time) ([]Assignment, error) {
	return assignments(ctx, s.db, `user_id = @who and offered_at >= @since`, pgx.NamedArgs{"who": who, "since": since})
}

// Lapsing are the consultations of which an offer has run out.
func (s *Service) Lapsing(ctx context.Context, now time.Time) ([]uuid.UUID, error) {
	rows, err := s.db.Query(ctx, `select distinct consultation_id from assignment where stage = 'offered' and expires_at <= @now order by 1 limit 200`,
		pgx.NamedArgs{"now": now})
	if err != nil {
		return nil, fmt.Errorf("find lapsing offers: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

// Put keeps one part, inside the transaction of the consultation whose row is locked. Another part that holds the same
// seat is a conflict.
func (s *Service) Put(ctx context.Context, tx postgres.Tx, a Assignment) error {
	_, err := tx.Exec(ctx, `
		insert into assignment (consultation_id, user_id, seat, tier, stage, offered_at, expires_at, answered_at, briefed_at, checked_in_at, stars)
		values (@consultation, @user, @seat, @tier, @stage, @offered, @expires, @answered, @briefed, @checked, @stars)
		on conflict (consultation_id, user_id) do update set seat = excluded.seat, tier = excluded.tier, stage = excluded.stage,
			offered_at = excluded.offered_at, expires_at = excluded.expires_at, answered_at = excluded.answered_at,
			briefed_at = excluded.briefed_at, checked_in_at = excluded.checked_in_at, stars = excluded.stars`,
		pgx.NamedArgs{"consultation": a.Consultation, "user": a.User, "seat": a.Seat, "tier": a.Tier, "stage": a.Stage, "offered": a.OfferedAt,
			"expires": a.ExpiresAt, "answered": a.AnsweredAt, "briefed": a.BriefedAt, "checked": a.CheckedInAt, "stars": a.Stars})
	if postgres.IsUnique(err) {
		return problem.New(problem.Conflict, "seat_taken").Because(err)
	}
	if err != nil {
		return fmt.Errorf("put assignment: %w", err)
	}
	return nil
}
