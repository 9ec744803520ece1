package saved

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)
	hit := catalog.Hit{SKU: "LV-Q1600", Name: catalog.Texts{"en": "Pigment laser", "ko": "색소 레이저"}, MOQ: 1, Unit: "SET", Maker: catalog.Maker{Slug: "lumivale", Name: catalog.Texts{"en": "Lumivale"}, City: "Suwon", Zone: "Asia/Seoul"}}
	first, second := List{ID: uuid.UUID{1}, Name: "Clinics", Items: 2, CreatedAt: at}, List{ID: uuid.UUID{2}, Name: "Spring 2027"}
	full := ListPage{Lists: []List{first, second}, List: first, Hits: []catalog.Hit{hit}, Gone: []string{"OLD-1"}, Name: first.Name,
		Alerts: []FollowedAlert{{Alert{ID: uuid.UUID{3}, Query: "?q=laser", CreatedAt: at}, "“laser”"}}}
	wrong := full
	wrong.Problem = problem.InvalidFields(problem.Field{Name: "name", Code: "saved_name"})
	title := func(body ListPage) page.Example {
		return page.Example{Name: "saved/list", TitleKey: "saved.title", Body: body}
	}
	all := []page.Example{
		title(full), title(wrong), title(ListPage{List: List{Name: "My list"}}), title(ListPage{List: List{Name: "My list", Items: 1}, Hits: []catalog.Hit{hit}}),
		{Name: "saved/follow", TitleKey: "saved.follow_title", Body: FollowPage{Words: "“laser”", Query: "?q=laser", Mail: "ana@restaura.example"}},
		{Name: "saved/follow", TitleKey: "saved.follow_title", Body: FollowPage{Words: "All", Problem: problem.New(problem.Invalid, "alert_empty")}},
		{Name: "saved/stop", TitleKey: "saved.stop_title", Body: StopPage{"secret", 2}}, {Name: "saved/stop", TitleKey: "saved.stop_title", Body: StopPage{}},
	}
	for _, done := range []string{"created", "renamed", "dropped", "followed", "stopped"} {
		full.Done = done
		all = append(all, title(full))
	}
	return all
}
