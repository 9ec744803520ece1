package meeting

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Document is something that can be shown in a room. The id is the same for everybody there; the rest is what the viewer may see of it, in
// their language.
type Document struct {
	ID       string             `json:"id"`
	Kind     string             `json:"kind"` // card: a product, its lines and then its pictures; sheet: a PDF
	SKU      string             `json:"sku"`
	Title    string             `json:"title"`
	Lang     string             `json:"lang"`  // of the title
	Pages    int                `json:"pages"` // of a sheet 0: the file says
	Thumb    string             `json:"thumb,omitempty"`
	Short    string             `json:"short,omitempty"`
	Lines    []catalog.CardLine `json:"lines,omitempty"`
	Note     string             `json:"note,omitempty"` // there are prices that the viewer does not see
	Pictures []DocumentPicture  `json:"pictures,omitempty"`
	File     string             `json:"file,omitempty"` // URL of a sheet
	About    string             `json:"about,omitempty"`
}

// DocumentPicture is a page of a card.
type DocumentPicture struct {
	Src    string `json:"src"`
	Set    string `json:"set"` // as the srcset attribute wants it
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Alt    string `json:"alt"`
}

// Documents are what can be shown in the room, as JSON for who may be there: GET /{lang}/consultations/{number}/documents.
func (h *Handlers) Documents(w http.ResponseWriter, r *http.Request) error {
	c, _, err := h.service.SeatIn(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("number"))
	if err != nil {
		return err
	}
	return h.writeDocuments(w, r, c)
}

func (h *Handlers) writeDocuments(w http.ResponseWriter, r *http.Request, c consultation.Consultation) error {
	products, err := h.exhibits(r.Context(), c)
	if err != nil {
		return err
	}
	all := []Document{}
	for _, p := range products {
		all = append(all, h.cardOf(page.LangOf(r.Context()), p))
		all = append(all, h.sheets(page.LangOf(r.Context()), p)...)
	}
	body, err := json.Marshal(struct {
		Documents []Document `json:"documents"`
	}{all})
	if err != nil {
		return problem.New(problem.Internal, "internal").Because(err)
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(body)
	return err
}

// cardOf is a product: its first page has the lines, each further one a picture.
func (h *Handlers) cardOf(lang string, p catalog.Product) Document {
	d := h.about(lang, p)
	d.ID, d.Kind, d.Pages, d.Short = "card-"+p.ID.String(), "card", 1+len(p.Pictures), page.Pick(lang, p.Short).Text
	d.Lines = p.Card(h.pages.Texts(), lang)
	if p.Hidden > 0 {
		d.Note = h.pages.Texts().T(lang, "catalog.hidden_prices")
	}
	for _, picture := range p.Pictures {
		d.Pictures = append(d.Pictures, DocumentPicture{Src: picture.Large(), Set: picture.Set(), Width: picture.Width, Height: picture.Height, Alt: page.Pick(lang, picture.Alt).Text})
	}
	return d
}

// sheets are the PDF about a product that the public sees.
func (h *Handlers) sheets(lang string, p catalog.Product) []Document {
	var all []Document
	texts := h.pages.Texts()
	for _, b := range inOrder(lang, p.Brochures) {
		d := h.about(lang, p)
		d.ID, d.Kind = "sheet-"+b.ID.String(), "sheet"
		d.File = "/" + lang + "/products/" + p.SKU + "/brochures/" + b.ID.String()
		d.About = texts.T(lang, "media.download", "Lang", texts.T(lang, "media.lang_"+b.Lang), "N", b.Megabytes())
		all = append(all, d)
	}
	return all
}

// inOrder has sheets in the viewer's language first, then those in English.
func inOrder(lang string, brochures []catalog.Brochure) []catalog.Brochure {
	place := func(b catalog.Brochure) int {
		if at := slices.Index([]string{lang, "en"}, b.Lang); at >= 0 {
			return at
		}
		return 2
	}
	return slices.SortedStableFunc(slices.Values(brochures), func(a, b catalog.Brochure) int { return place(a) - place(b) })
}

func (h *Handlers) about(lang string, p catalog.Product) Document {
	name := page.Pick(lang, p.Name)
	d := Document{SKU: p.SKU, Title: name.Text, Lang: name.Lang}
	if len(p.Pictures) > 0 {
		d.Thumb = p.Pictures[0].Thumb()
	}
	return d
}

// mostShown is how many products of a supplier can be shown in a room, besides those that the consultation is about.
const mostShown = 60

// exhibits are the products that can be shown in the room of a consultation, as the viewer may see them: those that it is about first, then the
// supplier's others. Who may be in the room is the caller's to ask.
func (h *Handlers) exhibits(ctx context.Context, c consultation.Consultation) ([]catalog.Product, error) {
	supplier, err := h.accounts.Company(ctx, c.SupplierCompany)
	if err != nil {
		return nil, err
	}
	shown, err := h.catalog.Shown(ctx, "", c.Products, len(c.Products))
	if err != nil {
		return nil, err
	}
	place := func(p catalog.Product) int { return slices.Index(c.Products, p.SKU) }
	slices.SortFunc(shown, func(a, b catalog.Product) int { return place(a) - place(b) })
	others, err := h.catalog.Shown(ctx, supplier.Slug, nil, mostShown)
	if err != nil {
		return nil, err
	}
	return append(shown, slices.DeleteFunc(others, func(p catalog.Product) bool { return place(p) >= 0 })...), nil
}
