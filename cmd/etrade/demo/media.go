package demo

import (
	"context"
	"fmt"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/picture"
)

// writeMedia gives the sign-in of the maker something to do: a photograph that is still to be described, and one that broke
// off on its way.
func (o Office) writeMedia(ctx context.Context, k known) error {
	maker, err := o.Account.Viewer(ctx, k.people["supplier@demo.example"])
	if err != nil {
		return err
	}
	for _, handed := range []struct {
		name, drawing string
		part          float64 // how much of it arrived
	}{{"IMG_2041.webp", "mi-f24", 1}, {"IMG_2042.webp", "mi-h2", 0.5}} {
		content, err := pictures.ReadFile("pictures/" + handed.drawing + "-1200.webp")
		if err != nil {
			return fmt.Errorf("drawing %s: %w", handed.drawing, err)
		}
		content = content[:int(float64(len(content))*handed.part)]
		if err := picture.Look(content); err != nil {
			return fmt.Errorf("drawing %s: %w", handed.drawing, err)
		}
		if _, err := o.Media.AddPhoto(ctx, maker, mediaSKU, handed.name, content); err != nil {
			return err
		}
	}
	return nil
}

// writeBrochures hands in a PDF sheet in each of the languages.
func (o Office) writeBrochures(ctx context.Context, maker account.Viewer, sku string, langs ...string) error {
	found, err := o.Catalog.Shown(ctx, "", []string{sku}, 1)
	if err != nil || len(found) == 0 {
		return fmt.Errorf("%s has no sheets: %w", sku, err)
	}
	for _, lang := range langs {
		if err := o.Media.AddBrochure(ctx, maker, sku, lang, sku+"-"+lang+".pdf", sheetOf(found[0], lang)); err != nil {
			return err
		}
	}
	return nil
}

// mediaSKU is a product of the maker who signs in.
const mediaSKU = "MI-H2"
