package catalog

import (
	"context"
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// ImportID names an import (UUIDv7).
type ImportID struct{ uuid.UUID }

// ImportState is where an import stands.
//
//	checked ─▶ applied ─▶ undone (within undoable)
type ImportState string

// The states.
const (
	ImportChecked ImportState = "checked" // nothing is changed yet
	ImportApplied ImportState = "applied"
	ImportUndone  ImportState = "undone"
)

// undoable is how long an applied import can be undone.
const undoable = 7 * 24 * time.Hour

// Import is a table of products that a maker has handed in.
type Import struct {
	ID        ImportID
	Company   account.CompanyID
	FileName  string
	Cells     [][]string // the header first
	Columns   []string   // for each column the field it fills, or ""
	State     ImportState
	CreatedAt time.Time
	AppliedAt *time.Time
	UndoneAt  *time.Time
}

// Undoable reports whether it can be undone now.
func (i Import) Undoable(now time.Time) bool {
	return i.State == ImportApplied && now.Before(i.AppliedAt.Add(undoable))
}

// ImportReport is what applying an import would do, or why a row would be left out.
type ImportReport struct {
	New, Changed, Same int
	Errors             []CellError
	Bad                []int // rows with an error, from 1 after the header
	puts               []importPut
}

// Good is how many rows would change something.
func (r ImportReport) Good() int { return r.New + r.Changed }

// importPut is one product to put, with what it was before (nil: it is new).
type importPut struct {
	product Product
	before  *Product
}

// check reads every row against the maker's products.
func (i Import) check(owned map[string]Product) ImportReport {
	report, seen := ImportReport{}, map[string]bool{}
	for n, cells := range i.Cells[1:] {
		row := n + 1
		sku, base := rowSKU(cells, i.Columns), (*Product)(nil)
		if known, ok := owned[sku]; ok {
			base = &known
		}
		p, errs := productOfRow(row, cells, i.Columns, base)
		if seen[sku] && sku != "" {
			reader := rowReader{row: row, cells: cells, columns: i.Columns}
			reader.fail("sku", "cell_twice", "")
			errs = append(errs, reader.errors...)
		}
		seen[sku] = true
		switch {
		case len(errs) > 0:
			report.Errors, report.Bad = append(report.Errors, errs...), append(report.Bad, row)
		case base == nil:
			report.New++
			report.puts = append(report.puts, importPut{p, nil})
		case reflect.DeepEqual(p, *base):
			report.Same++
		default:
			report.Changed++
			report.puts = append(report.puts, importPut{p, base})
		}
	}
	return report
}

// rowSKU is the SKU that a row names.
func rowSKU(cells, columns []string) string {
	p, _ := productOfRow(0, cells, columns, &Product{})
	return p.SKU
}

// StartImport keeps a table and guesses what its columns fill; names are the fields' names in the languages of the page.
func (s *Service) StartImport(ctx context.Context, v account.Viewer, company account.CompanyID, fileName string, cells [][]string, names map[string][]string) (Import, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return Import{}, err
	}
	i := Import{ID: ImportID{newID()}, Company: company, FileName: clean(fileName), Cells: cells, Columns: guessColumns(cells[0], names), State: ImportChecked, CreatedAt: s.now()}
	return i, insertImport(ctx, s.db, i, v.User)
}

// Import is one with what it would do now; NotFound for another company's.
func (s *Service) Import(ctx context.Context, v account.Viewer, id ImportID) (Import, ImportReport, error) {
	i, err := findImport(ctx, s.db, id, false)
	if err != nil {
		return Import{}, ImportReport{}, err
	}
	if err := account.May(v, account.EditProduct, account.Object{Supplier: i.Company}); err != nil {
		return Import{}, ImportReport{}, err
	}
	owned, err := findOwned(ctx, s.db, i.Company)
	if err != nil {
		return Import{}, ImportReport{}, err
	}
	return i, i.check(owned), nil
}

// Imports are a maker's last ones, newest first.
func (s *Service) Imports(ctx context.Context, v account.Viewer, company account.CompanyID) ([]Import, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return nil, err
	}
	return findImports(ctx, s.db, company)
}

// MapImport says what each column fills: a field's name, or "" for a column that is not wanted.
func (s *Service) MapImport(ctx context.Context, v account.Viewer, id ImportID, columns []string) error {
	return s.withImport(ctx, v, id, func(tx postgres.Tx, i Import) error {
		if i.State != ImportChecked {
			return problem.New(problem.Conflict, "import_applied").In(string(i.State))
		}
		seen := map[string]bool{}
		for n := range i.Columns {
			i.Columns[n] = ""
			if n < len(columns) && columns[n] != "" {
				if _, ok := importFieldOf(columns[n]); !ok {
					return problem.New(problem.Malformed, "malformed")
				}
				if seen[columns[n]] {
					return problem.New(problem.Invalid, "column_twice")
				}
				i.Columns[n], seen[columns[n]] = columns[n], true
			}
		}
		return setImportColumns(ctx, tx, i)
	})
}

// ApplyImport puts all good rows in one transaction and leaves the bad ones out. New products are drafts.
func (s *Service) ApplyImport(ctx context.Context, v account.Viewer, id ImportID) (done ImportReport, err error) {
	defer s.shelf.stale()
	err = s.withImport(ctx, v, id, func(tx postgres.Tx, i Import) error {
		if i.State != ImportChecked {
			return problem.New(problem.Conflict, "import_applied").In(string(i.State))
		}
		owned, err := findOwned(ctx, tx, i.Company)
		if err != nil {
			return err
		}
		done = i.check(owned)
		if done.Good() == 0 {
			return problem.New(problem.Invalid, "import_nothing")
		}
		products, before := make([]Product, len(done.puts)), make([]importBefore, len(done.puts))
		for n, put := range done.puts {
			products[n], before[n] = put.product, importBefore{put.product.SKU, put.before}
		}
		if _, err := s.putProducts(ctx, tx, i.Company, products); err != nil {
			return err
		}
		return setImportApplied(ctx, tx, id, before, s.now())
	})
	return done, err
}

// importBefore is what a product was before an import; Product is nil for one that it made.
type importBefore struct {
	SKU     string   `json:"sku"`
	Product *Product `json:"product"`
}

// UndoImport brings back what the import changed and takes away what it made. Products that somebody has changed since
// stay as they are; their SKUs are answered.
func (s *Service) UndoImport(ctx context.Context, v account.Viewer, id ImportID) (kept []string, err error) {
	defer s.shelf.stale()
	err = s.withImport(ctx, v, id, func(tx postgres.Tx, i Import) error {
		now := s.now()
		if !i.Undoable(now) {
			return problem.New(problem.Conflict, "import_not_undoable").In(string(i.State))
		}
		before, err := findImportBefore(ctx, tx, id)
		if err != nil {
			return err
		}
		edited, err := findEditedSince(ctx, tx, i.Company, *i.AppliedAt)
		if err != nil {
			return err
		}
		var back []Product
		var made []string
		for _, b := range before {
			switch {
			case edited[b.SKU]:
				kept = append(kept, b.SKU)
			case b.Product == nil:
				made = append(made, b.SKU)
			default:
				back = append(back, *b.Product)
			}
		}
		if err := deleteDrafts(ctx, tx, i.Company, made); err != nil {
			return err
		}
		if _, err := s.putProducts(ctx, tx, i.Company, back); err != nil {
			return err
		}
		return setImportUndone(ctx, tx, id, now)
	})
	return kept, err
}

// withImport works on an import that nobody else changes meanwhile.
func (s *Service) withImport(ctx context.Context, v account.Viewer, id ImportID, work func(postgres.Tx, Import) error) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		i, err := findImport(ctx, tx, id, true)
		if err != nil {
			return err
		}
		if err := account.May(v, account.EditProduct, account.Object{Supplier: i.Company}); err != nil {
			return err
		}
		return work(tx, i)
	})
}
