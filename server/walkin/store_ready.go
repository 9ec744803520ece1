package walkin

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

func setTest(ctx context.Context, q postgres.Querier, who account.UserID, t DeviceTest) error {
	_, err := q.Exec(ctx, `
		insert into device_test (user_id, tested_at, camera, sound, waived) values (@who, @at, @camera, @sound, @waived)
		on conflict (user_id) do update set tested_at = @at, camera = @camera, sound = @sound, waived = @waived`,
		pgx.NamedArgs{"who": who, "at": t.At, "camera": t.Camera, "sound": t.Sound, "waived": t.Waived})
	if err != nil {
		return fmt.Errorf("keep device test: %w", err)
	}
	return nil
}

// lastTest is the zero test where there was none.
func lastTest(ctx context.Context, q postgres.Querier, who account.UserID) (DeviceTest, error) {
	rows, err := q.Query(ctx, `select tested_at as at, camera, sound, waived from device_test where user_id = @who`, pgx.NamedArgs{"who": who})
	if err != nil {
		return DeviceTest{}, fmt.Errorf("read device test: %w", err)
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[DeviceTest])
	if errors.Is(err, pgx.ErrNoRows) {
		return DeviceTest{}, nil
	}
	return t, err
}
