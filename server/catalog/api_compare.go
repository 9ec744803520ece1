package catalog

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/page"
)

// ComparedRow is one line of a comparison in the language of the answer.
type ComparedRow struct {
	Row     string   `json:"row" doc:"What the line is about"`
	Values  []string `json:"values" doc:"One a product, in their order; empty: the maker does not say"`
	Differs bool     `json:"differs"`
}

type compareAnswer struct {
	Body struct {
		Products []ProductDetail `json:"products"`
		Rows     []ComparedRow   `json:"rows"`
		Gone     []string        `json:"gone" doc:"SKUs that are not offered any more"`
	}
}

type compareInput struct {
	SKUs []string `query:"sku" maxItems:"4" doc:"Up to four, with commas between"`
}

func (h *Handlers) compareAPI(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "compare-products", Method: http.MethodGet, Path: "/api/v1/compare",
		Summary: "Up to four products side by side, with the prices that you may see", Tags: []string{"catalog"}}, h.compareProducts)
}

func (h *Handlers) compareProducts(ctx context.Context, in *compareInput) (*compareAnswer, error) {
	products, gone, err := h.svc.Compare(ctx, in.SKUs)
	if err != nil {
		return nil, err
	}
	answer := &compareAnswer{}
	answer.Body.Products, answer.Body.Rows, answer.Body.Gone = make([]ProductDetail, len(products)), []ComparedRow{}, list(gone)
	for i, p := range products {
		answer.Body.Products[i] = p.detail(h.svc.now())
	}
	if len(products) == 0 {
		return answer, nil
	}
	lang, texts := page.FrameFrom(ctx).Lang, h.pages.Texts()
	for _, row := range compareRows(texts, lang, products) {
		said := ComparedRow{Differs: row.Differs}
		if said.Row = page.Pick(lang, row.Name).Text; row.Key != "" {
			said.Row = texts.T(lang, "catalog.row_"+row.Key)
		}
		for _, cell := range row.Cells {
			said.Values = append(said.Values, cell.Text)
		}
		answer.Body.Rows = append(answer.Body.Rows, said)
	}
	return answer, nil
}
