package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestSecretIsMadeOnceAndKeptPrivate(t *testing.T) {
	f := folder(t.TempDir())
	first, err := f.secrets(secretSettings{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := f.secrets(secretSettings{})
	if err != nil || !bytes.Equal(first.current, second.current) {
		t.Fatalf("the second start has another secret, %v", err)
	}
	info, err := os.Stat(f.secret())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	ticket, _, err := first.key("ticket")
	if err != nil {
		t.Fatal(err)
	}
	relay, before, err := first.key("relay")
	if err != nil || bytes.Equal(ticket, relay) || len(relay) != 32 || before != nil {
		t.Fatalf("keys of two purposes: %x %x %x, %v", ticket, relay, before, err)
	}
}

func TestSharedSecretIsChecked(t *testing.T) {
	f := folder(t.TempDir())
	long := "0123456789abcdef0123456789abcdef"
	if _, err := f.secrets(secretSettings{Secret: "short"}); err == nil {
		t.Error("a short secret was taken")
	}
	if _, err := f.secrets(secretSettings{Secret: long, SecretBefore: "short"}); err == nil {
		t.Error("a short earlier secret was taken")
	}
	s, err := f.secrets(secretSettings{Secret: long, SecretBefore: long + "x"})
	if err != nil {
		t.Fatal(err)
	}
	if current, before, err := s.key("ticket"); err != nil || bytes.Equal(current, before) || len(before) != 32 {
		t.Errorf("keys %x, %x, %v", current, before, err)
	}
	if _, err := os.Stat(f.secret()); err == nil {
		t.Error("a secret was made although one is set")
	}
}

func TestEmptyForgetsOnlyWhatIsOurs(t *testing.T) {
	f := folder(t.TempDir())
	for _, name := range []string{"mail/letter.eml", "photos/holiday.jpg"} {
		path := filepath.Join(string(f), name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.empty(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(f.mail()); !os.IsNotExist(err) {
		t.Errorf("mail is still there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(string(f), "photos", "holiday.jpg")); err != nil {
		t.Errorf("a stranger's file is gone: %v", err)
	}
}
