package report

import (
	"bytes"
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/sheet"
)

// LinksTable is every participant's connection of a period as a file: GET /{lang}/desk/report/links.csv. For the office.
func (h *Handlers) LinksTable(w http.ResponseWriter, r *http.Request) error {
	viewer := account.ViewerFrom(r.Context())
	if err := account.May(viewer, account.ReadOutcomes, account.Object{}); err != nil {
		return err
	}
	period, err := h.service.Read(r.FormValue("from"), r.FormValue("to"), h.now())
	if err != nil {
		return err
	}
	report, err := h.service.Of(r.Context(), viewer, period)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := sheet.WriteCSV(&file, report.Table()); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="connections.csv"`)
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(file.Bytes())
	return err
}
