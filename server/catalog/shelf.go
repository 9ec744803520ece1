package catalog

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// A shelf keeps in memory what facets count and lists are ordered by: some 100 bytes a product. PostgreSQL says which
// products a text finds; counting them there costs more than finding them. The shelf reads along, at most shelfKept late.
type shelf struct {
	mu        sync.RWMutex
	articles  []onShelf
	at        map[int32]int32 // ord of product_index: place among articles
	makers    []onShelfMaker
	makerAt   map[account.CompanyID]int32
	made      [][]int32 // of each maker: places among articles
	values    map[Facet]*dictionary
	snapshot  string // pg_snapshot: what it sees has been read
	until     time.Time
	puts      int        // how often something was put here
	read      int        // how many of the puts are surely on the shelf; -1 before the first reading
	refreshed sync.Mutex // held by the one who reads along
	finds     *finds     // what texts find among articles
	dollars   Dollars
}

// shelfKept is how long a search may miss what somebody else has just published. What this process puts it sees at once.
const shelfKept = 2 * time.Second

// firstSnapshot is before all transactions.
const firstSnapshot = ""

// onShelf is one product. Values are numbers of its facet's dictionary.
type onShelf struct {
	id        ProductID
	ord       int32
	hs6       string
	maker     int32     // place among makers; -1: it has no profile
	fixed     [4]uint16 // category, chapter, minimum order, price
	certs     []onShelfCert
	published int64 // Unix seconds; 0 is not published
	changed   int64 // transaction of the last change
}

type onShelfCert struct {
	family uint16
	until  int64 // Unix seconds after which it does not count; 0 never
}

// single are the facets that have one value a product, in the order of onShelf.fixed.
var single = [4]Facet{CategoryFacet, ChapterFacet, MOQFacet, PriceFacet}

// Places among them.
const (
	categoryAt = 0
	chapterAt  = 1
)

type onShelfMaker struct {
	id        account.CompanyID
	name      string // English
	hidden    bool   // suspended, or its profile is not published
	markets   []uint16
	regions   []uint16
	languages []uint16
}

// dictionary numbers the values of a facet.
type dictionary struct {
	number map[string]uint16
	value  []string
}

func (d *dictionary) of(value string) uint16 {
	if n, ok := d.number[value]; ok {
		return n
	}
	n := uint16(len(d.value))
	d.number[value], d.value = n, append(d.value, value)
	return n
}

// known is the number of a value, or one that nothing has.
func (d *dictionary) known(value string) uint16 {
	if n, ok := d.number[value]; ok {
		return n
	}
	return ^uint16(0)
}

func newShelf(dollars Dollars) *shelf {
	s := &shelf{at: map[int32]int32{}, makerAt: map[account.CompanyID]int32{}, values: map[Facet]*dictionary{}, snapshot: firstSnapshot, read: -1, finds: newFinds(), dollars: dollars}
	for _, f := range Facets {
		s.values[f] = &dictionary{number: map[string]uint16{}}
	}
	return s
}

// stale makes the next search read along first.
func (s *shelf) stale() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.puts++
}

// readAlong brings the shelf up to date when it is older than shelfKept. While somebody does, the others go on with what is
// there, unless something was put that is not there.
func (s *shelf) readAlong(ctx context.Context, q postgres.Querier, now time.Time) error {
	fresh, whole := s.state(now)
	if fresh || (whole && !s.refreshed.TryLock()) {
		return nil
	}
	if !whole {
		s.refreshed.Lock()
	}
	defer s.refreshed.Unlock()
	if fresh, _ := s.state(now); fresh {
		return nil
	}
	s.mu.RLock()
	since, puts, before := s.snapshot, s.puts, s.until
	s.mu.RUnlock()
	places := map[int32]int32{}
	snapshot, err := findChanged(ctx, q, since, now.Sub(before) > floorKept/2, func(rows []changedRow, makers []changedMaker) { s.take(rows, makers, places) })
	if err != nil {
		return err
	}
	if err := s.finds.renew(ctx, q, places); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snapshot, s.until, s.read = snapshot, now.Add(shelfKept), puts
	return nil
}

// take puts what was read on the shelf, and says in places where, by the number of the product.
func (s *shelf) take(rows []changedRow, makers []changedMaker, places map[int32]int32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, row := range makers {
		s.putMaker(row)
	}
	for _, row := range rows {
		places[row.Ord] = s.put(row)
	}
}

// state reports whether the shelf is new enough to be looked at, and whether it holds all that was put here.
func (s *shelf) state(now time.Time) (fresh, whole bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	whole = s.read == s.puts
	return whole && now.Before(s.until), whole
}

// companies are the makers that can be found at all.
func (s *shelf) companies() []account.CompanyID {
	return s.suppliers(func(account.CompanyID) int64 { return 0 })
}

// suppliers are the makers that can be found at all, by when, then by name.
func (s *shelf) suppliers(when func(account.CompanyID) int64) []account.CompanyID {
	s.mu.RLock()
	defer s.mu.RUnlock()
	type supplier struct {
		at   int64
		name string
		id   account.CompanyID
	}
	shown := make([]supplier, 0, len(s.makers))
	for _, m := range s.makers {
		if !m.hidden {
			shown = append(shown, supplier{when(m.id), m.name, m.id})
		}
	}
	slices.SortFunc(shown, func(a, b supplier) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.name, b.name)) })
	ids := make([]account.CompanyID, len(shown))
	for i, supplier := range shown {
		ids[i] = supplier.id
	}
	return ids
}

// halls are the published products of each category.
func (s *shelf) halls() map[string]int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	counts := map[string]int{}
	for i := range s.articles {
		if a := &s.articles[i]; s.shown(a) {
			counts[s.values[CategoryFacet].value[a.fixed[0]]]++
		}
	}
	return counts
}

// hsCounts are the published products under each customs code of 2, 4 and 6 digits.
func (s *shelf) hsCounts() map[string]int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	counts := map[string]int{}
	for i := range s.articles {
		a := &s.articles[i]
		if !s.shown(a) {
			continue
		}
		for n := 2; n <= len(a.hs6); n += 2 {
			counts[a.hs6[:n]]++
		}
	}
	return counts
}

func (s *shelf) numbers(f Facet, values []string) []uint16 {
	numbers := make([]uint16, len(values))
	for i, value := range values {
		numbers[i] = s.values[f].of(value)
	}
	return numbers
}

func (s *shelf) putMaker(row changedMaker) {
	m := onShelfMaker{
		id: row.ID, name: row.NameEn, hidden: row.Hidden, markets: s.numbers(MarketFacet, row.Markets),
		regions: s.numbers(RegionFacet, regionsOf(row.Markets)), languages: s.numbers(LanguageFacet, row.Languages),
	}
	if place, ok := s.makerAt[row.ID]; ok {
		s.makers[place] = m
		return
	}
	s.makerAt[row.ID] = int32(len(s.makers))
	s.makers, s.made = append(s.makers, m), append(s.made, nil)
}

// needs are what a market asks for, by the number of the chapter; nil where nothing is known of the market. Families that
// no product has are numbers that none holds.
func (s *shelf) needs(market string) [][][]uint16 {
	if asks[market] == nil {
		return nil
	}
	chapters := s.values[ChapterFacet].value
	needs := make([][][]uint16, len(chapters))
	for number, chapter := range chapters {
		for _, ask := range Asks(market, chapter) {
			families := make([]uint16, len(ask.Families))
			for i, family := range ask.Families {
				families[i] = s.values[CertificateFacet].known(family)
			}
			needs[number] = append(needs[number], families)
		}
	}
	return needs
}

// shown reports whether a product can be found at all.
func (s *shelf) shown(a *onShelf) bool {
	return a.published != 0 && a.maker >= 0 && !s.makers[a.maker].hidden
}

// put says at which place the product stands.
func (s *shelf) put(row changedRow) int32 {
	maker, ok := s.makerAt[row.CompanyID]
	if !ok {
		maker = -1
	}
	a := onShelf{id: row.ID, ord: row.Ord, changed: row.Changed, hs6: row.HS6, maker: maker, fixed: [4]uint16{
		s.values[CategoryFacet].of(row.Category), s.values[ChapterFacet].of(row.HS6[:2]),
		s.values[MOQFacet].of(band(row.MOQ, moqBands)), s.values[PriceFacet].of(row.priceBand(s.dollars)),
	}}
	if row.PublishedAt != nil {
		a.published = row.PublishedAt.Unix()
	}
	for i, family := range row.Families {
		cert := onShelfCert{family: s.values[CertificateFacet].of(family)}
		if until := row.Until[i]; until != nil {
			cert.until = until.AddDate(0, 0, 1).Unix()
		}
		a.certs = append(a.certs, cert)
	}
	place, ok := s.at[row.Ord]
	if ok {
		if before := s.articles[place].maker; before >= 0 && before != maker {
			s.made[before] = slices.DeleteFunc(s.made[before], func(one int32) bool { return one == place })
		}
	} else {
		place = int32(len(s.articles))
		s.at[row.Ord], s.articles = place, append(s.articles, onShelf{maker: -1})
	}
	if maker >= 0 && s.articles[place].maker != maker {
		s.made[maker] = append(s.made[maker], place)
	}
	s.articles[place] = a
	return place
}

// newestOf are the published products of a maker, the newest first, at most so many.
func (s *shelf) newestOf(id account.CompanyID, most int) looked {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var newest []*onShelf
	if maker, ok := s.makerAt[id]; ok {
		for _, place := range s.made[maker] {
			if a := &s.articles[place]; s.shown(a) {
				newest = append(newest, a)
			}
		}
	}
	slices.SortFunc(newest, func(a, b *onShelf) int {
		return cmp.Or(cmp.Compare(b.published, a.published), cmp.Compare(a.ord, b.ord))
	})
	var found looked
	for _, a := range newest[:min(len(newest), most)] {
		found.page, found.changed = append(found.page, a.id), append(found.changed, a.changed)
	}
	return found
}

// alikeSeen is how many of the newest products are looked at for some that are like another.
const alikeSeen = 20_000

// alike are published products of other makers, one of each and at most so many: those under the same heading of the customs list, then
// those of the same category, the last that came first.
func (s *shelf) alike(hs6, category string, maker account.CompanyID, most int) looked {
	s.mu.RLock()
	defer s.mu.RUnlock()
	own, known := s.makerAt[maker]
	if !known {
		own = -1
	}
	hall := s.values[CategoryFacet].known(category)
	var near, far []*onShelf
	for i := range slices.Backward(s.articles[max(0, len(s.articles)-alikeSeen):]) {
		a := &s.articles[max(0, len(s.articles)-alikeSeen)+i]
		if a.maker == own || !s.shown(a) {
			continue
		}
		of := func(one *onShelf) bool { return one.maker == a.maker }
		switch {
		case a.hs6[:4] == hs6[:4] && !slices.ContainsFunc(near, of):
			near = append(near, a)
		case a.fixed[0] == hall && len(far) < most && !slices.ContainsFunc(far, of):
			far = append(far, a)
		}
		if len(near) == most {
			break
		}
	}
	for _, a := range far {
		if !slices.ContainsFunc(near, func(one *onShelf) bool { return one.maker == a.maker }) {
			near = append(near, a)
		}
	}
	var found looked
	for _, a := range near[:min(len(near), most)] {
		found.page, found.changed = append(found.page, a.id), append(found.changed, a.changed)
	}
	return found
}

// placesOf are where products stand, by their numbers; -1 is one that is not on the shelf yet.
func (s *shelf) placesOf(ords []int32) []int32 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	places := make([]int32, len(ords))
	for i, ord := range ords {
		place, ok := s.at[ord]
		if !ok {
			place = -1
		}
		places[i] = place
	}
	return places
}
