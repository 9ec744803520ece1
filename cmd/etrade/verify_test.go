package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/statement"
)

// TestDeskSignsOnItsOwnComputerAndAnybodyVerifies goes the way of a desk with a key file, by the program's own commands.
func TestDeskSignsOnItsOwnComputerAndAnybodyVerifies(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(name string, content []byte, err error) {
		t.Helper()
		if err == nil {
			err = os.WriteFile(at(name), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	public := last(runs(t, nil, "key", "new", at("desk.pem")))
	if said := runs(t, os.ErrExist, "key", "new", at("desk.pem")); said != "" {
		t.Errorf("a key was overwritten: %s", said)
	}
	proof := last(runs(t, nil, "key", "prove", at("desk.pem"), "--desk", "cluj", "--id", "clj-1"))
	if said, err := statement.Proof("cluj", "clj-1", public); err != nil || !(statement.Key{Public: public}).Verify(said, proof) {
		t.Errorf("the proof shows nothing: %s (%v)", proof, err)
	}
	owner := statement.Named{ID: "cluj", En: "Cluj-Napoca desk"}
	s := statement.Statement{Code: "SW-E-0001", Text: statement.TextID, Mode: statement.Signed, Office: owner, Company: statement.About{LegalName: "Restaura SRL", RegistryNo: "DEMO-B1", Country: "RO"},
		Scope: []string{"registry"}, CheckedOn: "2026-11-01", IssuedOn: "2026-11-02", ValidUntil: "2027-11-01"}
	raw, err := s.Canonical()
	write("statement.json", raw, err)
	signature := last(runs(t, nil, "key", "sign", at("statement.json"), "--key", at("desk.pem")))
	raw, err = statement.File{Statement: s, Signatures: []statement.Signature{{Key: "clj-1", Signature: signature}}}.Bytes()
	write("file.json", raw, err)

	office := ed25519.NewKeyFromSeed([]byte(strings.Repeat("o", ed25519.SeedSize)))
	key := func(id, kind, public string) statement.Key {
		return statement.Key{ID: id, Kind: kind, Owner: owner, Public: public, From: "2026-01-01", Until: "2029-01-01"}
	}
	officePublic, _ := office.Public().(ed25519.PublicKey)
	raw, err = statement.Keys{Keys: []statement.Key{key("sw-1", statement.OfOffice, base64.StdEncoding.EncodeToString(officePublic)), key("clj-1", statement.OfDesk, public)}}.Bytes()
	write("keys.json", raw, err)
	list := func(revoked ...statement.Revoked) {
		t.Helper()
		signed, err := statement.SignList(statement.List{Number: 4, IssuedAt: "2026-11-20T00:00:00Z", NextBy: "2026-11-27T00:00:00Z", Revoked: revoked}, "sw-1", office)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := signed.Bytes()
		write("list.json", raw, err)
	}
	list()
	verify := func(day string, wrong error) string {
		t.Helper()
		return runs(t, wrong, "verify", at("file.json"), "--keys", at("keys.json"), "--list", at("list.json"), "--at", day)
	}
	if said := verify("2026-11-21", nil); !strings.Contains(said, "VALID, as of list no. 4") || !strings.Contains(said, "Cluj-Napoca desk, key clj-1") || !strings.Contains(said, statement.Never("en")) {
		t.Error(said)
	}
	for day, reason := range map[string]string{"2026-11-28": "list too old", "2027-11-02": "expired"} {
		verify(day, wants(reason))
	}
	list(statement.Revoked{Code: "SW-E-0001", On: "2026-11-19", Reason: "wrong_facts"})
	verify("2026-11-21", wants("revoked on 2026-11-19 (wrong facts)"))
	write("file.json", []byte(strings.Replace(readAll(t, at("file.json")), "Restaura", "Restauro", 1)), nil)
	verify("2026-11-21", wants("altered"))
	keyFileIsOpenSSLs(t, at("desk.pem"))
}

// wants is an error that must be in what the program says.
type wants string

func (w wants) Error() string { return string(w) }

// runs is the program's output; with wrong it must fail, and say so.
func runs(t *testing.T, wrong error, args ...string) string {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	err = execute(t.Context(), args, out, out)
	if (err == nil) != (wrong == nil) {
		t.Fatalf("%v: %v", args, err)
	}
	var text wants
	if errors.As(wrong, &text) && !strings.Contains(err.Error(), string(text)) {
		t.Errorf("%v: %v, want %s", args, err, text)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return readAll(t, out.Name())
}

func readAll(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func last(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return lines[len(lines)-1]
}

func keyFileIsOpenSSLs(t *testing.T, name string) {
	t.Helper()
	block, _ := pem.Decode([]byte(readAll(t, name)))
	if block == nil {
		t.Fatal("no PEM")
	}
	if _, err := x509.ParsePKCS8PrivateKey(block.Bytes); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v (%v)", info.Mode(), err)
	}
}

// TestUnknownKeyIsNamed keeps the sentence that says which key is missing.
func TestUnknownKeyIsNamed(t *testing.T) {
	if got := verdictOf(statement.Finding{Result: statement.UnknownKey, Key: "x-1"}); !strings.Contains(got, `unknown key "x-1"`) {
		t.Error(got)
	}
	if got := verdictOf(statement.Finding{Result: statement.Expired, Statement: statement.Statement{ValidUntil: "2026-01-01"}}); got != "expired: it was valid until 2026-01-01" {
		t.Error(got)
	}
}
