package walkin

import (
	"encoding/json"
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// heard is one ring as the script of any page shows it, in words of the page's language.
type heard struct {
	ID     string `json:"id"`
	Title  string `json:"title"` // also the notification's
	Line   string `json:"line"`
	Open   string `json:"open"`             // path of the list
	Answer string `json:"answer,omitempty"` // path that a form posts to
	Refuse string `json:"refuse,omitempty"`
	Enter  string `json:"enter,omitempty"` // path of a room, for who is called into it
}

// nowAnswer is what GET /{lang}/desk/rings/now says.
type nowAnswer struct {
	Rings  []heard `json:"rings"` // those to be heard by the viewer
	Labels labels  `json:"labels"`
	Listen string  `json:"listen"` // path of the stream that says when to ask again
}

type labels struct {
	Answer string `json:"answer"`
	Refuse string `json:"refuse"`
	Open   string `json:"open"`
	Enter  string `json:"enter"`
}

// Now is what the viewer's pages have to ring for, as JSON: GET /{lang}/desk/rings/now.
func (h *Handlers) Now(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if _, err := deskOf(v); err != nil {
		return err
	}
	rings, err := h.service.Rings(ctx, v)
	if err != nil {
		return err
	}
	rows, err := h.rows(ctx, v, rings, false)
	if err != nil {
		return err
	}
	lang := page.FrameFrom(ctx).Lang
	t := func(key string, args ...any) string { return h.pages.Texts().T(lang, "walkin."+key, args...) }
	answer := nowAnswer{Rings: []heard{}, Labels: labels{t("answer"), t("refuse"), t("open_list"), t("enter_room")}, Listen: stream(h.service.Listens(v))}
	for _, row := range rows {
		if !row.Loud {
			continue
		}
		from, to := page.Pick(lang, row.From.Names()).Text, page.Pick(lang, row.To.Names()).Text
		one := heard{ID: row.ID.String(), Title: t("ring_company"), Line: t("ring_line", "Name", row.Name, "Company", from), Open: path(r, "/desk/rings")}
		act := path(r, "/desk/rings/"+one.ID)
		switch {
		case row.Interpreter == v.User:
			one.Title, one.Enter = t("ring_interpreter"), path(r, "/consultations/"+row.Number+"/room")
		case row.Side == Office:
			one.Title, one.Line = t("ring_office"), t("ring_line_office", "Name", row.Name, "Company", from, "To", to)
			one.Answer = act + "/answer"
		default:
			one.Answer, one.Refuse = act+"/answer", act+"/refuse"
		}
		answer.Rings = append(answer.Rings, one)
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return problem.New(problem.Internal, "internal").Because(err)
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(body)
	return err
}

// stream is the path on which the live side says that a thing has changed.
func stream(thing string) string { return "/live/changes/" + thing }
