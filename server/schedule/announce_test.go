package schedule

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

func TestEveryCommittedChangeOfClaimsIsToldOnce(t *testing.T) {
	s, company := newService(t)
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan account.CompanyID, 100)
	ended := make(chan struct{})
	for range 2 { // two nodes
		go func() { // ends with ctx
			s.Announce(ctx, func(_ context.Context, c account.CompanyID) error { told <- c; return nil })
			ended <- struct{}{}
		}()
	}
	change := func(sql string, then error, args ...any) {
		t.Helper()
		err := s.db.Tx(t.Context(), func(tx postgres.Tx) error {
			if _, err := tx.Exec(t.Context(), sql, args...); err != nil {
				return err
			}
			return then
		})
		if !errors.Is(err, then) {
			t.Fatal(err)
		}
	}
	const take = `with b as (insert into block (reason) values ('') returning id)
		insert into claim (resource_id, during, role, block_id)
		select r.id, tstzrange($1::timestamptz, $1::timestamptz + interval '1 hour', '[)'), '', b.id from resource r, b`
	if err := s.db.Tx(t.Context(), func(tx postgres.Tx) error {
		_, err := s.ResourceOf(t.Context(), tx, Buyer, uuid.New(), "Europe/Berlin") // a buyer's claims open no page
		return err
	}); err != nil {
		t.Fatal(err)
	}
	change(take, errors.New("rolled back"), summer)
	for _, sql := range []string{take, `update claim set during = tstzrange(lower(during), upper(during) - interval '1 minute')`, `delete from claim`} {
		args := []any{summer.Add(time.Hour)}
		if sql != take {
			args = nil
		}
		change(sql, nil, args...)
		if got := <-told; got != company {
			t.Fatalf("told of %v", got)
		}
	}
	cancel()
	<-ended
	<-ended
	if len(told) != 0 {
		t.Errorf("told %d times more", len(told))
	}
}
