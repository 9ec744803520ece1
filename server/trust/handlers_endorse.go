package trust

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/statement"
)

// EndorsementsPage is "trust/endorsements": those that concern an office or a desk, and their keys.
type EndorsementsPage struct {
	Rows    []EndorsementRow
	Keys    []Key
	Office  bool
	AddKeys bool
	Desk    string // slug, which a proof names
	NewKey         // as typed
	Command string // that makes the proof on another computer
	Done    string
	Problem error
}

// EndorsementRow is one of them.
type EndorsementRow struct {
	Endorsement
	Company account.Company
}

// Endorsements lists them: GET /{lang}/desk/endorsements.
func (h *Handlers) Endorsements(w http.ResponseWriter, r *http.Request) error {
	return h.writeEndorsements(w, r, http.StatusOK, EndorsementsPage{Done: r.URL.Query().Get("done")})
}

func (h *Handlers) writeEndorsements(w http.ResponseWriter, r *http.Request, status int, body EndorsementsPage) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	all, err := h.svc.Endorsements(ctx, v)
	if err != nil {
		return err
	}
	var ids []account.CompanyID
	for _, e := range all {
		ids = append(ids, e.CompanyID)
	}
	companies, err := h.svc.Accounts.Companies(ctx, ids)
	if err != nil {
		return err
	}
	for _, e := range all {
		body.Rows = append(body.Rows, EndorsementRow{e, companies[e.CompanyID]})
	}
	if body.Keys, err = h.svc.KeysOf(ctx, v); err != nil {
		return err
	}
	body.Office = v.Is(account.Officer)
	if body.AddKeys = v.Is(account.Partner) && !h.svc.associationOnly(ctx, v); body.AddKeys {
		desk, next, err := h.svc.keyDesk(ctx, v)
		if err != nil {
			return err
		}
		if body.ID == "" {
			body.ID = next
		}
		body.Desk, body.Command = desk.Slug, "etrade key new desk.pem\netrade key prove desk.pem --desk "+desk.Slug+" --id "+body.ID
	}
	return h.pages.Write(w, r, status, "trust/endorsements", "trust.endorsements_title", body)
}

// AddKey takes the public half of a desk's key: POST /{lang}/desk/endorsements/keys.
func (h *Handlers) AddKey(w http.ResponseWriter, r *http.Request) error {
	body := EndorsementsPage{NewKey: NewKey{r.PostFormValue("id"), r.PostFormValue("public"), r.PostFormValue("proof")}}
	err := h.svc.AddKey(r.Context(), account.ViewerFrom(r.Context()), body.NewKey)
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		body.Problem = err
		return h.writeEndorsements(w, r, problem.KindOf(err).Status(), body)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/desk/endorsements?done=key#keys")
}

// SettleKey publishes or withdraws a key: POST /{lang}/desk/endorsements/keys/{id}/{act}.
func (h *Handlers) SettleKey(w http.ResponseWriter, r *http.Request) error {
	act := r.PathValue("act")
	if err := h.svc.SettleKey(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("id"), act); err != nil {
		return err
	}
	return to(w, r, "/desk/endorsements?done="+url.QueryEscape(act)+"#keys")
}

// EndorsementPage is "trust/endorsement": one, for whoever has a part in it.
type EndorsementPage struct {
	Shown
	Text    string
	Bytes   string // what is signed, in base64, for the page's script
	Hash    string // SHA-256 of it, as every computer shows it
	Address string
	Command string // that signs it on another computer
	Reasons []string
	Typed   statement.Signature
	Done    string
	Problem error
}

// Endorsement shows one: GET /{lang}/desk/endorsements/{code}.
func (h *Handlers) Endorsement(w http.ResponseWriter, r *http.Request) error {
	return h.writeEndorsement(w, r, http.StatusOK, statement.Signature{}, nil)
}

func (h *Handlers) writeEndorsement(w http.ResponseWriter, r *http.Request, status int, typed statement.Signature, refusal error) error {
	found, err := h.svc.Endorsement(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("code"))
	if err != nil {
		return err
	}
	found.Company = h.named(r, found.Company)
	hash := sha256.Sum256(found.Statement)
	body := EndorsementPage{Hash: hex.EncodeToString(hash[:]), Shown: found, Text: found.Said.Said(page.FrameFrom(r.Context()).Lang), Bytes: base64.StdEncoding.EncodeToString(found.Statement),
		Address: h.svc.Origin + "/verify/" + found.Endorsement.Code, Command: "etrade key sign " + found.Endorsement.Code + ".statement.json --key desk.pem", Typed: typed, Done: r.URL.Query().Get("done"), Problem: refusal,
		Reasons: slices.DeleteFunc(slices.Clone(statement.Reasons), func(reason string) bool { return reason == "superseded" || reason == "company_revoked" })}
	return h.pages.Write(w, r, status, "trust/endorsement", "trust.endorsement_title", body, "Code", found.Endorsement.Code)
}

// Sign puts a signature under an endorsement: POST /{lang}/desk/endorsements/{code}/sign.
func (h *Handlers) Sign(w http.ResponseWriter, r *http.Request) error {
	typed := statement.Signature{Key: r.PostFormValue("key"), Signature: r.PostFormValue("signature")}
	_, err := h.svc.Sign(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("code"), typed)
	return h.after(w, r, "sign", typed, err)
}

// Revoke ends an endorsement: POST /{lang}/desk/endorsements/{code}/revoke.
func (h *Handlers) Revoke(w http.ResponseWriter, r *http.Request) error {
	err := h.svc.RevokeEndorsement(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("code"), r.PostFormValue("reason"))
	return h.after(w, r, "revoke", statement.Signature{}, err)
}

// Decline says that the viewer's desk does not sign: POST /{lang}/desk/endorsements/{code}/decline. Whoever is not asked any more
// may not read it any more, and so is led to the list.
func (h *Handlers) Decline(w http.ResponseWriter, r *http.Request) error {
	err := h.svc.Decline(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("code"))
	if err != nil {
		return h.after(w, r, "decline", statement.Signature{}, err)
	}
	return to(w, r, "/desk/endorsements?done=decline")
}

func (h *Handlers) after(w http.ResponseWriter, r *http.Request, act string, typed statement.Signature, err error) error {
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		return h.writeEndorsement(w, r, problem.KindOf(err).Status(), typed, err)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/desk/endorsements/"+r.PathValue("code")+"?done="+act)
}
