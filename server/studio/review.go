package studio

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Change is one field that the office looks at: what the public sees, and what it would see.
type Change struct {
	Field    catalog.Field
	From, To string
}

// Changes are the fields that an approval would change, in the order of the editor: of a product that nobody has seen yet
// all that say something.
func (s Sheet) Changes() []Change {
	var changes []Change
	for _, f := range catalog.Reviewed {
		from, to := f.Value(s.Base), f.Value(s.Next)
		if f.Confirms {
			to = s.Typed[f.Name]
		}
		if !s.shown() {
			from = ""
		}
		if from != to {
			changes = append(changes, Change{f, from, to})
		}
	}
	return changes
}

// asked is since when it waits for the office; zero when it does not.
func (s Sheet) asked() time.Time {
	switch {
	case s.AskedAt != nil:
		return *s.AskedAt
	case s.State() == "review":
		return *s.Stand.ReviewAskedAt
	}
	return time.Time{}
}

// Move makes one of the maker's moves: ask, withdraw, pause, resume, archive, restore, discard.
func (s *Service) Move(ctx context.Context, v account.Viewer, sku, move string) error {
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		sheet, err := s.sheet(ctx, tx, v, sku, account.EditProduct, true)
		if err != nil {
			return err
		}
		return s.move(ctx, tx, v, sheet, move)
	})
	s.catalog.Refresh()
	return err
}

// events are what the moves are called when they are done.
var events = map[string]string{"ask": "asked", "withdraw": "withdrawn", "pause": "paused", "resume": "resumed", "archive": "archived", "restore": "restored", "discard": "discarded"}

func (s *Service) move(ctx context.Context, tx postgres.Tx, v account.Viewer, sheet Sheet, move string) error {
	what, ok := events[move]
	if !ok {
		return problem.New(problem.NotFound, "not_found")
	}
	var err error
	switch {
	case move == "discard":
		err = s.discard(ctx, tx, sheet)
	case move == "ask":
		err = s.ask(ctx, tx, sheet)
	case move == "withdraw" && sheet.AskedAt != nil:
		sheet.AskedAt = nil
		err = upsertDrafts(ctx, tx, sheet.Draft)
	case !sheet.Known:
		err = problem.New(problem.Conflict, "product_move").In(sheet.State()).WithLegal("ask", "discard")
	default:
		err = s.stand(ctx, tx, sheet, move, "")
	}
	if err != nil {
		return err
	}
	return s.note(ctx, tx, v, sheet, what, nil)
}

// discard takes back what is typed, and how photographs and brochures were arranged since; of a product that was never whole
// nothing is left.
func (s *Service) discard(ctx context.Context, tx postgres.Tx, sheet Sheet) error {
	if sheet.Waits() {
		return problem.New(problem.Conflict, "product_in_review").In(sheet.State()).WithLegal("withdraw")
	}
	if sheet.shown() {
		if err := media.Restore(ctx, tx, sheet.SKU); err != nil {
			return err
		}
	}
	return deleteDraft(ctx, tx, sheet.SKU)
}

func (s *Service) stand(ctx context.Context, tx postgres.Tx, sheet Sheet, move, note string) error {
	to, err := sheet.Stand.Move(move, note, s.now())
	if err != nil {
		return err
	}
	return s.catalog.SetStandpoints(ctx, tx, to)
}

// ask hands a whole product, or a change of one, to the office.
func (s *Service) ask(ctx context.Context, tx postgres.Tx, sheet Sheet) error {
	if faults := sheet.Faults(); len(faults) > 0 {
		return problem.InvalidFields(faults...)
	}
	if sheet.shown() {
		if sheet.Waits() || len(sheet.Typed) == 0 {
			return problem.New(problem.Conflict, "product_unchanged").In(sheet.State())
		}
		now := s.now()
		sheet.AskedAt, sheet.Returned = &now, nil
		return upsertDrafts(ctx, tx, sheet.Draft)
	}
	if len(sheet.Typed) > 0 { // photographs, which are arranged elsewhere
		if err := s.takeAll(ctx, tx, sheet.CompanyID, []Sheet{sheet}); err != nil {
			return err
		}
	}
	if err := s.stand(ctx, tx, sheet, "ask", ""); err != nil {
		return err
	}
	return deleteDraft(ctx, tx, sheet.SKU)
}

// Decision is what an officer says about a product or its change.
type Decision struct {
	Asked   time.Time         // since when what was looked at waits
	Returns map[string]string // field -> why it goes back; the others are approved
	Right   []string          // fields whose translations the officer has read again: they are right for what is approved
	Note    string            // to the maker, about all of it
}

// longestReason is in characters.
const longestReason = 500

// Review is a product that waits, as the office sees it.
func (s *Service) Review(ctx context.Context, v account.Viewer, sku string) (Sheet, error) {
	return s.sheet(ctx, s.db, v, sku, account.ReadReviews, false)
}

// Decide publishes what is approved and gives back what is not, each field with its reason. Of a product that nobody has
// seen yet one returned field keeps all of it back.
func (s *Service) Decide(ctx context.Context, v account.Viewer, sku string, d Decision) error {
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		sheet, err := s.sheet(ctx, tx, v, sku, account.PublishProduct, true)
		if err != nil {
			return err
		}
		if since := sheet.asked(); since.IsZero() || !since.Equal(d.Asked) {
			return problem.New(problem.Conflict, "review_over").In(sheet.State())
		}
		if err := d.check(sheet.changes); err != nil {
			return err
		}
		if sheet.AskedAt != nil {
			return s.decideChange(ctx, tx, v, sheet, d)
		}
		return s.decideNew(ctx, tx, v, sheet, d)
	})
	s.catalog.Refresh()
	return err
}

func (s Sheet) changes(field string) bool {
	return slices.ContainsFunc(s.Changes(), func(c Change) bool { return c.Field.Name == field })
}

// check refuses reasons that say nothing or too much; changes tells whether a field is one to decide about.
func (d Decision) check(changes func(field string) bool) error {
	var wrong []problem.Field
	for _, name := range slices.Sorted(maps.Keys(d.Returns)) {
		reason := d.Returns[name]
		if strings.TrimSpace(reason) == "" || len([]rune(reason)) > longestReason {
			wrong = append(wrong, problem.Field{Name: "reason." + name, Code: "review_reason"})
		}
		if !changes(name) {
			return problem.New(problem.Malformed, "malformed")
		}
	}
	if len([]rune(d.Note)) > longestReason {
		wrong = append(wrong, problem.Field{Name: "note", Code: "review_reason"})
	}
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return nil
}

func (s *Service) decideNew(ctx context.Context, tx postgres.Tx, v account.Viewer, sheet Sheet, d Decision) error {
	if len(d.Returns) > 0 {
		sheet.Returned, sheet.UpdatedAt = d.Returns, s.now()
		if err := upsertDrafts(ctx, tx, sheet.Draft); err != nil {
			return err
		}
		if err := s.stand(ctx, tx, sheet, "return", d.Note); err != nil {
			return err
		}
		return s.note(ctx, tx, v, sheet, "returned", d.Returns)
	}
	if err := s.stand(ctx, tx, sheet, "publish", ""); err != nil {
		return err
	}
	return s.note(ctx, tx, v, sheet, "published", nil)
}

func (s *Service) decideChange(ctx context.Context, tx postgres.Tx, v account.Viewer, sheet Sheet, d Decision) error {
	approved, detail := map[string]string{}, map[string]string{}
	for name, value := range sheet.Typed {
		if _, back := d.Returns[name]; !back {
			approved[name], detail[name] = value, value
		}
	}
	left := sheet.Draft
	left.AskedAt, left.Returned, left.UpdatedAt = nil, d.Returns, s.now()
	left.Typed = map[string]string{}
	for name := range d.Returns {
		left.Typed[name] = sheet.Typed[name]
	}
	left.Origins = originsOf(sheet.Draft, slices.Collect(maps.Keys(d.Returns))...)
	right := sheet.right(v, d, s.now())
	if len(approved) > 0 {
		if _, specs := approved["specs"]; specs && slices.Contains(d.Right, "specs") {
			approved[catalog.RightSpecs] = "yes"
		}
		next, wrong := sheet.Base.With(approved)
		if wrong = append(wrong, next.Faults()...); len(wrong) > 0 { // the approved part does not stand without the returned one
			return problem.InvalidFields(wrong...)
		}
		taken := Draft{SKU: sheet.SKU, Typed: approved, Origins: originsOf(sheet.Draft, slices.Collect(maps.Keys(approved))...)}
		maps.Copy(taken.Origins, right)
		if err := s.takeAll(ctx, tx, sheet.CompanyID, []Sheet{{Draft: taken, Next: next}}); err != nil {
			return err
		}
		if err := s.note(ctx, tx, v, sheet, "changed", detail); err != nil {
			return err
		}
	}
	if len(d.Returns) > 0 {
		if err := s.note(ctx, tx, v, sheet, "returned", d.Returns); err != nil {
			return err
		}
	}
	stand := sheet.Stand
	stand.ReviewNote = d.Note
	if err := s.catalog.SetStandpoints(ctx, tx, stand); err != nil {
		return err
	}
	return upsertDrafts(ctx, tx, left)
}

// older are the languages in which what a field says is older than it: translations that stay as they are while their source changes.
func (s Sheet) older(f catalog.Field) []string {
	if f.Name == "specs" && len(s.Next.SpecsBehind()) > 0 {
		return []string{"en"}
	}
	var langs []string
	for _, o := range s.Next.Origins {
		if f.Text != "" && o.Field == f.Text && o.SourceLang == f.Lang && s.Next.Stale(o.Field, o.Lang) {
			langs = append(langs, o.Lang)
		}
	}
	return langs
}

// right are the origins of the translations that an officer takes as right for the sources that are approved.
func (s Sheet) right(by account.Viewer, d Decision, now time.Time) map[string]catalog.Origin {
	right := map[string]catalog.Origin{}
	for _, name := range d.Right {
		f, known := catalog.FieldOf(name)
		if _, back := d.Returns[name]; !known || back {
			continue
		}
		for _, lang := range s.older(f) {
			if o := s.Next.OriginOf(f.Text, lang); o != nil {
				anew := *o
				anew.SourceHash, anew.MadeAt, anew.ReviewedBy = catalog.HashText(s.Next.TextOf(f.Text, f.Lang)), now, by.User
				right[f.Text+"_"+lang] = anew
			}
		}
	}
	return right
}

func (s *Service) note(ctx context.Context, tx postgres.Tx, v account.Viewer, sheet Sheet, what string, detail map[string]string) error {
	return insertEvents(ctx, tx, Event{SKU: sheet.SKU, CompanyID: sheet.CompanyID, At: s.now(), ByUser: &v.User, What: what, Detail: detail})
}
