package media

import (
	"bytes"
	"io"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

var plainPDF = []byte("%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n")

func TestBrochureOfADraftIsForItsMaker(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	for _, sku := range []string{"A-1", "A-2"} {
		for range 2 { // the second time it is there already
			if err := b.AddBrochure(ctx, b.maker, sku, "de", "Datenblatt.pdf", plainPDF); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, _, err := b.OpenBrochure(ctx, account.Viewer{}, "A-1", b.album(t, "A-1").Brochures[0].ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("a visitor opens what the office has not approved: %v", err)
	}
	b.approve(t, "A-1")
	published, draft := b.album(t, "A-1").Brochures, b.album(t, "A-2").Brochures
	if len(published) != 1 || len(draft) != 1 {
		t.Fatalf("%d and %d brochures", len(published), len(draft))
	}
	file, name, err := b.OpenBrochure(ctx, account.Viewer{}, "A-1", published[0].ID)
	if err != nil || name != "A-1-de.pdf" {
		t.Fatalf("%s, %v", name, err)
	}
	got, _ := io.ReadAll(file)
	_ = file.Close()
	if !bytes.Equal(got, plainPDF) {
		t.Errorf("read %q", got)
	}
	for sku, id := range map[string]BrochureID{"A-2": draft[0].ID, "A-1": draft[0].ID, "NONE": published[0].ID} {
		if _, _, err := b.OpenBrochure(ctx, account.Viewer{}, sku, id); !problem.Is(err, problem.NotFound) {
			t.Errorf("a visitor opens %s: %v", sku, err)
		}
	}
	if _, _, err := b.OpenBrochure(ctx, b.maker, "A-2", draft[0].ID); err != nil {
		t.Errorf("its maker: %v", err)
	}
	for lang, content := range map[string][]byte{"xx": plainPDF, "en": []byte("<script>alert(1)</script>"), "ko": append([]byte("%PDF-1.7 /JavaScript"), plainPDF...)} {
		if err := b.AddBrochure(ctx, b.maker, "A-1", lang, "x.pdf", content); !problem.Is(err, problem.Invalid) {
			t.Errorf("%s is taken: %v", lang, err)
		}
	}
	if err := b.RemoveBrochure(ctx, b.maker, "A-1", draft[0].ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("removed by another product: %v", err)
	}
	if err := b.RemoveBrochure(ctx, b.maker, "A-2", draft[0].ID); err != nil {
		t.Error(err)
	}
}
