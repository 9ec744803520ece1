package catalog

import (
	"slices"
	"strconv"
)

// Slide is a picture as large as the window, between its neighbours. Prev and Next are their anchors on the page; "" at
// the ends.
type Slide struct {
	Picture
	N          int
	Prev, Next string
}

// Slides are the pictures of a product for the page, which shows them large without a script.
func (p Product) Slides() []Slide {
	slides := make([]Slide, len(p.Pictures))
	anchor := func(n int) string { return "photo-" + strconv.Itoa(n) }
	for n, picture := range p.Pictures {
		slides[n] = Slide{Picture: picture, N: n}
		if n > 0 {
			slides[n].Prev = anchor(n - 1)
		}
		if n+1 < len(p.Pictures) {
			slides[n].Next = anchor(n + 1)
		}
	}
	return slides
}

// Families are those of the certificates that count on the day the product was read.
func (p Product) Families() []string {
	var families []string
	for _, c := range p.Certs {
		if family := Family(c.Scheme); c.Standing(p.Today).Counts() && !slices.Contains(families, family) {
			families = append(families, family)
		}
	}
	return families
}
