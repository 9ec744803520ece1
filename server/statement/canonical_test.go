package statement

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestCanonicalFormIsThatOfTheStandard(t *testing.T) {
	for raw, want := range map[string]string{
		// the sorting sample of RFC 8785 §3.2.3, with integers
		`{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}`: "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}",
		` { "b" : [ 1 , -7, "x" ] , "a" : { } } `:                                     `{"a":{},"b":[1,-7,"x"]}`,
		`"\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\/"`:                             "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"",
	} {
		got, err := Canonical([]byte(raw))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s (%v), want %s", raw, got, err, want)
		}
	}
}

func TestCanonicalFormHoldsTextAndIntegersOnly(t *testing.T) {
	for _, raw := range []string{`1.5`, `1e3`, `-0`, `9007199254740993`, `true`, `null`, `{"a":null}`, `[1] [2]`, `{`, "\"\xff\""} {
		if got, err := Canonical([]byte(raw)); !errors.Is(err, errForm) {
			t.Errorf("%s became %s (%v)", raw, got, err)
		}
	}
}

func TestCanonicalFormOfItselfIsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Statement{Code: "SW-E-0001", Company: About{LegalName: rapid.String().Draw(t, "name")}, Scope: rapid.SliceOf(rapid.String()).Draw(t, "scope")}
		once, err := canonicalOf(s)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := Canonical(once)
		if err != nil || string(twice) != string(once) {
			t.Fatalf("%s became %s (%v)", once, twice, err)
		}
	})
}
