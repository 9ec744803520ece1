// Package jobs owns what happens after a commit: a job is a row written in the transaction that caused it, and is worked
// at least once by some node (River). It leaves what a job does to the topic that inserts it; a job must bear being run twice.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/etradeoffice/portal/server/postgres"
)

const (
	// slowQueue holds what takes a core for seconds; slowWorkers of it are worked at once, each at most slowLimit.
	slowQueue   = "slow"
	slowWorkers = 2
	slowLimit   = 10 * time.Minute
	// poll is how long a new job waits at most: inserting sends no NOTIFY, because commits that carry one queue behind a
	// single lock of PostgreSQL (consultation race: 0.09-0.12 of the rate instead of 0.3).
	poll       = time.Second
	maxWorkers = 20
	jobLimit   = time.Minute
	// Finished jobs are kept a day for whoever asks what happened, cancelled ones as long.
	keepFinished = 24 * time.Hour
)

// Args is what a job carries, as JSON, and the name of its kind.
type Args = river.JobArgs

// Slow marks the arguments of jobs that take a core for seconds or run for minutes. They wait among their like, so that
// mail does not wait behind them.
type Slow interface{ Slow() }

// Long marks the arguments of jobs that may run for minutes and mostly wait for the database: they are given that time, and
// their turn among the others.
type Long interface{ Long() }

// Queue takes jobs and, once started, works them. Handle and Every come before Start; Insert may be called at any time
// from any goroutine.
type Queue struct {
	db       *postgres.DB
	log      *slog.Logger
	workers  *river.Workers
	periodic []*river.PeriodicJob
	ticks    map[string]func(context.Context) error
	running  *river.Client[pgx.Tx]
	clock    rivertype.TimeGenerator // nil: the database's
	worked   *prometheus.CounterVec
}

// New makes a queue on the database, whose clock says when a job's time has come.
func New(db *postgres.DB, log *slog.Logger) *Queue { return newQueue(db, log, nil) }

func newQueue(db *postgres.DB, log *slog.Logger, clock rivertype.TimeGenerator) *Queue {
	q := &Queue{db: db, log: log, clock: clock, workers: river.NewWorkers(), ticks: map[string]func(context.Context) error{}, worked: newWorked()}
	Handle(q, q.tick)
	return q
}

// Handle says how jobs of one kind are worked. An error has the job tried again, later each time (River: attempt⁴
// seconds, 25 attempts); Drop ends it. A kind has one handler: a second one panics.
func Handle[T river.JobArgs](q *Queue, work func(context.Context, T) error) {
	river.AddWorker(q.workers, &worker[T]{work: work, worked: q.worked})
}

type worker[T river.JobArgs] struct {
	river.WorkerDefaults[T]
	work   func(context.Context, T) error
	worked *prometheus.CounterVec
}

func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	err := w.work(ctx, job.Args)
	if err == nil {
		w.worked.WithLabelValues("done").Inc()
	}
	return err
}

// Timeout is the queue's own limit for all jobs (zero) but the slow and the long ones.
func (w *worker[T]) Timeout(job *river.Job[T]) time.Duration {
	switch any(job.Args).(type) {
	case Slow, Long:
		return slowLimit
	}
	return 0
}

// Drop is the error of a job that will never succeed: it is not tried again.
func Drop(err error) error { return river.JobCancel(err) }

// Later is the error of a job whose time has not come: it is worked again after d, and no attempt counts.
func Later(d time.Duration) error { return river.JobSnooze(d) }

// Insert adds a job in the transaction of its cause: it exists when that commits, and only then. With at it is worked
// then, not before.
func (q *Queue) Insert(ctx context.Context, tx postgres.Tx, args Args, at ...time.Time) error {
	batch := &postgres.Batch{}
	if err := q.QueueInsert(batch, args, at...); err != nil {
		return err
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("insert job %s: %w", args.Kind(), err)
	}
	return nil
}

// QueueInsert adds Insert to a batch. The row is what River's own client writes for a job without options, in one plain
// statement: River's asks for uniqueness and returns all of it.
func (q *Queue) QueueInsert(batch *postgres.Batch, args Args, at ...time.Time) error {
	encoded, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("encode job %s: %w", args.Kind(), err)
	}
	state := rivertype.JobStateAvailable
	var now, scheduled *time.Time
	if q.clock != nil {
		now = q.clock.NowOrNil()
		scheduled = now
	}
	if len(at) > 0 {
		state, scheduled = rivertype.JobStateScheduled, &at[0]
	}
	queue := river.QueueDefault
	if _, slow := args.(Slow); slow {
		queue = slowQueue
	}
	batch.Queue(`
		insert into river_job (kind, args, state, max_attempts, created_at, scheduled_at, queue)
		values ($1, $2, $3::text::river_job_state, $4, coalesce($5, now()), coalesce($6, now()), $7)`,
		args.Kind(), encoded, string(state), river.MaxAttemptsDefault, now, scheduled, queue)
	return nil
}

// Encoded are jobs without a time of their own as columns of their table, for a function of the database that does more.
type Encoded struct {
	Kinds    []string
	Args     []json.RawMessage
	Attempts int
	At       *time.Time // nil: the database's now
}

// Encode makes them.
func (q *Queue) Encode(all []Args) (Encoded, error) {
	e := Encoded{Kinds: make([]string, len(all)), Args: make([]json.RawMessage, len(all)), Attempts: river.MaxAttemptsDefault}
	for i, args := range all {
		raw, err := json.Marshal(args)
		if err != nil {
			return Encoded{}, fmt.Errorf("encode job %s: %w", args.Kind(), err)
		}
		e.Kinds[i], e.Args[i] = args.Kind(), raw
	}
	if q.clock != nil {
		e.At = q.clock.NowOrNil()
	}
	return e, nil
}

// QueueEach adds a job of the kind for each row that a statement gives: its one column args (jsonb) is what the job carries.
// The statement may write, and its parameters are $1 on. It costs no round trip where there is none.
func (q *Queue) QueueEach(batch *postgres.Batch, kind, statement string, params ...any) {
	var now *time.Time
	if q.clock != nil {
		now = q.clock.NowOrNil()
	}
	n := len(params)
	batch.Queue(fmt.Sprintf(`
		with made as (%s)
		insert into river_job (kind, args, state, max_attempts, created_at, scheduled_at)
		select $%d, made.args, 'available', $%d, coalesce($%d, now()), coalesce($%[4]d, now()) from made`, statement, n+1, n+2, n+3),
		append(slices.Clone(params), kind, river.MaxAttemptsDefault, now)...)
}

// Start works jobs until Stop; ctx bounds the start only.
func (q *Queue) Start(ctx context.Context) error {
	client, err := river.NewClient(riverpgxv5.New(q.db.Pool), &river.Config{
		Logger: quiet(q.log), Workers: q.workers, PeriodicJobs: q.periodic,
		Queues:        map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: maxWorkers}, slowQueue: {MaxWorkers: slowWorkers}},
		FetchCooldown: poll, FetchPollInterval: poll, PollOnly: true, JobTimeout: jobLimit,
		CompletedJobRetentionPeriod: keepFinished, CancelledJobRetentionPeriod: keepFinished,
		ErrorHandler: &failures{q.log, q.worked}, Test: river.TestConfig{Time: q.clock},
	})
	if err != nil {
		return fmt.Errorf("settings of the job queue: %w", err)
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the job queue: %w", err)
	}
	q.running = client
	return nil
}

// Stop takes no new jobs and waits for the running ones; when ctx ends first, those are cancelled and tried again by
// another node or the next start.
func (q *Queue) Stop(ctx context.Context) error {
	if q.running == nil {
		return nil
	}
	err := q.running.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = q.running.StopAndCancel(hard)
	}
	q.running = nil
	if err != nil {
		return fmt.Errorf("stop the job queue: %w", err)
	}
	return nil
}

// failures logs what a job returned, with the attempt.
type failures struct {
	log    *slog.Logger
	worked *prometheus.CounterVec
}

func (f *failures) HandleError(_ context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.worked.WithLabelValues("failed").Inc()
	f.log.Warn("job failed", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "of", job.MaxAttempts, "err", err)
	return nil
}

func (f *failures) HandlePanic(_ context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	f.worked.WithLabelValues("failed").Inc()
	f.log.Error("job panicked", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "panic", value, "trace", trace)
	return nil
}
