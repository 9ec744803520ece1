package statement

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fixture is an endorsement of two offices with what is published.
type fixture struct {
	statement       Statement
	office, partner ed25519.PrivateKey
	keys            Keys
	list            List
	at              time.Time
}

func newFixture() fixture {
	seed := func(b byte) ed25519.PrivateKey {
		return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
	}
	f := fixture{office: seed(1), partner: seed(2), at: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	suwon, cluj := Named{"SW", "Suwon e-Trade Office", "수원시 전자무역청"}, Named{"cluj", "Cluj-Napoca desk", "클루지나포카 데스크"}
	f.statement = Statement{Code: "SW-E-0001", Text: TextID, Mode: Signed, Office: suwon,
		Company: About{"Doedol Systems Co., Ltd.", "999-88-06662", "KR"}, Scope: []string{"legal_name", "registry", "factory"},
		CheckedOn: "2026-05-06", IssuedOn: "2026-05-07", ValidUntil: "2027-05-06"}
	public := func(k ed25519.PrivateKey) string {
		p, _ := k.Public().(ed25519.PublicKey)
		return base64.StdEncoding.EncodeToString(p)
	}
	f.keys = Keys{[]Key{
		{ID: "sw-1", Kind: OfOffice, Owner: suwon, Public: public(f.office), From: "2026-01-01", Until: "2028-12-31"},
		{ID: "cluj-1", Kind: OfDesk, Owner: cluj, Public: public(f.partner), From: "2026-01-01", Until: "2028-12-31"},
	}}
	f.list = List{Number: 3, IssuedAt: "2026-11-25T00:00:00Z", NextBy: "2026-12-02T00:00:00Z"}
	return f
}

func (f fixture) files(t *testing.T) (file, keys, list []byte) {
	t.Helper()
	one, err := Sign(f.statement, "sw-1", f.office)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Sign(f.statement, "cluj-1", f.partner)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := SignList(f.list, "sw-1", f.office)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []struct {
		into  *[]byte
		bytes func() ([]byte, error)
	}{{&file, File{f.statement, []Signature{one, two}}.Bytes}, {&keys, f.keys.Bytes}, {&list, signed.Bytes}} {
		if *part.into, err = part.bytes(); err != nil {
			t.Fatal(err)
		}
	}
	return file, keys, list
}

func TestFileIsCheckedWithoutANetwork(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*fixture)
		want   Result
	}{
		"as it was signed":    {func(*fixture) {}, Valid},
		"on its last day":     {func(f *fixture) { f.statement.ValidUntil = "2026-11-26" }, Valid},
		"a day later":         {func(f *fixture) { f.statement.ValidUntil = "2026-11-25" }, Expired},
		"by a moved clock":    {func(f *fixture) { f.at = f.at.AddDate(1, 0, 0); f.list.NextBy = "2028-01-01T00:00:00Z" }, Expired},
		"revoked":             {func(f *fixture) { f.list.Revoked = []Revoked{{"SW-E-0001", "2026-11-20", "wrong_facts"}} }, Revoke},
		"another one revoked": {func(f *fixture) { f.list.Revoked = []Revoked{{"SW-E-0002", "2026-11-20", "wrong_facts"}} }, Valid},
		"revoked on a list that is old": {func(f *fixture) {
			f.list.Revoked = []Revoked{{"SW-E-0001", "2026-11-20", "fraud"}}
			f.at = f.at.AddDate(0, 2, 0)
		}, Revoke},
		"list that is old":               {func(f *fixture) { f.at = f.at.AddDate(0, 2, 0) }, ListOld},
		"key that is not published":      {func(f *fixture) { f.keys.Keys = f.keys.Keys[:1] }, UnknownKey},
		"key that was withdrawn":         {func(f *fixture) { f.keys.Keys[1].Withdrawn = "2026-11-01" }, UnknownKey},
		"key that did not sign yet":      {func(f *fixture) { f.keys.Keys[1].From = "2026-06-01" }, UnknownKey},
		"another office's key":           {func(f *fixture) { f.keys.Keys[1].Public = f.keys.Keys[0].Public }, Altered},
		"list that a desk has signed":    {func(f *fixture) { f.keys.Keys[0].Kind = OfDesk }, ListAltered},
		"list older than the office key": {func(f *fixture) { f.list.IssuedAt = "2020-01-01T00:00:00Z" }, ListAltered},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture()
			tt.change(&f)
			file, keys, list := f.files(t)
			if got := Verify(file, keys, list, f.at); got.Result != tt.want {
				t.Errorf("%s, want %s", got.Result, tt.want)
			}
		})
	}
}

func TestEveryByteThatIsChangedIsNoticed(t *testing.T) {
	f := newFixture()
	file, keys, list := f.files(t)
	for i := range file {
		changed := bytes.Clone(file)
		changed[i] ^= 1
		if got := Verify(changed, keys, list, f.at).Result; got != Altered && got != UnknownKey {
			t.Fatalf("byte %d (%q): %s", i, file[i], got)
		}
	}
	for i := range list {
		changed := bytes.Clone(list)
		changed[i] ^= 1
		if got := Verify(file, keys, changed, f.at).Result; got != ListAltered {
			t.Fatalf("byte %d of the list (%q): %s", i, list[i], got)
		}
	}
}

// TestSignatureIsGoodForAnotherImplementation has OpenSSL check both signatures over the same canonical bytes.
func TestSignatureIsGoodForAnotherImplementation(t *testing.T) {
	f := newFixture()
	said, err := f.statement.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	for id, private := range map[string]ed25519.PrivateKey{"sw-1": f.office, "cluj-1": f.partner} {
		signature, err := Sign(f.statement, id, private)
		if err != nil {
			t.Fatal(err)
		}
		if out, good := openssl(t, private, said, signature.Signature); !good {
			t.Errorf("%s: %s", id, out)
		}
		changed := bytes.Replace(said, []byte("2027-05-06"), []byte("2028-05-06"), 1)
		if out, good := openssl(t, private, changed, signature.Signature); good {
			t.Errorf("%s, another date: %s", id, out)
		}
	}
}

func openssl(t *testing.T, private ed25519.PrivateKey, said []byte, signature string) (string, bool) {
	t.Helper()
	dir := t.TempDir()
	der, err := x509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"key.pem": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "said": said, "signature": raw} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := exec.CommandContext(t.Context(), "openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "key.pem", "-in", "said", "-sigfile", "signature")
	check.Dir = dir
	out, err := check.CombinedOutput()
	if len(out) == 0 && err != nil {
		t.Fatalf("openssl (apt install openssl): %v", err)
	}
	return string(out), err == nil
}

// The browser's own canonical form is tested against these files (web/page/sign.test.ts).
func TestBytesThatABrowserSignsAreTheseOnes(t *testing.T) {
	said, err := newFixture().statement.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	proof, err := Proof("cluj", "clj-1", "9RDrXU5o7Fd7BoTeXxTzmuQ0JN0aMYxYZ9Mqvb2rVIk=")
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"statement.json": said, "proof.json": proof} {
		want, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s (%v)\n got %s\nwant %s", name, err, got, want)
		}
	}
}

func TestTextAlwaysSaysWhatItIsNot(t *testing.T) {
	s := newFixture().statement
	for lang, end := range map[string]string{"en": "This is not a guarantee of payment, quality or performance.", "ko": "이 확인은 대금 지급, 품질, 계약 이행을 보증하지 않습니다.",
		"de": "This is not a guarantee of payment, quality or performance."} {
		if got := s.Said(lang); !strings.HasSuffix(got, end) || !strings.Contains(got, "999-88-06662") {
			t.Errorf("%s: %s", lang, got)
		}
	}
	if got, want := s.Said("ko"), "수원시 전자무역청은 2026-05-06에 Doedol Systems Co., Ltd.(등록번호 999-88-06662, KR)의 법인명, 사업자 등록, 공장을 확인했습니다."; !strings.HasPrefix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
	for lang, w := range wordings {
		for _, scope := range Scopes {
			if w.scopes[scope] == "" {
				t.Errorf("%s has no words for %s", lang, scope)
			}
		}
	}
}
