package studio

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Many is which products of a company something is done to.
type Many struct {
	SKUs []string
	All  *Look // in place of SKUs: all that it finds, on whatever page
}

// manyMoves are the moves that can be made for many at once, with the states in which a product can make them.
var manyMoves = map[string][]string{
	"ask": {"draft", "edited"}, "withdraw": {"review", "changing"}, "pause": {"published", "edited", "unlisted"}, "resume": {"paused"},
	"archive": {"draft", "published", "edited", "unlisted", "paused"}, "restore": {"archived"},
}

// ManyMoves are the moves in the order in which a page offers them.
var ManyMoves = []string{"ask", "withdraw", "pause", "resume", "restore", "archive"}

// batchFrom is how many products handed in together are a batch, of which the office approves at once what nothing speaks
// against; fewer it looks at one by one.
const batchFrom = 20

// MoveMany makes one of ManyMoves for many products of a company, in a few statements however many they are. Those that cannot
// make it where they stand, or lack what is required, stay as they are: moved are done, of as many as were meant.
func (s *Service) MoveMany(ctx context.Context, v account.Viewer, company account.CompanyID, move string, many Many) (moved, meant int, err error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return 0, 0, err
	}
	if manyMoves[move] == nil {
		return 0, 0, problem.New(problem.Malformed, "malformed")
	}
	skus := many.SKUs
	if many.All != nil {
		outlines, err := s.outlines(ctx, s.db, company, nil, false)
		if err != nil {
			return 0, 0, err
		}
		found, _ := many.All.find(outlines)
		skus = skusOfSheets(found)
	}
	if len(skus) == 0 {
		return 0, 0, nil
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		moved, err = s.moveMany(ctx, tx, v.User, company, move, skus)
		return err
	})
	s.catalog.Refresh()
	return moved, len(skus), err
}

func (s *Service) moveMany(ctx context.Context, tx postgres.Tx, by account.UserID, company account.CompanyID, move string, skus []string) (int, error) {
	able, err := s.able(ctx, tx, company, move, skus, true)
	if err != nil {
		return 0, err
	}
	switch {
	case move == "withdraw":
		return len(able), s.takeBack(ctx, tx, by, able)
	case move == "ask" && len(able) >= batchFrom:
		return s.AskBatch(ctx, tx, by, Batch{ID: uuid.Must(uuid.NewV7()), Company: company}, able)
	case move == "ask":
		rows, err := s.askMany(ctx, tx, by, company, able)
		return len(rows), err
	}
	return len(able), s.standMany(ctx, tx, by, move, able)
}

// able are those of a company's products that can make a move where they stand, by SKU.
func (s *Service) able(ctx context.Context, q postgres.Querier, company account.CompanyID, move string, skus []string, lock bool) ([]Sheet, error) {
	lay := s.outlines
	if move == "ask" {
		lay = s.sheets // whether one is whole is seen by all of it
	}
	sheets, err := lay(ctx, q, company, skus, lock)
	if err != nil {
		return nil, err
	}
	var able []Sheet
	for _, sku := range slices.Compact(slices.Sorted(slices.Values(skus))) {
		sheet, there := sheets[sku]
		if there && slices.Contains(manyMoves[move], sheet.State()) && (sheet.Known || move == "ask") {
			able = append(able, sheet)
		}
	}
	return able, nil
}

// Able are the SKUs of those of a company's products that MoveMany would move.
func (s *Service) Able(ctx context.Context, company account.CompanyID, move string, skus []string) ([]string, error) {
	able, err := s.able(ctx, s.db, company, move, skus, false)
	return skusOfSheets(able), err
}

// takeBack withdraws what waits.
func (s *Service) takeBack(ctx context.Context, tx postgres.Tx, by account.UserID, sheets []Sheet) error {
	back, err := s.WithdrawAll(ctx, tx, by, sheets)
	if err != nil {
		return err
	}
	var drafts []Draft
	for i, sheet := range back {
		if sheets[i].AskedAt != nil {
			drafts = append(drafts, sheet.Draft)
		}
	}
	return upsertDrafts(ctx, tx, drafts...)
}

// standMany moves products that can make the move.
func (s *Service) standMany(ctx context.Context, tx postgres.Tx, by account.UserID, move string, sheets []Sheet) error {
	now := s.now()
	stands, done := make([]catalog.Standpoint, len(sheets)), make([]Event, len(sheets))
	for i, sheet := range sheets {
		to, err := sheet.Stand.Move(move, "", now)
		if err != nil {
			return err
		}
		stands[i] = to
		done[i] = Event{SKU: sheet.SKU, CompanyID: sheet.CompanyID, At: now, ByUser: &by, What: events[move]}
	}
	if err := s.catalog.SetStandpoints(ctx, tx, stands...); err != nil {
		return err
	}
	return insertEvents(ctx, tx, done...)
}
