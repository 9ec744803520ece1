package studio

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// sheets are products as they lie on their makers' desks, by SKU: those of a company, or with a zero company of all; with
// skus those alone. Inside a transaction that changes them they are locked.
func (s *Service) sheets(ctx context.Context, q postgres.Querier, company account.CompanyID, skus []string, lock bool) (map[string]Sheet, error) {
	return s.laid(ctx, q, company, skus, lock, s.catalog.OwnedProducts)
}

// outlines are sheets of which the catalog tells no more than catalog.Outlines does: what they are called and where they stand.
func (s *Service) outlines(ctx context.Context, q postgres.Querier, company account.CompanyID, skus []string, lock bool) (map[string]Sheet, error) {
	return s.laid(ctx, q, company, skus, lock, s.catalog.Outlines)
}

func (s *Service) laid(ctx context.Context, q postgres.Querier, company account.CompanyID, skus []string, lock bool,
	bases func(context.Context, postgres.Querier, account.CompanyID, []string) (map[string]catalog.Product, error)) (map[string]Sheet, error) {
	var of *account.CompanyID
	if company != (account.CompanyID{}) {
		of = &company
	}
	drafts, err := findDrafts(ctx, q, of, skus, lock)
	if err != nil {
		return nil, err
	}
	stands, err := s.catalog.Standpoints(ctx, q, company, skus, lock)
	if err != nil {
		return nil, err
	}
	owned, err := bases(ctx, q, company, skus)
	if err != nil {
		return nil, err
	}
	albums, err := media.Albums(ctx, q, of, skus)
	if err != nil {
		return nil, err
	}
	papers, err := media.Papers(ctx, q, of, skus)
	if err != nil {
		return nil, err
	}
	sheets := make(map[string]Sheet, len(owned)+len(drafts))
	for sku, base := range owned {
		stand, draft := stands[sku], drafts[sku]
		draft.SKU, draft.CompanyID = sku, stand.CompanyID
		sheets[sku] = sheetOf(draft.arranged(base, stand, albums[sku], papers[sku]), base, stand, true)
	}
	for sku, draft := range drafts {
		if _, known := owned[sku]; !known {
			sheets[sku] = begun(draft)
		}
	}
	return sheets, nil
}

// begun is a product that the catalog does not have yet.
func begun(d Draft) Sheet {
	return sheetOf(d, catalog.NewProduct(d.SKU), catalog.Standpoint{}, false)
}

// arranged is the draft with how the maker has arranged photographs and brochures since, as changes like those that are
// typed. While the office has the product before it, the arrangement that it was given stays.
func (d Draft) arranged(base catalog.Product, stand catalog.Standpoint, album []media.Photo, papers []media.Brochure) Draft {
	if d.AskedAt != nil || stand.State() == "review" {
		return d
	}
	d.Typed = maps.Clone(d.Typed)
	delete(d.Typed, picturesField.Name)
	delete(d.Typed, brochuresField.Name)
	next := catalog.Product{}
	for _, photo := range album {
		public := slices.ContainsFunc(base.Pictures, func(p catalog.Picture) bool { return p.Name == photo.Name })
		if photo.Shown() || public {
			next.Pictures = append(next.Pictures, catalog.Picture{Name: photo.Name, Width: photo.Width, Height: photo.Height, Alt: photo.Alt})
		}
	}
	for _, b := range papers {
		next.Brochures = append(next.Brochures, catalog.Brochure{ID: b.ID.UUID, Lang: b.Lang, Bytes: b.Bytes, FileName: b.FileName})
	}
	for _, f := range []catalog.Field{picturesField, brochuresField} {
		if text := f.Value(next); text != f.Value(base) {
			if d.Typed == nil {
				d.Typed = map[string]string{}
			}
			d.Typed[f.Name] = text
		}
	}
	return d
}

// The fields that are arranged on a page of their own.
var (
	picturesField, _  = catalog.FieldOf("pictures")
	brochuresField, _ = catalog.FieldOf("brochures")
)

// typing is the sheet with values typed over it, right or wrong, and where they were translated from. What it says already
// is no change. Settled are the origins of texts that stay as they are.
func (s Sheet) typing(typed map[string]string, made map[string]catalog.Origin, now time.Time) (next Sheet, settled []catalog.Origin) {
	draft := s.Draft
	kept := differing(s.Base, typed)
	for name, value := range draft.Typed {
		if _, again := typed[name]; !again {
			kept[name] = value
		}
	}
	draft.Typed, draft.UpdatedAt = kept, now
	settled = draft.trace(s, typed, made, now)
	return sheetOf(draft, s.Base, s.Stand, s.Known), settled
}

// Typing is the sheet with values typed over it, as Save would keep it.
func (s Sheet) Typing(typed map[string]string, now time.Time) Sheet {
	next, _ := s.typing(typed, nil, now)
	return next
}

// NewSheet is a company's product that is not there yet.
func NewSheet(company account.CompanyID, sku string) Sheet {
	return begun(Draft{SKU: sku, CompanyID: company})
}

// Sheets are the products of a company that it works on, by SKU. Others are those of the SKUs that somebody else has.
func (s *Service) Sheets(ctx context.Context, q postgres.Querier, company account.CompanyID, skus []string, lock bool) (own map[string]Sheet, others map[string]bool, err error) {
	own, err = s.sheets(ctx, q, company, nil, lock)
	if err != nil {
		return nil, nil, err
	}
	others = map[string]bool{}
	taken, err := findTaken(ctx, q, company, skus)
	for _, sku := range taken {
		others[sku] = true
	}
	return own, others, err
}

// KeepAll writes sheets of a company: into the products where nothing is in the way of it, else into their drafts. Every is
// called now and then with how many are written.
func (s *Service) KeepAll(ctx context.Context, tx postgres.Tx, company account.CompanyID, sheets []Sheet, every func(done int)) error {
	done := 0
	for part := range slices.Chunk(sheets, chunk) {
		var whole []Sheet
		var drafts []Draft
		for _, sheet := range part {
			if !sheet.shown() && len(sheet.Faults()) == 0 {
				whole = append(whole, sheet)
				sheet.Typed, sheet.Origins = nil, nil
			}
			drafts = append(drafts, sheet.Draft)
		}
		if err := s.takeAll(ctx, tx, company, whole); err != nil {
			return err
		}
		if err := upsertDrafts(ctx, tx, drafts...); err != nil {
			return err
		}
		done += len(part)
		every(done)
	}
	return nil
}

// chunk is how many products are written at once.
const chunk = 250

// takeAll puts products as their sheets have them now, with the origins of what was translated.
func (s *Service) takeAll(ctx context.Context, tx postgres.Tx, company account.CompanyID, sheets []Sheet) error {
	if len(sheets) == 0 {
		return nil
	}
	products := make([]catalog.Product, len(sheets))
	for i, sheet := range sheets {
		products[i] = sheet.Next
	}
	ids, err := s.catalog.Overwrite(ctx, tx, company, products)
	if err != nil {
		return err
	}
	pictures := map[string][]catalog.Picture{}
	for i, sheet := range sheets {
		if len(sheet.Origins) > 0 {
			p := products[i]
			p.ID = ids[i]
			if err := s.catalog.PutOrigins(ctx, tx, p, slices.Collect(maps.Values(sheet.Origins))); err != nil {
				return err
			}
		}
		if _, arranged := sheet.Typed[picturesField.Name]; arranged {
			pictures[sheet.SKU] = sheet.Next.Pictures
		}
		if _, arranged := sheet.Typed[brochuresField.Name]; arranged {
			if err := media.ShowBrochures(ctx, tx, sheet.SKU, sheet.Next.BrochureIDs(), s.now()); err != nil {
				return err
			}
		}
	}
	return s.catalog.ShowPictures(ctx, tx, pictures)
}

// Seen reports a product that the public sees or has seen.
func (s Sheet) Seen() bool { return s.shown() }

// WithdrawAll takes products of a company back from the office, those that are there.
func (s *Service) WithdrawAll(ctx context.Context, tx postgres.Tx, by account.UserID, sheets []Sheet) ([]Sheet, error) {
	var stands []catalog.Standpoint
	var events []Event
	now, back := s.now(), slices.Clone(sheets)
	for i, sheet := range sheets {
		switch {
		case sheet.AskedAt != nil:
			back[i].AskedAt = nil
		case sheet.State() == "review":
			to, err := sheet.Stand.Move("withdraw", "", now)
			if err != nil {
				return nil, err
			}
			stands, back[i].Stand = append(stands, to), to
		default:
			continue
		}
		events = append(events, Event{SKU: sheet.SKU, CompanyID: sheet.CompanyID, At: now, ByUser: &by, What: "withdrawn"})
	}
	if err := s.catalog.SetStandpoints(ctx, tx, stands...); err != nil {
		return nil, err
	}
	return back, insertEvents(ctx, tx, events...)
}

// mine is the company of a product that the viewer may do this to.
func (s Sheet) mine(v account.Viewer, action account.Action) error {
	return account.May(v, action, account.Object{Supplier: s.CompanyID})
}

// DropNew takes products of a company away that nobody but itself has ever seen.
func (s *Service) DropNew(ctx context.Context, tx postgres.Tx, company account.CompanyID, skus []string) error {
	return deleteUnseen(ctx, tx, company, skus)
}

func unknown() error { return problem.New(problem.NotFound, "product_unknown") }
