package signaling

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/etradeoffice/portal/signaling/control"
)

// stuck is a portal whose database does not answer.
type stuck struct{}

func (stuck) Record(ctx context.Context, _ control.Fact) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestFactsOfTheLastMomentAreKeptThoughThePortalHangs(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		q, err := newFactQueue(stuck{}, folder, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { q.run(ctx) })
		for n := range int64(3) {
			q.add(control.Fact{Room: "room", Epoch: 1, N: n + 1, Kind: control.Tick})
			synctest.Wait() // the first one hangs at the portal now
		}
		cancel()
		running.Wait()
		if files, err := os.ReadDir(folder); err != nil || len(files) != 3 {
			t.Errorf("%d of 3 facts are kept for the next process: %v", len(files), err)
		}
	})
}
