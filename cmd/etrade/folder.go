package main

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// folder is the data folder.
type folder string

func (f folder) postgres() string { return filepath.Join(string(f), "postgres") }
func (f folder) mail() string     { return filepath.Join(string(f), "mail") }
func (f folder) files() string    { return filepath.Join(string(f), "files") }
func (f folder) rooms() string    { return filepath.Join(string(f), "rooms") }
func (f folder) secret() string   { return filepath.Join(string(f), "secret") }

// certificates are those that were fetched, authority the one of this machine's own. Neither is forgotten with the demo.
func (f folder) certificates() string { return filepath.Join(string(f), "certificates") }
func (f folder) authority() string    { return filepath.Join(string(f), "tls") }

// open makes the folder and proves that it can be written.
func (f folder) open() error {
	if err := os.MkdirAll(string(f), 0o755); err != nil {
		return folderError(string(f), err)
	}
	probe, err := os.CreateTemp(string(f), "writing-")
	if err != nil {
		return folderError(string(f), err)
	}
	defer func() { _ = os.Remove(probe.Name()) }()
	_, err = probe.Write(make([]byte, 4096))
	if err := errors.Join(err, probe.Sync(), probe.Close()); err != nil {
		return folderError(string(f), err)
	}
	return nil
}

// empty forgets what this program keeps beside the database, and nothing else that may lie in the folder. Whoever calls
// it holds the database's lock.
func (f folder) empty() error {
	for _, kept := range []string{f.mail(), f.files(), f.rooms(), f.secret()} {
		if err := os.RemoveAll(kept); err != nil {
			return folderError(string(f), err)
		}
	}
	return nil
}

// secrets sign what leaves the program. Current signs, Before is still accepted; Before may be nil.
type secrets struct{ current, before []byte }

// secrets are those of the settings, else one that is made once and kept readable for this user only.
func (f folder) secrets(s secretSettings) (secrets, error) {
	if s.Secret != "" {
		if len(s.Secret) < 32 || s.SecretBefore != "" && len(s.SecretBefore) < 32 {
			return secrets{}, errors.New("ETRADE_SECRET and ETRADE_SECRET_BEFORE need at least 32 bytes: make one with `openssl rand -base64 48`")
		}
		return secrets{current: []byte(s.Secret), before: []byte(s.SecretBefore)}, nil
	}
	raw, err := os.ReadFile(f.secret())
	if errors.Is(err, fs.ErrNotExist) {
		raw = []byte(rand.Text() + rand.Text() + "\n")
		err = os.WriteFile(f.secret(), raw, 0o600)
	}
	if err != nil {
		return secrets{}, folderError(string(f), err)
	}
	text := strings.TrimSpace(string(raw))
	if len(text) < 32 {
		return secrets{}, fmt.Errorf("the secret in %s is too short: remove the file, and the next start makes another", f.secret())
	}
	return secrets{current: []byte(text)}, nil
}

// key is a key for one purpose, so that what is signed for one is worth nothing for another.
func (s secrets) key(purpose string) (current, before []byte, err error) {
	derive := func(secret []byte) ([]byte, error) {
		if len(secret) == 0 {
			return nil, nil
		}
		return hkdf.Key(sha256.New, secret, nil, "etrade "+purpose, 32)
	}
	if current, err = derive(s.current); err != nil {
		return nil, nil, fmt.Errorf("derive key %s: %w", purpose, err)
	}
	if before, err = derive(s.before); err != nil {
		return nil, nil, fmt.Errorf("derive key %s: %w", purpose, err)
	}
	return current, before, nil
}
