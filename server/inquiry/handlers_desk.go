package inquiry

import (
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// Settings are a maker's bank accounts and whom it does not hear of: GET /{lang}/inquiries/settings.
func (h *Handlers) Settings(w http.ResponseWriter, r *http.Request) error {
	return h.settings(w, r, http.StatusOK, SettingsPage{Done: doneOf(r)})
}

func doneOf(r *http.Request) string {
	if done := r.URL.Query().Get("done"); slices.Contains(doneWords, done) {
		return done
	}
	return ""
}

// SetSettings proposes an account, retires one or lets a company ask again: POST /{lang}/inquiries/settings.
func (h *Handlers) SetSettings(w http.ResponseWriter, r *http.Request) error {
	ctx, v, s := r.Context(), account.ViewerFrom(r.Context()), h.service
	do, which, _ := strings.Cut(r.PostFormValue("do"), " ")
	id, err := uuid.Parse(which)
	if err != nil {
		id = uuid.Nil
	}
	done := "account"
	switch do {
	case "unblock":
		done, err = "unblock", s.Unblock(ctx, v, account.CompanyID{UUID: id})
	case "retire":
		err = s.Decide(ctx, v, id, "retire", "")
	default:
		err = s.Register(ctx, v, r.PostFormValue("label"), r.PostFormValue("number"))
	}
	if shown(err) {
		return h.settings(w, r, problem.KindOf(err).Status(), SettingsPage{Label: r.PostFormValue("label"), Problem: err})
	}
	if err != nil {
		return err
	}
	return see(w, r, "/inquiries/settings?done="+done)
}

func (h *Handlers) settings(w http.ResponseWriter, r *http.Request, status int, body SettingsPage) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	var err error
	if body.Accounts, err = h.service.OwnAccounts(ctx, v); err != nil {
		return err
	}
	company, _ := v.Company(account.Supplier)
	numbers, err := h.service.Callbacks(ctx, company)
	if err != nil {
		return err
	}
	if c, ok := numbers[company]; ok {
		body.Callback = &c
	}
	out, err := h.service.Blocked(ctx, v)
	if err != nil {
		return err
	}
	of, err := h.companies(ctx, out)
	if err != nil {
		return err
	}
	for _, id := range out {
		body.Blocked = append(body.Blocked, of[id])
	}
	return h.pages.Write(w, r, status, "inquiry/settings", "inquiry.settings_title", body)
}

// Desk is what of inquiries waits for the office: GET /{lang}/desk/inquiries.
func (h *Handlers) Desk(w http.ResponseWriter, r *http.Request) error {
	return h.desk(w, r, http.StatusOK, DeskPage{Done: doneOf(r)})
}

// SetDesk puts signals aside, moves an account on, or keeps a number on file: POST /{lang}/desk/inquiries.
func (h *Handlers) SetDesk(w http.ResponseWriter, r *http.Request) error {
	ctx, v, s := r.Context(), account.ViewerFrom(r.Context()), h.service
	if err := account.May(v, account.RunInquiries, account.Object{}); err != nil {
		return err
	}
	do, which, _ := strings.Cut(r.PostFormValue("do"), " ")
	id, err := uuid.Parse(which)
	if err != nil {
		id = uuid.Nil
	}
	done := "account"
	switch do {
	case ActFind:
		return h.desk(w, r, http.StatusOK, DeskPage{Find: r.PostFormValue("find"), Number: r.PostFormValue("callback")})
	case "seen":
		done, err = "seen", s.See(ctx, v, ID{id})
	case "call", "activate", "refuse":
		err = s.Decide(ctx, v, id, do, r.PostFormValue("note"))
	case "callback":
		company, findErr := s.Accounts.CompanyBySlug(ctx, r.PostFormValue("company"))
		if findErr != nil {
			err = problem.InvalidFields(problem.Field{Name: "company", Code: "company_unknown"})
			break
		}
		done, err = "callback", s.SetCallback(ctx, v, company.ID, r.PostFormValue("callback"))
	default:
		return problem.New(problem.NotFound, "not_found")
	}
	if shown(err) {
		return h.desk(w, r, problem.KindOf(err).Status(), DeskPage{Find: r.PostFormValue("find"), Number: r.PostFormValue("callback"), Problem: err})
	}
	if err != nil {
		return err
	}
	return see(w, r, "/desk/inquiries?done="+done)
}

func (h *Handlers) desk(w http.ResponseWriter, r *http.Request, status int, body DeskPage) error {
	ctx, v, s := r.Context(), account.ViewerFrom(r.Context()), h.service
	d, err := s.Desk(ctx, v)
	if err != nil {
		return err
	}
	if body.Overdue, err = h.rows(ctx, v, d.Overdue); err != nil {
		return err
	}
	var threads []Inquiry
	for _, i := range d.Threads {
		threads = append(threads, i)
	}
	slices.SortFunc(threads, func(a, b Inquiry) int { return b.SentAt.Compare(a.SentAt) })
	rows, err := h.rows(ctx, v, threads)
	if err != nil {
		return err
	}
	byID := map[ID]Row{}
	for _, row := range rows {
		byID[row.ID] = row
		if found := d.Signals[row.ID]; len(found) > 0 {
			body.Signals = append(body.Signals, SignalRow{row, found})
		}
	}
	for _, a := range d.Alarms {
		body.Alarms = append(body.Alarms, AlarmRow{a, byID[a.InquiryID]})
	}
	if err := h.deskAccounts(r, &body, d); err != nil {
		return err
	}
	if body.RFQs, err = h.rfqRows(ctx, d.RFQs); err != nil {
		return err
	}
	if body.Pick, err = h.pick(ctx, body.Find, nil); err != nil {
		return err
	}
	return h.pages.Write(w, r, status, "desk/inquiries", "inquiry.desk_title", body)
}

func (h *Handlers) deskAccounts(r *http.Request, body *DeskPage, d Desk) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	var ids []account.CompanyID
	for _, a := range d.Accounts {
		ids = append(ids, a.Company)
	}
	of, err := h.companies(ctx, ids)
	if err != nil {
		return err
	}
	numbers, err := h.service.Callbacks(ctx, ids...)
	if err != nil {
		return err
	}
	for _, a := range d.Accounts {
		row := AccountRow{BankAccount: a, Maker: of[a.Company], Mine: a.CalledBy != nil && *a.CalledBy == v.User.UUID}
		if c, ok := numbers[a.Company]; ok {
			row.Callback = &c
		}
		body.Accounts = append(body.Accounts, row)
	}
	return nil
}
