package saved

import (
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// FollowPage is "saved/follow": a search, before it is followed.
type FollowPage struct {
	Words   string
	Query   string // query part of the search
	Mail    string
	Problem error
}

// NewAlert asks whether a search is to be followed: GET /{lang}/alerts/new?q=<query part>.
func (h *Handlers) NewAlert(w http.ResponseWriter, r *http.Request) error {
	if err := own(account.ViewerFrom(r.Context())); err != nil {
		return err
	}
	return h.ask(w, r, http.StatusOK, nil)
}

func (h *Handlers) ask(w http.ResponseWriter, r *http.Request, status int, refusal error) error {
	q := catalog.ParseQuery(r.FormValue("q"))
	return h.pages.Write(w, r, status, "saved/follow", "saved.follow_title", FollowPage{
		Words: q.Describe(h.pages.Texts(), page.FrameFrom(r.Context()).Lang), Query: q.URL(), Mail: account.ViewerFrom(r.Context()).Email, Problem: refusal,
	})
}

// Follow follows a search: POST /{lang}/alerts.
func (h *Handlers) Follow(w http.ResponseWriter, r *http.Request) error {
	err := h.service.Follow(r.Context(), account.ViewerFrom(r.Context()), catalog.ParseQuery(r.PostFormValue("q")))
	switch problem.KindOf(err) {
	case problem.Invalid, problem.Conflict:
		return h.ask(w, r, problem.KindOf(err).Status(), err)
	}
	if err != nil {
		return err
	}
	return page.SeeOther(w, r, "/saved?done=followed#alerts")
}

// Stop ends one alert: POST /{lang}/alerts/{id}/stop.
func (h *Handlers) Stop(w http.ResponseWriter, r *http.Request) error {
	if err := h.service.Stop(r.Context(), account.ViewerFrom(r.Context()), listID(r.PathValue("id"))); err != nil {
		return err
	}
	return page.SeeOther(w, r, "/saved?done=stopped#alerts")
}

// StopPage is "saved/stop": the end of the mails, for whoever holds the link.
type StopPage struct {
	Secret string
	Count  int // of searches that are followed
}

// StopForm is where the link of a mail leads; the button on it ends the mails, since what opens links by itself must not:
// GET /{lang}/alerts/stop/{secret}.
func (h *Handlers) StopForm(w http.ResponseWriter, r *http.Request) error {
	secret := r.PathValue("secret")
	n, err := h.service.Following(r.Context(), secret)
	if err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "saved/stop", "saved.stop_title", StopPage{secret, n})
}

// StopAll ends all alerts of who holds the link: POST /{lang}/alerts/stop/{secret}. A mail program that asks by itself
// (RFC 8058) wants no redirect.
func (h *Handlers) StopAll(w http.ResponseWriter, r *http.Request) error {
	secret := r.PathValue("secret")
	if err := h.service.StopBy(r.Context(), secret); err != nil {
		return err
	}
	if r.PostFormValue("List-Unsubscribe") != "" {
		return h.pages.Write(w, r, http.StatusOK, "saved/stop", "saved.stop_title", StopPage{Secret: secret})
	}
	return page.SeeOther(w, r, "/alerts/stop/"+secret)
}
