package studio

import (
	"time"

	"github.com/etradeoffice/portal/server/catalog"
)

// Missing is something that a buyer would miss: a field, or one of pictures, alt and certificates.
type Missing struct {
	Name     string // of the field, its text without the language; its reason is the sentence studio.why_<name>
	Section  string // of the editor, or "media" or "certificates" for their own pages
	Anchor   string // of the input
	Required bool
}

// Meter is how complete something is.
type Meter struct {
	Percent int // 100 when nothing is missing
	Missing []Missing
}

// The weights: what is required to publish counts thrice. Pictures and a certificate weigh as much as a required field,
// since a buyer looks at them first.
const (
	weightRequired = 3
	weightWanted   = 1
	weightShown    = 3

	enoughPictures = 3
)

type counting struct {
	have, all int
	missing   []Missing
}

func (c *counting) count(ok bool, weight int, m Missing) {
	c.all += weight
	if ok {
		c.have += weight
		return
	}
	c.missing = append(c.missing, m)
}

func (c *counting) meter() Meter {
	return Meter{Percent: c.have * 100 / max(c.all, 1), Missing: c.missing}
}

// MeterOf says how complete a product is, at an instant.
func MeterOf(p catalog.Product, now time.Time) Meter {
	c := &counting{}
	for _, f := range catalog.Fields {
		if !f.Wanted {
			continue
		}
		weight, name := weightWanted, f.Name
		if f.Required {
			weight = weightRequired
		}
		if f.Text != "" {
			name = f.Text
		}
		c.count(f.Value(p) != "", weight, Missing{Name: name, Section: f.Section, Anchor: f.Name, Required: f.Required})
	}
	c.count(len(p.Pictures) >= enoughPictures, weightShown, Missing{Name: "pictures", Section: "pictures"})
	named := len(p.Pictures) > 0
	for _, picture := range p.Pictures {
		named = named && picture.Alt["en"] != ""
	}
	c.count(named, weightWanted, Missing{Name: "alt", Section: "pictures"})
	proven := false
	for _, cert := range p.Certs {
		proven = proven || cert.Standing(now).Counts()
	}
	c.count(proven, weightShown, Missing{Name: "certificates", Section: "certificates"})
	return c.meter()
}
