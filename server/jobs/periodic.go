package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// tickArgs is one turn of periodic work.
type tickArgs struct {
	Name string `json:"name"`
}

func (tickArgs) Kind() string { return "tick" }

// Every has work run at each interval, and once when the queue starts, on one node at a time; a turn that is due while
// the last one still runs is left out. A turn that fails is not tried again: the next one comes. Call it before Start.
func (q *Queue) Every(interval time.Duration, name string, work func(context.Context) error) {
	q.ticks[name] = work
	turn := func() (river.JobArgs, *river.InsertOpts) {
		return tickArgs{Name: name}, &river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
	}
	q.periodic = append(q.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval), turn, &river.PeriodicJobOpts{ID: name, RunOnStart: true}))
}

func (q *Queue) tick(ctx context.Context, args tickArgs) error {
	work, known := q.ticks[args.Name]
	if !known {
		return Drop(fmt.Errorf("periodic work %q is not known to this version", args.Name))
	}
	return work(ctx)
}

// quiet passes on River's warnings and errors only: its other lines tell of its own inner life.
func quiet(log *slog.Logger) *slog.Logger { return slog.New(warnings{log.Handler()}) }

type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }

// unfinished are the states in which a turn still stands in the way of the next one.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}
