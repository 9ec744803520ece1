package studio

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/server/problem"
)

const pdf = "%PDF-1.7\nsomething\n%%EOF"

func (b *bench) paper(sku, scheme, ends string) catalog.Certificate {
	b.t.Helper()
	b.must(b.SetCertificate(b.t.Context(), b.maker, sku, Paper{Scheme: scheme, Number: "D-1", Body: "NB 0000", ScopeEn: "class IIb", IssuedOn: "2026-01-01", ExpiresOn: ends, State: catalog.Held, File: strings.NewReader(pdf), FileName: "ce.pdf"}))
	for _, c := range b.sheet(sku).Base.Certs {
		if c.Scheme == scheme {
			return c
		}
	}
	b.t.Fatal("the certificate is not there")
	return catalog.Certificate{}
}

func TestCertificateGivesABadgeOnceAnOfficerHasComparedIt(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	c := b.paper("LV-1", "CE-MDR", "2027-03-01")
	if c.Standing(b.clock) != catalog.Unproven || c.File == "" {
		t.Fatalf("%s, file %q", c.Standing(b.clock), c.File)
	}
	unverified, _, err := b.Papers(t.Context(), b.officer)
	b.must(err)
	if len(unverified) != 1 || unverified[0].SKU != "LV-1" {
		t.Fatalf("the office sees %v", unverified)
	}
	if err := b.Verify(t.Context(), b.maker, c.ID, Verdict{Right: true, How: "register"}); !problem.Is(err, problem.Forbidden) {
		t.Errorf("a maker checks its own certificate: %v", err)
	}
	if err := b.Verify(t.Context(), b.officer, c.ID, Verdict{Right: true, How: "hearsay"}); !problem.Is(err, problem.Invalid) {
		t.Errorf("checked somehow: %v", err)
	}
	b.must(b.Verify(t.Context(), b.officer, c.ID, Verdict{Right: true, How: "register", Mandatory: true}))
	got := b.public("LV-1").Certs[0]
	if got.Standing(b.clock) != catalog.Expiring && got.Standing(b.clock) != catalog.Valid || got.VerifiedBy != b.officer.User || got.VerifiedHow != "register" || !got.Mandatory {
		t.Errorf("checked %+v", got)
	}
	b.must(b.save("LV-1", map[string]string{"brand": "New"}))
	b.move("LV-1", "ask")
	b.decide("LV-1", nil)
	if after := b.public("LV-1").Certs[0]; after.ID != c.ID || after.VerifiedBy != b.officer.User {
		t.Errorf("an approved change loses what the officer saw: %+v", after)
	}
	b.must(b.SetCertificate(t.Context(), b.maker, "LV-1", Paper{ID: c.ID, Scheme: "CE-MDR", Number: "D-2", Body: "NB 0000", State: catalog.Held}))
	if again := b.public("LV-1").Certs[0]; again.Standing(b.clock) != catalog.Unproven || again.VerifiedOn != nil || again.File == "" || !again.Mandatory {
		t.Errorf("a new number keeps the badge: %+v", again)
	}
}

func TestBadgeGoesWithTheLastDayAndTheRowStays(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	c := b.paper("LV-1", "CE-MDR", "2026-11-30")
	b.must(b.Verify(t.Context(), b.officer, c.ID, Verdict{Right: true, How: "issuer", Mandatory: true}))
	b.clock = time.Date(2026, 12, 1, 0, 0, 1, 0, time.UTC)
	got := b.public("LV-1").Certs
	if len(got) != 1 || got[0].Standing(b.clock).Counts() {
		t.Errorf("after its last day %+v", got)
	}
	_, ending, err := b.Papers(t.Context(), b.officer)
	b.must(err)
	if len(ending) != 1 || !ending[0].Mandatory || ending[0].Standing(b.clock) != catalog.Expired {
		t.Errorf("the officer sees %+v", ending)
	}
}

func TestMakerIsWarnedOfAnEndOnceForEachOfFourTimes(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	c := b.paper("LV-1", "CE-MDR", "2027-03-01")
	b.must(b.Verify(t.Context(), b.officer, c.ID, Verdict{Right: true, How: "register"}))
	texts := mailtest.Texts(t)
	end := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		days, letters int
	}{{91, 0}, {90, 1}, {89, 1}, {31, 1}, {30, 2}, {8, 2}, {7, 3}, {1, 3}, {0, 4}, {-1, 4}} {
		b.clock = end.AddDate(0, 0, -step.days)
		b.must(b.Warn(t.Context(), texts, "https://portal.example"))
		if n := b.count(`select count(*) from river_job where args::text like '%CE-MDR%'`, nil); n != step.letters {
			t.Fatalf("%d days before the end: %d letters, want %d", step.days, n, step.letters)
		}
	}
	var said string
	b.must(b.db.QueryRow(t.Context(), `select string_agg(args::text, ' ') from river_job where args::text like '%CE-MDR%'`).Scan(&said))
	if !strings.Contains(said, "/ko/studio/products/LV-1/certificates") {
		t.Error("the letter does not lead to the certificate")
	}
}

func TestCertificateThatComesLateGetsOneLetter(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	c := b.paper("LV-1", "CE-MDR", "2026-11-28")
	b.must(b.Verify(t.Context(), b.officer, c.ID, Verdict{Right: true, How: "register"}))
	b.must(b.Warn(t.Context(), mailtest.Texts(t), "https://portal.example"))
	if n := b.count(`select count(*) from river_job where args::text like '%CE-MDR%'`, nil); n != 1 {
		t.Errorf("%d letters", n)
	}
}

func TestFileIsKeptByWhatItIsAndOpenedByWhoMay(t *testing.T) {
	b := newBench(t)
	_, err := b.Start(t.Context(), b.maker, b.company, map[string]string{"sku": "LV-1", "name_en": "Laser"})
	b.must(err)
	early := Paper{Scheme: "KC", Number: "1", Body: "KTL", State: catalog.Held}
	if err := b.SetCertificate(t.Context(), b.maker, "LV-1", early); !problem.Is(err, problem.Conflict) {
		t.Errorf("a certificate of half a product: %v", err)
	}
	b.must(b.save("LV-1", whole()))
	for name, content := range map[string]string{"ce.pdf": "<svg onload=alert(1)>", "ce.png": "<!doctype html>", "ce.jpg": "MZ", "empty.pdf": ""} {
		paper := early
		paper.File, paper.FileName = strings.NewReader(content), name
		if err := b.SetCertificate(t.Context(), b.maker, "LV-1", paper); !problem.Is(err, problem.Invalid) {
			t.Errorf("%s is kept: %v", name, err)
		}
	}
	big := early
	big.File = io.MultiReader(strings.NewReader("%PDF-"), bytes.NewReader(make([]byte, MostFile)))
	if err := b.SetCertificate(t.Context(), b.maker, "LV-1", big); !problem.Is(err, problem.Invalid) {
		t.Errorf("a file of any size is kept: %v", err)
	}
	c := b.paper("LV-1", "CE-MDR", "2027-03-01")
	stranger := b.person(account.Grant{Role: account.Buyer, Company: b.company})
	if _, err := b.OpenCertificate(t.Context(), stranger, c.ID); err == nil {
		t.Error("the file of a draft is read by a stranger")
	}
	file, err := b.OpenCertificate(t.Context(), b.maker, c.ID)
	b.must(err)
	content, err := io.ReadAll(file.Content)
	b.must(errors.Join(err, file.Content.Close()))
	if string(content) != pdf || file.Mime != "application/pdf" || file.FileName != "LV-1-CE-MDR.pdf" {
		t.Errorf("%q %s %s", content, file.Mime, file.FileName)
	}
	b.must(b.DropCertificate(t.Context(), b.maker, "LV-1", c.ID))
	if n := b.count(`select count(*) from certificates where id = @id`, pgx.NamedArgs{"id": c.ID}); n != 0 {
		t.Error("a removed certificate stays")
	}
}
