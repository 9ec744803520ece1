package consultation

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
)

// Sources are why something waits for the office, in the order of the queue's filters. The kinds of tasks are among them;
// the others follow from a consultation's own state.
var Sources = []string{"request", "unanswered", "interpreter", "suspended", "unclear", "outcome", TaskEscalation, TaskCannotCome, TaskDeclined,
	TaskBriefing, TaskAbsent, TaskAlarm, TaskZone, TaskHoliday, TaskHours, TaskPaper, TaskNeed, TaskNoReminder}

// Item is one thing that waits for the office: a consultation and why. A consultation may stand there twice, once by its
// state and once by a task.
type Item struct {
	Source   string
	Due      *time.Time
	Task     uuid.UUID // zero: the consultation's own state
	Assigned account.UserID
	Concerns account.UserID // whom the task is about; zero: nobody by name
	Note     string         // words of who opened the task
	Consultation
}

// Urgency is how near a deadline is; the sentence "desk.due_<urgency>" goes with the colour.
type Urgency string

// The urgencies.
const (
	Overdue  Urgency = "overdue"
	Urgent   Urgency = "urgent"  // within two hours
	Today    Urgency = "today"   // within eight
	Relaxed  Urgency = "relaxed" //
	Timeless Urgency = "timeless"
)

// Urgency says how near the deadline is.
func (i Item) Urgency(now time.Time) Urgency {
	switch {
	case i.Due == nil:
		return Timeless
	case !i.Due.After(now):
		return Overdue
	case i.Due.Sub(now) <= 2*time.Hour:
		return Urgent
	case i.Due.Sub(now) <= 8*time.Hour:
		return Today
	}
	return Relaxed
}

// QueueFilter narrows a queue. The zero filter lets everything through.
type QueueFilter struct {
	Source string // one of Sources
	Soon   bool   // overdue, or due within eight hours
	Mine   account.UserID
	Text   string // in a number, or in one of the names that the caller knows
}

// Lets reports whether an item is let through; names are those of the two companies.
func (f QueueFilter) Lets(i Item, now time.Time, names ...string) bool {
	if f.Source != "" && i.Source != f.Source || f.Mine != (account.UserID{}) && i.Assigned != f.Mine {
		return false
	}
	if u := i.Urgency(now); f.Soon && (u == Relaxed || u == Timeless) {
		return false
	}
	if f.Text == "" {
		return true
	}
	for _, text := range append(names, i.Number) {
		if strings.Contains(strings.ToLower(text), strings.ToLower(f.Text)) {
			return true
		}
	}
	return false
}

// Queue is what waits for the office, the oldest deadline first, at most queueMost; one query.
func (s *Service) Queue(ctx context.Context, v account.Viewer) ([]Item, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return nil, err
	}
	return queue(ctx, s.db, s.Now())
}

const queueMost = 300

// Ruling is what became of one row of a bulk approval; Err is nil where it was approved.
type Ruling struct {
	Number string
	Err    error
}

// ApproveAll approves requests one by one, each for itself: one that may not or cannot be approved holds up no other.
func (s *Service) ApproveAll(ctx context.Context, v account.Viewer, requests []Decision) ([]Ruling, error) {
	if err := account.May(v, account.WriteNote, account.Object{}); err != nil {
		return nil, err
	}
	rulings := make([]Ruling, len(requests))
	for i, d := range requests {
		_, err := s.Approve(ctx, v, d)
		rulings[i] = Ruling{d.Number, err}
		if err != nil && ctx.Err() != nil {
			return rulings[:i], err
		}
	}
	return rulings, nil
}

var keyShape = regexp.MustCompile(`^row-[A-Z0-9-]{1,24}(\.[a-z_]{1,30})?$`)

// RowKey is the key of a row if it can be one: it goes into a URL.
func RowKey(text string) string {
	if keyShape.MatchString(text) {
		return text
	}
	return ""
}

// Key is what the item's row is called on the office's pages.
func (i Item) Key() string {
	if i.Task == (Item{}).Task {
		return "row-" + i.Number
	}
	if side := i.Part(i.Concerns); side != Nobody { // both sides may be missing, and both interpreters
		if side == Interpreter && i.Concerns == i.SecondUser {
			side = "second"
		}
		return "row-" + i.Number + "." + i.Source + "_" + string(side)
	}
	return "row-" + i.Number + "." + i.Source
}
