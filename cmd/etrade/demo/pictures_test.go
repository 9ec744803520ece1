package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/catalog"
)

func TestPicturesAreDrawnFromTheirSVG(t *testing.T) {
	manifest, err := readManifest()
	if err != nil {
		t.Fatal(err)
	}
	sources, err := fs.Glob(pictures, "pictures/*.svg")
	if err != nil || len(sources) == 0 {
		t.Fatalf("no drawings: %v", err)
	}
	if len(manifest) != len(sources) {
		t.Errorf("%d drawings, %d in the manifest: run go run ./cmd/dev pictures", len(sources), len(manifest))
	}
	for _, source := range sources {
		svg, err := fs.ReadFile(pictures, source)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(svg)
		name := strings.TrimSuffix(strings.TrimPrefix(source, "pictures/"), ".svg")
		if manifest[name].SVG != hex.EncodeToString(sum[:])[:10] {
			t.Errorf("%s changed after its WebP was drawn: run go run ./cmd/dev pictures", source)
		}
	}
}

func TestEveryTextOfTheCatalogIsThereInBothLanguages(t *testing.T) {
	var data struct {
		Companies []companyProfile `json:"companies"`
		Products  []article        `json:"products"`
	}
	if err := json.Unmarshal(catalogText, &data); err != nil {
		t.Fatal(err)
	}
	if len(data.Companies) != 6 || len(data.Products) != 12 {
		t.Fatalf("%d companies, %d products", len(data.Companies), len(data.Products))
	}
	both := func(of string, texts ...catalog.Texts) {
		for i, text := range texts {
			if text["ko"] == "" || text["en"] == "" {
				t.Errorf("%s: text %d is not there in both languages: %v", of, i, text)
			}
		}
	}
	for _, c := range data.Companies {
		both(c.Company, c.Line, c.About, c.Site)
		if len(c.Glossary) < 15 {
			t.Errorf("%s: %d terms, an interpreter needs 15", c.Company, len(c.Glossary))
		}
	}
	for _, a := range data.Products {
		both(a.SKU, a.Name, a.Short, a.Long, a.Place, a.PortName, a.Sample, a.Payment, a.Packing)
		for _, spec := range a.Specs {
			both(a.SKU, spec.Name, spec.Value)
		}
	}
}
