package studio

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Draft is what is typed of a product and not yet taken into it, whatever is wrong with it.
type Draft struct {
	SKU       string
	CompanyID account.CompanyID
	Typed     map[string]string         // field -> value
	Origins   map[string]catalog.Origin // field -> what its text was translated from
	Returned  map[string]string         // field -> why the office gave it back
	AskedAt   *time.Time                // a change of a published product waits for the office
	UpdatedAt time.Time
}

// Sheet is a product as it lies on its maker's desk.
type Sheet struct {
	Draft
	Known bool               // the catalog has it; what was typed before it was complete is in the draft alone
	Base  catalog.Product    // as the catalog has it
	Next  catalog.Product    // with what was typed
	Stand catalog.Standpoint // of Base
	Wrong []problem.Field    // typed values that no product can have
}

func sheetOf(d Draft, base catalog.Product, stand catalog.Standpoint, known bool) Sheet {
	s := Sheet{Draft: d, Known: known, Base: base, Stand: stand}
	s.Next, s.Wrong = base.With(d.Typed)
	s.Next.SKU = d.SKU
	if len(d.Origins) > 0 {
		s.Next.Origins = mergeOrigins(base.Origins, d.Origins)
	}
	return s
}

func mergeOrigins(had []catalog.Origin, made map[string]catalog.Origin) []catalog.Origin {
	merged := slices.DeleteFunc(slices.Clone(had), func(o catalog.Origin) bool {
		_, anew := made[o.Field+"_"+o.Lang]
		return anew
	})
	for _, name := range slices.Sorted(maps.Keys(made)) {
		merged = append(merged, made[name])
	}
	return merged
}

// State is where the product stands: draft, review, published, unlisted (approved, and nobody sees it before the office has
// agreed to its maker's profile), edited (a change is typed), changing (it waits for the office), paused or archived.
func (s Sheet) State() string {
	state := s.Stand.State()
	switch {
	case state == "published" && s.AskedAt != nil:
		return "changing"
	case state == "published" && len(s.Typed) > 0:
		return "edited"
	case state == "published" && s.Unlisted():
		return "unlisted"
	}
	return state
}

// Unlisted reports a product whose maker has no profile that the office has agreed to: nobody sees it until then.
func (s Sheet) Unlisted() bool { return s.Known && !s.Base.Maker.Listed }

// Waits reports that the office has it before it: nothing can be typed meanwhile.
func (s Sheet) Waits() bool { return s.State() == "review" || s.AskedAt != nil }

// shown reports a product that the public sees or will see again: what is typed over it is kept apart until it is approved.
func (s Sheet) shown() bool { return s.Stand.PublishedAt != nil || s.Stand.PausedFrom != nil }

// Faults are all that stands between the product and its publication.
func (s Sheet) Faults() []problem.Field {
	faults := slices.Clone(s.Wrong)
	for _, fault := range s.Next.Faults() {
		if !slices.ContainsFunc(faults, func(f problem.Field) bool { return f.Name == fault.Name }) {
			faults = append(faults, fault)
		}
	}
	return faults
}

// Value is what a field shows: what was typed, right or wrong, or what the product says.
func (s Sheet) Value(f catalog.Field) string {
	if typed, ok := s.Typed[f.Name]; ok {
		return typed
	}
	return f.Value(s.Base)
}

// Sheet is a product of a maker; NotFound for another's.
func (s *Service) Sheet(ctx context.Context, v account.Viewer, sku string) (Sheet, error) {
	return s.sheet(ctx, s.db, v, sku, account.EditProduct, false)
}

func (s *Service) sheet(ctx context.Context, q postgres.Querier, v account.Viewer, sku string, action account.Action, lock bool) (Sheet, error) {
	if !v.SignedIn() {
		return Sheet{}, account.May(v, action, account.Object{})
	}
	found, err := s.sheets(ctx, q, account.CompanyID{}, []string{sku}, lock)
	if err != nil {
		return Sheet{}, err
	}
	sheet, known := found[sku]
	if err := sheet.mine(v, action); err != nil {
		return Sheet{}, err
	}
	if !known {
		return Sheet{}, unknown()
	}
	return sheet, nil
}

var skuForm = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,39}$`)

// Start begins a product that is not there yet: its SKU and name are enough. Beginning the same again changes nothing.
func (s *Service) Start(ctx context.Context, v account.Viewer, company account.CompanyID, typed map[string]string) (sku string, err error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return "", err
	}
	sku = strings.ToUpper(strings.ReplaceAll(typed["sku"], " ", ""))
	if !skuForm.MatchString(sku) {
		return "", problem.InvalidFields(problem.Field{Name: "sku", Code: "sku_form"})
	}
	if typed["name_en"] == "" && typed["name_ko"] == "" {
		return "", problem.InvalidFields(problem.Field{Name: "name_en", Code: "text_missing"})
	}
	draft := Draft{SKU: sku, CompanyID: company, Typed: differing(catalog.NewProduct(sku), typed), UpdatedAt: s.now()}
	return sku, s.db.Tx(ctx, func(tx postgres.Tx) error {
		stands, err := s.catalog.Standpoints(ctx, tx, account.CompanyID{}, []string{sku}, false)
		if err != nil {
			return err
		}
		if _, known := stands[sku]; known {
			return problem.InvalidFields(problem.Field{Name: "sku", Code: "sku_taken_field"})
		}
		made, err := insertDraft(ctx, tx, draft)
		if err != nil || made {
			return err
		}
		had, err := findDrafts(ctx, tx, &company, []string{sku}, false)
		if err != nil {
			return err
		}
		if mine, ok := had[sku]; ok && maps.Equal(mine.Typed, draft.Typed) {
			return nil
		}
		return problem.InvalidFields(problem.Field{Name: "sku", Code: "sku_taken_field"})
	})
}

// differing are the typed values that a product does not have already.
func differing(p catalog.Product, typed map[string]string) map[string]string {
	left := map[string]string{}
	for name, value := range typed {
		f, ok := catalog.FieldOf(name)
		if !ok || name == "sku" {
			continue
		}
		if value = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(value, "\r\n", "\n"), "")); value != f.Value(p) {
			left[name] = value
		}
	}
	return left
}

// Save keeps what was typed into fields of a product, right or wrong; what is wrong is answered as Invalid after it is
// kept. Of a product that the public does not see it becomes the product as soon as that is whole.
func (s *Service) Save(ctx context.Context, v account.Viewer, sku string, typed map[string]string) error {
	return s.save(ctx, v, sku, typed, nil)
}

func (s *Service) save(ctx context.Context, v account.Viewer, sku string, typed map[string]string, origins map[string]catalog.Origin) error {
	var wrong []problem.Field
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		had, err := s.sheet(ctx, tx, v, sku, account.EditProduct, true)
		if err != nil {
			return err
		}
		if had.Waits() {
			return problem.New(problem.Conflict, "product_in_review").In(had.State()).WithLegal("withdraw")
		}
		next, settled := had.typing(typed, origins, s.now())
		if len(settled) > 0 {
			if err := s.catalog.PutOrigins(ctx, tx, had.Base, settled); err != nil {
				return err
			}
		}
		for _, fault := range next.Wrong {
			if _, now := typed[fault.Name]; now {
				wrong = append(wrong, fault)
			}
		}
		return s.keep(ctx, tx, next)
	})
	s.catalog.Refresh()
	if err == nil && len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return err
}

// trace keeps what the typed texts are made from: what the translator says, and of a translation that is typed over that it
// says what its source says now. Origins of texts that stay as they are are settled at once.
func (d *Draft) trace(had Sheet, typed map[string]string, made map[string]catalog.Origin, now time.Time) (settled []catalog.Origin) {
	next := sheetOf(*d, had.Base, had.Stand, had.Known).Next
	d.Origins = maps.Clone(d.Origins)
	if d.Origins == nil {
		d.Origins = map[string]catalog.Origin{}
	}
	for name := range typed {
		f, _ := catalog.FieldOf(name)
		origin, translated := made[name]
		_, changed := d.Typed[name]
		if had := next.OriginOf(f.Text, f.Lang); !translated && changed && had != nil {
			origin, translated = *had, true
			origin.SourceHash, origin.Method, origin.MadeAt = catalog.HashText(next.TextOf(f.Text, origin.SourceLang)), catalog.ByPerson, now
		}
		switch {
		case !translated:
		case !changed && had.Known:
			settled = append(settled, origin)
		default:
			d.Origins[name] = origin
		}
	}
	return settled
}

// keep writes a sheet: into the product where nothing is in the way of it, else into the draft.
func (s *Service) keep(ctx context.Context, tx postgres.Tx, sheet Sheet) error {
	return s.KeepAll(ctx, tx, sheet.CompanyID, []Sheet{sheet}, func(int) {})
}
