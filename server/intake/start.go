package intake

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/sheet"
	"github.com/etradeoffice/portal/server/upload"
)

// Handed is what a maker hands in.
type HandedIn struct {
	ID       ID // of the form: a form that is sent twice is one import
	FileName string
	Table    io.Reader
	Zip      Archive // nil: no pictures
	ZipBytes int64
}

// Archive is a zip that is read from its end.
type Archive interface {
	io.Reader
	io.ReaderAt
}

// Start takes a table, with a zip of pictures perhaps, and has a job look what it would do. What cannot be read is Invalid,
// and nothing is kept of it.
func (s *Service) Start(ctx context.Context, v account.Viewer, company account.CompanyID, in HandedIn) (ID, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return in.ID, err
	}
	table, err := sheet.Open(in.Table)
	if err != nil {
		return in.ID, err
	}
	said, err := findHeaders(ctx, s.db, company)
	if err != nil {
		return in.ID, err
	}
	i := Import{
		ID: in.ID, CompanyID: company, ByUser: v.User, FileName: upload.Name(in.FileName), Cells: table.Rows, Columns: s.words.guess(table.Rows[0], said),
		State: Reading, Total: len(table.Rows) - 1, CreatedAt: s.now(),
	}
	if in.Zip != nil {
		z, err := upload.OpenZip(in.Zip, in.ZipBytes, picture.MostBytes)
		if err != nil {
			return in.ID, err
		}
		i.Archive, i.Total = archives+in.ID.String()+".zip", i.Total+z.Len()
		if err := s.files.Put(ctx, i.Archive, io.NewSectionReader(in.Zip, 0, in.ZipBytes)); err != nil {
			return in.ID, err
		}
	}
	files, err := s.keepCells(ctx, table.Pictures)
	if err != nil {
		return in.ID, err
	}
	return in.ID, s.db.Tx(ctx, func(tx postgres.Tx) error {
		made, err := insertImport(ctx, tx, i)
		if err != nil {
			return err
		}
		if !made {
			return s.same(ctx, tx, v, in.ID)
		}
		for _, f := range files {
			if err := putFile(ctx, tx, i.ID, f); err != nil {
				return err
			}
		}
		return s.queue.Insert(ctx, tx, workJob{i.ID})
	})
}

// archives is the folder of zips that are still to be read.
const archives = "imports/"

// same is no error when an import of this id is the viewer's own.
func (s *Service) same(ctx context.Context, q postgres.Querier, v account.Viewer, id ID) error {
	had, err := findImport(ctx, q, id, false)
	if err != nil {
		return err
	}
	return account.May(v, account.EditProduct, account.Object{Supplier: had.CompanyID})
}

// keepCells keeps the pictures that lie in cells.
func (s *Service) keepCells(ctx context.Context, pictures []sheet.Picture) ([]file, error) {
	var files []file
	count := map[string]int{}
	for _, p := range pictures {
		name := strings.ToLower(sheet.Cell(p.Row, p.Column))
		if count[name]++; count[name] > 1 {
			name += "#" + number(count[name])
		}
		f, err := s.keep(ctx, name, p.Content, nil)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// keep keeps a picture, or why it cannot be one: that is no error.
func (s *Service) keep(ctx context.Context, name string, content []byte, broken error) (file, error) {
	f := file{Name: strings.ToLower(name)}
	err := broken
	if err == nil {
		var kept kept
		if kept, err = s.media.Keep(ctx, content); err == nil {
			f.Original, f.Bytes = kept.Original, kept.Bytes
			return f, nil
		}
	}
	if refusal, ok := asProblem(err); ok {
		f.Reason = refusal.Code
		return f, nil
	}
	return f, err
}

// Import is one; NotFound when there is none, refused when it is another company's.
func (s *Service) Import(ctx context.Context, v account.Viewer, id ID) (Import, error) {
	i, err := findImport(ctx, s.db, id, false)
	if err != nil {
		return Import{}, err
	}
	return i, account.May(v, account.EditProduct, account.Object{Supplier: i.CompanyID})
}

// Imports are a maker's last ones, newest first.
func (s *Service) Imports(ctx context.Context, v account.Viewer, company account.CompanyID) ([]Import, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return nil, err
	}
	return findImports(ctx, s.db, company)
}

// Map says what each column fills: one of Columns, or "" for a column that is not wanted. The company's next table with
// these headers begins with that.
func (s *Service) Map(ctx context.Context, v account.Viewer, id ID, columns []string) error {
	return s.begin(ctx, v, id, func(tx postgres.Tx, i *Import) error {
		if i.State != Checked {
			return problem.New(problem.Conflict, "import_applied").In(string(i.State))
		}
		used, said := map[string]bool{}, map[string]string{}
		for n := range i.Columns {
			name := ""
			if n < len(columns) {
				name = columns[n]
			}
			if name != "" && !columnKnown(name) {
				return problem.New(problem.Malformed, "malformed")
			}
			if name != "" && used[name] {
				return problem.New(problem.Invalid, "column_twice")
			}
			i.Columns[n], used[name] = name, true
			if key := fold(i.Cells[0][n]); key != "" {
				said[key] = name
			}
		}
		i.State, i.Reason = Reading, ""
		i.Total = len(i.Cells) - 1
		return putHeaders(ctx, tx, i.CompanyID, said)
	})
}

// Proposals are the customs codes that the report proposes for rows without one.
func (r Report) Proposals() []CellError {
	var found []CellError
	for _, e := range r.Errors {
		if e.Field == "hs6" && e.Code == "cell_missing" && e.Idea != "" {
			found = append(found, e)
		}
	}
	return found
}

// Accept writes the codes proposed for rows into the table, as if its maker had typed them, and has it looked at again. Rows without
// a proposal stay as they are.
func (s *Service) Accept(ctx context.Context, v account.Viewer, id ID, rows []int) error {
	return s.begin(ctx, v, id, func(tx postgres.Tx, i *Import) error {
		if i.State != Checked {
			return problem.New(problem.Conflict, "import_applied").In(string(i.State))
		}
		said := map[int]string{}
		for _, e := range i.Report.Proposals() {
			if slices.Contains(rows, e.Row) {
				said[e.Row] = e.Idea
			}
		}
		if len(said) == 0 {
			return problem.New(problem.Invalid, "import_chosen_none")
		}
		i.write("hs6", said)
		i.State, i.Reason = Reading, ""
		i.Total = len(i.Cells) - 1
		return setCells(ctx, tx, *i)
	})
}

// write says a field in rows of the table, in a new column where it has none.
func (i *Import) write(field string, said map[int]string) {
	at := slices.Index(i.Columns, field)
	if at < 0 {
		at, i.Columns = len(i.Columns), append(i.Columns, field)
		for n := range i.Cells {
			i.Cells[n] = append(i.Cells[n], "")
		}
		i.Cells[0][at] = field
	}
	for n, text := range said {
		i.Cells[n][at] = text
	}
}

// Apply has a job take all good rows in one transaction; the bad ones are left out. With ask what is whole goes to the
// office afterwards.
func (s *Service) Apply(ctx context.Context, v account.Viewer, id ID, ask bool) error {
	return s.begin(ctx, v, id, func(_ postgres.Tx, i *Import) error {
		if i.State != Checked {
			return problem.New(problem.Conflict, "import_applied").In(string(i.State))
		}
		if i.Report.Good() == 0 {
			return problem.New(problem.Invalid, "import_nothing")
		}
		i.State, i.Ask, i.Reason = Applying, ask, ""
		i.Total = i.Report.Good()
		return nil
	})
}

// Undo has a job bring back what the import changed and take away what it made, as far as it is still as the import left it.
func (s *Service) Undo(ctx context.Context, v account.Viewer, id ID) error {
	return s.begin(ctx, v, id, func(_ postgres.Tx, i *Import) error {
		if !i.Undoable(s.now()) {
			return problem.New(problem.Conflict, "import_not_undoable").In(string(i.State))
		}
		i.State, i.Ask = Undoing, false
		i.Total = i.Report.Good()
		return nil
	})
}

// begin moves an import to its next step, which a job takes.
func (s *Service) begin(ctx context.Context, v account.Viewer, id ID, move func(postgres.Tx, *Import) error) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		i, err := findImport(ctx, tx, id, true)
		if err != nil {
			return err
		}
		if err := account.May(v, account.EditProduct, account.Object{Supplier: i.CompanyID}); err != nil {
			return err
		}
		if err := move(tx, &i); err != nil {
			return err
		}
		if err := setStep(ctx, tx, i, s.now()); err != nil {
			return err
		}
		return s.queue.Insert(ctx, tx, workJob{i.ID})
	})
}

// copied is all of a file of the store, for a reader that jumps.
func (s *Service) copied(ctx context.Context, name string) (*bytes.Reader, error) {
	opened, err := s.files.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(opened, upload.MostZipBytes+1))
	if closed := opened.Close(); err == nil {
		err = closed
	}
	return bytes.NewReader(content), err
}
