// Package intake owns a maker's tables on their way into the studio and out of it: which column holds which field, what the
// rows would change, the pictures that come along, the work in the background, and the undoing. It leaves what a product is
// to catalog, what waits for the office to studio, photographs to media, and how files are read to sheet and upload.
package intake

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/studio"
)

// ID names an import (UUIDv7).
type ID struct{ uuid.UUID }

// NewID makes one.
func NewID() ID { return ID{uuid.Must(uuid.NewV7())} }

// State is where an import stands.
//
//	reading ─▶ checked ─▶ applying ─▶ applied ─▶ undoing ─▶ undone
//	   │ ▲────────┘ ▲─────────┘ (failed: nothing is changed)
//	   ▼  (columns)
//	 failed
type State string

// The states.
const (
	Reading  State = "reading"  // a job looks what it would do
	Checked  State = "checked"  // nothing is changed yet
	Applying State = "applying" // a job takes it
	Applied  State = "applied"
	Undoing  State = "undoing"
	Undone   State = "undone"
	Failed   State = "failed" // it could not be read
)

// undoable is how long an applied import can be undone.
const undoable = 7 * 24 * time.Hour

// Import is a table of products that a maker has handed in.
type Import struct {
	ID        ID
	CompanyID account.CompanyID
	ByUser    account.UserID
	FileName  string
	Cells     [][]string // the header first
	Columns   []string   // for each column the field it fills, or ""
	Archive   string     // zip of pictures in the store of files, "" for none
	State     State
	Done      int // of Total rows and pictures, while it is worked
	Total     int
	Ask       bool // what is whole goes to the office once its pictures are made
	Asked     int  // products that went there
	Tries     int
	Reason    string // problem.<reason> of a step that failed
	Report    Report
	CreatedAt time.Time
	AppliedAt *time.Time
	UndoneAt  *time.Time
}

// Undoable reports whether it can be undone now.
func (i Import) Undoable(now time.Time) bool {
	return i.State == Applied && now.Before(i.AppliedAt.Add(undoable))
}

// Working reports that a job is at it.
func (i Import) Working() bool {
	return i.State == Reading || i.State == Applying || i.State == Undoing || i.State == Applied && i.Ask
}

// Percent is how much of the present step is done.
func (i Import) Percent() int { return min(100, i.Done*100/max(i.Total, 1)) }

// Thing is what open pages of an import listen to; see Config.Wake.
func (i Import) Thing() string { return "import-" + i.ID.String() }

// Config is what the service needs.
type Config struct {
	DB     *postgres.DB
	Studio *studio.Service
	Media  *media.Service
	Files  blob.Store
	Queue  *jobs.Queue
	Texts  *locale.Texts
	Log    *slog.Logger
	Now    func() time.Time                            // UTC
	Wake   func(ctx context.Context, things ...string) // tells open pages to look again; may be nil
}

// Service answers for imports. It is safe for concurrent use.
type Service struct {
	db     *postgres.DB
	studio *studio.Service
	media  *media.Service
	files  blob.Store
	queue  *jobs.Queue
	words  *Words
	log    *slog.Logger
	now    func() time.Time
	wake   func(ctx context.Context, things ...string)
}

// New makes the service.
func New(cfg Config) *Service {
	s := &Service{db: cfg.DB, studio: cfg.Studio, media: cfg.Media, files: cfg.Files, queue: cfg.Queue, words: NewWords(cfg.Texts), log: cfg.Log, now: cfg.Now, wake: cfg.Wake}
	if s.wake == nil {
		s.wake = func(context.Context, ...string) {}
	}
	return s
}
