package demo

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/statement"
	"github.com/etradeoffice/portal/server/trust"
)

// OfficeNamed is the demo's office as its endorsements name it.
var OfficeNamed = statement.Named{ID: OfficeCode, En: "Suwon e-Trade Office (demo)", Ko: "수원시 전자무역청(시연)"}

// verification is how the verification of a company goes, by the code of the company.
type verification struct {
	id       string
	facts    trust.Facts
	reviewer string // mail address of who checks
	without  string // a check that is not made
}

func checkedMaker(id, registry, representative, site, domain string) verification {
	return verification{id: id, reviewer: "duri@office.example", facts: trust.Facts{RegistryNo: registry, Representative: representative, Address: site + ", Suwon, Korea", Website: domain, Phone: "+82 31 000 0000"}}
}

func checkedBuyer(id, reviewer, without, person, city, domain string) verification {
	return verification{id: id, reviewer: reviewer, without: without, facts: trust.Facts{RegistryNo: "DEMO-" + id, Representative: person, Address: "1 Example Street, " + city, Website: domain, Phone: "+00 000 000"}}
}

var verifications = []verification{
	checkedMaker("A", "999-88-01110", "한결", "Gosaek industrial area", "lumivale.example"),
	checkedMaker("B", "999-88-02220", "새봄", "Namhyang-dong", "durea.example"),
	checkedMaker("C", "999-88-03331", "여울", "Gwanggyo", "miraon.example"),
	checkedMaker("D", "999-88-04441", "이든", "Sin-dong", "onmaek.example"),
	checkedMaker("E", "999-88-05552", "하람", "Sin-dong", "sorigyeol.example"),
	checkedMaker("F", "999-88-06662", "시원", "Sin-dong", "doedol.example"),
	checkedBuyer("B1", "mara@desk-cluj.example", "", "Ana Exemplu", "Cluj-Napoca", "restaura.example"),
	checkedBuyer("B2", "lena@desk-koeln.example", "tax_no", "Erika Muster", "Cologne", "rheinbogen.example"),
	checkedBuyer("B3", "mara@desk-cluj.example", "", "Ioana Exemplu", "Cluj-Napoca", "simfonia.example"),
	checkedBuyer("B4", "lena@desk-koeln.example", "", "Max Muster", "Cologne", "klangwerk.example"),
	checkedBuyer("B5", "duri@office.example", "tax_no", "Juana Ejemplo", "Toluca", "andina.example"),
	checkedBuyer("B7", "duri@office.example", "", "Maria Esempio", "Milan", "italodermica.example"),
}

// spokesmen are whom a company's lines come from.
var spokesmen = map[string]string{"A": "garam@lumivale.example", "B": "narae@durea.example", "C": "daon@miraon.example", "D": "raon@onmaek.example", "E": "maru@sorigyeol.example",
	"F": "bada@doedol.example", "B1": "ana@restaura.example", "B2": "erika@rheinbogen.example", "B3": "ioana@simfonia.example", "B4": "max@klangwerk.example",
	"B5": "juana@andina.example", "B6": "vidu@nhabinh.example", "B7": "maria@italodermica.example"}

// writeTrust has every company checked, endorsed, warned about or revoked as its story goes.
func (o Office) writeTrust(ctx context.Context, k known) error {
	if keys, err := o.Trust.PublishedKeys(ctx); err != nil || bytes.Contains(keys, []byte("cgn-demo-1")) {
		return err // an earlier start has written all of it, or broke off in between and shows what there is
	}
	for _, v := range verifications {
		if err := o.verify(ctx, k, v); err != nil {
			return fmt.Errorf("%s: %w", v.id, err)
		}
	}
	if err := o.writeWaiting(ctx, k); err != nil {
		return err
	}
	return o.writeEndorsements(ctx, k)
}

func (o Office) as(ctx context.Context, k known, email string) (account.Viewer, error) {
	return o.Account.Viewer(ctx, k.people[email])
}

func companyOf(id string) company {
	return companies[slices.IndexFunc(companies, func(c company) bool { return c.id == id })]
}

// verify goes the whole way of a verification, as people would.
func (o Office) verify(ctx context.Context, k known, v verification) error {
	who, err := o.as(ctx, k, spokesmen[v.id])
	if err != nil {
		return err
	}
	c := companyOf(v.id)
	by, err := o.as(ctx, k, v.reviewer)
	if err != nil {
		return err
	}
	if file, err := o.Trust.Open(ctx, by, c.Slug); err != nil || file.State == trust.Verified {
		return err // an earlier start came this far
	}
	v.facts.LegalName = c.NameEn
	if err := o.Trust.SetFacts(ctx, who, k.companies[v.id], v.facts); err != nil {
		return err
	}
	if _, err := o.Trust.Hand(ctx, who, k.companies[v.id], trust.Submit); err != nil && !problem.Is(err, problem.Conflict) {
		return err // one that an association brought is at its desk already
	}
	for _, move := range []trust.Move{trust.Review, trust.Pass} {
		if _, err := o.Trust.Decide(ctx, by, trust.Decision{Company: c.Slug, Move: move}); err != nil && !problem.Is(err, problem.Conflict) {
			return err
		}
	}
	for _, check := range checksOf(c.Kind, c.Slug) {
		if check.Kind == v.without {
			continue
		}
		if err := o.Trust.AddCheck(ctx, by, check); err != nil {
			return fmt.Errorf("%s: %w", check.Kind, err)
		}
	}
	_, err = o.Trust.Decide(ctx, by, trust.Decision{Company: c.Slug, Move: trust.Verify})
	return err
}

func checksOf(kind account.Kind, slug string) []trust.NewCheck {
	checks := []trust.NewCheck{
		{Kind: "registry", Method: "register", Note: "Found in the register, number and name agree (demo)."},
		{Kind: "legal_name", Method: "certificate", Note: "As on the certificate of registration (demo)."},
		{Kind: "representative", Method: "identity_paper", Note: "Identity paper seen at the counter (demo)."},
		{Kind: "mail_domain", Method: "call_back", Note: "Called back on the published number; the person was known there (demo)."},
		{Kind: "address", Method: "document", Note: "Lease and a letter that was answered (demo)."},
	}
	if kind == account.SupplierCompany {
		checks = append(checks, trust.NewCheck{Kind: "factory", Method: "visit", Note: "Visited; photographs with their place are in the file (demo)."})
	} else {
		checks = append(checks, trust.NewCheck{Kind: "import_line", Method: "document", Note: "Three import papers of the same heading (demo)."},
			trust.NewCheck{Kind: "extract", Method: "register", Note: "Extract not older than a month (demo)."}, trust.NewCheck{Kind: "tax_no", Method: "public_list", Note: "Valid in the public list (demo)."})
	}
	for i := range checks {
		checks[i].Company, checks[i].Result = slug, trust.Passed
	}
	return checks
}

// writeWaiting leaves a buyer in the queue, one that is asked for more, and the fraud example with its two warnings.
func (o Office) writeWaiting(ctx context.Context, k known) error {
	duri, err := o.as(ctx, k, "duri@office.example")
	if err != nil {
		return err
	}
	hana, err := o.as(ctx, k, "hana@office.example")
	if err != nil {
		return err
	}
	if file, err := o.Trust.Open(ctx, hana, "ggsc"); err != nil || len(file.Flags) > 0 {
		return err // an earlier start came this far
	}
	vidu, err := o.as(ctx, k, spokesmen["B6"])
	if err != nil {
		return err
	}
	v := checkedBuyer("B6", "", "", "Trần Ví Dụ", "Hai Duong", "nhabinh.example")
	v.facts.LegalName = "Nha Binh Med JSC"
	if err := o.Trust.SetFacts(ctx, vidu, k.companies["B6"], v.facts); err != nil {
		return err
	}
	if err := o.Trust.HandIn(ctx, vidu, k.companies["B6"], "extract", "extract-demo.pdf", strings.NewReader("%PDF-1.4\n% demonstration: an extract of no register\n")); err != nil {
		return err
	}
	if _, err := o.Trust.Hand(ctx, vidu, k.companies["B6"], trust.Submit); err != nil {
		return err
	}
	for _, w := range []trust.Flag{{Code: "asks_fees", Reason: "Asked the maker for a fee before an order (demo)."}, {Code: "third_country_shipping", Reason: "Wants goods shipped to a country that it has nothing to do with (demo)."}} {
		if err := o.Trust.Warn(ctx, duri, "ggsc", w.Code, w.Reason); err != nil {
			return err
		}
	}
	file, err := o.Trust.Open(ctx, hana, "ggsc")
	if err != nil {
		return err
	}
	for _, flag := range file.Flags {
		if err := o.Trust.SettleFlag(ctx, hana, "ggsc", flag.ID.String(), true); err != nil {
			return err
		}
	}
	_, err = o.Trust.ImportList(ctx, hana, "demo 2026-05", "2026-05-04", strings.NewReader("name,reason\nGrand Global Supply Corporation,unpaid deliveries (demo)\nExample Shadow Trading,closed by a court (demo)\n"))
	return err
}

// endorsing is one endorsement of the demo: who proposes, who signs for the office and for a city.
type endorsing struct {
	about, from, desk, letter string
	office, city              bool
	twice, revoked            bool
}

var endorsements = []endorsing{
	{about: "F", from: "duri@office.example", desk: "cluj", office: true, city: true},
	{about: "B1", from: "mara@desk-cluj.example", office: true, city: true},
	{about: "B2", from: "lena@desk-koeln.example", city: true},
	{about: "B3", from: "mara@desk-cluj.example", city: true},
	{about: "B5", from: "duri@office.example", office: true},
	{about: "B4", from: "lena@desk-koeln.example", city: true, revoked: true},
	{about: "A", from: "duri@office.example", office: true, twice: true}, {about: "B", from: "duri@office.example", office: true},
	{about: "C", from: "duri@office.example", office: true}, {about: "E", from: "duri@office.example", desk: "cluj", office: true},
	{about: "B5", from: "duri@office.example", desk: "toluca", letter: "Letter of the Toluca desk, 2026-05-12 (demo)"},
}

// cityKeys are keys of the desks. Their private halves are here only while the demo is written: nobody has them afterwards.
type cityKeys map[string]ed25519.PrivateKey

func (o Office) writeKeys(ctx context.Context, k known) (cityKeys, error) {
	keys := cityKeys{}
	hana, err := o.as(ctx, k, "hana@office.example")
	if err != nil {
		return nil, err
	}
	for _, of := range []struct{ id, desk, keeper string }{{"clj-demo-1", "cluj", "dan@desk-cluj.example"}, {"cgn-demo-1", "koeln", "jan@desk-koeln.example"}} {
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		v, err := o.as(ctx, k, of.keeper)
		if err != nil {
			return nil, err
		}
		held := trust.NewKey{ID: of.id, Public: base64.StdEncoding.EncodeToString(public)}
		said, err := statement.Proof(of.desk, of.id, held.Public)
		if err != nil {
			return nil, err
		}
		held.Proof = base64.StdEncoding.EncodeToString(ed25519.Sign(private, said))
		if err := o.Trust.AddKey(ctx, v, held); err != nil {
			return nil, err
		}
		if err := o.Trust.SettleKey(ctx, hana, of.id, "publish"); err != nil {
			return nil, err
		}
		keys[of.id] = private
	}
	return keys, nil
}

func (o Office) writeEndorsements(ctx context.Context, k known) error {
	keys, err := o.writeKeys(ctx, k)
	if err != nil {
		return err
	}
	for _, e := range endorsements {
		if err := o.endorse(ctx, k, keys, e, ""); err != nil {
			return fmt.Errorf("endorsement of %s: %w", e.about, err)
		}
	}
	elena, err := o.as(ctx, k, "elena@assoc-cluj.example")
	if err != nil {
		return err
	}
	return o.Trust.Recommend(ctx, elena, "simfonia", "A member since 2004, known from our own trade days (demo).")
}

func (o Office) endorse(ctx context.Context, k known, keys cityKeys, e endorsing, supersedes string) error {
	from, err := o.as(ctx, k, e.from)
	if err != nil {
		return err
	}
	c := companyOf(e.about)
	scope := []string{"registry", "legal_name", "representative", "mail_domain", "address"}
	if c.Kind == account.SupplierCompany {
		scope = append(scope, "factory")
	} else {
		scope = append(scope, "import_line", "extract")
	}
	if e.about == "B1" || e.about == "B3" {
		scope = append(scope, "tax_no")
	}
	made, err := o.Trust.Propose(ctx, from, trust.Proposal{Company: c.Slug, Desk: e.desk, Scope: scope, Letter: e.letter, Supersedes: supersedes})
	if err != nil {
		return err
	}
	if e.office {
		hana, err := o.as(ctx, k, "hana@office.example")
		if err != nil {
			return err
		}
		if _, err := o.Trust.Sign(ctx, hana, made.Code, statement.Signature{}); err != nil {
			return err
		}
	}
	if e.city {
		if err := o.signForCity(ctx, k, keys, made, e); err != nil {
			return err
		}
	}
	if e.twice {
		e.twice = false
		return o.endorse(ctx, k, keys, e, made.Code)
	}
	return nil
}

func (o Office) signForCity(ctx context.Context, k known, keys cityKeys, made trust.Endorsement, e endorsing) error {
	id, signer := "clj-demo-1", "dan@desk-cluj.example"
	if strings.HasSuffix(e.from, "desk-koeln.example") {
		id, signer = "cgn-demo-1", "jan@desk-koeln.example"
	}
	v, err := o.as(ctx, k, signer)
	if err != nil {
		return err
	}
	signature := statement.Signature{Key: id, Signature: base64.StdEncoding.EncodeToString(ed25519.Sign(keys[id], made.Statement))}
	if _, err := o.Trust.Sign(ctx, v, made.Code, signature); err != nil || !e.revoked {
		return err
	}
	if err := o.Trust.RevokeEndorsement(ctx, v, made.Code, "not_checked_again"); err != nil {
		return err
	}
	owner, err := o.as(ctx, k, spokesmen[e.about])
	if err != nil {
		return err
	}
	for _, known := range verifications {
		if known.id == e.about {
			known.facts.LegalName, known.facts.Address = companyOf(e.about).NameEn, "2 Other Street, Cologne"
			return o.Trust.SetFacts(ctx, owner, k.companies[e.about], known.facts)
		}
	}
	return nil
}
