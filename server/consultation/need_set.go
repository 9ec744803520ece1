package consultation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// TaskNeed is a side's word that the need of an interpreter is not what the office has set.
const TaskNeed = "need_questioned"

// NeedSet is the office's word about the need of an interpreter, as it stands.
type NeedSet struct {
	At     time.Time
	Reason string // one of ReasonsOf["need"]
}

// SetNeed has the office say, without the asker, between which languages somebody interprets (d.Pair), or that nobody does. Claims
// change in the same commit; once the request has been let through, interpreters are asked at once, and what was confirmed is
// suspended until one comes. Both sides read the reason by letter, as far as they know of the consultation.
func (s *Service) SetNeed(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	if err := d.because("need"); err != nil {
		return Consultation{}, err
	}
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.AssignInterpreter, MoveNeed}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		if d.Pair == nil {
			return problem.InvalidFields(problem.Field{Name: "pair", Code: "pair_missing"})
		}
		if *d.Pair == c.Pair() && c.InterpreterState != InterpreterWaived {
			return problem.InvalidFields(problem.Field{Name: "pair", Code: "pair_same"})
		}
		gone, asked, err := s.seek(ctx, tx, &c, *d.Pair, now)
		if err != nil {
			return err
		}
		if err := s.step(ctx, tx, &c, MoveNeed, actor{ID: v.User.String(), Side: side}, d.Reason, now); err != nil {
			return err
		}
		if err := s.tellNeed(ctx, tx, c, d, gone, asked, now); err != nil {
			return err
		}
		return s.standsOn(ctx, tx, &c, now)
	})
	return c, s.overIfExpired(c, v, err)
}

// seek puts another pair in place of the one before, or none: earlier words about doing without are void, as are doubts about the
// need that was. It returns whose part has ended, and who is asked now.
func (s *Service) seek(ctx context.Context, tx postgres.Tx, c *Consultation, pair schedule.Pair, now time.Time) (gone, asked []interpreter.Assignment, err error) {
	parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
	if err != nil {
		return nil, nil, err
	}
	gone = slices.DeleteFunc(parts, func(p interpreter.Assignment) bool { return p.Stage.To(interpreter.Withdrawn) != nil })
	if err := deleteWaivers(ctx, tx, c.ID); err != nil {
		return nil, nil, err
	}
	if err := dropTasks(ctx, tx, c.ID, TaskNeed, now); err != nil {
		return nil, nil, err
	}
	if err := s.change(ctx, tx, c, pair, now); err != nil {
		return nil, nil, err
	}
	if pair == (schedule.Pair{}) || c.State == Requested || c.State == Returned {
		return gone, nil, nil // they are asked when the office lets it through
	}
	if asked, err = s.inviteAll(ctx, tx, c, now); err != nil {
		return nil, nil, err
	}
	if c.State == Accepted {
		c.Owner = Interpreter
		if c.InterpreterState == InterpreterMissing {
			c.Owner = Office
		}
	}
	return gone, asked, nil
}

// tellNeed tells the sides what the office has set and why, who interprets no more, and who is asked.
func (s *Service) tellNeed(ctx context.Context, tx postgres.Tx, c Consultation, d Decision, gone, asked []interpreter.Assignment, now time.Time) error {
	job := lettersOf(c, noticeNeed)
	job.Reason, job.ReasonText = d.Reason, strings.TrimSpace(d.Text)
	job.Need = &Need{c.NeedFrom, c.NeedTo}
	if err := s.queue.Insert(ctx, tx, job); err != nil {
		return err
	}
	if err := s.tellGone(ctx, tx, c, gone, now); err != nil {
		return err
	}
	return s.tellPeople(ctx, tx, c, noticeAsked, asked)
}

// standsOn makes of what is agreed what its interpreters allow: confirmed when nobody lacks, suspended when somebody does.
func (s *Service) standsOn(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	switch {
	case c.State == Confirmed && c.LacksInterpreter():
		return s.suspendFor(ctx, tx, c, becauseInterpreter, now)
	case (c.State == Accepted || c.State == Suspended) && !c.LacksInterpreter():
		return s.confirm(ctx, tx, c, now)
	}
	return nil
}

// Need is a pair of languages as a letter carries it; empty: nobody interprets.
type Need struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// NeedSet is what the office has set, nil where it has not, where the sides have said otherwise since, or where it is over.
func (s *Service) NeedSet(ctx context.Context, c Consultation) (*NeedSet, error) {
	if !MoveNeed.Leaves(c.State) {
		return nil, nil
	}
	return needSet(ctx, s.db, c.ID)
}

// QuestionNeed is a side's answer to what the office has set about its interpreter: it changes nothing, and the office has a task with
// the words.
func (s *Service) QuestionNeed(ctx context.Context, v account.Viewer, number, words string) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		locked, err := lockNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		c = locked
		if err := c.Permits(v, account.WaiveInterpreter); err != nil {
			return err
		}
		if words = Clip(strings.TrimSpace(words), 500); words == "" {
			return problem.InvalidFields(problem.Field{Name: "words", Code: "words_missing"})
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		set, err := needSet(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if set == nil || !MoveNeed.Leaves(c.State) {
			return s.settings.conflict(c, c.Side(v), now, "need_not_set")
		}
		return OpenTask(ctx, tx, Task{Kind: TaskNeed, ConsultationID: c.ID, UserID: v.User, Note: words, OpenedAt: now})
	})
	return c, err
}

// NeedQuestioned are the words of a person that wait for the office, "" when there are none.
func (s *Service) NeedQuestioned(ctx context.Context, id ID, who account.UserID) (string, error) {
	open, err := tasks(ctx, s.db, &id)
	at := slices.IndexFunc(open, func(t Task) bool { return t.Kind == TaskNeed && t.UserID.UUID != uuid.Nil && t.UserID == who })
	if at < 0 {
		return "", err
	}
	return open[at].Note, err
}
