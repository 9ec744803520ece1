package intake

import (
	"context"
	"maps"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/studio"
)

// undo brings products back as they were before the import, field by field, where a field is still as the import left it. A
// product that it made goes, unless somebody has worked on it or the public has seen it. What the public sees meanwhile
// changes back with the office's approval.
func (s *Service) undo(ctx context.Context, tx postgres.Tx, i *Import) error {
	changes, err := findChanges(ctx, tx, i.ID)
	if err != nil {
		return err
	}
	own, _, err := s.studio.Sheets(ctx, tx, i.CompanyID, nil, true)
	if err != nil {
		return err
	}
	var gone []string
	var back []studio.Sheet
	typed := map[string]map[string]string{}
	i.Report.Left = nil
	for _, c := range changes {
		sheet, there := own[c.SKU]
		if !there {
			continue // its maker has taken it away
		}
		left := c.left(sheet)
		switch {
		case c.Made && len(left) == 0 && !sheet.Seen():
			gone = append(gone, c.SKU)
			continue
		case c.Made:
			i.Report.Left = append(i.Report.Left, Left{c.SKU, left})
			continue
		case len(left) > 0:
			i.Report.Left = append(i.Report.Left, Left{c.SKU, left})
		}
		if len(left) < len(c.Became) {
			typed[c.SKU] = c.back(left)
			back = append(back, sheet)
		}
	}
	if err := s.media.TakeBack(ctx, tx, i.ID.UUID); err != nil {
		return err
	}
	if err := s.studio.DropNew(ctx, tx, i.CompanyID, gone); err != nil {
		return err
	}
	if err := s.bringBack(ctx, tx, i, back, typed); err != nil {
		return err
	}
	now := s.now()
	i.State, i.UndoneAt, i.Total = Undone, &now, 0
	return setStep(ctx, tx, *i, now)
}

// bringBack types the old values over the new ones.
func (s *Service) bringBack(ctx context.Context, tx postgres.Tx, i *Import, sheets []studio.Sheet, typed map[string]map[string]string) error {
	sheets, err := s.studio.WithdrawAll(ctx, tx, i.ByUser, sheets)
	if err != nil {
		return err
	}
	for n, sheet := range sheets {
		sheets[n] = sheet.Typing(typed[sheet.SKU], s.now())
	}
	if err := s.studio.KeepAll(ctx, tx, i.CompanyID, sheets, s.progress(ctx, i)); err != nil {
		return err
	}
	seen := slices.DeleteFunc(slices.Clone(sheets), func(sheet studio.Sheet) bool { return !sheet.Seen() })
	i.Asked, err = s.studio.AskBatch(ctx, tx, i.ByUser, i.batch(), seen)
	return err
}

// Shown are the products that an undone import had made and buyers see: it left them where they stand.
func (s *Service) Shown(ctx context.Context, v account.Viewer, id ID) ([]string, error) {
	i, err := s.Import(ctx, v, id)
	if err != nil || i.State != Undone || len(i.Report.Left) == 0 {
		return nil, err
	}
	changes, err := findChanges(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	var made []string
	for _, c := range changes {
		if c.Made {
			made = append(made, c.SKU)
		}
	}
	return s.studio.Able(ctx, i.CompanyID, "pause", made)
}

// Pause takes what Shown tells from the public's sight: paused is how many.
func (s *Service) Pause(ctx context.Context, v account.Viewer, id ID) (paused int, err error) {
	i, err := s.Import(ctx, v, id)
	if err != nil {
		return 0, err
	}
	shown, err := s.Shown(ctx, v, id)
	if err != nil {
		return 0, err
	}
	if len(shown) == 0 {
		return 0, problem.New(problem.Conflict, "import_nothing_shown").In(string(i.State))
	}
	paused, _, err = s.studio.MoveMany(ctx, v, i.CompanyID, "pause", studio.Many{SKUs: shown})
	return paused, err
}

// left are the fields that somebody has changed since, in the order of the editor.
func (c change) left(sheet studio.Sheet) []string {
	var left []string
	for _, f := range catalog.Fields {
		if became, ok := c.Became[f.Name]; ok && sheet.Value(f) != became {
			left = append(left, f.Name)
		}
	}
	return left
}

// back is what the other fields said before.
func (c change) back(left []string) map[string]string {
	was := maps.Clone(c.Was)
	for _, name := range left {
		delete(was, name)
	}
	return was
}

func valueOf(sheet studio.Sheet, name string) string {
	f, _ := catalog.FieldOf(name)
	return sheet.Value(f)
}
