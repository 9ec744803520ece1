package office

import (
	"net/http"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/schedule"
)

// ZonesPage is "desk/zones": coming consultations whose wall time a change of zone rules has moved.
type ZonesPage struct {
	TZDB string
	Rows []ZoneRow
}

// ZoneRow is one of them. Was and Is are the supplier's clock by the old rules and by the new.
type ZoneRow struct {
	consultation.ZoneChange
	Company string
	City    string
	Was, Is time.Time
}

// Zones lists them: GET /{lang}/desk/zones.
func (h *Handlers) Zones(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	all, err := h.service.ZoneChanges(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return err
	}
	body := ZonesPage{TZDB: schedule.TZDB()}
	for _, c := range all {
		company, err := h.accounts.Company(ctx, c.Supplier)
		if err != nil {
			return err
		}
		body.Rows = append(body.Rows, ZoneRow{ZoneChange: c, Company: company.NameEn, City: account.CityName(h.pages.Texts(), page.LangOf(r.Context()), company.City), Was: c.WasWall, Is: c.Wall})
	}
	return h.pages.Write(w, r, http.StatusOK, "desk/zones", "consultation.zones_title", body)
}
