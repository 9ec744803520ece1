package trust

import (
	"errors"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/qrcode"
	"github.com/etradeoffice/portal/server/statement"
)

// Examples are drawings of this topic's pages for the page test: every state, move, check and warning has its words.
func Examples() []page.Example {
	now := time.Date(2026, 11, 26, 7, 30, 0, 0, time.UTC)
	who, company := account.UserID{UUID: uuid.UUID{1}}, account.Company{Slug: "doedol", NameEn: "Doedol Systems Co., Ltd.", NameKo: "되돌시스템즈", Country: "KR", City: "Suwon", Kind: account.SupplierCompany}
	supersedes := "SW-E-0001"
	e := Endorsement{Code: "SW-E-0007", State: Active, Mode: statement.Signed, Scope: statement.Scopes, CheckedOn: now, IssuedOn: now, ValidUntil: now.AddDate(1, 0, 0), Supersedes: &supersedes}
	said := statement.Statement{Office: statement.Named{ID: "SW", En: "Suwon e-Trade Office", Ko: "수원시 전자무역청"}, Company: statement.About{LegalName: company.NameEn, RegistryNo: "999-88-06662", Country: "KR"}, Scope: statement.Scopes, CheckedOn: "2026-05-06", ValidUntil: "2027-05-06"}
	signed := []Signed{{OwnerEn: "Suwon e-Trade Office", KeyID: "sw-2026-1", At: now}, {OwnerEn: "Cluj-Napoca desk", KeyID: "clj-1", At: now, Withdrawn: &now}}
	public := Public{Endorsement: e, Said: said, Signatures: signed, Held: 2, Slug: "doedol", Supplier: true}
	all := examplesOfChecks(now, public)
	record := Record{Case: Case{Kind: account.SupplierCompany, Facts: lineExamples, DueAt: &now, VerifiedUntil: &now}, Company: company, Level: account.L4,
		Standing: Standing{Vouchers: []Voucher{{Code: e.Code, ByOffice: true, ByCity: true, CityEn: "Cluj-Napoca desk"}}}, Endorsements: []Endorsement{e},
		Desks: []account.Desk{{NameEn: "Cluj-Napoca desk"}}, Recommended: []Recommendation{{OwnerEn: "Association", Text: "A member.", At: now}}, Missing: []string{"factory"}}
	for _, kind := range []account.Kind{account.SupplierCompany, account.BuyerCompany} {
		record.Kind, record.Kinds, record.Checks = kind, Kinds(kind), nil
		for i, k := range record.Kinds {
			c := Check{ID: uuid.UUID{byte(i)}, Kind: k, Result: []string{Passed, Failed}[i%2], Method: Methods[i%len(Methods)], Note: "seen", CheckedAt: now, Checker: who}
			if i == 2 {
				c.ExpiresAt = &now
			}
			if i < 5 {
				record.Checks = append(record.Checks, c)
			}
		}
		record.Evidence = []Evidence{{ID: uuid.UUID{9}, Kind: "registry", Name: "extract.pdf", At: now}}
		for i, state := range append([]State{Draft, Invited, SelfRegistered, EmailOK, ClosedStale, NeedsInfo, Verified, Suspended, Revoked, Rejected, Withdrawn}, open...) {
			record.State, record.Needs, record.Level = state, nil, account.Level(i%5)
			if state == NeedsInfo {
				record.Needs = Needs
			}
			all = append(all, page.Example{Name: "trust/own", TitleKey: "trust.own_title", Body: OwnPage{Record: record, Rows: rowsOf(record, now, nil), Typed: lineExamples, Edit: i%2 == 0, Submit: true, Leave: state == Verified, Done: []string{"", "save", "submit", "evidence", "withdraw"}[i%5]}})
		}
	}
	all = append(all, page.Example{Name: "trust/own", TitleKey: "trust.own_title", Body: OwnPage{Record: record, Problem: problem.InvalidFields(problem.Field{Name: "registry_no", Code: "trust_checksum"}, problem.Field{Name: "file", Code: "evidence_type"})}})
	return append(all, examplesOfDesk(now, record, public, who)...)
}

var lineExamples = Facts{LegalName: "Doedol Systems Co., Ltd.", RegistryNo: "999-88-06662", Representative: "시원", Address: "Suwon", Website: "doedol.example", Phone: "+82 31 000", TaxNo: "DE 000"}

// examplesOfChecks are the public page in all its states.
func examplesOfChecks(now time.Time, public Public) []page.Example {
	code, err := qrcode.Of("https://trade.example/verify/SW-E-0007")
	var all []page.Example
	add := func(change func(*Public)) {
		p := public
		change(&p)
		all = append(all, page.Example{Name: "trust/check", TitleKey: "trust.check_title", TitleArgs: []any{"Code", p.Endorsement.Code},
			Body: CheckPage{Public: p, Address: "https://trade.example/verify/SW-E-0007", Code: code, Texts: []Text{{"en", p.Said.Said("en")}, {"ko", p.Said.Said("ko")}}}})
	}
	add(func(*Public) {})
	add(func(p *Public) { p.State, p.Signatures = SignedByOne, p.Signatures[:1] })
	add(func(p *Public) { p.State = Expired })
	add(func(p *Public) { p.Held = 0 })
	add(func(p *Public) { p.Suspended = true })
	add(func(p *Public) { p.Mode, p.Signatures = statement.Paper, nil })
	add(func(p *Public) { p.State, p.EndedOn, p.Endorsement.Reason = Superseded, &now, "superseded" })
	for _, reason := range statement.Reasons {
		add(func(p *Public) { p.State, p.EndedOn, p.Endorsement.Reason = WasRevoked, &now, reason })
	}
	if err != nil {
		return nil
	}
	return all
}

func examplesOfDesk(now time.Time, record Record, public Public, who account.UserID) []page.Example {
	refusal := problem.InvalidFields(problem.Field{Name: "needs", Code: "trust_needs"}, problem.Field{Name: "note", Code: "trust_proof"}, problem.Field{Name: "expires", Code: "trust_expires"},
		problem.Field{Name: "scope", Code: "endorsement_scope"}, problem.Field{Name: "until", Code: "endorsement_until"}, problem.Field{Name: "desk", Code: "endorsement_desk"},
		problem.Field{Name: "supersedes", Code: "endorsement_supersedes"}, problem.Field{Name: "text", Code: "trust_text"})
	people := map[account.UserID]account.User{who: {Name: "두리"}}
	for _, code := range FlagCodes {
		record.Flags = append(record.Flags, Flag{Code: code, Reason: "seen", ByUser: who, At: now})
	}
	record.Flags[0].ConfirmedBy, record.Flags[1].ClearedBy = &who, &who
	record.Signals = evidence{country: "KR", registry: "1", website: "doedol.example", mails: []string{"a@gmail.com", "b@d0edol.example"}, known: []string{"doedol.example"},
		listed: []Listed{{Name: "X", List: "demo", Dated: now, Reason: "unpaid"}}}.signals()
	record.Events, record.Whole = []Event{{Entry: chain.Entry{At: now, Move: "submit", Role: "supplier", Reason: "x"}}}, true
	full := CompanyPage{Record: record, Rows: rowsOf(record, now, people), People: people, Moves: []string{"review", "pass", "visit", "visited", "verify", "recheck", "restore"}, Ask: true,
		End: []string{"reject", "suspend", "revoke"}, Scopes: statement.Scopes, Partners: record.Desks, Office: true, MayCheck: true, NeedCodes: Needs, Reasons: Reasons, Methods: Methods, FlagCodes: FlagCodes,
		Typed: url.Values{"kind": {"registry"}}}
	wrong := full
	wrong.Problem, wrong.Done = refusal, "check"
	var all []page.Example
	for _, reason := range Reasons {
		again := full
		again.RevokeBy, again.Case.Reason, again.Whole = &who, reason, false
		all = append(all, page.Example{Name: "trust/company", TitleKey: "trust.company", Body: again})
	}
	bare := CompanyPage{Record: Record{Case: Case{Kind: account.BuyerCompany, State: DeskReview}, Company: record.Company}, Recommends: true, Problem: refusal}
	key := Key{ID: "clj-1", DeskID: &account.DeskID{UUID: uuid.UUID{3}}, Public: make([]byte, 32), FromDay: now, UntilDay: now, OwnerEn: "Cluj-Napoca desk"}
	published, withdrawn, ours := key, key, key
	published.PublishedAt, withdrawn.WithdrawnOn, ours.DeskID, ours.PublishedAt = &now, &now, nil, &now
	row := EndorsementRow{public.Endorsement, record.Company}
	shown := Shown{Public: public, Company: record.Company, Desk: &record.Desks[0], Opens: true, CanSign: true, CanEnd: true, Keys: []Key{published}, Proposer: "두리"}
	shown.Letter, shown.EndedOn, shown.Endorsement.Reason = "No. 12", &now, "fraud"
	byOffice, keyless := shown, shown
	byOffice.Office, keyless.Keys = true, nil
	title := []any{"Code", "SW-E-0007"}
	queue := QueuePage{Show: "open", Counts: map[string]int{"open": 2}, Office: true}
	for _, states := range groups {
		for _, state := range states {
			queue.Rows = append(queue.Rows, QueueRow{Case{Kind: account.BuyerCompany, State: state, DueAt: &now}, record.Company, account.L2, true, record.Desks, record.Standing.Vouchers, record.Endorsements})
		}
	}
	declines := keyless
	declines.CanDecline, declines.RevokedBy = true, map[string]string{"en": "Cluj-Napoca desk", "ko": "클루지나포카"}
	return append(all,
		page.Example{Name: "trust/company", TitleKey: "trust.company", Body: wrong},
		page.Example{Name: "trust/company", TitleKey: "trust.company", Body: bare},
		page.Example{Name: "trust/queue", TitleKey: "trust.queue_title", Body: queue},
		page.Example{Name: "trust/queue", TitleKey: "trust.queue_title", Body: QueuePage{Show: "ended"}},
		page.Example{Name: "trust/watch", TitleKey: "trust.watch_title", Body: WatchPage{Lists: []List{{"demo", now, now, 12}}, Imported: 12, Dated: "2026-05-04"}},
		page.Example{Name: "trust/watch", TitleKey: "trust.watch_title", Body: WatchPage{Problem: problem.InvalidFields(problem.Field{Name: "list", Code: "list_name"}, problem.Field{Name: "dated", Code: "list_dated"}, problem.Field{Name: "names", Code: "list_file"})}},
		page.Example{Name: "trust/endorsements", TitleKey: "trust.endorsements_title", Body: EndorsementsPage{Rows: []EndorsementRow{row}, Keys: []Key{key, published, withdrawn, ours}, Office: true, Done: "key"}},
		page.Example{Name: "trust/endorsements", TitleKey: "trust.endorsements_title", Body: EndorsementsPage{AddKeys: true, Desk: "cluj", Command: "etrade key new desk.pem", Problem: problem.InvalidFields(problem.Field{Name: "id", Code: "key_id"}, problem.Field{Name: "public", Code: "key_public"}, problem.Field{Name: "proof", Code: "key_proof"})}},
		page.Example{Name: "trust/endorsement", TitleKey: "trust.endorsement_title", TitleArgs: title, Body: EndorsementPage{Shown: byOffice, Text: "x", Reasons: statement.Reasons, Done: "sign"}},
		page.Example{Name: "trust/endorsement", TitleKey: "trust.endorsement_title", TitleArgs: title, Body: EndorsementPage{Shown: shown, Text: "x", Problem: problem.InvalidFields(problem.Field{Name: "key", Code: "endorsement_key"}, problem.Field{Name: "signature", Code: "endorsement_signature"})}},
		page.Example{Name: "trust/endorsement", TitleKey: "trust.endorsement_title", TitleArgs: title, Body: EndorsementPage{Shown: declines, Problem: errors.New("x")}},
	)
}
