package trust

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/statement"
)

// bench is the service on a real database with an office, two cities' desks, an association, and a clock that tests move.
type bench struct {
	*Service
	t                *testing.T
	hooks            *integration.Service
	db               *postgres.DB
	now              time.Time
	people           int
	hana, duri, nemo account.Viewer // officers
	cluj, koeln      account.Desk
	assoc            account.Desk
	mara, dan        account.Viewer // of cluj
	lena             account.Viewer // of koeln
	elena            account.Viewer // of the association
	maker, importer  account.Company
	garam, ana       account.Viewer // their people
	clujKey          ed25519.PrivateKey
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: pgtest.Reused(t), now: noon}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	clock := func() time.Time { return b.now }
	queue := jobs.New(b.db, log)
	accounts := account.New(b.db, queue, log, clock)
	b.hooks = integration.New(b.db, accounts, queue, nil, log, clock)
	b.Service = New(Config{DB: b.db, Accounts: accounts, Jobs: queue, Files: blob.NewFolder(t.TempDir()), Log: log, Now: clock, Origin: "https://trade.example",
		Office: statement.Named{ID: "SW", En: "Suwon e-Trade Office", Ko: "수원시 전자무역청"}, Seal: bytes.Repeat([]byte{7}, 32)})
	b.cluj, b.koeln, b.assoc = b.desk("cluj", "sister_city", "RO"), b.desk("koeln", "sister_city", "DE"), b.desk("assoc", association, "RO")
	b.maker, b.importer = b.company("doedol", account.SupplierCompany, "KR"), b.company("restaura", account.BuyerCompany, "RO")
	b.must(accounts.Bring(t.Context(), b.cluj.ID, b.importer.ID))
	office := account.Grant{Role: account.Officer}
	b.hana, b.duri, b.nemo = b.person("hana@office.example", office), b.person("duri@office.example", office), b.person("nemo@office.example", office)
	b.mara, b.dan = b.person("mara@cluj.example", account.Grant{Role: account.Partner, Desk: b.cluj.ID}), b.person("dan@cluj.example", account.Grant{Role: account.Partner, Desk: b.cluj.ID})
	b.lena = b.person("lena@koeln.example", account.Grant{Role: account.Partner, Desk: b.koeln.ID})
	b.elena = b.person("elena@assoc.example", account.Grant{Role: account.Partner, Desk: b.assoc.ID})
	b.garam = b.person("garam@doedol.example", account.Grant{Role: account.Supplier, Company: b.maker.ID})
	b.ana = b.person("ana@restaura.example", account.Grant{Role: account.Buyer, Company: b.importer.ID})
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) ctx() context.Context { return b.t.Context() }

func (b *bench) desk(slug, kind, country string) account.Desk {
	b.t.Helper()
	d, err := b.Accounts.CreateDesk(b.ctx(), account.Desk{Slug: slug, Kind: kind, Country: country, City: slug, Zone: "Europe/Bucharest", NameEn: slug + " desk", NameKo: slug})
	b.must(err)
	return d
}

func (b *bench) company(slug string, kind account.Kind, country string) account.Company {
	b.t.Helper()
	c, err := b.Accounts.CreateCompany(b.ctx(), account.Company{Slug: slug, Kind: kind, Country: country, City: "Suwon", Zone: "Asia/Seoul", NameEn: slug})
	b.must(err)
	return c
}

func (b *bench) person(email string, grant account.Grant) account.Viewer {
	b.t.Helper()
	u, err := b.Accounts.CreateUser(b.ctx(), account.User{Email: email, Name: email, Lang: "en", Zone: "UTC", City: "Suwon"}, "")
	b.must(err)
	b.must(b.Accounts.Grant(b.ctx(), u.ID, grant))
	v, err := b.Accounts.Viewer(b.ctx(), u.ID)
	b.must(err)
	return v
}

var lines = Facts{LegalName: "Doedol Systems Co., Ltd.", RegistryNo: "999-88-06662", Representative: "시원", Address: "Suwon, Sin-dong 1", Website: "doedol.example", Phone: "+82 31 000 0000"}

// reviewed brings a company to where checks are made, by its own people and its reviewer.
func (b *bench) inReview(v account.Viewer, c account.Company) {
	b.t.Helper()
	if c.Kind == account.BuyerCompany {
		_, err := b.Hand(b.ctx(), v, c.ID, Confirm)
		b.must(err)
	}
	b.must(b.SetFacts(b.ctx(), v, c.ID, lines))
	_, err := b.Hand(b.ctx(), v, c.ID, Submit)
	b.must(err)
	move := Review
	if c.Kind == account.BuyerCompany {
		move = Pass
	}
	_, err = b.Decide(b.ctx(), b.duri, Decision{Company: c.Slug, Move: move})
	b.must(err)
}

func (b *bench) checks(v account.Viewer, c account.Company, method string) {
	b.t.Helper()
	for _, kind := range Mandatory(c.Kind) {
		b.must(b.AddCheck(b.ctx(), v, NewCheck{Company: c.Slug, Kind: kind, Result: Passed, Method: method, Note: "seen"}))
	}
}

// verified brings a company to L2.
func (b *bench) verified(v account.Viewer, c account.Company) {
	b.t.Helper()
	b.inReview(v, c)
	b.checks(b.duri, c, "call_back")
	_, err := b.Decide(b.ctx(), b.duri, Decision{Company: c.Slug, Move: Verify})
	b.must(err)
	b.level(c, account.L2)
}

func (b *bench) level(c account.Company, want account.Level) {
	b.t.Helper()
	if got, err := LevelOf(b.ctx(), b.db, b.now, c.ID); err != nil || got != want {
		b.t.Fatalf("%s stands at L%d (%v), want L%d", c.Slug, got, err, want)
	}
}

// key gives the desk of Cluj a published key whose private half is here, as on the desk's own computer.
func (b *bench) key() string {
	b.t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	b.must(err)
	b.people++
	id := fmt.Sprintf("clj-%d", b.people)
	b.must(b.AddKey(b.ctx(), b.dan, held("cluj", id, public, private)))
	b.must(b.SettleKey(b.ctx(), b.hana, id, "publish"))
	b.clujKey = private
	return id
}

// held is a key as a desk hands it in that holds it.
func held(desk, id string, public ed25519.PublicKey, private ed25519.PrivateKey) NewKey {
	k := NewKey{ID: id, Public: base64.StdEncoding.EncodeToString(public)}
	said, err := statement.Proof(desk, id, k.Public)
	if err == nil {
		k.Proof = base64.StdEncoding.EncodeToString(ed25519.Sign(private, said))
	}
	return k
}

// fresh is a key that nobody has handed in before.
func fresh(desk, id string) NewKey {
	public, private, _ := ed25519.GenerateKey(rand.Reader) // never fails
	return held(desk, id, public, private)
}

// signedAtDesk is the desk's signature over an endorsement.
func (b *bench) signedAtDesk(e Endorsement, key string) statement.Signature {
	return statement.Signature{Key: key, Signature: base64.StdEncoding.EncodeToString(ed25519.Sign(b.clujKey, e.Statement))}
}

// active is an endorsement that both cities have signed.
func (b *bench) active(c account.Company) Endorsement {
	b.t.Helper()
	key := b.key()
	e, err := b.Propose(b.ctx(), b.duri, Proposal{Company: c.Slug, Desk: "cluj", Scope: []string{"registry", "legal_name"}})
	b.must(err)
	_, err = b.Sign(b.ctx(), b.hana, e.Code, statement.Signature{})
	b.must(err)
	e, err = b.Sign(b.ctx(), b.dan, e.Code, b.signedAtDesk(e, key))
	b.must(err)
	if e.State != Active {
		b.t.Fatalf("%s is %s", e.Code, e.State)
	}
	return e
}

// published is a file with the keys and the list of now.
func (b *bench) verify(e Endorsement) statement.Finding {
	b.t.Helper()
	file, err := b.File(b.ctx(), e.Code)
	b.must(err)
	keys, err := b.PublishedKeys(b.ctx())
	b.must(err)
	list, err := b.RevocationList(b.ctx())
	b.must(err)
	return statement.Verify(file, keys, list, b.now)
}
