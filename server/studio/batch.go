package studio

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Batch is products that a company has handed to the office together, from one table. The office looks at those that give
// reason to, and approves the others at once.
type Batch struct {
	ID       uuid.UUID
	Name     string // of the table; "" for products chosen in the list
	Company  account.CompanyID
	At       time.Time // since when it waits
	Waiting  int       // products of it that wait
	Doubtful int       // of these, those that somebody has to look at
}

// Clear is how many can be approved without looking at each.
func (b Batch) Clear() int { return b.Waiting - b.Doubtful }

// Batched is one product of a batch.
type Batched struct {
	SKU    string
	At     time.Time
	Doubts []string // studio.doubt_<code>
}

// AskBatch hands what is whole among sheets of one company to the office, as a batch.
func (s *Service) AskBatch(ctx context.Context, tx postgres.Tx, by account.UserID, b Batch, sheets []Sheet) (asked int, err error) {
	rows, err := s.askMany(ctx, tx, by, b.Company, sheets)
	if err != nil {
		return 0, err
	}
	return len(rows), insertBatch(ctx, tx, b, rows)
}

// askMany hands what is whole among sheets of a company to the office. What is not whole, unchanged, put away or there already
// is left out.
func (s *Service) askMany(ctx context.Context, tx postgres.Tx, by account.UserID, company account.CompanyID, sheets []Sheet) (rows []Batched, err error) {
	now := s.now().UTC().Truncate(time.Microsecond) // as the database keeps it: by this instant a batch is known again
	var stands []catalog.Standpoint
	var whole []Sheet
	var drafts []Draft
	var events []Event
	for _, sheet := range sheets {
		if len(sheet.Faults()) > 0 || sheet.Waits() || sheet.shown() && len(sheet.Typed) == 0 {
			continue
		}
		if !sheet.shown() {
			to, err := sheet.Stand.Move("ask", "", now)
			if err != nil || !sheet.Known {
				continue // put away
			}
			if len(sheet.Typed) > 0 {
				whole = append(whole, sheet)
			}
			stands = append(stands, to)
			drafts = append(drafts, Draft{SKU: sheet.SKU})
		} else {
			sheet.AskedAt, sheet.Returned = &now, nil
			drafts = append(drafts, sheet.Draft)
		}
		rows = append(rows, Batched{sheet.SKU, now, sheet.doubts()})
		events = append(events, Event{SKU: sheet.SKU, CompanyID: sheet.CompanyID, At: now, ByUser: &by, What: "asked"})
	}
	if err := s.takeAll(ctx, tx, company, whole); err != nil {
		return nil, err
	}
	if err := s.catalog.SetStandpoints(ctx, tx, stands...); err != nil {
		return nil, err
	}
	if err := upsertDrafts(ctx, tx, drafts...); err != nil {
		return nil, err
	}
	return rows, insertEvents(ctx, tx, events...)
}

// Batches are those of which something waits for the office, longest first.
func (s *Service) Batches(ctx context.Context, v account.Viewer) ([]Batch, error) {
	if err := account.May(v, account.ReadReviews, account.Object{}); err != nil {
		return nil, err
	}
	return findBatches(ctx, s.db, nil)
}

// batchedShown is how many products of a batch its page lists; the doubtful ones come first.
const batchedShown = 200

// Batch is one with its products, at most batchedShown; NotFound when nothing of it waits any more.
func (s *Service) Batch(ctx context.Context, v account.Viewer, id uuid.UUID) (Batch, []BatchItem, error) {
	if err := account.May(v, account.ReadReviews, account.Object{}); err != nil {
		return Batch{}, nil, err
	}
	found, err := findBatches(ctx, s.db, &id)
	if err != nil {
		return Batch{}, nil, err
	}
	if len(found) == 0 {
		return Batch{}, nil, problem.New(problem.NotFound, "batch_over")
	}
	rows, err := findBatched(ctx, s.db, id, batchedShown)
	if err != nil {
		return Batch{}, nil, err
	}
	sheets, err := s.sheets(ctx, s.db, account.CompanyID{}, skusOf(rows), false)
	if err != nil {
		return Batch{}, nil, err
	}
	items := make([]BatchItem, len(rows))
	for i, row := range rows {
		sheet := sheets[row.SKU]
		items[i] = BatchItem{s.item(sheet), row.Doubts}
		items[i].At, items[i].Changes = row.At, len(sheet.Changes())
	}
	return found[0], items, nil
}

// BatchItem is a product of a batch as the office's list shows it.
type BatchItem struct {
	Item
	Doubts []string
}

func skusOf(rows []Batched) []string {
	skus := make([]string, len(rows))
	for i, row := range rows {
		skus[i] = row.SKU
	}
	return skus
}

// mostBatched is how many products are approved at once.
const mostBatched = 5000

// ApproveBatch approves all of a batch that nothing speaks against, as it is now. The others stay, to be looked at one by
// one.
func (s *Service) ApproveBatch(ctx context.Context, v account.Viewer, id uuid.UUID) (done int, err error) {
	if err := account.May(v, account.PublishProduct, account.Object{}); err != nil {
		return 0, err
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		rows, err := findBatched(ctx, tx, id, mostBatched)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return problem.New(problem.NotFound, "batch_over")
		}
		batches, err := findBatches(ctx, tx, &id)
		for _, b := range batches {
			err = errors.Join(err, account.May(v, account.PublishProduct, account.Object{Supplier: b.Company}))
		}
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(row Batched) bool { return len(row.Doubts) > 0 })
		sheets, err := s.sheets(ctx, tx, account.CompanyID{}, skusOf(rows), true)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(row Batched) bool {
			return !sheets[row.SKU].asked().Equal(row.At) || len(sheets[row.SKU].Faults()) > 0
		})
		done = len(rows)
		return s.approve(ctx, tx, v.User, sheets, rows)
	})
	s.catalog.Refresh()
	return done, err
}

// approve publishes new products and takes changes of others, all of one company.
func (s *Service) approve(ctx context.Context, tx postgres.Tx, by account.UserID, sheets map[string]Sheet, rows []Batched) error {
	var stands []catalog.Standpoint
	var drafts []Draft
	var events []Event
	taken := map[account.CompanyID][]Sheet{}
	for _, row := range rows {
		sheet := sheets[row.SKU]
		event := Event{SKU: sheet.SKU, CompanyID: sheet.CompanyID, At: s.now(), ByUser: &by, What: "published"}
		if sheet.AskedAt != nil {
			taken[sheet.CompanyID] = append(taken[sheet.CompanyID], sheet)
			event.What, event.Detail = "changed", sheet.Typed
			sheet.Stand.ReviewNote = ""
			stands = append(stands, sheet.Stand)
			drafts = append(drafts, Draft{SKU: sheet.SKU})
		} else {
			to, err := sheet.Stand.Move("publish", "", s.now())
			if err != nil {
				return err
			}
			stands = append(stands, to)
		}
		events = append(events, event)
	}
	for company, some := range taken {
		if err := s.takeAll(ctx, tx, company, some); err != nil {
			return err
		}
	}
	if err := s.catalog.SetStandpoints(ctx, tx, stands...); err != nil {
		return err
	}
	if err := upsertDrafts(ctx, tx, drafts...); err != nil {
		return err
	}
	return insertEvents(ctx, tx, events...)
}
