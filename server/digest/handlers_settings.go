package digest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/push"
)

// SettingsPage is "digest/settings": how a person wants to be told of things.
type SettingsPage struct {
	Wants
	Reminders []string // of account.Reminders, in their order
	Devices   []push.Device
	Push      string // the office's public key; empty where pushing is off
	Saved     bool
	Problem   error
}

// Settings shows it: GET /{lang}/notifications.
func (h *Handlers) Settings(w http.ResponseWriter, r *http.Request) error {
	return h.settings(w, r, http.StatusOK, SettingsPage{Saved: r.URL.Query().Has("saved")})
}

func (h *Handlers) settings(w http.ResponseWriter, r *http.Request, status int, body SettingsPage) (err error) {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if body.Wants, err = h.service.Wants(ctx, v); err != nil {
		return err
	}
	body.Reminders = account.Reminders
	if h.push != nil {
		if body.Push, err = h.push.Key(ctx); err != nil {
			return err
		}
		if body.Devices, err = h.push.Devices(ctx, v.User.UUID); err != nil {
			return err
		}
	}
	return h.pages.Write(w, r, status, "digest/settings", "digest.settings_title", body)
}

// SetSettings keeps it: POST /{lang}/notifications. What is ticked comes.
func (h *Handlers) SetSettings(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	off := slices.DeleteFunc(slices.Clone(account.Reminders), func(which string) bool { return slices.Contains(r.PostForm["remind"], which) })
	if err := h.service.SetWants(r.Context(), account.ViewerFrom(r.Context()), Wants{Morning: r.PostForm.Get("morning") == "yes", Without: off}); err != nil {
		return err
	}
	return saved(w, r)
}

func saved(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/notifications?saved", http.StatusSeeOther)
	return nil
}

// owner is the viewer, who may change what is the own.
func (h *Handlers) owner(r *http.Request) (account.Viewer, error) {
	v := account.ViewerFrom(r.Context())
	if err := account.May(v, account.EditOwnProfile, account.Object{People: []account.UserID{v.User}}); err != nil {
		return v, err
	}
	if h.push == nil {
		return v, problem.New(problem.NotFound, "not_found")
	}
	return v, nil
}

// AddDevice keeps the browser that asks as one to be woken: POST /{lang}/notifications/devices.
func (h *Handlers) AddDevice(w http.ResponseWriter, r *http.Request) error {
	v, err := h.owner(r)
	if err != nil {
		return err
	}
	name := []rune(strings.TrimSpace(r.PostFormValue("name")))
	err = h.push.Add(r.Context(), v.User.UUID, push.Device{Name: string(name[:min(len(name), 60)]), Endpoint: r.PostFormValue("endpoint"),
		P256DH: r.PostFormValue("p256dh"), Auth: r.PostFormValue("auth")})
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		return h.settings(w, r, problem.KindOf(err).Status(), SettingsPage{Problem: err})
	}
	if err != nil {
		return err
	}
	return saved(w, r)
}

// RemoveDevice lets a browser sleep: POST /{lang}/notifications/devices/remove.
func (h *Handlers) RemoveDevice(w http.ResponseWriter, r *http.Request) error {
	v, err := h.owner(r)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(r.PostFormValue("device"))
	if err != nil {
		return problem.New(problem.NotFound, "not_found")
	}
	if err := h.push.Remove(r.Context(), v.User.UUID, id); err != nil {
		return err
	}
	return saved(w, r)
}
