package catalog

import (
	"context"
	"maps"
	"math/bits"
	"slices"
	"strings"
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
	makers    map[account.CompanyID]onShelfMaker
	values    map[Facet]*dictionary
	snapshot  string // xid8: all rows of earlier transactions have been read
	until     time.Time
	refreshed sync.Mutex // held by the one who reads along
}

// shelfKept is how long a search may miss what somebody else has just published. What this process puts it sees at once.
const shelfKept = 2 * time.Second

// onShelf is one product. Values are numbers of its facet's dictionary.
type onShelf struct {
	id        ProductID
	ord       int32
	hs6       string
	company   account.CompanyID
	fixed     [4]uint16 // category, chapter, minimum order, price
	certs     []onShelfCert
	published int64 // Unix seconds; 0 is not published
}

type onShelfCert struct {
	family uint16
	until  int64 // Unix seconds after which it does not count; 0 never
}

// single are the facets that have one value a product, in the order of onShelf.fixed.
var single = [4]Facet{CategoryFacet, ChapterFacet, MOQFacet, PriceFacet}

type onShelfMaker struct {
	suspended bool
	markets   []uint16
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

func newShelf() *shelf {
	s := &shelf{at: map[int32]int32{}, makers: map[account.CompanyID]onShelfMaker{}, values: map[Facet]*dictionary{}, snapshot: "0"}
	for _, f := range Facets {
		s.values[f] = &dictionary{number: map[string]uint16{}}
	}
	return s
}

// stale makes the next search read along first.
func (s *shelf) stale() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.until = time.Time{}
}

// readAlong brings the shelf up to date when it is older than shelfKept.
func (s *shelf) readAlong(ctx context.Context, q postgres.Querier, now time.Time) error {
	if s.fresh(now) {
		return nil
	}
	s.refreshed.Lock()
	defer s.refreshed.Unlock()
	if s.fresh(now) {
		return nil
	}
	rows, makers, snapshot, err := findChanged(ctx, q, s.snapshot)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, row := range rows {
		s.put(row)
	}
	for _, row := range makers {
		s.makers[row.ID] = onShelfMaker{
			suspended: row.Suspended, markets: s.numbers(MarketFacet, row.Markets), languages: s.numbers(LanguageFacet, row.Languages),
		}
	}
	s.snapshot, s.until = snapshot, now.Add(shelfKept)
	return nil
}

func (s *shelf) fresh(now time.Time) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return now.Before(s.until)
}

// companies are the makers that it knows.
func (s *shelf) companies() []account.CompanyID {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Collect(maps.Keys(s.makers))
}

// hsCounts are the published products under each customs code of 2, 4 and 6 digits.
func (s *shelf) hsCounts() map[string]int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	counts := map[string]int{}
	for i := range s.articles {
		a := &s.articles[i]
		if maker, ok := s.makers[a.company]; !ok || maker.suspended || a.published == 0 {
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

func (s *shelf) put(row changedRow) {
	a := onShelf{id: row.ID, ord: row.Ord, hs6: row.HS6, company: row.CompanyID, fixed: [4]uint16{
		s.values[CategoryFacet].of(row.Category), s.values[ChapterFacet].of(row.HS6[:2]),
		s.values[MOQFacet].of(band(row.MOQ, moqBands)), s.values[PriceFacet].of(row.priceBand()),
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
	if place, ok := s.at[row.Ord]; ok {
		s.articles[place] = a
		return
	}
	s.at[row.Ord] = int32(len(s.articles))
	s.articles = append(s.articles, a)
}

// match is one product that a text found.
type match struct {
	Ord  int32
	Rank float32
}

// look is what a search asks of the shelf.
type look struct {
	matches []match // what the text found; nil with all set
	all     bool    // no text: every product
	chosen  map[Facet]string
	free    map[account.CompanyID]time.Time // next free time of makers that have one this week
	desk    map[account.CompanyID]bool      // makers with somebody at the desk
	sort    Sort
	now     time.Time
	first   int // of the page
	n       int
}

// looked is what the shelf found: counts by facet and value, and the products of the page in order.
type looked struct {
	total  int
	counts map[Facet]map[string]int
	page   []ProductID
}

// look counts and orders. Each facet counts under all filters but its own, so that a count says what choosing it would show.
func (s *shelf) look(l look) looked {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c := newCounter(s, l)
	if l.all {
		for i := range s.articles {
			c.take(&s.articles[i], 0)
		}
	}
	for _, m := range l.matches {
		if place, ok := s.at[m.Ord]; ok {
			c.take(&s.articles[place], m.Rank)
		}
	}
	return c.done()
}

// A counter goes over products once.
type counter struct {
	shelf  *shelf
	look   look
	chosen [len(single)]uint16 // numbers of the chosen values
	asked  [len(single)]bool
	cert   uint16
	market uint16
	lang   uint16
	nowSec int64
	counts map[Facet][]int
	total  int
	passed []passed
	needed int
}

// passed is a product under all filters, with what it is ordered by.
type passed struct {
	article *onShelf
	rank    float32
	free    int64
}

func newCounter(s *shelf, l look) *counter {
	c := &counter{shelf: s, look: l, counts: map[Facet][]int{}, nowSec: l.now.Unix(), needed: l.first + l.n}
	for _, f := range Facets {
		c.counts[f] = make([]int, max(len(s.values[f].value), 1))
	}
	for i, f := range single {
		c.chosen[i], c.asked[i] = s.values[f].known(l.chosen[f]), l.chosen[f] != ""
	}
	c.cert = s.values[CertificateFacet].known(l.chosen[CertificateFacet])
	c.market = s.values[MarketFacet].known(l.chosen[MarketFacet])
	c.lang = s.values[LanguageFacet].known(l.chosen[LanguageFacet])
	return c
}

// The bits of the filters that a product fails; single facets come first.
const (
	failsCert = 1 << (len(single) + iota)
	failsMarket
	failsLanguage
	failsFree
	failsDesk
)

func (c *counter) take(a *onShelf, rank float32) {
	maker, ok := c.shelf.makers[a.company]
	if !ok || maker.suspended || a.published == 0 {
		return
	}
	fails := 0
	for i := range single {
		if c.asked[i] && a.fixed[i] != c.chosen[i] {
			fails |= 1 << i
		}
	}
	fail := func(f Facet, bit int, has bool) {
		if c.look.chosen[f] != "" && !has {
			fails |= bit
		}
	}
	free, isFree := c.look.free[a.company]
	desk := c.look.desk[a.company]
	fail(CertificateFacet, failsCert, slices.ContainsFunc(a.certs, func(cert onShelfCert) bool { return cert.family == c.cert && cert.counts(c.nowSec) }))
	fail(MarketFacet, failsMarket, slices.Contains(maker.markets, c.market))
	fail(LanguageFacet, failsLanguage, slices.Contains(maker.languages, c.lang))
	fail(FreeFacet, failsFree, isFree)
	fail(DeskFacet, failsDesk, desk)
	if bits.OnesCount(uint(fails)) > 1 {
		return
	}
	for i, f := range single {
		if fails&^(1<<i) == 0 {
			c.counts[f][a.fixed[i]]++
		}
	}
	if fails&^failsCert == 0 {
		c.countCerts(a)
	}
	c.countAll(MarketFacet, fails&^failsMarket, maker.markets)
	c.countAll(LanguageFacet, fails&^failsLanguage, maker.languages)
	if isFree && fails&^failsFree == 0 {
		c.counts[FreeFacet][0]++
	}
	if desk && fails&^failsDesk == 0 {
		c.counts[DeskFacet][0]++
	}
	if fails == 0 {
		c.total++
		c.keep(passed{a, rank, freeSecond(free, isFree)})
	}
}

func (cert onShelfCert) counts(now int64) bool { return cert.until == 0 || now < cert.until }

// countCerts counts each family once, however many certificates of it a product has.
func (c *counter) countCerts(a *onShelf) {
	for i, cert := range a.certs {
		same := func(other onShelfCert) bool { return other.family == cert.family && other.counts(c.nowSec) }
		if cert.counts(c.nowSec) && !slices.ContainsFunc(a.certs[:i], same) {
			c.counts[CertificateFacet][cert.family]++
		}
	}
}

func (c *counter) countAll(f Facet, fails int, values []uint16) {
	if fails != 0 {
		return
	}
	for _, value := range values {
		c.counts[f][value]++
	}
}

func freeSecond(at time.Time, free bool) int64 {
	if !free {
		return 1 << 62
	}
	return at.Unix()
}

// keep remembers the best that the page may need: when twice as many have gathered, the worse half goes.
func (c *counter) keep(p passed) {
	c.passed = append(c.passed, p)
	if most := 2*c.needed + 64; len(c.passed) >= most {
		c.sort()
		c.passed = c.passed[:c.needed]
	}
}

func (c *counter) sort() {
	slices.SortFunc(c.passed, func(a, b passed) int {
		if order := c.look.sort.compare(a, b); order != 0 {
			return order
		}
		switch {
		case a.article.published != b.article.published:
			return int(min(max(b.article.published-a.article.published, -1), 1))
		default:
			return strings.Compare(string(a.article.id.UUID[:]), string(b.article.id.UUID[:]))
		}
	})
}

func (c *counter) done() looked {
	c.sort()
	found := looked{total: c.total, counts: map[Facet]map[string]int{}}
	for _, f := range Facets {
		found.counts[f] = map[string]int{}
		for i, n := range c.counts[f] {
			if n == 0 {
				continue
			}
			switch f {
			case FreeFacet, DeskFacet:
				found.counts[f][fixed[f][0]] = n
			default:
				found.counts[f][c.shelf.values[f].value[i]] = n
			}
		}
	}
	if c.look.first < len(c.passed) {
		for _, p := range c.passed[c.look.first:min(c.needed, len(c.passed))] {
			found.page = append(found.page, p.article.id)
		}
	}
	return found
}
