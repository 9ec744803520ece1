package demo

import (
	"context"
	"fmt"
	"strings"

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
	lines := map[string]string{"en": "Data sheet (demonstration)", "de": "Datenblatt (Demonstration)"}
	for _, lang := range langs {
		if err := o.Media.AddBrochure(ctx, maker, sku, lang, sku+"-"+lang+".pdf", onePage(sku+"   "+lines[lang])); err != nil {
			return err
		}
	}
	return nil
}

// mediaSKU is a product of the maker who signs in.
const mediaSKU = "MI-H2"

// onePage is a PDF of one page with one line in it (ISO 32000-2, 7.5).
func onePage(line string) []byte {
	text := "BT /F1 20 Tf 60 760 Td (" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(line) + ") Tj ET"
	objects := []string{
		"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 5 0 R>>>> /Contents 4 0 R>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(text), text), "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
	}
	var pdf, table strings.Builder
	pdf.WriteString("%PDF-1.4\n")
	for i, object := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", pdf.Len())
		fmt.Fprintf(&pdf, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := pdf.Len()
	fmt.Fprintf(&pdf, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table.String(), len(objects)+1, start)
	return []byte(pdf.String())
}
