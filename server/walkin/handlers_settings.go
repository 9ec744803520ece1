package walkin

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// Settings is what a desk says about being rung: GET /{lang}/desk/rings/settings.
func (h *Handlers) Settings(w http.ResponseWriter, r *http.Request) error {
	return h.settings(w, r, http.StatusOK, SettingsPage{Saved: r.URL.Query().Has("saved")})
}

// SetSettings keeps it: POST /{lang}/desk/rings/settings.
func (h *Handlers) SetSettings(w http.ResponseWriter, r *http.Request) error {
	minutes, err := strconv.Atoi(r.PostFormValue("quiet"))
	if err != nil || minutes < 0 {
		minutes = 0
	}
	v := account.ViewerFrom(r.Context())
	if err := h.service.SetDesk(r.Context(), v, r.PostFormValue("any_hour") == "yes", time.Duration(minutes)*time.Minute); err != nil {
		return err
	}
	return saved(w, r)
}

// Unblock lets a company ring again: POST /{lang}/desk/rings/unblock.
func (h *Handlers) Unblock(w http.ResponseWriter, r *http.Request) error {
	if err := h.service.Unblock(r.Context(), account.ViewerFrom(r.Context()), companyOf(r.PostFormValue("company"))); err != nil {
		return err
	}
	return saved(w, r)
}

func saved(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, path(r, "/desk/rings/settings?saved=1"), http.StatusSeeOther)
	return nil
}

func (h *Handlers) settings(w http.ResponseWriter, r *http.Request, status int, body SettingsPage) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if _, err := deskOf(v); err != nil {
		return err
	}
	if v.Is(account.Supplier) {
		var list []Block
		var err error
		body.Supplier = true
		if body.Desk, list, err = h.service.Desk(ctx, v); err != nil {
			return err
		}
		if body.Blocks, err = h.blocked(ctx, list); err != nil {
			return err
		}
	}
	return h.pages.Write(w, r, status, "walkin/settings", "walkin.settings_title", body)
}

// blocked are the companies of blocks by their names.
func (h *Handlers) blocked(ctx context.Context, list []Block) ([]BlockRow, error) {
	ids := make([]account.CompanyID, len(list))
	for i, b := range list {
		ids[i] = b.Company
	}
	of, err := h.service.Accounts.Companies(ctx, ids)
	if err != nil {
		return nil, err
	}
	var rows []BlockRow
	for _, b := range list {
		rows = append(rows, BlockRow{b, of[b.Company]})
	}
	return rows, nil
}
