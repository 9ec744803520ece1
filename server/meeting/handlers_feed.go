package meeting

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// FeedPage is "consultation/feed": a person's calendar feed. Address is there only right after it was made.
type FeedPage struct {
	Feed    *consultation.FeedState
	Address string
	Revoked bool
}

// FeedSettings shows the state of the viewer's feed: GET /{lang}/calendar.
func (h *Handlers) FeedSettings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	feed, err := h.service.Feed(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return err
	}
	body := FeedPage{Feed: feed, Revoked: feed == nil && r.URL.Query().Get("done") == "revoke"}
	if secret := h.sessions.Manager.PopString(ctx, "feed"); secret != "" && feed != nil {
		body.Address = h.service.FeedAddress(secret)
	}
	return h.pages.Write(w, r, http.StatusOK, "consultation/feed", "letter.feed_title", body)
}

// SetFeed makes the feed anew or ends it: POST /{lang}/calendar.
func (h *Handlers) SetFeed(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if r.PostFormValue("do") == "revoke" {
		if err := h.service.RevokeFeed(ctx, v); err != nil {
			return err
		}
		return page.SeeOther(w, r, "/calendar?done=revoke")
	}
	secret, err := h.service.MakeFeed(ctx, v)
	if err != nil {
		return err
	}
	h.sessions.Manager.Put(ctx, "feed", secret) // shown once; the table has its hash alone
	return page.SeeOther(w, r, "/calendar")
}

// FeedFile serves a feed to a calendar program, which has no session: GET /calendar/{file}.
func (h *Handlers) FeedFile(w http.ResponseWriter, r *http.Request) error {
	secret, is := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !is {
		return problem.New(problem.NotFound, "not_found")
	}
	raw, err := h.service.ReadFeed(r.Context(), secret, h.pages.Texts())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(raw))
	return nil
}
