package digest

import (
	"net/http"

	"github.com/etradeoffice/portal/server/page"
)

// Handlers are the page behind the link of a letter.
type Handlers struct {
	service *Service
	pages   *page.Pages
}

// NewHandlers makes it.
func NewHandlers(service *Service, pages *page.Pages) *Handlers { return &Handlers{service, pages} }

// StopPage is "digest/stop": the end of the letters, for whoever holds the link.
type StopPage struct {
	Secret  string
	Stopped bool
}

// Examples are drawings of the page for the page test.
func Examples() []page.Example {
	return []page.Example{{Name: "digest/stop", TitleKey: "digest.stop_title", Body: StopPage{Secret: "secret"}},
		{Name: "digest/stop", TitleKey: "digest.stop_title", Body: StopPage{Secret: "secret", Stopped: true}}}
}

// Form asks; the button on it ends the letters, since what opens links by itself must not: GET /{lang}/digest/stop/{secret}.
func (h *Handlers) Form(w http.ResponseWriter, r *http.Request) error {
	secret := r.PathValue("secret")
	stopped, err := h.service.Stopped(r.Context(), secret)
	if err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "digest/stop", "digest.stop_title", StopPage{secret, stopped})
}

// Stop ends them, or has them come again: POST /{lang}/digest/stop/{secret}. A mail program that asks by itself (RFC 8058) wants
// no redirect.
func (h *Handlers) Stop(w http.ResponseWriter, r *http.Request) error {
	secret := r.PathValue("secret")
	if err := h.service.Stop(r.Context(), secret, r.PostFormValue("again") == ""); err != nil {
		return err
	}
	if r.PostFormValue("List-Unsubscribe") != "" {
		return h.pages.Write(w, r, http.StatusOK, "digest/stop", "digest.stop_title", StopPage{secret, true})
	}
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/digest/stop/"+secret, http.StatusSeeOther)
	return nil
}
