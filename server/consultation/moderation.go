package consultation

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/trust"
)

// Moderation is which requests the office looks at. Below account.RequestFreely it looks at all, whatever the rule says.
type Moderation string

// The rules.
const (
	All          Moderation = "all"
	FirstContact Moderation = "first_contact" // until one meeting of the pair took place
	Pairs        Moderation = "pairs"         // but for pairs that it approved before
	None         Moderation = "none"
)

// Moderations are the rules, in the order in which the office looks at less.
var Moderations = []Moderation{All, FirstContact, Pairs, None}

func (m Moderation) known() bool { return slices.Contains(Moderations, m) }

// passes reports whether a request of a buyer goes on without the office, as a rule would have it.
func (s *Service) passes(ctx context.Context, buyer account.CompanyID, byRule bool) (bool, error) {
	if !byRule {
		return false, nil
	}
	level, err := trust.LevelOf(ctx, s.db, s.Now(), buyer)
	return level.May(account.RequestFreely), err
}

// link is what leads out of a message.
var link = regexp.MustCompile(`(?i)(https?://|www\.)\S+|\b[a-z0-9-]+\.(com|net|org|io|cn|ru|info|biz|me|shop|site|top|xyz)\b`)

// needsLook reports whether a change of what was approved asks for the office again: a product, another language, a link.
func (t Topic) needsLook(before Topic) bool {
	for _, sku := range t.Products {
		if !slices.Contains(before.Products, sku) {
			return true
		}
	}
	for _, found := range link.FindAllString(t.Message, -1) {
		if !strings.Contains(before.Message, found) {
			return true
		}
	}
	return t.Language != before.Language
}

// Resubmit sends a returned request again, mended.
func (s *Service) Resubmit(ctx context.Context, v account.Viewer, d Decision, t Topic) (Consultation, error) {
	if err := t.Check(); err != nil {
		return Consultation{}, err
	}
	return s.act(ctx, v, wish{d.Number, d.Version, account.CancelConsultation, MoveResubmit},
		func(tx postgres.Tx, c *Consultation, now time.Time) (string, error) {
			c.Verdict = Verdict{}
			return "", s.rewrite(ctx, tx, c, t, d.Pair, now)
		}, noticeReceived)
}

// Amend changes what a pending request is about, under its number. One that was let through already goes back to the
// office where the change asks for a new look.
func (s *Service) Amend(ctx context.Context, v account.Viewer, d Decision, t Topic) (Consultation, error) {
	if err := t.Check(); err != nil {
		return Consultation{}, err
	}
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.CancelConsultation, MoveAmend}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		look := c.State == Offered && (t.needsLook(c.Topic) || d.Pair != nil && *d.Pair != c.Pair())
		if err := s.rewrite(ctx, tx, &c, t, d.Pair, now); err != nil {
			return err
		}
		if err := s.step(ctx, tx, &c, MoveAmend, actor{ID: v.User.String(), Side: side}, "", now); err != nil || !look {
			return err
		}
		if err := s.step(ctx, tx, &c, MoveLook, bySystem, "", now); err != nil {
			return err
		}
		return s.tell(ctx, tx, c, noticeReceived, now)
	})
	return c, s.overIfExpired(c, v, err)
}

// rewrite keeps what the request said before, for the move that comes next, and puts the new words in. The seat of the
// interpreter stays as it was claimed, unless another pair is asked for.
func (s *Service) rewrite(ctx context.Context, tx postgres.Tx, c *Consultation, t Topic, pair *schedule.Pair, now time.Time) error {
	if err := insertTopicBefore(ctx, tx, c.ID, c.Version+1, c.Topic); err != nil {
		return err
	}
	t.NeedFrom, t.NeedTo, t.Message = c.NeedFrom, c.NeedTo, strings.TrimSpace(t.Message)
	c.Topic = t
	if pair == nil {
		return nil
	}
	return s.need(ctx, tx, c, *pair, now)
}

// Change is one thing that a request says otherwise than when the office looked at it last.
type Change struct {
	Field  string // locale key "consultation.<field>": products, goal, message, language, interpreter_wanted
	Before string
	After  string
}

// Changes are what the asker has changed since the office last looked, nothing when that is all it ever said.
func (s *Service) Changes(ctx context.Context, v account.Viewer, c Consultation) ([]Change, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return nil, err
	}
	before, found, err := topicLooked(ctx, s.db, c.ID)
	if err != nil || !found {
		return nil, err
	}
	return diff(before, c.Topic), nil
}

func diff(before, after Topic) []Change {
	var all []Change
	for _, c := range []Change{
		{"products", strings.Join(before.Products, ", "), strings.Join(after.Products, ", ")}, {"goal", before.Goal, after.Goal},
		{"message", before.Message, after.Message}, {"language", before.Language, after.Language},
		{"interpreter_wanted", before.Pair().String(), after.Pair().String()},
	} {
		if c.Before != c.After {
			all = append(all, c)
		}
	}
	return all
}
