package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"

	"github.com/etradeoffice/portal/server/statement"
)

// keyCommand is for a desk's own computer: the key never leaves it.
type keyCommand struct {
	New   keyNewCommand   `cmd:"" help:"Make a key and print its public half for the office."`
	Prove keyProveCommand `cmd:"" help:"Print what shows the office that you hold a key."`
	Sign  keySignCommand  `cmd:"" help:"Sign an endorsement that the office's page handed out, and print the signature."`
}

type keyNewCommand struct {
	File string `arg:"" help:"Where the key is kept; a file that is there already is left alone."`
}

// Run makes the file, readable for its owner only (PKCS #8, as OpenSSL reads it).
func (c keyNewCommand) Run(t terminal) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make a key in a file of its own: %w", err)
	}
	err = pem.Encode(file, &pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	t.say(base64.StdEncoding.EncodeToString(public))
	return nil
}

type keyProveCommand struct {
	File string `arg:"" type:"existingfile" help:"The desk's key, made by etrade key new."`
	Desk string `help:"The desk, as the office's page names it." required:"" placeholder:"cluj"`
	ID   string `help:"The name that the key gets there." required:"" placeholder:"cluj-2026-1"`
}

// Run prints the public half and then, alone on the last line, the proof.
func (c keyProveCommand) Run(t terminal) error {
	private, err := readKey(c.File)
	if err != nil {
		return err
	}
	half, _ := private.Public().(ed25519.PublicKey)
	public := base64.StdEncoding.EncodeToString(half)
	said, err := statement.Proof(c.Desk, c.ID, public)
	if err != nil {
		return err
	}
	t.say(public)
	t.say(base64.StdEncoding.EncodeToString(ed25519.Sign(private, said)))
	return nil
}

type keySignCommand struct {
	Statement string `arg:"" type:"existingfile" help:"The statement to sign, as the page hands it out."`
	Key       string `help:"The desk's key, made by etrade key new." required:"" type:"existingfile" placeholder:"FILE"`
}

// Run shows what is signed, then the signature alone on the last line.
func (c keySignCommand) Run(t terminal) error {
	raw, err := os.ReadFile(c.Statement)
	if err != nil {
		return err
	}
	said, err := statement.Parse(raw)
	if err != nil {
		return fmt.Errorf("%s is not a statement as the office hands it out: get it again (%w)", c.Statement, err)
	}
	private, err := readKey(c.Key)
	if err != nil {
		return err
	}
	signature, err := statement.Sign(said, "", private)
	if err != nil {
		return err
	}
	t.say(said.Said("en"))
	t.say(fmt.Sprintf("SHA-256 %x", sha256.Sum256(raw)))
	t.say(signature.Signature)
	return nil
}

func readKey(name string) (ed25519.PrivateKey, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(raw)
	if block == nil {
		return nil, fmt.Errorf("%s holds no key: make one with etrade key new", name)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds a key of another kind: make one with etrade key new", name)
	}
	return private, nil
}
