package catalog

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/trust"
)

// ProductID names a product (UUIDv7). People use its SKU.
type ProductID struct{ uuid.UUID }

// Categories are the halls of the catalog in the order of the home page.
var Categories = []string{"medical", "beauty", "wellness", "components", "it", "machinery", "living", "food"}

// Product is one article of a company with its terms of trade.
type Product struct {
	ID         ProductID
	SKU        string
	GTIN       string // GTIN-8, 12, 13 or 14; may be empty
	Category   string // one of Categories
	HS6        string // six digits, see HSCode
	HSEdition  string // HS2022
	HSStatus   string // self (the maker's proposal), adviser, ruling
	HSNote     Texts
	Origin     string // ISO 3166-1 alpha-2
	Name       Texts
	Short      Texts
	Long       Texts // paragraphs with an empty line between two
	Specs      []Spec
	Keywords   map[string][]string // language: words that people search with
	Terms      Terms
	Pictures   []Picture         // PutProduct: those that a new product begins with
	Brochures  []Brochure        // of a read product
	Note       Texts             // regulatory note
	Details    map[string]string // what Fields keeps by name: brand, freight, compliance; nil when there is none
	Maker      Maker
	Tiers      []Tier        // ascending by quantity; of a read product those that the viewer may see
	Hidden     int           // tiers that the viewer may not see
	Certs      []Certificate // held ones first
	Related    Hits          // of the same maker
	Alike      Hits          // of the same kind, by other makers
	Hours      Hours         // of a read product, its maker's
	Today      time.Time     // of a read product: when it was read
	Saved      bool          // the viewer has put it aside
	Ask        Basketed      // whether the viewer can ask for it
	UpdatedAt  time.Time
	Origins    []Origin // where its translations come from
	Publishing bool     // PutProduct publishes it
}

// Terms are what a purchase depends on besides the price.
type Terms struct {
	MOQ        int
	Unit       string // UN/CEFACT Recommendation 20: H87 piece, SET set
	Currency   string // ISO 4217
	Incoterm   string // Incoterms 2020
	Place      Texts  // named place of the Incoterm
	Payment    Texts
	LeadSample int    // days; 0: no sample
	LeadFirst  int    // days
	LeadRepeat int    // days
	Capacity   int    // units a month
	Port       string // UN/LOCODE
	PortName   Texts
	Sample     Texts
	Warranty   int // months
	SpareYears int
	Packing    Texts
}

// Spec is one line of the specification.
type Spec struct {
	Name   Texts  `json:"name"`
	Value  Texts  `json:"value"`
	Source string `json:"source,omitempty"` // HashText of the Korean that the English was last right for; see Behind
}

// Picture is one drawing or photograph in several widths; see PictureURL.
type Picture struct {
	Name   string `json:"name"` // without width and extension; carries a hash of the content
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Alt    Texts  `json:"alt"`
}

// Brochure is a PDF about a product in one language; see media.
type Brochure struct {
	ID       uuid.UUID
	Lang     string
	Bytes    int
	FileName string // as its maker called it; only the maker and the office see it
}

// BrochureIDs name the product's brochures.
func (p Product) BrochureIDs() []uuid.UUID {
	ids := make([]uuid.UUID, len(p.Brochures))
	for i, b := range p.Brochures {
		ids[i] = b.ID
	}
	return ids
}

// Megabytes is its size, rounded to tenths, never 0.
func (b Brochure) Megabytes() string { return media.Megabytes(b.Bytes) }

// Tier is the price of one unit from a quantity on.
type Tier struct {
	From  int   // quantity
	Minor int64 // minor units of Terms.Currency
	Level int   // who sees it, see PriceForAll
}

// Maker is the company of a product as cards show it.
type Maker struct {
	ID        account.CompanyID
	Slug      string
	Name      Texts
	City      string
	Zone      string // IANA
	Languages []string
	Line      Texts
	Mark      string // picture name
	Trust     trust.Standing
	Listed    bool // the office has agreed to its profile: before that nobody sees its products
}

// HSCode is the code as people write it: 9018.90.
func (p Product) HSCode() string { return Dotted(p.HS6) }

// Dotted writes the code of a subheading as people do, 9018.90; others stay as they are.
func Dotted(hs6 string) string {
	if len(hs6) != 6 {
		return hs6
	}
	return hs6[:4] + "." + hs6[4:]
}
