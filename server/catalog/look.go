package catalog

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"
	"time"
)

// match is one product that a text found, by its place on the shelf.
type match struct {
	place int32
	rank  float32
}

// look is what a search asks of the shelf.
type look struct {
	matches []match // what the text found
	all     bool    // no text: every product
	chosen  map[Facet]string
	roll    *roll
	home    string    // market whose certificates are counted while none is chosen; may be empty
	since   time.Time // only what was published from then on; zero: all
	until   time.Time // and before that; zero: all
	sort    Sort
	now     time.Time
	first   int // of the page
	n       int
}

// looked is what the shelf found: counts by facet and value, and the products of the page in order.
type looked struct {
	total   int
	counts  map[Facet]map[string]int
	without map[Facet]int // of each chosen facet: how many there would be without it
	page    []ProductID
	changed []int64 // of each on the page
}

// look counts and orders. Each facet counts under all filters but its own, so that a count says what choosing it would show.
func (s *shelf) look(l look) looked {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c := newCounter(s, l)
	if l.all { // from the newest on, so that most of the others are no better than what is kept
		for i := range slices.Backward(s.articles) {
			c.take(&s.articles[i], 0)
		}
	}
	for _, m := range slices.Backward(l.matches) {
		c.take(&s.articles[m.place], m.rank)
	}
	return c.done()
}

// A counter goes over products once.
type counter struct {
	shelf  *shelf
	chosen [len(single)]uint16 // numbers of the chosen values
	asked  [len(single)]bool
	cert   uint16
	certs  bool // a certificate is chosen
	now    int64
	makers []makerNow
	fails  []int        // of each maker: bits of the filters that it fails; nil: none fails any
	market string       // whose certificates are counted
	needs  [][][]uint16 // by number of the chapter: the families of which each has to be held; nil where nothing is known
	fit    bool         // it is a filter
	since  int64
	until  int64

	total     int
	without   [filters]int
	counts    [len(single)][]int
	ofCerts   []int
	ofMarkets []int
	ofRegions []int
	ofLangs   []int
	fits      int
	free      int
	desk      int

	best  []passed
	worst *passed // of those that stay, once some have gone
	sort  Sort
	first int
	most  int // how many of the best the page needs
}

// passed is a product under all filters, with what it is ordered by.
type passed struct {
	article *onShelf
	rank    float32
	free    int64
}

// never is later than any free time.
const never = int64(1) << 62

// The bits of the filters that a product fails; single facets come first.
const (
	failsCert = 1 << (len(single) + iota)
	failsMarket
	failsLanguage
	failsFree
	failsDesk
	failsRegion
	failsFit
)

// filters is how many bits there are.
const filters = len(single) + 7

// filterOf are the facets by their bits.
var filterOf = [filters]Facet{single[0], single[1], single[2], single[3], CertificateFacet, MarketFacet, LanguageFacet, FreeFacet, DeskFacet, RegionFacet, FitFacet}

func newCounter(s *shelf, l look) *counter {
	c := &counter{shelf: s, now: l.now.Unix(), sort: l.sort, first: l.first, most: l.first + l.n, makers: l.roll.of(s.makers)}
	for i, f := range single {
		c.chosen[i], c.asked[i] = s.values[f].known(l.chosen[f]), l.chosen[f] != ""
		c.counts[i] = make([]int, len(s.values[f].value))
	}
	c.cert, c.certs = s.values[CertificateFacet].known(l.chosen[CertificateFacet]), l.chosen[CertificateFacet] != ""
	c.ofCerts = make([]int, len(s.values[CertificateFacet].value))
	c.ofMarkets = make([]int, len(s.values[MarketFacet].value))
	c.ofLangs = make([]int, len(s.values[LanguageFacet].value))
	c.ofRegions = make([]int, len(s.values[RegionFacet].value))
	c.market, c.fit = cmp.Or(l.chosen[FitFacet], l.home), l.chosen[FitFacet] != ""
	c.needs = s.needs(c.market)
	c.until = never
	if !l.since.IsZero() {
		c.since = l.since.Unix()
	}
	if !l.until.IsZero() {
		c.until = l.until.Unix()
	}
	c.fails = failing(s, l, c.makers)
	return c
}

// makerFilters are the facets that all products of a maker meet or fail together.
var makerFilters = []Facet{MarketFacet, LanguageFacet, RegionFacet, FreeFacet, DeskFacet}

// failing are the bits of the filters that each maker fails; nil where none of them is asked for.
func failing(s *shelf, l look, makers []makerNow) []int {
	if !slices.ContainsFunc(makerFilters, func(f Facet) bool { return l.chosen[f] != "" }) {
		return nil
	}
	all := make([]int, len(makers))
	fail := func(f Facet, bit int, meets func(at int) bool) {
		if l.chosen[f] == "" {
			return
		}
		for at := range all {
			if !meets(at) {
				all[at] |= bit
			}
		}
	}
	market, language := s.values[MarketFacet].known(l.chosen[MarketFacet]), s.values[LanguageFacet].known(l.chosen[LanguageFacet])
	region := s.values[RegionFacet].known(l.chosen[RegionFacet])
	fail(MarketFacet, failsMarket, func(at int) bool { return slices.Contains(s.makers[at].markets, market) })
	fail(LanguageFacet, failsLanguage, func(at int) bool { return slices.Contains(s.makers[at].languages, language) })
	fail(RegionFacet, failsRegion, func(at int) bool { return slices.Contains(s.makers[at].regions, region) })
	fail(FreeFacet, failsFree, func(at int) bool { return makers[at].suits })
	fail(DeskFacet, failsDesk, func(at int) bool { return makers[at].desk })
	return all
}

func (c *counter) take(a *onShelf, rank float32) {
	if !c.shelf.shown(a) || a.published < c.since || a.published >= c.until {
		return
	}
	maker, fails := &c.makers[a.maker], 0
	if c.fails != nil {
		fails = c.fails[a.maker]
	}
	for i := range single {
		if c.asked[i] && a.fixed[i] != c.chosen[i] {
			fails |= 1 << i
		}
	}
	if c.certs && !a.certified(c.cert, c.now) {
		fails |= failsCert
	}
	fits := c.needs != nil && c.fitting(a)
	if c.fit && !fits {
		fails |= failsFit
	}
	if bits.OnesCount(uint(fails)) > 1 {
		return
	}
	c.count(a, maker, fails)
	if fits && fails&^failsFit == 0 {
		c.fits++
	}
	if fails != 0 {
		c.without[bits.TrailingZeros(uint(fails))]++
	} else {
		c.total++
		c.keep(passed{a, rank, maker.free})
	}
}

// count adds a product to each facet under whose other filters it is.
func (c *counter) count(a *onShelf, maker *makerNow, fails int) {
	for i := range single {
		if fails&^(1<<i) == 0 {
			c.counts[i][a.fixed[i]]++
		}
	}
	if fails&^failsCert == 0 {
		for i, cert := range a.certs {
			if cert.counts(c.now) && !certifiedBy(a.certs[:i], cert.family, c.now) { // each family once
				c.ofCerts[cert.family]++
			}
		}
	}
	if fails&^failsMarket == 0 {
		for _, market := range c.shelf.makers[a.maker].markets {
			c.ofMarkets[market]++
		}
	}
	if fails&^failsRegion == 0 {
		for _, region := range c.shelf.makers[a.maker].regions {
			c.ofRegions[region]++
		}
	}
	if fails&^failsLanguage == 0 {
		for _, language := range c.shelf.makers[a.maker].languages {
			c.ofLangs[language]++
		}
	}
	if fails&^failsFree == 0 && maker.suits {
		c.free++
	}
	if fails&^failsDesk == 0 && maker.desk {
		c.desk++
	}
}

// fitting reports whether a product holds today what the market asks for in its chapter.
func (c *counter) fitting(a *onShelf) bool {
	needs := c.needs[a.fixed[chapterAt]]
	for _, any := range needs {
		if !slices.ContainsFunc(any, func(family uint16) bool { return a.certified(family, c.now) }) {
			return false
		}
	}
	return len(needs) > 0
}

func (cert onShelfCert) counts(now int64) bool { return cert.until == 0 || now < cert.until }

func (a *onShelf) certified(family uint16, now int64) bool { return certifiedBy(a.certs, family, now) }

func certifiedBy(certs []onShelfCert, family uint16, now int64) bool {
	for _, cert := range certs {
		if cert.family == family && cert.counts(now) {
			return true
		}
	}
	return false
}

// keep remembers the best that the page may need. When twice as many have gathered, the worse half goes, and nothing
// worse than what stays is taken any more.
func (c *counter) keep(p passed) {
	if c.worst != nil && c.compare(p, *c.worst) >= 0 {
		return
	}
	c.best = append(c.best, p)
	if len(c.best) >= 2*c.most+64 {
		slices.SortFunc(c.best, c.compare)
		worst := c.best[c.most-1]
		c.best, c.worst = c.best[:c.most], &worst
	}
}

// compare orders by what was asked for, then newest first.
func (c *counter) compare(a, b passed) int {
	if order := c.sort.compare(a, b); order != 0 {
		return order
	}
	if order := cmp.Compare(b.article.published, a.article.published); order != 0 {
		return order
	}
	return bytes.Compare(a.article.id.UUID[:], b.article.id.UUID[:])
}

func (c *counter) done() looked {
	slices.SortFunc(c.best, c.compare)
	found := looked{total: c.total, counts: map[Facet]map[string]int{}}
	for i, f := range single {
		found.counts[f] = c.named(f, c.counts[i])
	}
	found.counts[CertificateFacet], found.counts[MarketFacet] = c.named(CertificateFacet, c.ofCerts), c.named(MarketFacet, c.ofMarkets)
	found.counts[LanguageFacet], found.counts[RegionFacet] = c.named(LanguageFacet, c.ofLangs), c.named(RegionFacet, c.ofRegions)
	found.counts[FitFacet] = map[string]int{}
	if c.fits > 0 {
		found.counts[FitFacet][c.market] = c.fits
	}
	found.without = map[Facet]int{}
	for bit, n := range c.without {
		if n > 0 {
			found.without[filterOf[bit]] = c.total + n
		}
	}
	found.counts[FreeFacet], found.counts[DeskFacet] = map[string]int{"week": c.free}, map[string]int{"now": c.desk}
	if c.first < len(c.best) {
		for _, p := range c.best[c.first:min(c.most, len(c.best))] {
			found.page, found.changed = append(found.page, p.article.id), append(found.changed, p.article.changed)
		}
	}
	return found
}

// named are the counts that are not zero, by value.
func (c *counter) named(f Facet, counts []int) map[string]int {
	named := map[string]int{}
	for number, n := range counts {
		if n > 0 {
			named[c.shelf.values[f].value[number]] = n
		}
	}
	return named
}
