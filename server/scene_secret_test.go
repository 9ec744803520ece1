package server

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/statement"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/server/wanted"
)

const (
	meetingWords = "They would like to hear what a thousand cards cost."
	draftWords   = "Unannounced quetzal card"
)

// planted is what a scene knows of secrets.
type planted struct {
	cfg         Config
	endorsement string              // of the buyer's company, by the office
	secrets     []secret            // that were written
	heard       map[string][]string // who was told them
}

// secret is something that one side of the scene has written, by the words that betray it, and who may ever read them.
type secret struct {
	what  string
	words []string
	may   []string
}

var (
	theMaker   = []string{"supplier", "officer"}
	theParties = []string{"buyer", "supplier", "officer"}
	theOffice  = []string{"officer", "operator"}
)

// secrets are what stands in the scene once plant has written it.
var secrets = []secret{
	{"a draft", []string{draftWords, "quetzal"}, theMaker},
	{"a change that waits for the office", []string{"with a heron inside"}, theMaker},
	{"a price for checked companies", []string{"8,123.77", "8123.77", "812377"}, append(slices.Clone(theMaker), "buyer")},
	{"a price on request", []string{"6,411.53", "6411.53", "641153"}, theMaker},
	{"a contact of the maker", []string{"marabou@doedol.example"}, theMaker},
	{"a thread", []string{threadWords}, theParties},
	{"a file of a thread", []string{"pelican in the drawing"}, theParties},
	{"an offer to buy from one maker", []string{"For the computers of four schools."}, theParties},
	{"a request for a meeting", []string{meetingWords}, []string{"buyer", "supplier", "interpreter", "officer", "operator"}},
	{"an officer's note", []string{"bittern said so by telephone"}, theOffice},
	{"a warning about the buyer", []string{"asked for a cormorant"}, theOffice},
	{"evidence of the buyer", []string{"kingfisher-extract.pdf"}, []string{"buyer", "partner", "officer", "operator"}},
	{"an agenda for the interpreter", []string{"first the egret, then the price"}, []string{"supplier", "interpreter", "officer"}},
	{"what the office is asked to find", []string{"Spoonbill lamps"}, []string{"buyer", "officer"}},
	{"a list that the buyer keeps", []string{"Shortlist of the hoopoe"}, []string{"buyer"}},
	{"a search that the buyer follows", []string{"nightjar lamps"}, []string{"buyer"}},
	{"a webhook of the buyer", []string{"erp.importer.example"}, []string{"buyer", "officer", "operator"}},
	{"the buyer's address", []string{"buyer@people.example"}, []string{"buyer", "officer", "operator"}},
	{"the maker's address", []string{"supplier@people.example"}, []string{"supplier", "officer", "operator"}},
}

// windows are where secrets could be seen that the table's own requests do not show.
var windows = []string{
	"/en/products?q=quetzal", "/en/products?q=restore", "/en/products?q=8123.77&sort=price", "/en/products?max=9000&category=it", "/api/v1/products?q=quetzal", "/api/v1/products?q=restore",
	"/en/products/DD-RC1E", "/ko/products/DD-RC1E", "/en/products/DRAFT-1", "/api/v1/products/DD-RC1E", "/api/v1/products/DRAFT-1", "/en/companies/doedol", "/en/companies/importer", "/api/v1/companies/importer",
	"/en/compare?sku=DD-RC1E&sku=DRAFT-1", "/en/export/ubl.xml?sku=DD-RC1E&sku=DRAFT-1", "/en/export/bmecat.xml?company=doedol", "/en/hs/847180", "/en/saved", "/en", "/sitemap.xml", "/sitemap/1.xml", "/robots.txt",
	"/trust/keys.json", "/trust/revoked.json", "/en/studio", "/en/studio/products/DD-RC1E", "/en/studio/products/DD-RC1E/edit/terms", "/en/studio/products/DD-RC1E/edit/texts", "/en/studio/products/DD-RC1E/edit/shown", "/en/studio/company", "/en/buyer", "/en/studio/products.csv", "/en/studio/products.xlsx",
	"/en/desk/products", "/en/desk/products/DD-RC1E", "/en/inquiries", "/en/inquiries/{inquiry}", "/en/inquiries/{inquiry}/files/{file}", "/api/v1/inquiries/{inquiry}", "/en/desk/inquiries", "/en/rfqs", "/en/rfqs/{rfq}",
	"/api/v1/rfqs", "/en/consultations", "/en/consultations/{number}", "/en/consultations/{number}/briefing", "/en/consultations/{number}/outcome", "/en/consultations/{number}/room", "/api/v1/consultations/{number}",
	"/en/desk/queue", "/en/desk/trust/importer", "/en/desk/trust", "/en/verification", "/en/desk/wanted", "/en/wanted", "/en/webhooks", "/en/webhooks/{webhook}", "/en/book/doedol", "/en/preferences", "/en/desk/interpreters", "/api/v1/me", "/en/desk/companies/doedol",
}

func (s *scene) fill(path string) string {
	return strings.NewReplacer("{inquiry}", s.inquiry, "{file}", s.file, "{rfq}", s.rfq, "{number}", s.number, "{webhook}", s.webhook).Replace(path)
}

// plant has everybody of the scene write what nobody else may read.
func (s *scene) plant() {
	s.t.Helper()
	ctx := s.t.Context()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	viewer := func(who string) account.Viewer {
		s.t.Helper()
		u, err := s.accounts.UserByEmail(ctx, strings.ReplaceAll(who, " ", "-")+"@people.example")
		must(err)
		v, err := s.accounts.Viewer(ctx, u.ID)
		must(err)
		return v
	}
	buyer, maker, officer := viewer("buyer"), viewer("supplier"), viewer("officer")
	importer, _ := buyer.Company(account.Buyer)
	company, _ := maker.Company(account.Supplier)
	must(s.makers.Save(ctx, maker, "DD-RC1E", map[string]string{"short_en": "PCIe with a heron inside"}))
	must(s.makers.SetFirm(ctx, maker, company, map[string]string{"contacts": "Export | Marabou | marabou@doedol.example | +82 | ko | prices"}))
	must(s.trust.Warn(ctx, officer, "importer", "other", "asked for a cormorant"))
	must(s.trust.HandIn(ctx, buyer, importer, "extract", "kingfisher-extract.pdf", strings.NewReader("%PDF-1.4\n")))
	_, err := s.cfg.Wanted.Ask(ctx, buyer, uuid.New(), wanted.Request{Title: "Spoonbill lamps", Details: "We look for a maker.", Quantity: "9", Market: "RO"})
	must(err)
	_, err = s.cfg.Saved.Create(ctx, buyer, "Shortlist of the hoopoe")
	must(err)
	must(s.cfg.Saved.Follow(ctx, buyer, catalog.Query{Text: "nightjar lamps"}))
	for _, form := range []struct {
		who, path string
		fields    url.Values
	}{
		{"officer", "/en/consultations/" + s.number + "/note", url.Values{"note": {"bittern said so by telephone"}}},
		{"supplier", "/en/consultations/" + s.number + "/briefing", url.Values{"agenda": {"first the egret, then the price"}}},
	} {
		s.browser = s.browsers[form.who]
		if got := s.post(form.path, form.fields); got.status != http.StatusSeeOther {
			s.t.Fatalf("%s at %s: %d", form.who, form.path, got.status)
		}
	}
	s.secrets, s.heard = secrets, map[string][]string{}
}

// endorse has the office sign for a company, by two officers.
func (s *scene) endorse(proposer account.User, company account.CompanyID) {
	s.t.Helper()
	ctx := s.t.Context()
	signer := s.user("signer@people.example", "a long enough secret", account.Grant{Role: account.Officer})
	about, err := s.accounts.Company(ctx, company)
	for _, step := range []func(by account.Viewer) error{
		func(by account.Viewer) error {
			made, err := s.trust.Propose(ctx, by, trust.Proposal{Company: about.Slug, Scope: []string{"registry"}})
			s.endorsement = made.Code
			return err
		},
		func(by account.Viewer) error {
			_, err := s.trust.Sign(ctx, by, s.endorsement, statement.Signature{})
			return err
		},
	} {
		if err != nil {
			s.t.Fatal(err)
		}
		by, found := s.accounts.Viewer(ctx, proposer.ID)
		if err = found; err == nil {
			err = step(by)
		}
		proposer = signer
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// hears notes which secrets an answer tells, and to whom.
func (s *scene) hears(who, route string, got answer) {
	s.t.Helper()
	if strings.Contains(route, "/dev/mail") { // the demonstration's mailbox is everybody's
		return
	}
	said := strings.NewReplacer("other-buyer@", "another@", "other-supplier@", "another@").Replace(opened(s.t, got.body)) // "other-buyer@" is not the buyer's address
	for _, secret := range s.secrets {
		for _, words := range secret.words {
			if !strings.Contains(said, words) || strings.Contains(route, words) {
				continue
			}
			if !slices.Contains(secret.may, who) {
				s.t.Errorf("%s by %s tells %s: %q", route, who, secret.what, words)
			}
			s.heard[secret.what] = append(s.heard[secret.what], who)
		}
	}
}

// opened is what an answer says to people: without the escapes of HTML, and with what is packed in it.
func opened(t *testing.T, body string) string {
	t.Helper()
	if !strings.HasPrefix(body, "PK") {
		return html.UnescapeString(body)
	}
	packed, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for _, file := range packed.File {
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&said, content); err != nil {
			t.Fatal(err)
		}
	}
	return said.String()
}

// mailed looks through all mails that were written: none tells a secret to whom it is none of.
func (s *scene) mailed() {
	s.t.Helper()
	letters, err := s.outbox.List()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, letter := range letters {
		who := strings.ReplaceAll(strings.TrimSuffix(letter.To, "@people.example"), "-", " ")
		if who == "signer" {
			who = "officer"
		}
		s.hears(who, "a mail to "+who, answer{body: strings.ReplaceAll(letter.Subject+"\n"+letter.Text+"\n"+letter.HTML, letter.To, "")})
	}
}

// TestNothingOfOneCompanyIsEverSeenByAnother asks for what the table leaves out: real products beside drafts, searches for the
// words that are secret, lists, files and feeds. Every secret must have been seen by somebody who may.
func TestNothingOfOneCompanyIsEverSeenByAnother(t *testing.T) {
	s := newScene(t)
	s.plant()
	for _, who := range everybody {
		s.browser = s.browsers[who]
		for _, path := range windows {
			s.hears(who, path, s.get(s.fill(path)))
		}
	}
	for _, secret := range s.secrets {
		if len(s.heard[secret.what]) == 0 {
			t.Errorf("nobody has seen %s, who may: %v", secret.what, secret.may)
		}
	}
	s.mailed()
}
