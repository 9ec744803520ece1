package consultation

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// row is a consultation as the table has it: the names are its columns, and what is not known is null.
type row struct {
	ID               uuid.UUID            `json:"id"`
	Number           *string              `json:"number"`
	Kind             string               `json:"kind"`
	State            State                `json:"state"`
	Owner            Owner                `json:"owner"`
	Version          int                  `json:"version"`
	StartsAt         time.Time            `json:"starts_at"`
	EndsAt           time.Time            `json:"ends_at"`
	CreatedAt        time.Time            `json:"created_at"`
	AnswerBy         *time.Time           `json:"answer_by"`
	ExpiresAt        *time.Time           `json:"expires_at"`
	Extended         bool                 `json:"extended"`
	SupplierID       schedule.ResourceID  `json:"supplier_id"`
	BuyerID          *schedule.ResourceID `json:"buyer_id"`
	InterpreterID    *schedule.ResourceID `json:"interpreter_id"`
	SupplierCompany  uuid.UUID            `json:"supplier_company"`
	BuyerCompany     *uuid.UUID           `json:"buyer_company"`
	BuyerUser        *uuid.UUID           `json:"buyer_user"`
	HostUser         *uuid.UUID           `json:"host_user"`
	InterpreterUser  *uuid.UUID           `json:"interpreter_user"`
	RequestedBy      *uuid.UUID           `json:"requested_by"`
	RequestedSide    Owner                `json:"requested_side"`
	SupplierZone     string               `json:"supplier_zone"`
	SupplierWall     time.Time            `json:"supplier_wall"` // without a zone
	BuyerZone        *string              `json:"buyer_zone"`
	TZDB             string               `json:"tzdb"`
	InterpreterState InterpreterState     `json:"interpreter_state"`
	Language         string               `json:"language"`
	NeedFrom         string               `json:"need_from"`
	NeedTo           string               `json:"need_to"`
	Goal             string               `json:"goal"`
	Message          string               `json:"message"`
	Products         []string             `json:"products"`
	Reason           string               `json:"reason"`
	ReasonText       string               `json:"reason_text"`
	Opener           string               `json:"opener"`
	Typed            Typed                `json:"typed"`
	IcalUID          string               `json:"ical_uid"`
	IcalSequence     int                  `json:"ical_sequence"`
	Invited          bool                 `json:"invited"`
	LiveAt           *time.Time           `json:"live_at"`
	EndedAt          *time.Time           `json:"ended_at"`
	Asked            []uuid.UUID          `json:"asked"`
	SecondID         *schedule.ResourceID `json:"second_id"`
	SecondUser       *uuid.UUID           `json:"second_user"`
	Rung             schedule.Rung        `json:"rung"`
}

// kept are the columns of a row that a change writes again.
var (
	kept = []string{"number", "state", "owner", "version", "starts_at", "ends_at", "answer_by", "expires_at", "extended", "buyer_id", "interpreter_id",
		"buyer_company", "buyer_user", "host_user", "interpreter_user", "requested_by", "requested_side", "buyer_zone", "interpreter_state", "language",
		"need_from", "need_to", "goal", "message", "products", "reason", "reason_text", "opener", "typed", "ical_sequence", "invited", "live_at",
		"ended_at", "asked", "second_id", "second_user", "rung"}
	updateRow = `with moved as (
		update consultation c set ` + assigned(kept) + `,
			supplier_wall = case when c.starts_at = n.starts_at then c.supplier_wall else n.supplier_wall end,
			tzdb = case when c.starts_at = n.starts_at then c.tzdb else n.tzdb end
		from json_populate_record(null::consultation, $2) n where c.id = $1 and c.version = n.version - 1 returning 1)
		select must(false, '` + versionHolds + `', $1::uuid::text) where not exists (select from moved)`
	touchRow = `update consultation c set ` + assigned([]string{"language", "need_from", "need_to", "goal", "message", "products", "typed", "expires_at", "extended"}) + `
		from json_populate_record(null::consultation, $2) n where c.id = $1 and c.state = 'draft'`
)

// versionHolds names what updateRow raises when someone else was first.
const versionHolds = "version_holds"

func assigned(columns []string) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c + " = n." + c
	}
	return strings.Join(all, ", ")
}

func (c Consultation) row() row {
	return row{
		ID: c.ID.UUID, Number: orNull(c.Number), Kind: c.Kind, State: c.State, Owner: c.Owner, Version: c.Version, StartsAt: c.StartsAt, EndsAt: c.EndsAt,
		CreatedAt: c.CreatedAt, AnswerBy: c.AnswerBy, ExpiresAt: c.ExpiresAt, Extended: c.Extended,
		SupplierID: c.SupplierID, BuyerID: orNull(c.BuyerID), InterpreterID: orNull(c.InterpreterID), SupplierCompany: c.SupplierCompany.UUID,
		BuyerCompany: orNull(c.BuyerCompany.UUID), BuyerUser: orNull(c.BuyerUser.UUID), HostUser: orNull(c.HostUser.UUID),
		InterpreterUser: orNull(c.InterpreterUser.UUID), RequestedBy: orNull(c.RequestedBy.UUID), RequestedSide: c.RequestedSide,
		SupplierZone: c.SupplierZone, SupplierWall: wall(c.StartsAt, c.SupplierZone), BuyerZone: orNull(c.BuyerZone), TZDB: schedule.TZDB(),
		InterpreterState: c.InterpreterState, Language: c.Language, NeedFrom: c.NeedFrom, NeedTo: c.NeedTo, Goal: c.Goal, Message: c.Message,
		Products: c.Products, Reason: c.Reason, ReasonText: c.ReasonText, Opener: c.Opener, Typed: c.Typed, IcalUID: c.IcalUID,
		IcalSequence: c.IcalSequence, Invited: c.Invited, LiveAt: c.LiveAt, EndedAt: c.EndedAt, Asked: c.askedIDs(),
		SecondID: orNull(c.SecondID), SecondUser: orNull(c.SecondUser.UUID), Rung: c.Rung,
	}
}

// orNull is nothing for what is not known yet.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// insert enters a row as it is.
func insert(ctx context.Context, tx postgres.Tx, c Consultation) error {
	raw, err := json.Marshal([]row{c.row()})
	if err == nil {
		_, err = tx.Exec(ctx, `select enter_rows($1)`, string(raw))
	}
	if err != nil {
		return fmt.Errorf("insert consultation: %w", err)
	}
	return nil
}

// queueUpdate writes a row whose version was raised by one; another version means that someone else was first.
func queueUpdate(batch *pgx.Batch, c Consultation) error {
	raw, err := json.Marshal(c.row())
	if err != nil {
		return fmt.Errorf("encode consultation: %w", err)
	}
	batch.Queue(updateRow, c.ID, string(raw))
	return nil
}

func update(ctx context.Context, tx postgres.Tx, c Consultation) error {
	batch := &pgx.Batch{}
	if err := queueUpdate(batch, c); err != nil {
		return err
	}
	err := tx.SendBatch(ctx, batch).Close()
	if _, changed := postgres.Unmet(err, versionHolds); changed {
		return problem.New(problem.Conflict, "consultation_changed").Because(err)
	}
	if err != nil {
		return fmt.Errorf("update consultation: %w", err)
	}
	return nil
}

// touch keeps what a visitor typed into a draft; it is no move.
func touch(ctx context.Context, tx postgres.Tx, c Consultation) error {
	raw, err := json.Marshal(c.row())
	if err == nil {
		_, err = tx.Exec(ctx, touchRow, c.ID, string(raw))
	}
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	return nil
}
