package demo

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
)

// products are the maker's share: kinds go round, so that each is there as often as any other, and those of a category go to the
// makers whose trade it is. A category that is nobody's is everybody's.
func (m *maker) products(kinds []kind, drawn gallery, large Large) []catalog.Product {
	var products []catalog.Product
	for category, own := range byCategory(kinds) {
		peers, before := m.among(category, large.Companies)
		for at := before; at >= 0 && at/len(own)*len(kinds) < large.Products; at += peers {
			if i := own[at%len(own)]; at/len(own)*len(kinds)+i < large.Products {
				products = append(products, m.product(kinds[i], at/len(own), drawn))
			}
		}
	}
	return products
}

// byCategory gives the places of the kinds of each category, in the order in which categories come.
func byCategory(kinds []kind) iter.Seq2[string, []int] {
	places := map[string][]int{}
	var order []string
	for i, k := range kinds {
		if places[k.category] == nil {
			order = append(order, k.category)
		}
		places[k.category] = append(places[k.category], i)
	}
	return func(yield func(string, []int) bool) {
		for _, category := range order {
			if !yield(category, places[category]) {
				return
			}
		}
	}
}

// among says how many of the first so many makers share in a category, and how many of them come before this one; -1 where it has no
// share.
func (m *maker) among(category string, makers int) (peers, before int) {
	for n := range makers {
		if tradeOf(n).category != category {
			continue
		}
		peers++
		if n < m.n {
			before++
		}
	}
	switch {
	case peers == 0:
		return makers, m.n
	case m.trade.category != category:
		return peers, -1
	}
	return peers, before
}

// product is the nth of its kind over all makers; its SKU says so: G-SKIN-LASER-1.
func (m *maker) product(k kind, n int, drawn gallery) catalog.Product {
	model := fmt.Sprintf("%s-%d", strings.ToUpper(m.NameEn[:2]), 100+m.rand.IntN(9800))
	quality, use := qualities[k.category][m.rand.IntN(len(qualities[k.category]))], uses[k.category][m.rand.IntN(len(uses[k.category]))]
	minor := asSet(int64(k.low*100 + m.rand.IntN((k.high-k.low)*100+1)))
	moq := m.order(minor)
	air := minor > 20_000 || k.category == "components"
	terms := catalog.Terms{
		MOQ: moq, Unit: "H87", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Busan", "ko": "부산"}, Port: "KRPUS",
		PortName: catalog.Texts{"en": "Busan", "ko": "부산항"}, Payment: catalog.Texts{"en": "T/T 30 % with order, 70 % before shipment", "ko": "T/T 계약 시 30 %, 선적 전 70 %"},
		LeadSample: 3 + m.rand.IntN(10), LeadFirst: 14 + m.rand.IntN(50), LeadRepeat: 10 + m.rand.IntN(30), Capacity: moq * (20 + m.rand.IntN(400)),
		Sample: catalog.Texts{"en": "At the price of one piece, freight collect", "ko": "1개 단가, 운임 착불"},
	}
	if k.category != "food" && k.category != "beauty" {
		terms.Warranty, terms.SpareYears = 12, 3
	}
	if air {
		terms.Incoterm, terms.Place = "FCA", catalog.Texts{"en": "Incheon Airport", "ko": "인천공항"}
		terms.Port, terms.PortName = "KRICN", catalog.Texts{"en": "Incheon Airport", "ko": "인천공항"}
	}
	name := catalog.Texts{
		"en": fmt.Sprintf("%s %s %s", model, quality.en, k.en), "ko": fmt.Sprintf("%s %s %s", model, quality.ko, k.ko),
	}
	p := catalog.Product{
		SKU: "G-" + strings.ToUpper(k.name) + "-" + strconv.Itoa(n+1), Category: k.category, HS6: k.hs6, HSEdition: "HS2022", HSStatus: "self", Origin: "KR",
		Name: name, Short: catalog.Texts{"en": title(k.en) + " " + use.en + ".", "ko": use.ko + " " + k.ko + "."},
		Specs: []catalog.Spec{
			{Name: catalog.Texts{"en": "Model", "ko": "모델"}, Value: catalog.Texts{"en": model}},
			{Name: catalog.Texts{"en": "Weight", "ko": "무게"}, Value: catalog.Texts{"en": fmt.Sprintf("%.1f kg", 0.1+40*m.rand.Float64())}},
		},
		Terms: terms, Tiers: m.tiers(minor, moq), Certs: m.certs(k.category), Pictures: m.picture(k, name, drawn), Publishing: true,
	}
	return p
}

// order is the least that is sold at once: few of what is dear.
func (m *maker) order(minor int64) int {
	n := m.rand.IntN(len(orders))
	switch {
	case minor >= 1_000_00:
		n /= 4
	case minor >= 100_00:
		n /= 2
	}
	return orders[n]
}

// asSet is a price near one in cents, as people set them: in steps that grow with it, from 5 cents below $10 to $500 from $10,000 on.
func asSet(minor int64) int64 {
	step := int64(5)
	for at := int64(1000); at <= minor && step < 50_000; at *= 10 {
		step *= 10
	}
	return max((minor+step/2)/step*step, step)
}

// tiers are up to three; one maker in eight shows no price to everybody.
func (m *maker) tiers(minor int64, moq int) []catalog.Tier {
	first := 0
	if m.rand.IntN(8) == 0 {
		first = 1
	}
	tiers := []catalog.Tier{{From: moq, Minor: minor, Level: first}}
	for i, off := range []int64{8, 15}[:m.rand.IntN(3)] {
		tiers = append(tiers, catalog.Tier{From: moq * []int{5, 25}[i], Minor: asSet(minor * (100 - off) / 100), Level: max(first, []int{1, 3}[i])})
	}
	return tiers
}

func (m *maker) certs(category string) []catalog.Certificate {
	var certs []catalog.Certificate
	issued := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, scheme := range schemes[category] {
		if m.rand.IntN(3) == 0 {
			continue
		}
		expires := issued.AddDate(2, m.rand.IntN(24), 0)
		certs = append(certs, catalog.Certificate{
			Scheme: scheme, Number: fmt.Sprintf("DEMO-%06d", m.rand.IntN(1_000_000)), Body: "NB 0000 (demo)", State: catalog.Held,
			IssuedOn: &issued, ExpiresOn: &expires, VerifiedOn: &issued,
		})
	}
	return certs
}

// picture is one of the drawings for the kind or else for the category: of the demo's own products, or of any product of the sort.
func (m *maker) picture(k kind, name catalog.Texts, drawn gallery) []catalog.Picture {
	own := borrowed[k.name]
	if len(own) == 0 {
		own = borrowed[k.category]
	}
	picture, ok := drawn[own[m.rand.IntN(len(own))]]
	if !ok {
		return nil
	}
	picture.Alt = catalog.Texts{"en": name["en"], "ko": name["ko"]}
	return []catalog.Picture{picture}
}

func title(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
