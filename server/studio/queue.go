package studio

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Queue is one page of what was handed to the office one by one and waits, longest first; see Batches for the others.
type Queue struct {
	Text  string // part of the article number, the product's name or its maker's
	Page  int    // one that is there
	Pages int
	Items []Item
	Found int // on all pages
}

// Waiting is the page asked for of what has the text.
func (s *Service) Waiting(ctx context.Context, v account.Viewer, text string, page int) (Queue, error) {
	if err := account.May(v, account.ReadReviews, account.Object{}); err != nil {
		return Queue{}, err
	}
	q := Queue{Text: text}
	var err error
	if q.Found, err = countWaiting(ctx, s.db, text); err != nil {
		return Queue{}, err
	}
	q.Page, q.Pages = pageOf(page, q.Found)
	skus, err := findWaiting(ctx, s.db, text, (q.Page-1)*aPage)
	if err != nil {
		return Queue{}, err
	}
	sheets, err := s.sheets(ctx, s.db, account.CompanyID{}, skus, false)
	if err != nil {
		return Queue{}, err
	}
	for _, sku := range skus {
		sheet, there := sheets[sku]
		if !there || sheet.asked().IsZero() {
			continue // decided meanwhile
		}
		i := s.item(sheet)
		i.At, i.Changes = sheet.asked(), len(sheet.Changes())
		q.Items = append(q.Items, i)
	}
	return q, nil
}

// ApproveAll approves all that wait among the SKUs as they are now; those that do not wait any more, or are for a colleague to
// decide, are left out.
func (s *Service) ApproveAll(ctx context.Context, v account.Viewer, skus []string) (done int, err error) {
	if err := account.May(v, account.PublishProduct, account.Object{}); err != nil {
		return 0, err
	}
	if len(skus) == 0 {
		return 0, nil
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		sheets, err := s.sheets(ctx, tx, account.CompanyID{}, skus, true)
		if err != nil {
			return err
		}
		var rows []Batched
		for sku, sheet := range sheets {
			if !sheet.asked().IsZero() && len(sheet.Faults()) == 0 && sheet.mine(v, account.PublishProduct) == nil {
				rows = append(rows, Batched{SKU: sku})
			}
		}
		done = len(rows)
		return s.approve(ctx, tx, v.User, sheets, rows)
	})
	s.catalog.Refresh()
	return done, err
}

// ApproveFound approves all that has the text, on whatever page, and waited when the officer saw the list; at most mostBatched of them.
// Nobody has looked at each, so that what somebody has to look at stays, as in a batch: left are those. What has come since, is not
// whole or is for a colleague to decide stays too.
func (s *Service) ApproveFound(ctx context.Context, v account.Viewer, text string, seen time.Time) (done, left int, err error) {
	if err := account.May(v, account.PublishProduct, account.Object{}); err != nil {
		return 0, 0, err
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		skus, err := findWaitingSince(ctx, tx, text, seen, mostBatched)
		if err != nil || len(skus) == 0 {
			return err
		}
		sheets, err := s.sheets(ctx, tx, account.CompanyID{}, skus, true)
		if err != nil {
			return err
		}
		var rows []Batched
		for sku, sheet := range sheets {
			switch {
			case sheet.asked().IsZero() || sheet.asked().After(seen) || len(sheet.Faults()) > 0 || sheet.mine(v, account.PublishProduct) != nil:
			case len(sheet.doubts()) > 0:
				left++
			default:
				rows = append(rows, Batched{SKU: sku})
			}
		}
		done = len(rows)
		return s.approve(ctx, tx, v.User, sheets, rows)
	})
	s.catalog.Refresh()
	return done, left, err
}

// ReturnAll gives them all back with one note.
func (s *Service) ReturnAll(ctx context.Context, v account.Viewer, skus []string, note string) (done int, err error) {
	if err := account.May(v, account.PublishProduct, account.Object{}); err != nil {
		return 0, err
	}
	if err := noteNeeded(note); err != nil {
		return 0, err
	}
	for _, sku := range skus {
		sheet, err := s.Review(ctx, v, sku)
		if err == nil {
			err = s.Decide(ctx, v, sku, sheet.returned(note))
		}
		switch {
		case problem.Is(err, problem.Conflict), problem.Is(err, problem.NotFound), problem.Is(err, problem.Invalid), problem.Is(err, problem.Forbidden):
		case err != nil:
			return done, err
		default:
			done++
		}
	}
	return done, nil
}

// returned gives all of a sheet back with one note.
func (s Sheet) returned(note string) Decision {
	d := Decision{Asked: s.asked(), Note: note, Returns: map[string]string{}}
	for _, change := range s.Changes() {
		d.Returns[change.Field.Name] = note
		if !s.shown() {
			break // the whole product goes back for one field
		}
	}
	return d
}

func noteNeeded(note string) error {
	if note == "" || len([]rune(note)) > longestReason {
		return problem.InvalidFields(problem.Field{Name: "note", Code: "review_note_missing"})
	}
	return nil
}
