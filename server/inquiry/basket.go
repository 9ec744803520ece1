package inquiry

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/problem"
)

// Item is one line of the basket as it was typed.
type Item struct {
	SKU      string `json:"sku"`
	Quantity string `json:"quantity"`
	Price    string `json:"price"`
	Currency string `json:"currency"`
	Port     string `json:"port"`
	Sample   bool   `json:"sample"`
}

// Basket is what a browser's session holds until it is sent.
type Basket struct {
	Items   []Item `json:"items"`
	Message string `json:"message"`
	Lang    string `json:"lang"`
}

// ReadBasket reads the session's text; what cannot be read is an empty basket.
func ReadBasket(text string) Basket {
	var b Basket
	if json.Unmarshal([]byte(text), &b) != nil {
		return Basket{}
	}
	return b
}

// String is the text for the session.
func (b Basket) String() string {
	raw, err := json.Marshal(b)
	if err != nil {
		return ""
	}
	return string(raw)
}

// Has reports whether a product is in the basket.
func (b Basket) Has(sku string) bool {
	return slices.ContainsFunc(b.Items, func(i Item) bool { return i.SKU == sku })
}

// With adds a product with its smallest quantity, once. The port is that of the line before.
func (b Basket) With(p catalog.Product, most int) Basket {
	if b.Has(p.SKU) || len(b.Items) >= most {
		return b
	}
	item := Item{SKU: p.SKU, Quantity: strconv.Itoa(max(p.Terms.MOQ, 1)), Currency: p.Terms.Currency}
	if n := len(b.Items); n > 0 {
		item.Port = b.Items[n-1].Port
	}
	b.Items = append(slices.Clone(b.Items), item)
	return b
}

// Without takes a product out.
func (b Basket) Without(sku string) Basket {
	b.Items = slices.DeleteFunc(slices.Clone(b.Items), func(i Item) bool { return i.SKU == sku })
	return b
}

const (
	quantityMost = 100_000_000
	messageMin   = 20 // characters of the first message
	messageMax   = 4000
	portMax      = 60
)

// line reads an item about a product, or names what is wrong with it.
func (i Item) line(p catalog.Product) (Line, []problem.Field) {
	var wrong []problem.Field
	refuse := func(name, code string) { wrong = append(wrong, problem.Field{Name: name + "-" + i.SKU, Code: code}) }
	l := Line{SKU: p.SKU, Name: p.Name, Unit: p.Terms.Unit, Currency: i.Currency, Port: strings.TrimSpace(i.Port), Sample: i.Sample}
	n, err := strconv.Atoi(strings.NewReplacer(",", "", " ", "", ".", "").Replace(i.Quantity))
	if err != nil || n < 1 || n > quantityMost {
		refuse("quantity", "inquiry_quantity")
	}
	l.Quantity = n
	if !slices.Contains(locale.Currencies, i.Currency) {
		l.Currency = p.Terms.Currency
	}
	if strings.TrimSpace(i.Price) != "" {
		minor, ok := locale.ParseMoney(i.Price, l.Currency)
		if !ok || minor <= 0 {
			refuse("price", "inquiry_price")
		}
		l.Minor = &minor
	}
	if utf8.RuneCountInString(l.Port) > portMax {
		refuse("port", "inquiry_port")
	}
	return l, wrong
}

// wordsOK names what is wrong with the length of a text.
func wordsOK(text string, least int, field string) []problem.Field {
	switch n := utf8.RuneCountInString(strings.TrimSpace(text)); {
	case n == 0:
		return []problem.Field{{Name: field, Code: "inquiry_words_missing"}}
	case n < least:
		return []problem.Field{{Name: field, Code: "message_short"}}
	case n > messageMax:
		return []problem.Field{{Name: field, Code: "inquiry_long"}}
	}
	return nil
}

// Merge adds another basket's lines that are not there; its words count where there are none.
func (b Basket) Merge(other Basket, most int) Basket {
	b.Items = slices.Clone(b.Items)
	for _, i := range other.Items {
		if !b.Has(i.SKU) && len(b.Items) < most {
			b.Items = append(b.Items, i)
		}
	}
	if b.Message == "" {
		b.Message, b.Lang = other.Message, other.Lang
	}
	return b
}

// KeptBasket is the basket of a person.
func (s *Service) KeptBasket(ctx context.Context, v account.Viewer) (Basket, error) {
	text, err := findBasket(ctx, s.DB, v.User)
	return ReadBasket(text), err
}

// KeepBasket keeps it.
func (s *Service) KeepBasket(ctx context.Context, v account.Viewer, b Basket) error {
	return putBasket(ctx, s.DB, v.User, b.String(), s.clock())
}
