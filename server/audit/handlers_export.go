package audit

import (
	"bytes"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/sheet"
)

// exportMost is how many lines a file has at most: the newest.
const exportMost = 20_000

func short(hash []byte) string { return hex.EncodeToString(hash[:min(4, len(hash))]) }

// Export is what the filter leaves, as a file: GET /{lang}/desk/audit.csv and audit.xlsx.
func (h *Handlers) Export(w http.ResponseWriter, r *http.Request) error {
	typed := typedOf(r.URL.Query())
	v := account.ViewerFrom(r.Context())
	if err := account.May(v, account.ReadAudit, account.Object{}); err != nil {
		return err
	}
	filter, err := h.filter(&typed)
	if err != nil {
		return err
	}
	found, _, err := h.service.Lines(r.Context(), v, filter, exportMost, 0)
	if err != nil {
		return err
	}
	rows, err := h.rows(r.Context(), found)
	if err != nil {
		return err
	}
	table := h.table(page.FrameFrom(r.Context()).Lang, rows)
	var file bytes.Buffer
	kind, name := "text/csv; charset=utf-8", "audit.csv"
	if strings.HasSuffix(r.URL.Path, ".xlsx") {
		kind, name = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "audit.xlsx"
		err = sheet.Book{Rows: table}.Write(&file)
	} else {
		err = sheet.WriteCSV(&file, table)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(file.Bytes())
	return err
}

// table is the lines in the words of a language, with the codes and whole hashes behind them.
func (h *Handlers) table(lang string, rows []Row) [][]string {
	say := func(key string) string { return h.pages.Texts().T(lang, key) }
	table := [][]string{{say("audit.at"), "UTC", say("audit.kind"), say("audit.number"), say("audit.company"), say("audit.other"), say("audit.who"), say("audit.side"),
		say("audit.what"), say("audit.about"), say("audit.state"), say("audit.reason"), say("audit.hash")}}
	for _, row := range rows {
		table = append(table, []string{row.At.In(h.service.Zone).Format("2006-01-02 15:04:05 -07:00"), row.At.UTC().Format(time.RFC3339), say("audit.kind_" + row.Kind), row.Number,
			page.Pick(lang, row.Firm).Text, page.Pick(lang, row.With).Text, row.Name, row.Role, say(row.Key()), row.About, row.State, row.Reason, hex.EncodeToString(row.Hash)})
	}
	return table
}

// Key is the sentence that says what was done.
func (l Line) Key() string {
	switch l.Kind {
	case OfConsultations:
		return "audit.moved_" + l.Move
	case OfCalls:
		return "audit.call_" + l.Move
	case OfTrust:
		return "audit.trust_" + l.Move
	default:
		return "audit.did_" + l.Move
	}
}

// said is the sentence of the reason, or of what was said with an act; empty where there is none.
func (h *Handlers) said(l Line) string {
	topic := map[string]string{OfConsultations: "consultation.reason_", OfCalls: "walkin.reason_", OfOffice: "desk.rule_", OfTrust: "trust.reason_"}[l.Kind]
	if l.Move == Task {
		topic = "letter.task_"
	}
	code := l.Reason[strings.LastIndex(l.Reason, ".")+1:] // an officer's for a side has the side in front
	if code == "" || !h.pages.Texts().Has(locale.Langs[0], topic+code) {
		return ""
	}
	return topic + code
}
