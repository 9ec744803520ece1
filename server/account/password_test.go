package account

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

func TestPasswordHashIsArgon2idWithItsCost(t *testing.T) {
	service := New(nil, nil, nil, time.Now)
	phc := service.cost.hash("correct horse battery")
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash is %s", phc)
	}
	if phc == service.cost.hash("correct horse battery") {
		t.Error("two hashes of one password are equal: no salt")
	}
	if !matches(phc, "correct horse battery") || matches(phc, "correct horse batterY") || matches(phc, "") {
		t.Error("the hash matches another password, or not its own")
	}
	service.HashCheaply()
	cheap := service.cost.hash("correct horse battery")
	if !matches(cheap, "correct horse battery") || matches(cheap, "correct horse batterY") {
		t.Error("a cheap hash matches another password, or not its own")
	}
	if next := New(nil, nil, nil, time.Now).cost; next != fullCost {
		t.Errorf("the next service hashes at %+v", next)
	}
}

func TestWhatIsNoHashMatchesNothing(t *testing.T) {
	good := fullCost.hash("p")
	for _, phc := range []string{"", "plain", "$argon2id$v=19$m=19456,t=2,p=1$$", strings.Replace(good, "argon2id", "argon2i", 1),
		strings.Replace(good, "t=2", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1), "$argon2id$v=19$m=x$AA$AA"} {
		if matches(phc, "p") {
			t.Errorf("%q matches", phc)
		}
	}
}

func TestWeakPasswordsAreRefused(t *testing.T) {
	for password, want := range map[string]string{
		"short":                 "password_short",
		"aaaaaaaaaaaa":          "password_common",
		"12345678":              "password_common",
		"Password1!":            "password_common",
		"anaexemplu":            "password_common",
		"세 단어 암호":               "password_short",
		"etrade-demo":           "",
		"correct horse battery": "",
		"긴 한국어 암호문장도 됩니다":         "",
		strings.Repeat("ab", 129): "password_long",
	} {
		err := checkPassword(password, "anaexemplu@restaura.example")
		code := ""
		if refusal, ok := errors.AsType[*problem.Error](err); ok && len(refusal.Fields) == 1 {
			code = refusal.Fields[0].Code
		}
		if code != want {
			t.Errorf("%q: %q, wanted %q", password, code, want)
		}
	}
}
