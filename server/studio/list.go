package studio

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
)

// Item is a product in the maker's list or the office's queue.
type Item struct {
	SKU     string
	Name    catalog.Texts
	HS6     string
	State   string
	Percent int
	Note    string    // of the officer who gave it back
	Back    int       // fields that came back
	At      time.Time // changed, or in the queue asked
	Company account.CompanyID
	Changes int // in the queue, fields to look at
	New     bool
	Hidden  bool // nobody sees it before its maker's profile is accepted
}

// HSCode is the code as people write it: 9018.90.
func (i Item) HSCode() string { return catalog.Product{HS6: i.HS6}.HSCode() }

func (s *Service) item(sheet Sheet) Item {
	i := Item{
		SKU: sheet.SKU, Name: sheet.Next.Name, HS6: sheet.Next.HS6, State: sheet.State(), Percent: MeterOf(sheet.Next, s.now()).Percent,
		Note: sheet.Stand.ReviewNote, Back: len(sheet.Returned), At: sheet.UpdatedAt, Company: sheet.CompanyID, New: !sheet.shown(), Hidden: sheet.Unlisted(),
	}
	if sheet.Stand.UpdatedAt.After(i.At) {
		i.At = sheet.Stand.UpdatedAt
	}
	return i
}

// Items are a company's products, drafts too, those changed last first.
func (s *Service) Items(ctx context.Context, v account.Viewer, company account.CompanyID) ([]Item, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return nil, err
	}
	sheets, err := s.sheets(ctx, s.db, company, nil, false)
	if err != nil {
		return nil, err
	}
	items := make([]Item, 0, len(sheets))
	for _, sheet := range sheets {
		items = append(items, s.item(sheet))
	}
	slices.SortFunc(items, func(a, b Item) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.SKU, b.SKU)) })
	return items, nil
}

// Waiting are the products and changes that were handed to the office one by one and wait, longest first; see Batches for
// the others.
func (s *Service) Waiting(ctx context.Context, v account.Viewer) ([]Item, error) {
	if err := account.May(v, account.ReadReviews, account.Object{}); err != nil {
		return nil, err
	}
	skus, err := findWaiting(ctx, s.db)
	if err != nil {
		return nil, err
	}
	items := make([]Item, 0, len(skus))
	for _, sku := range skus {
		sheet, err := s.Review(ctx, v, sku)
		if err != nil {
			return nil, err
		}
		i := s.item(sheet)
		i.At, i.Changes = sheet.asked(), len(sheet.Changes())
		items = append(items, i)
	}
	return items, nil
}

// ApproveAll approves all that wait among the SKUs as they are now; those that do not wait any more, or are for a colleague to decide, are left out.
func (s *Service) ApproveAll(ctx context.Context, v account.Viewer, skus []string) (done int, err error) {
	if err := account.May(v, account.PublishProduct, account.Object{}); err != nil {
		return 0, err
	}
	return s.decideAll(ctx, v, skus, func(Sheet) Decision { return Decision{} })
}

// ReturnAll gives them all back with one note.
func (s *Service) ReturnAll(ctx context.Context, v account.Viewer, skus []string, note string) (done int, err error) {
	if err := account.May(v, account.PublishProduct, account.Object{}); err != nil {
		return 0, err
	}
	if err := noteNeeded(note); err != nil {
		return 0, err
	}
	return s.decideAll(ctx, v, skus, func(sheet Sheet) Decision {
		d := Decision{Note: note, Returns: map[string]string{}}
		for _, change := range sheet.Changes() {
			d.Returns[change.Field.Name] = note
			if !sheet.shown() {
				break // the whole product goes back for one field
			}
		}
		return d
	})
}

func noteNeeded(note string) error {
	if note == "" || len([]rune(note)) > longestReason {
		return problem.InvalidFields(problem.Field{Name: "note", Code: "review_note_missing"})
	}
	return nil
}

func (s *Service) decideAll(ctx context.Context, v account.Viewer, skus []string, decide func(Sheet) Decision) (done int, err error) {
	for _, sku := range skus {
		sheet, err := s.Review(ctx, v, sku)
		if err == nil {
			d := decide(sheet)
			d.Asked = sheet.asked()
			err = s.Decide(ctx, v, sku, d)
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
