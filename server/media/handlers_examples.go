package media

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 11, 26, 7, 30, 0, 0, time.UTC)
	alt := map[string]string{"en": "Laser, front view", "ko": "레이저 정면"}
	product := Product{SKU: "LV-Q1600", Name: map[string]string{"en": "Pigment laser", "ko": "색소 레이저"}, Published: true}
	seeded := Photo{ID: PhotoID{uuid.UUID{1}}, State: Ready, Name: "lv-q1600.a", Whole: "lv-q1600.a", Width: 1200, Height: 900, Alt: alt, CreatedAt: at}
	ready := Photo{ID: PhotoID{uuid.UUID{2}}, State: Ready, FileName: "front.jpg", Original: "00", Name: "ab", Whole: "ab", Width: 1200, Height: 800, CreatedAt: at, Crop: picture.Crop{Left: 10, Top: 5, Width: 80, Height: 90}}
	waiting, refused := ready, ready
	waiting.ID, waiting.State, waiting.Name = PhotoID{uuid.UUID{3}}, Waiting, ""
	refused.ID, refused.State, refused.Reason, refused.Name = PhotoID{uuid.UUID{4}}, Refused, "photo_broken", ""
	brochure := Brochure{ID: BrochureID{uuid.UUID{5}}, Lang: "de", FileName: "Datenblatt.pdf", Bytes: 2_400_000, CreatedAt: at}
	full := AlbumView{Album: Album{product, []Photo{seeded, ready, waiting, refused}, []Brochure{brochure}}, Languages: BrochureLanguages, Listen: "/live/changes/media-1", Added: 2, Same: 1}
	wrong := full
	wrong.Typed = &Typed{ID: ready.ID, Alt: map[string]string{"en": "x"}, Crop: picture.Crop{Left: 90, Width: 20, Height: 20}}
	wrong.Problem = here(problem.InvalidFields(problem.Field{Name: "alt_en", Code: "photo_alt"}, problem.Field{Name: "alt_ko", Code: "photo_alt"}, problem.Field{Name: "crop", Code: "photo_crop"}), ready.ID)
	some := full
	some.Refusals = []Refusal{{"IMG_0001.HEIC", problem.New(problem.Invalid, "photo_heic")}, {"huge.png", problem.New(problem.Invalid, "photo_big", "Most", 15)}}
	draft := AlbumView{Album: Album{Product: Product{SKU: "LV-2", Name: product.Name}}, Languages: BrochureLanguages, Taken: true, Problem: problem.New(problem.Invalid, "pdf_active")}
	all := []page.Example{}
	for _, v := range []AlbumView{full, wrong, some, draft} {
		all = append(all, page.Example{Name: "studio/media", TitleKey: "media.heading", Body: v})
	}
	return all
}
