package demo

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/catalog"
)

// pictures holds each drawing as SVG with the WebP files made from it (go run ./cmd/dev pictures) and a manifest.
//
//go:embed pictures
var pictures embed.FS

// drawing is one line of pictures/manifest.json.
type drawing struct {
	SVG    string `json:"svg"` // hash of the SVG that the WebP files were made from
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

func readManifest() (map[string]drawing, error) {
	raw, err := pictures.ReadFile("pictures/manifest.json")
	if err != nil {
		return nil, fmt.Errorf("pictures: %w", err)
	}
	var manifest map[string]drawing
	if err := json.Unmarshal(raw, &manifest); err != nil {
		return nil, fmt.Errorf("pictures/manifest.json: %w", err)
	}
	return manifest, nil
}

// gallery is each drawing by its name, as the catalog knows it.
type gallery map[string]catalog.Picture

// writePictures puts the drawings where the portal serves them from. The hash in a picture's name makes it another
// picture when the drawing changes.
func (o Office) writePictures(ctx context.Context) (gallery, error) {
	manifest, err := readManifest()
	if err != nil {
		return nil, err
	}
	kept := make(gallery, len(manifest))
	for name, of := range manifest {
		picture := catalog.Picture{Name: name + "." + of.SVG, Width: of.Width, Height: of.Height}
		for _, width := range catalog.Widths {
			content, err := pictures.ReadFile("pictures/" + name + "-" + strconv.Itoa(width) + ".webp")
			if err != nil {
				return nil, fmt.Errorf("picture %s: %w", name, err)
			}
			if err := o.Files.Put(ctx, strings.TrimPrefix(catalog.PictureURL(picture.Name, width), "/"), bytes.NewReader(content)); err != nil {
				return nil, fmt.Errorf("picture %s: %w", name, err)
			}
		}
		kept[name] = picture
	}
	return kept, nil
}

// of is the drawing of a product, whose name is its SKU in lower case.
func (g gallery) of(a article) ([]catalog.Picture, error) {
	front, ok := g[strings.ToLower(a.SKU)]
	if !ok {
		return nil, fmt.Errorf("no drawing %q", strings.ToLower(a.SKU))
	}
	front.Alt = catalog.Texts{"en": a.Name["en"] + ", front view", "ko": a.Name["ko"] + " 정면"}
	return []catalog.Picture{front}, nil
}
