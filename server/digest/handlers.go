package digest

import (
	"net/http"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/push"
)

// Handlers are the page behind the link of a letter, and that of one's notifications.
type Handlers struct {
	service *Service
	push    *push.Push // nil: no device is woken
	pages   *page.Pages
}

// NewHandlers makes them.
func NewHandlers(service *Service, p *push.Push, pages *page.Pages) *Handlers {
	return &Handlers{service, p, pages}
}

// StopPage is "digest/stop": the end of the letters, for whoever holds the link.
type StopPage struct {
	Secret  string
	Stopped bool
}

// Examples are drawings of the page for the page test.
func Examples() []page.Example {
	at := time.Date(2027, 3, 8, 3, 0, 0, 0, time.UTC)
	settings := func(body SettingsPage) page.Example {
		body.Reminders = account.Reminders
		return page.Example{Name: "digest/settings", TitleKey: "digest.settings_title", Body: body}
	}
	return []page.Example{settings(SettingsPage{}), settings(SettingsPage{Wants: Wants{Reader: true, Morning: true, Without: []string{"hour"}}, Saved: true, Push: "key",
		Devices: []push.Device{{Name: "Firefox, Linux", CreatedAt: at}}}), settings(SettingsPage{Push: "key", Problem: problem.New(problem.Invalid, "device_invalid")}),
		{Name: "digest/stop", TitleKey: "digest.stop_title", Body: StopPage{Secret: "secret"}},
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
