package studio

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/catalog"
)

// The reasons for which an officer looks at a product of a batch before it is shown: studio.doubt_<code>.
const (
	doubtHS          = "hs"          // of a known product another customs code, origin or hall
	doubtPrice       = "price"       // of a known product a price that is less than half or more than twice what it was
	doubtCertificate = "certificate" // a certificate that nobody has compared with its issuer
	doubtDangerous   = "dangerous"   // dangerous goods, or what may not leave the country freely
	doubtContact     = "contact"     // texts with addresses, telephone or account numbers
)

// contactForm is what leads a reader past the office: addresses of mail and pages, and digit runs like those of telephones
// and accounts.
var contactForm = regexp.MustCompile(`(?i)[\w.+-]+@[\w-]+\.[a-z]{2,}|https?://|www\.|\+?\d[\d ()-]{9,}\d`)

// weighty are the fields by which customs and buyers know what it is.
var weighty = []string{"hs6", "origin", "category"}

// doubts are why somebody has to look at what an approval would change.
func (s Sheet) doubts() []string {
	var found []string
	add := func(code string) {
		if !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	for _, change := range s.Changes() {
		name := change.Field.Name
		switch {
		case slices.Contains(weighty, name) && change.From != "":
			add(doubtHS)
		case name == "certificates":
			add(doubtCertificate)
		case name == "tiers" && change.From != "" && leaps(s.Base.Tiers, s.Next.Tiers):
			add(doubtPrice)
		case name == "currency" && change.From != "":
			add(doubtPrice)
		case name == "un_no" && change.To != "", name == "dual_use" && change.To == "licence":
			add(doubtDangerous)
		case (change.Field.Text != "" || name == "specs") && contactForm.MatchString(strings.ReplaceAll(change.To, ",", "")):
			add(doubtContact)
		}
	}
	return found
}

// leaps reports a first price that is less than half or more than twice what it was, or gone.
func leaps(was, is []catalog.Tier) bool {
	if len(was) == 0 || len(is) == 0 {
		return len(was) != len(is)
	}
	ratio := big.NewRat(is[0].Minor, was[0].Minor)
	return ratio.Cmp(big.NewRat(2, 1)) > 0 || ratio.Cmp(big.NewRat(1, 2)) < 0
}
