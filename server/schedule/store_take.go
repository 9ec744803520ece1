package schedule

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// AllClaims names what the database raises when claims come out short, with the consultation and the resource.
const AllClaims = "all_claims"

// claimRow is a claim as claim_all and claim_third take it.
type claimRow struct {
	Resource     ResourceID     `json:"r"`
	Start        time.Time      `json:"s"`
	End          time.Time      `json:"e"`
	Role         string         `json:"role"`
	Consultation *uuid.UUID     `json:"c,omitempty"`
	Block        *int64         `json:"block,omitempty"`
	Work         string         `json:"work,omitempty"`  // of an interpreter: what counts against the rest rule, in the half-day
	Alone        *time.Duration `json:"alone,omitempty"` // the same, for book()
	Half         *time.Time     `json:"half,omitempty"`
	HalfEnd      *time.Time     `json:"half_end,omitempty"`
}

// rowsOf are all claims in the order in which everybody takes them.
func rowsOf(all []Taking) []claimRow {
	type one struct {
		of Taking
		Claim
	}
	var sorted []one
	for _, t := range all {
		for _, c := range t.Claims {
			sorted = append(sorted, one{t, c})
		}
	}
	slices.SortStableFunc(sorted, func(a, b one) int { return inOrder(a.Claim, b.Claim) })
	rows := make([]claimRow, len(sorted))
	for i, c := range sorted {
		rows[i] = claimRow{Resource: c.Resource, Start: c.During.Start, End: c.During.End, Role: c.Role, Block: c.of.block}
		if c.of.Consultation != uuid.Nil {
			rows[i].Consultation = &c.of.Consultation
		}
		if c.Alone > 0 {
			rows[i].Alone, rows[i].Half, rows[i].HalfEnd = &sorted[i].Alone, &sorted[i].Half.Start, &sorted[i].Half.End
			rows[i].Work = fmt.Sprint(c.Alone.Microseconds(), " microseconds")
		}
	}
	return rows
}

// dayRow is how many more consultations a supplier has on a local date, as count_up takes it.
type dayRow struct {
	Supplier ResourceID `json:"r"`
	On       time.Time  `json:"d"` // a date
	More     int        `json:"more"`
}

// daysUp sums changes that are sorted.
func daysUp(changes []dayChange) []dayRow {
	rows := []dayRow{}
	for i, c := range changes {
		if i > 0 && c == changes[i-1] {
			rows[len(rows)-1].More++
			continue
		}
		rows = append(rows, dayRow{c.Supplier, c.On.noon(), 1})
	}
	return rows
}

func encode(rows any) (string, error) {
	raw, err := json.Marshal(rows)
	if err != nil {
		return "", fmt.Errorf("encode rows: %w", err)
	}
	return string(raw), nil
}

// Written is what consultations take when they are made, as columns that the database's book() takes.
type Written struct {
	Days, Sides, Thirds []any
	Usual               int // cap of a day where a supplier has not chosen one
	Rest                time.Duration
}

// Write is what sides and interpreters claim and how days count, in the order of everybody's locks. No two of them meet, and all
// bookings are more.
func (s *Service) Write(sides, thirds []Taking, bookings []Booking) (Written, error) {
	changes, err := changesOf(bookings)
	if err != nil {
		return Written{}, err
	}
	return Written{
		Days:   postgres.Columns(daysUp(changes), "r", "d", "more"),
		Sides:  postgres.Columns(rowsOf(sides), "r", "s", "e", "role", "c"),
		Thirds: postgres.Columns(rowsOf(thirds), "r", "s", "e", "role", "c", "alone", "half", "half_end"),
		Usual:  DefaultTerms().DayCap, Rest: RestLimit,
	}, nil
}

// queueClaims takes the claims of one, or says which it came out short of.
func (store) queueClaims(batch *pgx.Batch, t Taking, short **string) error {
	rows, err := encode(rowsOf([]Taking{t}))
	if err == nil {
		batch.Queue(`select claim_all($1)`, rows).QueryRow(func(row pgx.Row) error { return row.Scan(short) })
	}
	return err
}

// lockHalfDays takes the lock of moves, then the locks of claim_third() in its order.
func (store) lockHalfDays(ctx context.Context, tx postgres.Tx, ids, hours []int64) error {
	_, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtext('schedule.moves'))`)
	if err == nil {
		_, err = tx.Exec(ctx, `
			select pg_advisory_xact_lock(r::int, h::int) from (
				select distinct r, h from unnest($1::bigint[], $2::bigint[]) as t(r, h) order by r, h) as sorted`, ids, hours)
	}
	if err != nil {
		return fmt.Errorf("lock half-days: %w", err)
	}
	return nil
}

// queueThird is queueClaims for interpreters.
func (store) queueThird(batch *pgx.Batch, t Taking, short **string) error {
	rows, err := encode(rowsOf([]Taking{t}))
	if err == nil {
		batch.Queue(`select claim_third($1, $2)`, rows, RestLimit).QueryRow(func(row pgx.Row) error { return row.Scan(short) })
	}
	return err
}
