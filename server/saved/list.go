package saved

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// List is one of a person's lists.
type List struct {
	ID        uuid.UUID
	Name      string
	Items     int
	CreatedAt time.Time
}

const (
	mostLists   = 20
	mostItems   = 200 // of one list
	mostAside   = 50  // of a visitor
	longestName = 80  // characters
)

// Lists are the viewer's, the first made first.
func (s *Service) Lists(ctx context.Context, v account.Viewer) ([]List, error) {
	if err := own(v); err != nil {
		return nil, err
	}
	return findLists(ctx, s.db, v.User)
}

// Items are the SKUs of one of the viewer's lists, the newest first.
func (s *Service) Items(ctx context.Context, v account.Viewer, list uuid.UUID) ([]string, error) {
	if err := own(v); err != nil {
		return nil, err
	}
	return findItems(ctx, s.db, v.User, list)
}

// Known are the SKUs that a person has in any list.
func (s *Service) Known(ctx context.Context, person account.UserID) (map[string]bool, error) {
	skus, err := findKept(ctx, s.db, person)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(skus))
	for _, sku := range skus {
		known[sku] = true
	}
	return known, nil
}

// Add puts a published product into one of the viewer's lists; with no list into the first, which is made under the name
// where there is none.
func (s *Service) Add(ctx context.Context, v account.Viewer, list uuid.UUID, sku, name string) error {
	if err := s.offered(ctx, sku); err != nil {
		return err
	}
	return s.inTx(ctx, v, func(tx postgres.Tx) error {
		if list == uuid.Nil {
			var err error
			if list, err = s.first(ctx, tx, v.User, name); err != nil {
				return err
			}
		}
		return s.put(ctx, tx, v.User, list, []string{sku})
	})
}

// offered refuses a SKU that is no published product's.
func (s *Service) offered(ctx context.Context, sku string) error {
	names, err := s.catalog.Names(ctx, []string{sku})
	if err == nil && names[sku] == nil {
		err = problem.New(problem.NotFound, "product_unknown")
	}
	return err
}

// Join puts what a visitor had aside into the first list of the person who has just signed in.
func (s *Service) Join(ctx context.Context, person account.UserID, skus []string, name string) error {
	if len(skus) == 0 {
		return nil
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		list, err := s.first(ctx, tx, person, name)
		if err != nil {
			return err
		}
		there, err := countItems(ctx, tx, list)
		if err != nil {
			return err
		}
		return insertItems(ctx, tx, list, skus[:min(len(skus), max(mostItems-there, 0))], s.now())
	})
}

// first is the person's first list, made where there is none.
func (s *Service) first(ctx context.Context, tx postgres.Tx, person account.UserID, name string) (uuid.UUID, error) {
	lists, err := findLists(ctx, tx, person)
	if err != nil || len(lists) > 0 {
		return append(lists, List{})[0].ID, err
	}
	return insertList(ctx, tx, person, List{ID: newID(), Name: name, CreatedAt: s.now()})
}

func (s *Service) put(ctx context.Context, tx postgres.Tx, person account.UserID, list uuid.UUID, skus []string) error {
	if _, err := lockList(ctx, tx, person, list); err != nil {
		return err
	}
	n, err := countItems(ctx, tx, list)
	if err != nil {
		return err
	}
	if n+len(skus) > mostItems {
		return problem.New(problem.Conflict, "saved_full", "Most", mostItems)
	}
	return insertItems(ctx, tx, list, skus, s.now())
}

// Remove takes a product out of one of the viewer's lists.
func (s *Service) Remove(ctx context.Context, v account.Viewer, list uuid.UUID, sku string) error {
	return s.inTx(ctx, v, func(tx postgres.Tx) error {
		if _, err := lockList(ctx, tx, v.User, list); err != nil {
			return err
		}
		return deleteItem(ctx, tx, list, sku)
	})
}

// Create makes a list. Its name is the viewer's only one of that name.
func (s *Service) Create(ctx context.Context, v account.Viewer, name string) (List, error) {
	made := List{ID: newID(), CreatedAt: s.now()}
	err := s.inTx(ctx, v, func(tx postgres.Tx) (err error) {
		if made.Name, err = cleanName(name); err != nil {
			return err
		}
		lists, err := findLists(ctx, tx, v.User)
		if err != nil {
			return err
		}
		if len(lists) >= mostLists {
			return problem.New(problem.Conflict, "saved_lists", "Most", mostLists)
		}
		if slices.ContainsFunc(lists, func(l List) bool { return l.Name == made.Name }) {
			return problem.InvalidFields(problem.Field{Name: "name", Code: "saved_name_taken"})
		}
		_, err = insertList(ctx, tx, v.User, made)
		return err
	})
	return made, err
}

// Rename gives one of the viewer's lists another name.
func (s *Service) Rename(ctx context.Context, v account.Viewer, list uuid.UUID, name string) error {
	return s.inTx(ctx, v, func(tx postgres.Tx) error {
		if _, err := lockList(ctx, tx, v.User, list); err != nil {
			return err
		}
		name, err := cleanName(name)
		if err != nil {
			return err
		}
		return updateName(ctx, tx, list, name)
	})
}

// Drop removes one of the viewer's lists with what is in it.
func (s *Service) Drop(ctx context.Context, v account.Viewer, list uuid.UUID) error {
	return s.inTx(ctx, v, func(tx postgres.Tx) error {
		if _, err := lockList(ctx, tx, v.User, list); err != nil {
			return err
		}
		return deleteList(ctx, tx, list)
	})
}

func cleanName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || utf8.RuneCountInString(name) > longestName {
		return "", problem.InvalidFields(problem.Field{Name: "name", Code: "saved_name"})
	}
	return name, nil
}

// aside is a visitor's list with one more at its end; the oldest go when it is full.
func aside(skus []string, sku string) []string {
	kept := append(slices.DeleteFunc(slices.Clone(skus), func(there string) bool { return there == sku }), sku)
	return kept[max(len(kept)-mostAside, 0):]
}
