package trust

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// NewCheck is a check as a reviewer writes it down.
type NewCheck struct {
	Company  string // slug
	Kind     string
	Result   string
	Method   string
	Note     string
	Evidence string // id of a file, or nothing
	Expires  string // 2006-01-02, or nothing
}

// AddCheck writes a check down in place of the one before it.
func (s *Service) AddCheck(ctx context.Context, v account.Viewer, n NewCheck) error {
	target, _, err := s.reviewed(ctx, v, n.Company)
	if err != nil {
		return err
	}
	if err := s.begin(ctx, target); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		c, err := findCase(ctx, tx, target.ID, true)
		if err != nil {
			return err
		}
		now := s.Now()
		made, err := n.check(target, v, now)
		if err != nil {
			return err
		}
		if made.EvidenceID != nil {
			file, err := findEvidenceByID(ctx, tx, *made.EvidenceID)
			if err != nil || file.CompanyID != target.ID {
				return problem.InvalidFields(problem.Field{Name: "evidence", Code: "trust_proof"})
			}
		}
		switch {
		case !slices.Contains(reviews, c.State):
			return problem.New(problem.Conflict, "trust_no_review").In(string(c.State))
		case c.EditedBy != nil && *c.EditedBy == v.User:
			return problem.New(problem.Conflict, "trust_own_edit")
		}
		if err := replaceCheck(ctx, tx, made); err != nil {
			return err
		}
		c.ChangedAt = now
		return write(ctx, tx, &c, actorOf(v), "check", c.State, made.Kind+": "+made.Result+", "+made.Method)
	})
}

func (n NewCheck) check(target account.Company, v account.Viewer, now time.Time) (Check, error) {
	c := Check{ID: uuid.Must(uuid.NewV7()), CompanyID: target.ID, Kind: n.Kind, Result: n.Result, Method: n.Method, Note: strings.TrimSpace(n.Note), Checker: v.User, CheckedAt: now}
	var wrong []problem.Field
	if !slices.Contains(Kinds(target.Kind), n.Kind) {
		wrong = append(wrong, problem.Field{Name: "kind", Code: "trust_kind"})
	}
	if n.Result != Passed && n.Result != Failed {
		wrong = append(wrong, problem.Field{Name: "result", Code: "trust_result"})
	}
	if !slices.Contains(Methods, n.Method) {
		wrong = append(wrong, problem.Field{Name: "method", Code: "trust_method"})
	}
	if n.Evidence != "" {
		id, err := uuid.Parse(n.Evidence)
		if err != nil {
			wrong = append(wrong, problem.Field{Name: "evidence", Code: "trust_proof"})
		}
		c.EvidenceID = &id
	} else if c.Note == "" {
		wrong = append(wrong, problem.Field{Name: "note", Code: "trust_proof"})
	}
	if n.Expires != "" {
		at, err := time.Parse(time.DateOnly, n.Expires)
		if err != nil || !at.After(now) {
			wrong = append(wrong, problem.Field{Name: "expires", Code: "trust_expires"})
		}
		c.ExpiresAt = &at
	}
	if !v.Is(account.Officer) {
		if desks := desksOf(v); len(desks) > 0 {
			c.DeskID = &desks[0]
		}
	}
	if len(wrong) > 0 {
		return c, problem.InvalidFields(wrong...)
	}
	return c, nil
}
