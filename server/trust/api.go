package trust

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/statement"
)

// StandingRecord is how far a company is known, as programs get it.
type StandingRecord struct {
	Level        int             `json:"level" minimum:"0" maximum:"4" doc:"Derived from checks and signatures, never typed in"`
	Suspended    bool            `json:"suspended"`
	VerifiedOn   string          `json:"verifiedOn,omitempty" doc:"Day, UTC; from level 2"`
	Until        string          `json:"until,omitempty" doc:"When it is checked again at the latest"`
	Checks       []CheckRecord   `json:"checks" doc:"That hold"`
	Endorsements []VoucherRecord `json:"endorsements" doc:"That hold"`
}

// CheckRecord is a check that holds.
type CheckRecord struct {
	Kind   string `json:"kind" example:"registry"`
	Method string `json:"method" example:"call_back"`
	On     string `json:"on" format:"date"`
}

// VoucherRecord is an endorsement that holds, in short.
type VoucherRecord struct {
	Code       string   `json:"code" example:"SW-E-0001"`
	ByOffice   bool     `json:"byOffice"`
	City       string   `json:"city,omitempty" doc:"Desk that has signed"`
	Scope      []string `json:"scope" doc:"Checks that are named"`
	CheckedOn  string   `json:"checkedOn" format:"date"`
	ValidUntil string   `json:"validUntil" format:"date" doc:"The last day"`
}

// EndorsementRecord is an endorsement as it stands now.
type EndorsementRecord struct {
	Code       string            `json:"code"`
	State      string            `json:"state" enum:"proposed,signed_by_one,active,expired,revoked,superseded"`
	Valid      bool              `json:"valid" doc:"It says something now: signed, not over, not revoked, its company not suspended"`
	Mode       string            `json:"mode" enum:"signed,paper"`
	Company    statement.About   `json:"company"`
	Scope      []string          `json:"scope"`
	CheckedOn  string            `json:"checkedOn" format:"date"`
	IssuedOn   string            `json:"issuedOn" format:"date"`
	ValidUntil string            `json:"validUntil" format:"date"`
	EndedOn    string            `json:"endedOn,omitempty" format:"date"`
	Reason     string            `json:"reason,omitempty" doc:"Why it ended"`
	Text       map[string]string `json:"text" doc:"In words, by language; its last sentence belongs to it"`
	Signatures []SignatureRecord `json:"signatures"`
	File       string            `json:"file,omitempty" format:"uri-reference" doc:"To be checked without a network by etrade verify"`
}

// SignatureRecord is who has signed, and with which published key.
type SignatureRecord struct {
	By        string    `json:"by"`
	Key       string    `json:"key" doc:"Of /trust/keys.json"`
	At        time.Time `json:"at"`
	Withdrawn bool      `json:"withdrawn" doc:"The key was withdrawn: the signature counts no longer"`
}

// EndorsementList is those that concern somebody.
type EndorsementList struct {
	Items []EndorsementRecord `json:"items" doc:"The newest first"`
}

// OwnRecord is a company's own verification.
type OwnRecord struct {
	State   string        `json:"state"`
	Level   int           `json:"level" minimum:"0" maximum:"4"`
	DueAt   *time.Time    `json:"dueAt,omitempty" doc:"Of whoever has to move next"`
	Needs   []string      `json:"needs" doc:"What the reviewer asks for"`
	Missing []string      `json:"missing" doc:"Mandatory checks that do not hold"`
	Legal   []string      `json:"legal" doc:"Moves that you may make now"`
	Checks  []CheckRecord `json:"checks"`
}

type (
	slugInput struct {
		Slug string `path:"slug" maxLength:"80"`
	}
	codeInput struct {
		Code string `path:"code" maxLength:"24"`
	}
	standingAnswer struct{ Body StandingRecord }
	oneAnswer      struct{ Body EndorsementRecord }
	ownAnswer      struct{ Body OwnRecord }
	endorsements   struct{ Body EndorsementList }
	revokedAnswer  struct{ Body statement.SignedList }
)

// API adds the operations on trust.
func (h *Handlers) API(api huma.API) {
	op := operation.Topic{Tag: "trust"}.Op
	huma.Register(api, op("read-trust", http.MethodGet, "/companies/{slug}/trust", "How far a company is known, and who signs for it"), h.readStanding)
	huma.Register(api, op("read-own-verification", http.MethodGet, "/verification", "Where the verification of your own company stands"), h.readOwn)
	huma.Register(api, op("list-endorsements", http.MethodGet, "/endorsements", "Endorsements that concern your office or desk"), h.listEndorsements)
	huma.Register(api, op("verify-endorsement", http.MethodGet, "/endorsements/{code}", "An endorsement as it stands now, for anybody who has its code"), h.readEndorsement)
	huma.Register(api, op("list-revocations", http.MethodGet, "/revocations", "The newest signed list of what was revoked, as at /trust/revoked.json"), h.listRevoked)
}

func (h *Handlers) readStanding(ctx context.Context, in *slugInput) (*standingAnswer, error) {
	c, err := h.svc.Accounts.CompanyBySlug(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	if err := h.svc.shownTo(ctx, account.ViewerFrom(ctx), c); err != nil {
		return nil, err
	}
	all, err := Standings(ctx, h.svc.DB, h.svc.Now(), c.ID)
	if err != nil {
		return nil, err
	}
	s := all[c.ID]
	r := StandingRecord{Level: int(s.Level), Suspended: s.Suspended, VerifiedOn: dayOf(s.VerifiedAt), Until: dayOf(s.Until), Checks: checkRecords(s.Checks), Endorsements: []VoucherRecord{}}
	for _, v := range s.Vouchers {
		r.Endorsements = append(r.Endorsements, VoucherRecord{v.Code, v.ByOffice, v.CityEn, v.Scope, v.CheckedOn.Format(time.DateOnly), v.ValidUntil.Format(time.DateOnly)})
	}
	return &standingAnswer{r}, nil
}

func checkRecords(checks []Check) []CheckRecord {
	records := make([]CheckRecord, len(checks))
	for i, c := range checks {
		records[i] = CheckRecord{c.Kind, c.Method, c.CheckedAt.UTC().Format(time.DateOnly)}
	}
	return records
}

func dayOf(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format(time.DateOnly)
}

func (h *Handlers) readOwn(ctx context.Context, _ *struct{}) (*ownAnswer, error) {
	v, id, err := firstCompany(account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	r, err := h.svc.Own(ctx, v, id)
	if err != nil {
		return nil, err
	}
	return &ownAnswer{OwnRecord{string(r.State), int(r.Level), r.DueAt, orEmpty(r.Needs), orEmpty(r.Missing), orEmpty(r.Legal), checkRecords(r.Standing.Checks)}}, nil
}

func (h *Handlers) listEndorsements(ctx context.Context, _ *struct{}) (*endorsements, error) {
	all, err := h.svc.Endorsements(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	answer := &endorsements{}
	answer.Body.Items = []EndorsementRecord{}
	for _, e := range all {
		p, err := h.svc.public(ctx, e.Code)
		if err != nil {
			return nil, err
		}
		answer.Body.Items = append(answer.Body.Items, recordOf(p))
	}
	return answer, nil
}

func (h *Handlers) readEndorsement(ctx context.Context, in *codeInput) (*oneAnswer, error) {
	p, err := h.svc.Find(ctx, strings.ToUpper(in.Code))
	if err != nil {
		return nil, err
	}
	return &oneAnswer{recordOf(p)}, nil
}

func recordOf(p Public) EndorsementRecord {
	r := EndorsementRecord{Code: p.Endorsement.Code, State: p.Stands(), Valid: p.Holds(), Mode: p.Mode, Company: p.Said.Company, Scope: p.Said.Scope, CheckedOn: p.Said.CheckedOn,
		IssuedOn: p.Said.IssuedOn, ValidUntil: p.Said.ValidUntil, EndedOn: dayOf(p.EndedOn), Reason: p.Endorsement.Reason,
		Text: map[string]string{"en": p.Said.Said("en"), "ko": p.Said.Said("ko")}, Signatures: []SignatureRecord{}}
	for _, s := range p.Signatures {
		r.Signatures = append(r.Signatures, SignatureRecord{s.OwnerEn, s.KeyID, s.At.UTC(), s.Withdrawn != nil})
	}
	if len(p.Signatures) > 0 {
		r.File = "/trust/endorsements/" + r.Code + ".json"
	}
	return r
}

func (h *Handlers) listRevoked(ctx context.Context, _ *struct{}) (*revokedAnswer, error) {
	raw, err := h.svc.RevocationList(ctx)
	if err != nil {
		return nil, err
	}
	answer := &revokedAnswer{}
	return answer, json.Unmarshal(raw, &answer.Body)
}
