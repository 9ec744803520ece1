package quality

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/signaling/control"
)

// Keep stores a control.Quality fact of a consultation's room: the newest of a stay replaces the one before, so that a fact
// that comes again changes nothing, and a later epoch has rows of its own. What a process says of a time after it was
// replaced is dropped, like its other facts; so is the fact of a room that is no consultation.
func Keep(ctx context.Context, tx postgres.Tx, consultation uuid.UUID, f control.Fact) error {
	l := f.Link
	if l.Since.IsZero() || l.MeasuredMS() == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		insert into room_link (consultation_id, epoch, participant, since, n, at, role, side, udp_ms, tcp_ms, relay_ms, detour, rtt_ms,
			up_loss, down_loss, up_kbps, down_kbps, freezes, frozen_ms, stands, stood_ms, theirs_ms, ours_ms)
		select c.id, @epoch, @participant, @since, @n, @at, @role, @side, @udp, @tcp, @relay, @detour, @rtt,
			@up_loss, @down_loss, @up_kbps, @down_kbps, @freezes, @frozen, @stands, @stood, @theirs, @ours
		from consultation c
		where c.id = @id and not exists (select from room_fact where consultation_id = @id and epoch > @epoch and at <= @at::timestamptz)
		on conflict (consultation_id, epoch, participant, since) do update set
			n = excluded.n, at = excluded.at, udp_ms = excluded.udp_ms, tcp_ms = excluded.tcp_ms, relay_ms = excluded.relay_ms,
			detour = excluded.detour, rtt_ms = excluded.rtt_ms, up_loss = excluded.up_loss, down_loss = excluded.down_loss,
			up_kbps = excluded.up_kbps, down_kbps = excluded.down_kbps, freezes = excluded.freezes, frozen_ms = excluded.frozen_ms,
			stands = excluded.stands, stood_ms = excluded.stood_ms, theirs_ms = excluded.theirs_ms, ours_ms = excluded.ours_ms
		where room_link.n < excluded.n`,
		pgx.NamedArgs{"id": consultation, "epoch": f.Epoch, "participant": f.Participant, "since": l.Since, "n": f.N, "at": f.At,
			"role": f.Role, "side": f.Side, "udp": l.UDPMS, "tcp": l.TCPMS, "relay": l.RelayMS, "detour": l.Detour, "rtt": l.RTTms,
			"up_loss": l.UpLoss, "down_loss": l.DownLoss, "up_kbps": l.UpKbps, "down_kbps": l.DownKbps, "freezes": l.Freezes,
			"frozen": l.FrozenMS, "stands": l.Stands, "stood": l.StoodMS, "theirs": l.TheirsMS, "ours": l.OursMS})
	if err != nil {
		return fmt.Errorf("keep link: %w", err)
	}
	return nil
}

type stayRow struct {
	ConsultationID uuid.UUID
	Participant    string
	Role           string
	Side           string
	UDPMS          int64 `db:"udp_ms"`
	TCPMS          int64 `db:"tcp_ms"`
	RelayMS        int64 `db:"relay_ms"`
	Detour         string
	RTTMS          int `db:"rtt_ms"`
	UpLoss         float64
	DownLoss       float64
	UpKbps         int
	DownKbps       int
	Freezes        int
	FrozenMS       int64 `db:"frozen_ms"`
	Stands         int
	StoodMS        int64 `db:"stood_ms"`
	TheirsMS       int64 `db:"theirs_ms"`
	OursMS         int64 `db:"ours_ms"`
}

// Of are the records of consultations, the supplier's people first, then the buyer's and the office's.
func Of(ctx context.Context, q postgres.Querier, consultations ...uuid.UUID) (map[uuid.UUID][]Record, error) {
	rows, err := q.Query(ctx, `
		select consultation_id, participant, role, side, udp_ms, tcp_ms, relay_ms, detour, rtt_ms, up_loss, down_loss, up_kbps,
			down_kbps, freezes, frozen_ms, stands, stood_ms, theirs_ms, ours_ms
		from room_link where consultation_id = any(@ids) order by consultation_id, participant, epoch, since`,
		pgx.NamedArgs{"ids": consultations})
	if err != nil {
		return nil, fmt.Errorf("read links: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[stayRow])
	if err != nil {
		return nil, fmt.Errorf("read links: %w", err)
	}
	stays := map[uuid.UUID][]stay{}
	for _, r := range all {
		stays[r.ConsultationID] = append(stays[r.ConsultationID], stay{r.Participant, r.Role, r.Side, control.Link{
			UDPMS: r.UDPMS, TCPMS: r.TCPMS, RelayMS: r.RelayMS, Detour: r.Detour, RTTms: r.RTTMS, UpLoss: r.UpLoss, DownLoss: r.DownLoss,
			UpKbps: r.UpKbps, DownKbps: r.DownKbps, Freezes: r.Freezes, FrozenMS: r.FrozenMS, Stands: r.Stands, StoodMS: r.StoodMS,
			TheirsMS: r.TheirsMS, OursMS: r.OursMS,
		}})
	}
	records := make(map[uuid.UUID][]Record, len(stays))
	for id, of := range stays {
		records[id] = add(of)
	}
	return records, nil
}

// Forget deletes what was last reported before an instant, and says how many stays that were.
func Forget(ctx context.Context, tx postgres.Tx, before time.Time) (int64, error) {
	tag, err := tx.Exec(ctx, `delete from room_link where at < @before`, pgx.NamedArgs{"before": before})
	if err != nil {
		return 0, fmt.Errorf("forget links: %w", err)
	}
	return tag.RowsAffected(), nil
}
