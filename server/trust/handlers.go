package trust

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/qrcode"
)

// Handlers are the pages and files of trust.
type Handlers struct {
	svc   *Service
	pages *page.Pages
}

// NewHandlers makes them.
func NewHandlers(svc *Service, pages *page.Pages) *Handlers { return &Handlers{svc, pages} }

// CheckPage is "trust/check": what anybody may know of an endorsement.
type CheckPage struct {
	Public
	Address string
	Code    qrcode.Code
	Texts   []Text
	Command string // that checks it without a network
}

// Text is a statement in one language.
type Text struct{ Lang, Text string }

// Check is the public page of an endorsement: GET /{lang}/verify/{code}.
func (h *Handlers) Check(w http.ResponseWriter, r *http.Request) error {
	found, err := h.svc.Find(r.Context(), strings.ToUpper(r.PathValue("code")))
	if err != nil {
		return err
	}
	body := CheckPage{Public: found, Address: h.svc.Origin + "/verify/" + found.Endorsement.Code,
		Command: "etrade verify " + found.Endorsement.Code + ".json --keys keys.json --list revoked.json"}
	if body.Code, err = qrcode.Of(body.Address); err != nil {
		return err
	}
	lang := page.FrameFrom(r.Context()).Lang
	other := map[string]string{"en": "ko", "ko": "en"}[lang]
	if other == "" {
		other = "en"
	}
	for _, l := range []string{lang, other} {
		body.Texts = append(body.Texts, Text{l, found.Said.Said(l)})
	}
	return h.pages.Write(w, r, http.StatusOK, "trust/check", "trust.check_title", body, "Code", found.Endorsement.Code)
}

// Keys are the published keys: GET /trust/keys.json.
func (h *Handlers) Keys(w http.ResponseWriter, r *http.Request) error {
	body, err := h.svc.PublishedKeys(r.Context())
	return file(w, body, err, "")
}

// Revoked is the newest list of what was revoked: GET /trust/revoked.json.
func (h *Handlers) Revoked(w http.ResponseWriter, r *http.Request) error {
	body, err := h.svc.RevocationList(r.Context())
	return file(w, body, err, "")
}

// File is an endorsement to keep and to check anywhere: GET /trust/endorsements/{code}.json.
func (h *Handlers) File(w http.ResponseWriter, r *http.Request) error {
	code := strings.TrimSuffix(r.PathValue("file"), ".json")
	body, err := h.svc.File(r.Context(), code)
	return file(w, body, err, code+".json")
}

// Statement are the bytes that are signed: GET /{lang}/desk/endorsements/{code}/statement.
func (h *Handlers) Statement(w http.ResponseWriter, r *http.Request) error {
	found, err := h.svc.Endorsement(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("code"))
	return file(w, found.Statement, err, r.PathValue("code")+".statement.json")
}

func file(w http.ResponseWriter, body []byte, err error, name string) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if name != "" {
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	_, _ = w.Write(body) // the client may be gone; there is nobody left to tell
	return nil
}

// CheckRow is one check that a company needs or may have, with what was found and handed in.
type CheckRow struct {
	Kind      string
	Mandatory bool
	Check     *Check
	Holds     bool
	Evidence  []Evidence
	Checker   string
}

func rowsOf(r Record, now time.Time, names map[account.UserID]account.User) []CheckRow {
	mandatory := map[string]bool{}
	for _, kind := range Mandatory(r.Kind) {
		mandatory[kind] = true
	}
	rows := make([]CheckRow, 0, len(r.Kinds))
	for _, kind := range r.Kinds {
		row := CheckRow{Kind: kind, Mandatory: mandatory[kind]}
		for i := range r.Checks {
			if r.Checks[i].Kind == kind {
				row.Check, row.Holds, row.Checker = &r.Checks[i], r.Checks[i].Holds(now), names[r.Checks[i].Checker].Name
			}
		}
		for _, e := range r.Evidence {
			if e.Kind == kind {
				row.Evidence = append(row.Evidence, e)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// OwnPage is "trust/own": a company's own verification.
type OwnPage struct {
	Record
	Rows    []CheckRow
	Typed   Facts
	Edit    bool
	Submit  bool
	Leave   bool
	Done    string
	Problem error
}

// Own shows a company its verification: GET /{lang}/verification.
func (h *Handlers) Own(w http.ResponseWriter, r *http.Request) error {
	return h.writeOwn(w, r, http.StatusOK, nil, nil)
}

func (h *Handlers) writeOwn(w http.ResponseWriter, r *http.Request, status int, typed *Facts, refusal error) error {
	v, id, err := ownCompany(r)
	if err != nil {
		return err
	}
	record, err := h.svc.Own(r.Context(), v, id)
	if err != nil {
		return err
	}
	body := OwnPage{Record: record, Rows: rowsOf(record, h.svc.Now(), nil), Typed: record.Facts, Done: r.URL.Query().Get("done"), Problem: refusal}
	if typed != nil {
		body.Typed = *typed
	}
	body.Edit = record.Editable()
	for _, move := range record.Legal {
		body.Submit, body.Leave = body.Submit || move == string(Submit), body.Leave || move == string(Leave)
	}
	body.Submit = body.Submit || record.State == Invited || record.State == SelfRegistered
	return h.pages.Write(w, r, status, "trust/own", "trust.own_title", body)
}

// ownCompany is the first company that the viewer speaks for.
func ownCompany(r *http.Request) (account.Viewer, account.CompanyID, error) {
	return firstCompany(account.ViewerFrom(r.Context()))
}

func firstCompany(v account.Viewer) (account.Viewer, account.CompanyID, error) {
	for _, role := range []account.Role{account.Supplier, account.Buyer} {
		if id, ok := v.Company(role); ok {
			return v, id, nil
		}
	}
	return v, account.CompanyID{}, account.May(v, account.EditVerification, account.Object{})
}

// SetOwn writes what a company says of itself, hands it in, or withdraws: POST /{lang}/verification.
func (h *Handlers) SetOwn(w http.ResponseWriter, r *http.Request) error {
	v, id, err := ownCompany(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	act, typed := r.PostFormValue("act"), Facts{r.PostFormValue("legal_name"), r.PostFormValue("registry_no"), r.PostFormValue("representative"),
		r.PostFormValue("address"), r.PostFormValue("website"), r.PostFormValue("phone"), r.PostFormValue("tax_no")}
	if act == "withdraw" {
		_, err = h.svc.Hand(r.Context(), v, id, Leave)
	} else {
		err = h.svc.SetFacts(r.Context(), v, id, typed)
	}
	if err == nil && act == "submit" {
		_, err = h.svc.Hand(r.Context(), v, id, Submit)
	}
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		return h.writeOwn(w, r, problem.KindOf(err).Status(), &typed, err)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/verification?done="+url.QueryEscape(act))
}

// HandIn takes a file of evidence: POST /{lang}/verification/evidence.
func (h *Handlers) HandIn(w http.ResponseWriter, r *http.Request) error {
	v, id, err := ownCompany(r)
	if err != nil {
		return err
	}
	content, header, err := r.FormFile("file")
	if err != nil {
		return h.writeOwn(w, r, http.StatusUnprocessableEntity, nil, problem.InvalidFields(problem.Field{Name: "file", Code: "evidence_missing"}).Because(err))
	}
	defer func() { _ = content.Close() }()
	err = h.svc.HandIn(r.Context(), v, id, r.PostFormValue("kind"), header.Filename, content)
	if problem.Is(err, problem.Invalid) {
		return h.writeOwn(w, r, http.StatusUnprocessableEntity, nil, err)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/verification?done=evidence#checks")
}

// Evidence is a file for the company and its reviewers, never shown in the portal's own pages:
// GET /{lang}/verification/evidence/{id}.
func (h *Handlers) Evidence(w http.ResponseWriter, r *http.Request) error {
	e, content, err := h.svc.ReadEvidence(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	w.Header().Set("Content-Type", e.Type)
	w.Header().Set("Content-Disposition", `attachment; filename*=UTF-8''`+url.PathEscape(e.Name))
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "private, no-store")
	_, _ = io.Copy(w, content) // the client may be gone; there is nobody left to tell
	return nil
}

func to(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+path, http.StatusSeeOther)
	return nil
}
