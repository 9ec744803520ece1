package demo

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

const (
	// lotSize is how many products are put in one transaction.
	lotSize = 2500
	// hands is how many makers, and how many lots, are written at the same time: one makes words while PostgreSQL writes another's.
	hands = 4
	// many is from how many products on it pays to index their words when all are there.
	many = 20_000
	// told is how often progress is.
	told = 10
)

// WriteLarge makes up makers and products, the same ones at every start. What is there already is left as it is; a start
// that was broken off goes on where it stopped.
func (o Office) WriteLarge(ctx context.Context, large Large, say func(string)) error {
	if large.Companies <= 0 || large.Products <= 0 {
		return o.Catalog.Index(ctx)
	}
	switch whole, err := o.isWhole(ctx, large); {
	case err != nil:
		return err
	case whole:
		return o.Catalog.Index(ctx)
	}
	kinds, err := readKinds()
	if err != nil {
		return err
	}
	drawn, err := o.writePictures(ctx)
	if err != nil {
		return err
	}
	say(fmt.Sprintf("Making up %d companies with %d products ...", large.Companies, large.Products))
	if large.Products >= many {
		if err := o.Catalog.Unindex(ctx); err != nil {
			return err
		}
	}
	p := progress{of: large.Products, say: say, began: time.Now()}
	err = split(large, func(makers []*maker) error {
		if err := o.writeMakers(ctx, makers); err != nil {
			return err
		}
		n, err := o.stock(ctx, makers, func(m *maker) []catalog.Product { return m.products(kinds, drawn, large) })
		p.add(n)
		return err
	})
	if err != nil {
		return err
	}
	return o.Catalog.Settle(ctx)
}

// isWhole looks at the maker who is written last.
func (o Office) isWhole(ctx context.Context, large Large) (bool, error) {
	last, err := o.Account.CompanyBySlug(ctx, newMaker(large.Companies-1).Slug)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	stocked, err := o.Catalog.Stocked(ctx, []account.CompanyID{last.ID})
	return stocked[last.ID], err
}

// split has write called for all makers in turn, about lotSize products at a time and hands calls at the same time. The last
// ones are written when all others are.
func split(large Large, write func([]*maker) error) error {
	size := min(max(lotSize*large.Companies/large.Products, 1), large.Companies)
	lots := make(chan []*maker)
	failed := make(chan error, hands)
	var all sync.WaitGroup
	for range hands {
		all.Go(func() {
			for lot := range lots {
				if err := write(lot); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	var err error
	first := 0
	for ; first+size < large.Companies && err == nil; first += size {
		select {
		case lots <- makersFrom(first, first+size):
		case err = <-failed:
		}
	}
	close(lots)
	all.Wait()
	close(failed)
	for other := range failed {
		err = errors.Join(err, other)
	}
	if err != nil {
		return err
	}
	return write(makersFrom(first, large.Companies))
}

func makersFrom(first, end int) []*maker {
	makers := make([]*maker, 0, end-first)
	for n := first; n < end; n++ {
		makers = append(makers, newMaker(n))
	}
	return makers
}

func (o Office) writeMakers(ctx context.Context, makers []*maker) error {
	for _, m := range makers {
		if err := o.writeMaker(ctx, m); err != nil {
			return fmt.Errorf("company %s: %w", m.Slug, errors.Join(err, fieldsOf(err)))
		}
	}
	return nil
}

// stock puts the products of those makers who have none yet.
func (o Office) stock(ctx context.Context, makers []*maker, products func(*maker) []catalog.Product) (n int, err error) {
	ids := make([]account.CompanyID, len(makers))
	for i, m := range makers {
		ids[i] = m.ID
	}
	stocked, err := o.Catalog.Stocked(ctx, ids)
	if err != nil {
		return 0, err
	}
	var lots []catalog.Lot
	for _, m := range makers {
		lot := catalog.Lot{Company: m.ID, Products: products(m)}
		n += len(lot.Products)
		if !stocked[m.ID] {
			lots = append(lots, lot)
		}
	}
	if err := o.Catalog.Stock(ctx, lots); err != nil {
		return 0, fmt.Errorf("products of %s and others: %w", makers[0].Slug, errors.Join(err, fieldsOf(err)))
	}
	return n, nil
}

// writeMaker makes the company, its profile, the week of its hours and its export manager, whichever of them are not there.
func (o Office) writeMaker(ctx context.Context, m *maker) error {
	profile, week := m.profile(), weeks[m.rand.IntN(len(weeks))]
	made, err := o.Account.CreateCompany(ctx, m.Company)
	if problem.Is(err, problem.Conflict) {
		made, err = o.Account.CompanyBySlug(ctx, m.Slug)
	}
	if err != nil {
		return err
	}
	m.ID = made.ID
	email := fmt.Sprintf("export@maker-%04d.example", m.n+1)
	switch _, err := o.Account.UserByEmail(ctx, email); {
	case err == nil:
		return nil // written last
	case !problem.Is(err, problem.NotFound):
		return err
	}
	if err := o.Catalog.PutCompany(ctx, m.ID, profile); err != nil {
		return err
	}
	if err := o.setWeekly(ctx, schedule.Supplier, m.ID.UUID, seoul, week); err != nil {
		return err
	}
	host, err := o.Account.CreateUser(ctx, account.User{
		Email: email, Name: "수출 담당 (Export)", Lang: "ko", Languages: m.Languages, Zone: seoul, City: "Suwon",
	}, "")
	if err != nil {
		return err
	}
	return o.Account.Grant(ctx, host.ID, account.Grant{Role: account.Supplier, Company: m.ID})
}

// progress says how far it is, told times in all.
type progress struct {
	mu    sync.Mutex
	of    int
	done  int
	said  int
	say   func(string)
	began time.Time
}

func (p *progress) add(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
	if part := p.done * told / p.of; part > p.said {
		p.said = part
		p.say(fmt.Sprintf("  %d of %d products after %.0f s", p.done, p.of, time.Since(p.began).Seconds()))
	}
}
