// Package settings owns what the office says of itself and may change without an operator: its opening hours, its own closed and
// open days, its telephone and mail address, and the sentences that officers send with a reason. It leaves public holidays to
// schedule, deadlines to consultation, and the built-in sentences to web/locale.
package settings

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Hours are those of one weekday, in minutes since midnight on the office's wall; both zero: closed.
type Hours struct {
	Opens  int `json:"opens"`
	Closes int `json:"closes"`
}

// Closed reports whether nobody is there all day.
func (h Hours) Closed() bool { return h == Hours{} }

// Day is a date on which the office does otherwise than its week and the public holidays say.
type Day struct {
	On   string `json:"on"` // 2026-12-31
	Open bool   `json:"open"`
	Note string `json:"note"`
}

// Kept is what the office says of itself. It is never changed in place: each change makes another.
type Kept struct {
	Version   int                          `json:"-"`         // 0: nobody has changed anything yet
	Week      [7]Hours                     `json:"week"`      // Monday first
	Days      []Day                        `json:"days"`      // by date
	Phone     string                       `json:"phone"`     // as it is dialled; empty: none is shown
	Mail      string                       `json:"mail"`      // that letters name
	Sentences map[string]map[string]string `json:"sentences"` // by language and reason, where they are not the built-in ones

	Follows []string `json:"follows,omitempty"` // of phone and mail, those that nobody has changed: what the program was started with holds
}

const followsPhone, followsMail = "phone", "mail"

// over is what holds where the program was started with defaults.
func (k Kept) over(defaults Kept) Kept {
	if slices.Contains(k.Follows, followsPhone) {
		k.Phone = defaults.Phone
	}
	if slices.Contains(k.Follows, followsMail) {
		k.Mail = defaults.Mail
	}
	return k
}

// own has a value of the office's own hold from now on, if it is another one.
func (k *Kept) own(value *string, text, follows string) {
	if *value == text {
		return
	}
	*value = text
	k.Follows = slices.DeleteFunc(k.Follows, func(one string) bool { return one == follows })
}

// UsualWeek is Monday to Friday, 09:00 to 18:00.
func UsualWeek() (week [7]Hours) {
	for i := range 5 {
		week[i] = Hours{9 * 60, 18 * 60}
	}
	return week
}

// On is when the office is there on a date (2026-12-31), which is a weekday (1 is Monday) and may be a public holiday. A day that it
// opens beside its week has the hours of the first day of the week that has any.
func (k Kept) On(on string, weekday int, holiday bool) Hours {
	usual := k.Week[weekday-1]
	for _, d := range k.Days {
		if d.On != on {
			continue
		}
		for _, other := range append(append([]Hours{usual}, k.Week[:]...), UsualWeek()[0]) {
			if d.Open && !other.Closed() {
				return other
			}
		}
		return Hours{}
	}
	if holiday {
		return Hours{}
	}
	return usual
}

// Sentence is what the office says with a reason in a language; empty: the built-in one.
func (k Kept) Sentence(lang, reason string) string { return k.Sentences[lang][reason] }

// clone shares nothing with its original.
func (k Kept) clone() Kept {
	k.Days, k.Follows = slices.Clone(k.Days), slices.Clone(k.Follows)
	sentences := map[string]map[string]string{}
	for lang, of := range k.Sentences {
		sentences[lang] = maps.Clone(of)
	}
	k.Sentences = sentences
	return k
}

// Config is what the service needs.
type Config struct {
	DB       *postgres.DB
	Defaults Kept     // hold until somebody changes something
	Langs    []string // in which officers send sentences
	Reasons  []string // with which they send them
	Log      *slog.Logger
}

// Service keeps the settings and knows the newest without asking the database. It is safe for concurrent use.
type Service struct {
	cfg  Config
	kept atomic.Pointer[Kept]
}

// New makes the service; it goes by the defaults until Reload has found others.
func New(cfg Config) *Service {
	cfg.Defaults.Follows = []string{followsPhone, followsMail}
	s := &Service{cfg: cfg}
	defaults := cfg.Defaults
	s.kept.Store(&defaults)
	return s
}

// Kept is what holds now, at most a few seconds after another node has changed it (see Watch).
func (s *Service) Kept() Kept { return *s.kept.Load() }

// Reload reads what another node has changed.
func (s *Service) Reload(ctx context.Context) error {
	found, newer, err := since(ctx, s.cfg.DB, s.Kept().Version)
	if err != nil || !newer {
		return err
	}
	s.hold(found.over(s.cfg.Defaults))
	return nil
}

// hold has what was read hold, unless something newer does.
func (s *Service) hold(k Kept) {
	for {
		old := s.kept.Load()
		if old.Version >= k.Version || s.kept.CompareAndSwap(old, &k) {
			return
		}
	}
}

// Every is how often a node looks for what others have changed.
const Every = 2 * time.Second

// Watch reloads at each tick until ctx ends. While the database is away, what was read last holds.
func (s *Service) Watch(ctx context.Context, ticks <-chan time.Time) {
	lost := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		err := s.Reload(ctx)
		if err != nil && !lost && ctx.Err() == nil {
			s.cfg.Log.WarnContext(ctx, "the office's settings cannot be read; the last ones hold", "err", err)
		}
		lost = err != nil
	}
}

// Settings are what holds, for those who may change it; read anew, so that a form is not drawn over what another node has changed.
func (s *Service) Settings(ctx context.Context, v account.Viewer) (Kept, error) {
	if err := account.May(v, account.KeepSettings, account.Object{}); err != nil {
		return Kept{}, err
	}
	if err := s.Reload(ctx); err != nil {
		return Kept{}, err
	}
	return s.Kept(), nil
}

// Change makes one edit and tells the office's log what was said before and after. Seen is the version that the editor looked at:
// where somebody has changed the same part since, it is a Conflict, which says what is kept now. Deadlines that stand are not moved.
func (s *Service) Change(ctx context.Context, v account.Viewer, seen int, e Edit) error {
	if err := account.May(v, account.KeepSettings, account.Object{}); err != nil {
		return err
	}
	if err := e.check(s.cfg); err != nil {
		return err
	}
	var next Kept
	err := s.cfg.DB.Tx(ctx, func(tx postgres.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		now, any, err := since(ctx, tx, 0)
		if err != nil {
			return err
		}
		if now = now.over(s.cfg.Defaults); !any {
			now = s.cfg.Defaults
		}
		was, err := s.at(ctx, tx, seen)
		if err != nil {
			return err
		}
		before := e.part(now)
		if before != e.part(was) {
			return problem.New(problem.Conflict, "settings_changed", "Kept", before)
		}
		next = now.clone()
		e.apply(&next)
		after := e.part(next)
		if after == before {
			return nil
		}
		if len(next.Days) > daysMost {
			return problem.New(problem.Invalid, "settings_days_full", "Count", daysMost)
		}
		next.Version++
		if err := insert(ctx, tx, v.User, next); err != nil {
			return err
		}
		return audit.Note(ctx, tx, audit.Act{By: v.User, Did: e.did(), Said: before + " → " + after})
	})
	if err == nil {
		s.hold(next)
	}
	return err
}

// at is what was kept as of a version. One that never was is somebody's mistake, and as changed as can be.
func (s *Service) at(ctx context.Context, tx postgres.Tx, version int) (Kept, error) {
	if version == 0 {
		return s.cfg.Defaults, nil
	}
	found, err := as(ctx, tx, version)
	if problem.Is(err, problem.NotFound) {
		return found, problem.New(problem.Conflict, "settings_unseen")
	}
	return found.over(s.cfg.Defaults), err
}

// clean is a line as people type it, without what does not show.
func clean(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
}
