package ticket

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	now    = time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC)
	keys   = Keys{Current: bytes.Repeat([]byte("a"), MinKey), Previous: bytes.Repeat([]byte("b"), MinKey)}
	claims = Claims{
		ID: "one", Room: "room", Participant: "person", Name: "김서연", Role: "host", Side: "supplier", Company: "Hanbit Precision", CompanyNames: map[string]string{"en": "Hanbit Precision", "ko": "한빛정밀"},
		Lang: "ko", Number: "SW-2026-0042", StartsAt: now, EndsAt: now.Add(30 * time.Minute), Exp: now.Add(Life),
	}
)

func TestTicketSaysWhatWasMinted(t *testing.T) {
	got, err := Verify(keys, Mint(keys, claims), now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(claims, got); diff != "" {
		t.Error(diff)
	}
}

func TestTicketOfThePreviousKeyCounts(t *testing.T) {
	old := Mint(Keys{Current: keys.Previous}, claims)
	if _, err := Verify(keys, old, now); err != nil {
		t.Error(err)
	}
	if _, err := Verify(Keys{Current: keys.Current}, old, now); !errors.Is(err, ErrInvalid) {
		t.Errorf("a retired key still signs: %v", err)
	}
}

func TestEachTicketHasAnIDOfItsOwn(t *testing.T) {
	without := claims
	without.ID = ""
	first, err1 := Verify(keys, Mint(keys, without), now)
	second, err2 := Verify(keys, Mint(keys, without), now)
	if err1 != nil || err2 != nil || first.ID == second.ID || len(first.ID) < 22 {
		t.Errorf("ids %q and %q, %v, %v", first.ID, second.ID, err1, err2)
	}
}

func TestVerifyRefuses(t *testing.T) {
	good := Mint(keys, claims)
	body, signature, _ := strings.Cut(good, ".")
	cases := map[string]struct {
		text string
		at   time.Time
	}{
		"too old":             {good, now.Add(Life + Leeway + time.Second)},
		"from the far future": {good, now.Add(-Leeway - time.Second)},
		"too old and forged":  {body + "." + strings.Repeat("A", len(signature)), now.Add(time.Hour)},
		"no signature":        {body, now},
		"cut signature":       {good[:len(good)-1], now},
		"other key":           {Mint(Keys{Current: bytes.Repeat([]byte("c"), MinKey)}, claims), now},
		"empty key":           {Mint(Keys{}, claims), now},
		"swapped body":        {body[:20] + "A" + body[21:] + "." + signature, now},
		"empty":               {"", now},
		"no room":             {Mint(keys, Claims{ID: "x", Participant: "p", Exp: now.Add(Life)}), now},
	}
	for name, c := range cases {
		if _, err := Verify(keys, c.text, c.at); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: got %v, want invalid", name, err)
		}
		if _, err := Verify(keys, c.text, c.at); errors.Is(err, ErrExpired) != (name == "too old") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(Mint(keys, claims))
	f.Add("a.b")
	good := Mint(keys, claims)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Verify(keys, text, now); err == nil && text != good {
			t.Errorf("a second text for a ticket counts: %q", text)
		}
	})
}
