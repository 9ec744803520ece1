package sfu

import "testing"

func TestKeyframesOfH264BeginWithTheirParameters(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []byte
		want bool
	}{
		{"parameters", []byte{0x67, 0x42, 0xe0, 0x1f}, true},
		{"parameters of low importance", []byte{0x27, 0x42}, true},
		{"several units, parameters first", []byte{0x78, 0, 2, 0x67, 0x42, 0, 2, 0x68, 0xce, 0, 2, 0x65, 0x88}, true},
		{"several units, parameters after a delimiter", []byte{0x78, 0, 1, 0x09, 0, 2, 0x67, 0x42}, true},
		{"several units without parameters", []byte{0x78, 0, 1, 0x09, 0, 2, 0x41, 0x9a}, false},
		{"picture parameters", []byte{0x68, 0xce}, false},
		{"a whole key picture, whose parameters came before", []byte{0x65, 0x88}, false},
		{"a piece of a key picture", []byte{0x7c, 0x85, 0x88}, false},
		{"a picture", []byte{0x41, 0x9a}, false},
		{"nothing", nil, false},
		{"a unit that is longer than the packet", []byte{0x78, 0xff, 0xff, 0x67}, false},
		{"an empty unit", []byte{0x78, 0, 0, 0x67, 0x42}, false},
		{"cut in the length", []byte{0x78, 0}, false},
	} {
		if got := startsH264(c.in); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestOnlyTheH264ThatEverybodyKnowsIsTaken(t *testing.T) {
	for parameters, want := range map[string]bool{
		"level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f": true,
		"profile-level-id=42001f; packetization-mode=1":                          true,
		"level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f": false,
		"level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f": false,
		"packetization-mode=1": false, "": false,
	} {
		if got := takesH264(parameters); got != want {
			t.Errorf("%q: %v", parameters, got)
		}
	}
}
