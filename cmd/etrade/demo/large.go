package demo

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
)

// Large is how much more than its own the demo makes up: makers and products between them.
type Large struct {
	Companies int
	Products  int
}

//go:embed kinds.csv
var kindsText []byte

// kind is one sort of product that made-up makers make; its words are those of the catalog's group of synonyms.
type kind struct {
	name      string
	category  string
	hs6       string
	low, high int // whole dollars a unit
	en, ko    string
}

func readKinds() ([]kind, error) {
	rows, err := csv.NewReader(bytes.NewReader(kindsText)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("kinds.csv: %w", err)
	}
	groups, err := catalog.FirstSynonyms()
	if err != nil {
		return nil, err
	}
	words := map[string]map[string][]string{}
	for _, group := range groups {
		words[group.Name] = group.Words
	}
	kinds := make([]kind, 0, len(rows)-1)
	for _, row := range rows[1:] {
		k := kind{name: row[0], category: row[1], hs6: row[2]}
		if k.low, err = strconv.Atoi(row[3]); err != nil {
			return nil, fmt.Errorf("kinds.csv: %w", err)
		}
		if k.high, err = strconv.Atoi(row[4]); err != nil {
			return nil, fmt.Errorf("kinds.csv: %w", err)
		}
		k.en, k.ko = words[k.name]["en"][0], words[k.name]["ko"][0]
		kinds = append(kinds, k)
	}
	return kinds, nil
}

// trade is what a maker is called after, and the category of what it makes.
type trade struct {
	both
	category string
}

// maker is one made-up company; rand is its own, so that each is the same however many there are.
type maker struct {
	account.Company
	n     int
	trade trade
	rand  *rand.Rand
}

// tradeOf is the trade of the nth maker. With the first names it gives 2,000 different ones, and few makers have different trades.
func tradeOf(n int) trade { return makerLast[(n+n/len(makerFirst))%len(makerLast)] }

func newMaker(n int) *maker {
	first, last := makerFirst[n%len(makerFirst)], tradeOf(n)
	m := &maker{n: n, trade: last, rand: rand.New(rand.NewPCG(20091008, uint64(n)))}
	founded, staff := 1985+m.rand.IntN(38), 5+m.rand.IntN(180)
	m.Company = account.Company{
		Slug: fmt.Sprintf("%s-%s-%04d", strings.ToLower(first.en), strings.ToLower(last.en), n+1), Kind: account.SupplierCompany,
		Country: "KR", City: "Suwon", Zone: seoul, NameEn: fmt.Sprintf("%s %s (demo %04d)", first.en, last.en, n+1),
		NameKo: fmt.Sprintf("%s%s(시연 %04d)", first.ko, last.ko, n+1), Languages: spoken[m.rand.IntN(len(spoken))], Founded: &founded, Staff: &staff,
	}
	return m
}

func (m *maker) profile() catalog.Profile {
	turnover := int64(50+m.rand.IntN(2000)) * 1_000_000
	markets := make([]string, 0, 4)
	for _, at := range m.rand.Perm(len(exportMarkets))[:1+m.rand.IntN(4)] {
		markets = append(markets, exportMarkets[at])
	}
	return catalog.Profile{
		Line: catalog.Texts{"en": m.trade.en + " products made in Suwon", "ko": "수원에서 만드는 " + m.trade.ko + " 제품"}, Site: site(m.n),
		BusinessNo: businessNo(m.n), FactoryM2: 200 + m.rand.IntN(4000), FactoryLines: 1 + m.rand.IntN(6), Markets: markets,
		Patents: m.rand.IntN(9), TurnoverMinor: turnover, ExportMinor: turnover * int64(10+m.rand.IntN(70)) / 100, Currency: "USD",
	}
}

// site is the part of the city.
func site(n int) catalog.Texts {
	part := makerSites[n%len(makerSites)]
	return catalog.Texts{"en": part.en, "ko": part.ko}
}

// businessNo is one that is not issued (office code 999) with the checksum of Korean business numbers.
func businessNo(n int) string {
	digits := fmt.Sprintf("99989%04d", n%10_000)
	weights, sum := []int{1, 3, 7, 1, 3, 7, 1, 3, 5}, 0
	for i, weight := range weights {
		sum += int(digits[i]-'0') * weight
	}
	sum += int(digits[8]-'0') * 5 / 10
	return fmt.Sprintf("%s-%s-%s%d", digits[:3], digits[3:5], digits[5:], (10-sum%10)%10)
}
