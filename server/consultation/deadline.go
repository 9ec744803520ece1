package consultation

import (
	"time"

	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/quality"
	"github.com/etradeoffice/portal/server/schedule"
)

// Hours are when the office is there; time on closed days does not count against anybody.
type Hours struct {
	Zone *time.Location
	// On says when it opens and closes on a date, in minutes since midnight on its wall; both zero: not at all. It is asked anew
	// each time, so that it may change. nil: usualOpens to usualCloses on each schedule.Workday.
	On func(on schedule.Date) (opens, closes int)
}

const usualOpens, usualCloses = 9 * 60, 18 * 60

func (h Hours) on(day schedule.Date) (opens, closes int) {
	switch {
	case h.On != nil:
		return h.On(day)
	case schedule.Workday(h.Zone, day):
		return usualOpens, usualCloses
	}
	return 0, 0
}

// Works reports whether the office is there on a date.
func (h Hours) Works(on schedule.Date) bool {
	_, closes := h.on(on)
	return closes > 0
}

// Open are the times at which the office is open from an instant on, for so many days; one that has begun is the first.
func (h Hours) Open(from time.Time, days int) []schedule.Window {
	var open []schedule.Window
	first := schedule.DateOf(from, h.Zone)
	for n := range days {
		day := first.AddDays(n)
		opens, closes := h.on(day)
		w := schedule.Window{Start: schedule.Resolve(h.Zone, day, opens, schedule.Start), End: schedule.Resolve(h.Zone, day, closes, schedule.End)}
		if closes > 0 && from.Before(w.End) {
			open = append(open, w)
		}
	}
	return open
}

// After is the instant at which d of elapsed time on open days has gone by since from.
func (h Hours) After(from time.Time, d time.Duration) time.Time {
	at := from
	for left := d; ; {
		day := schedule.DateOf(at, h.Zone)
		next := schedule.Resolve(h.Zone, day.AddDays(1), 0, schedule.Start)
		if !h.Works(day) {
			at = next
			continue
		}
		if rest := next.Sub(at); left > rest {
			left -= rest
			at = next
			continue
		}
		return at.Add(left).UTC()
	}
}

// Between is the elapsed time on open days from one instant to another.
func (h Hours) Between(from, to time.Time) time.Duration {
	var open time.Duration
	for at := from; at.Before(to); {
		day := schedule.DateOf(at, h.Zone)
		next := earlier(schedule.Resolve(h.Zone, day.AddDays(1), 0, schedule.Start), to)
		if h.Works(day) {
			open += next.Sub(at)
		}
		at = next
	}
	return open
}

// Settings are the times of a consultation's life.
type Settings struct {
	Office          string            // prefix of numbers
	Hours           Hours             //
	HoldFor         time.Duration     // a draft's claim, and its one extension
	OfficeAnswer    time.Duration     // on open days
	PartyAnswer     time.Duration     // of a buyer elapsed, of a supplier on open days
	DutyAnswer      time.Duration     // elapsed: of the officer on duty, to an escalation
	PendingLife     time.Duration     // on open days, from submission
	PendingEnd      time.Duration     // before the start, at the latest
	PendingLast     time.Duration     // before the start, at the latest where an officer extended or moved it
	Prolonged       time.Duration     // on open days: an officer's one extension
	ReturnAnswer    time.Duration     // elapsed: to mend a returned request
	OutcomeAnswer   time.Duration     // elapsed: to state an outcome; then the office calls
	IdleClose       time.Duration     // after the end: an outcome that nobody settled closes
	FreeCancel      time.Duration     // before the start; later only the office cancels
	ProposalAnswer  time.Duration     // elapsed
	ProposalEnd     time.Duration     // before the start, at the latest
	Rounds          int               // counter-offers to one request; then the office calls
	Unanswered      int               // pending requests of one person
	Drafts          int               // of one person, in whatever browsers
	Hourly          int               // requests of one person in an hour
	Wishing         int               // pending requests that may wish one slot of one supplier
	JoinEarly       time.Duration     // tickets of parties, before the start
	StaffEarly      time.Duration     // tickets of interpreter and officers, before the start
	Trial           time.Duration     // of a demonstration: how much earlier than that it lets people in
	JoinLate        time.Duration     // tickets of everybody, after the end
	MissedAfter     time.Duration     // from the start
	MissedAfterCell time.Duration     // from the start, in a programme
	AlarmAfter      time.Duration     // from the start: a side that is not there may lose the slot to a stand-by
	TookPlace       time.Duration     // overlap of both principals
	NeverLive       time.Duration     // after the end: a consultation that is still confirmed or live ends
	LinksKept       time.Duration     // after the last word of it: how a participant's link was
	Moderation      Moderation        // which requests the office looks at
	Offers          interpreter.Terms // how interpreters are asked
	BriefBy         time.Duration     // before the start: a pack that is unopened by then alarms the desk
	SeatBy          time.Duration     // after the start: an interpreter who is not there by then alarms the desk
	OfficeNames     map[string]string // as the room shows the office, by language; there is one in English
	OrganizerName   string            // of invites
	OrganizerAddr   string            //
	OrganizerPhone  string            // of the office, as it is dialled; empty: none is shown
	Contact         func() Contact    // how people reach the office at the moment; nil: by the two above
	Origin          string            // the portal's public address, for links in mails
	CalendarProduct string            // PRODID (RFC 5545 §3.7.3)
}

// Contact is how people reach the office. Invites stay with the address that they were first sent from, by which calendars know
// them (RFC 5546 §2.1.5); what people read names this one.
type Contact struct {
	Phone string // as it is dialled; empty: none is shown
	Mail  string
}

// Reach is how people reach the office at the moment.
func (s Settings) Reach() Contact {
	if s.Contact != nil {
		return s.Contact()
	}
	return Contact{s.OrganizerPhone, s.OrganizerAddr}
}

// DefaultSettings are the defaults of the reference.
func DefaultSettings() Settings {
	seoul, err := schedule.LoadZone("Asia/Seoul")
	if err != nil {
		panic(err) // the tz database is part of the program
	}
	return Settings{
		Office: "SW", Hours: Hours{Zone: seoul}, HoldFor: 10 * time.Minute, OfficeAnswer: 24 * time.Hour,
		PartyAnswer: 48 * time.Hour, DutyAnswer: 2 * time.Hour, PendingLife: 72 * time.Hour, PendingEnd: 12 * time.Hour, FreeCancel: 24 * time.Hour,
		PendingLast: 2 * time.Hour, Prolonged: 24 * time.Hour, ReturnAnswer: 24 * time.Hour, OutcomeAnswer: 72 * time.Hour,
		IdleClose: 365 * 24 * time.Hour, Rounds: 3, Drafts: 3, Hourly: 10, Wishing: 2, Moderation: FirstContact,
		ProposalAnswer: 24 * time.Hour, ProposalEnd: 12 * time.Hour, Unanswered: 5, JoinEarly: 15 * time.Minute,
		StaffEarly: 30 * time.Minute, JoinLate: 30 * time.Minute, MissedAfter: 15 * time.Minute, MissedAfterCell: 10 * time.Minute, AlarmAfter: 10 * time.Minute,
		TookPlace: 5 * time.Minute, LinksKept: quality.KeptFor,
		Offers: interpreter.DefaultTerms(), BriefBy: 6 * time.Hour, SeatBy: 3 * time.Minute,
		NeverLive: 30 * time.Minute, OfficeNames: map[string]string{"en": "e-Trade Office", "ko": "전자무역청"}, OrganizerName: "e-Trade Office", OrganizerAddr: "office@etrade.example",
		Origin: "http://localhost:8080", CalendarProduct: "-//e-Trade Office//consultations//EN",
	}
}

// pendingUntil is when a request submitted now expires: it stands still on the office's closed days, and never lives
// into the last hours before the start.
func (s Settings) pendingUntil(now, start time.Time) time.Time {
	return earlier(s.Hours.After(now, s.PendingLife), start.Add(-s.PendingEnd))
}

// answerBy is the owner's deadline, never past the expiry.
func (s Settings) answerBy(now time.Time, owner Owner, expires time.Time) time.Time {
	switch owner {
	case Office:
		return earlier(s.Hours.After(now, s.OfficeAnswer), expires)
	case Supplier:
		return earlier(s.Hours.After(now, s.PartyAnswer), expires)
	default:
		return earlier(now.Add(s.PartyAnswer), expires)
	}
}

// spent is how much of the owner's time to answer there is and how much of it has gone: of the office and of a supplier on
// open days, unless there is none of them in it.
func (s Settings) spent(c Consultation, began, now time.Time) (gone, total time.Duration) {
	if c.Owner == Office || c.Owner == Supplier {
		if total = s.Hours.Between(began, *c.AnswerBy); total > 0 {
			return s.Hours.Between(began, now), total
		}
	}
	return now.Sub(began), c.AnswerBy.Sub(began)
}

// JoinWindow is when a side may take its seat.
func (s Settings) JoinWindow(c Consultation, side Owner) (from, until time.Time) {
	return s.Opens(c, side).Add(-s.Trial), c.EndsAt.Add(s.JoinLate)
}

// Opens is when the room opens to a side, as its page says.
func (s Settings) Opens(c Consultation, side Owner) time.Time {
	early := s.JoinEarly
	if side == Interpreter || side == Office {
		early = s.StaffEarly
	}
	return c.StartsAt.Add(-early)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
