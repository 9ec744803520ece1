package studio

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// freely is the whole list of what a company changes without the office: whom to write to, what it speaks and whom it looks
// for. Everything else is said to the public about the company, and waits until an officer has looked at it.
var freely = []string{"languages", "contacts", "distributors", "support", "tracking"}

// FirmDraft is what a company has typed of itself and the office has not taken.
type FirmDraft struct {
	CompanyID account.CompanyID
	Typed     map[string]string // field -> value
	Returned  map[string]string // field -> why the office gave it back
	AskedAt   *time.Time        // since when it waits; nil: all of it came back
	AskedBy   account.UserID
}

// FirmSheet is a company as it lies on its maker's desk.
type FirmSheet struct {
	FirmDraft
	Base Firm // as the public sees it
	Next Firm // with what was typed
}

// FirmChange is one field that the office looks at.
type FirmChange struct {
	Field    FirmField
	From, To string
}

// Changes are the fields that an approval would change, in the order of the form.
func (s FirmSheet) Changes() []FirmChange {
	var changes []FirmChange
	for _, f := range FirmFields {
		from, to := f.Value(s.Base), f.Value(s.Next)
		if f.Confirms {
			to = s.Typed[f.Name]
		}
		if from != to {
			changes = append(changes, FirmChange{f, from, to})
		}
	}
	return changes
}

// FirmSheet is a company's form with what waits.
func (s *Service) FirmSheet(ctx context.Context, v account.Viewer, company account.CompanyID) (FirmSheet, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return FirmSheet{}, err
	}
	return s.firmSheet(ctx, s.db, company, false)
}

func (s *Service) firmSheet(ctx context.Context, q postgres.Querier, company account.CompanyID, lock bool) (FirmSheet, error) {
	base, err := s.firm(ctx, q, company)
	if err != nil {
		return FirmSheet{}, err
	}
	d, err := findFirmDraft(ctx, q, company, lock)
	if err != nil {
		return FirmSheet{}, err
	}
	next, _ := base.with(d.Typed) // was good when it was typed
	return FirmSheet{d, base, next}, nil
}

// SetFirm takes what was typed; nothing is kept while something is wrong. What is not free waits for the office. Another
// legal name or business number takes back, when it is taken, that the office has checked the registration.
func (s *Service) SetFirm(ctx context.Context, v account.Viewer, company account.CompanyID, typed map[string]string) error {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return err
	}
	own := v.On(account.Supplier, company)
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		sheet, err := s.firmSheet(ctx, tx, company, true)
		if err != nil {
			return err
		}
		whole, wrong := sheet.Next.with(typed)
		if len(wrong) > 0 {
			return problem.InvalidFields(wrong...)
		}
		now, waits := map[string]string{}, map[string]string{}
		for _, f := range FirmFields {
			to := f.get(whole)
			if f.Confirms {
				said, sent := typed[f.Name]
				if to = said; !sent {
					to = sheet.Typed[f.Name]
				}
			}
			switch {
			case to == f.get(sheet.Base):
			case own && !slices.Contains(freely, f.Name):
				waits[f.Name] = to
			default:
				now[f.Name] = to
			}
		}
		if err := s.takeFirm(ctx, tx, v, v, sheet.Base, now); err != nil {
			return err
		}
		return s.waitFirm(ctx, tx, v, sheet.FirmDraft, waits)
	})
	s.catalog.Refresh()
	return err
}

// waitFirm keeps what waits. It waits anew when there is something else than before.
func (s *Service) waitFirm(ctx context.Context, tx postgres.Tx, v account.Viewer, had FirmDraft, waits map[string]string) error {
	if maps.Equal(had.Typed, waits) && (had.AskedAt != nil || len(waits) == 0) {
		return nil
	}
	at := s.now()
	if err := keepFirmDraft(ctx, tx, FirmDraft{CompanyID: had.CompanyID, Typed: waits, AskedAt: &at, AskedBy: v.User}); err != nil || len(waits) == 0 {
		return err
	}
	return insertEvents(ctx, tx, Event{CompanyID: had.CompanyID, At: at, ByUser: &v.User, What: "asked", Detail: waits})
}

// takeFirm makes values a company's: typed by the one, taken by the other.
func (s *Service) takeFirm(ctx context.Context, tx postgres.Tx, writer, by account.Viewer, had Firm, values map[string]string) error {
	if len(values) == 0 {
		return nil
	}
	next, wrong := had.with(values)
	if len(wrong) > 0 { // what is approved does not stand without what came back
		return problem.InvalidFields(wrong...)
	}
	if next.NameEn != had.NameEn || next.NameKo != had.NameKo || next.Profile.BusinessNo != had.Profile.BusinessNo {
		if err := s.trust.Changed(ctx, tx, writer, had.ID, "legal_name", "registry"); err != nil {
			return err
		}
	}
	if err := s.accounts.UpdateCompany(ctx, tx, next.Company); err != nil {
		return err
	}
	if err := s.catalog.OverwriteCompany(ctx, tx, had.ID, next.Profile); err != nil {
		return err
	}
	return insertEvents(ctx, tx, Event{CompanyID: had.ID, At: s.now(), ByUser: &by.User, What: "profile", Detail: firmChanges(had, next)})
}

// WaitingFirms are the changes of companies that wait for the office, longest first.
func (s *Service) WaitingFirms(ctx context.Context, v account.Viewer) ([]FirmDraft, error) {
	if err := account.May(v, account.ReadReviews, account.Object{}); err != nil {
		return nil, err
	}
	return findFirmDrafts(ctx, s.db)
}

// ReviewFirm is a company whose changes wait, as the office sees it.
func (s *Service) ReviewFirm(ctx context.Context, v account.Viewer, slug string) (FirmSheet, error) {
	if err := account.May(v, account.ReadReviews, account.Object{}); err != nil {
		return FirmSheet{}, err
	}
	c, err := s.accounts.CompanyBySlug(ctx, slug)
	if err != nil {
		return FirmSheet{}, err
	}
	return s.firmSheet(ctx, s.db, c.ID, false)
}

// DecideFirm takes what is approved and gives back what is not, each field with its reason.
func (s *Service) DecideFirm(ctx context.Context, v account.Viewer, slug string, d Decision) error {
	seen, err := s.ReviewFirm(ctx, v, slug)
	if err == nil {
		err = account.May(v, account.PublishProduct, account.Object{Supplier: seen.Base.ID})
	}
	if err != nil {
		return err
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		sheet, err := s.firmSheet(ctx, tx, seen.Base.ID, true)
		if err != nil {
			return err
		}
		if sheet.AskedAt == nil || !sheet.AskedAt.Equal(d.Asked) {
			return problem.New(problem.Conflict, "review_over")
		}
		if err := d.check(sheet.waits); err != nil {
			return err
		}
		approved, back := maps.Clone(sheet.Typed), map[string]string{}
		for name := range d.Returns {
			back[name] = sheet.Typed[name]
			delete(approved, name)
		}
		for _, name := range d.Right {
			if text, ok := strings.CutSuffix(name, "_ko"); ok && slices.Contains(catalog.ProfileTexts, text) && approved[name] != "" {
				approved[rightOf(text)] = "yes"
			}
		}
		writer, err := s.accounts.Viewer(ctx, sheet.AskedBy)
		if err != nil {
			return err
		}
		if err := s.takeFirm(ctx, tx, writer, v, sheet.Base, approved); err != nil {
			return err
		}
		if err := keepFirmDraft(ctx, tx, FirmDraft{CompanyID: sheet.CompanyID, Typed: back, Returned: d.Returns, AskedBy: sheet.AskedBy}); err != nil || len(back) == 0 {
			return err
		}
		return insertEvents(ctx, tx, Event{CompanyID: sheet.CompanyID, At: s.now(), ByUser: &v.User, What: "returned", Detail: d.Returns})
	})
	s.catalog.Refresh()
	return err
}

func (s FirmSheet) waits(name string) bool {
	_, typed := s.Typed[name]
	return typed
}
