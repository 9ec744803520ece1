package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func golden(t testing.TB, direction string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", direction, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files for %s: %v", direction, err)
	}
	all := map[string][]byte{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = data
	}
	return all
}

func TestGoldenFramesSurviveDecodingAndEncoding(t *testing.T) {
	for direction, decode := range map[string]func([]byte) (Frame, error){"to_server": Decode, "to_client": DecodeToClient} {
		seen := map[string]bool{}
		for name, data := range golden(t, direction) {
			frame, err := decode(data)
			if err != nil {
				t.Errorf("%s/%s: %v", direction, name, err)
				continue
			}
			seen[frame.Message.Type()] = true
			again, err := Encode(frame)
			if err != nil {
				t.Fatal(err)
			}
			var want, got any
			if err := errors.Join(json.Unmarshal(data, &want), json.Unmarshal(again, &got)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s/%s changed (-golden +encoded):\n%s", direction, name, diff)
			}
		}
		messages := ToServer()
		if direction == "to_client" {
			messages = ToClient()
		}
		for _, m := range messages {
			if !seen[m.Type()] {
				t.Errorf("%s: no golden file for %q", direction, m.Type())
			}
		}
	}
}

func TestDecodeRefusesMalformedFrames(t *testing.T) {
	for name, data := range golden(t, "refused") {
		if _, err := Decode(data); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %v, want malformed", name, err)
		}
	}
	long := []byte(`{"v":1,"t":"bye","d":{"x":"` + strings.Repeat("a", MaxFrame) + `"}}`)
	if _, err := Decode(long); !errors.Is(err, ErrMalformed) {
		t.Errorf("a frame over the limit: got %v, want malformed", err)
	}
}

func TestDecodeTellsUnknownTypeFromBrokenRule(t *testing.T) {
	_, err := Decode([]byte(`{"v":1,"t":"dance","id":"7","d":{}}`))
	if unknown, ok := errors.AsType[*UnknownTypeError](err); !ok || unknown.T != "dance" || unknown.ID != "7" {
		t.Errorf("got %v, want unknown type with the request's id", err)
	}
	_, err = Decode([]byte(`{"v":1,"t":"end","id":"8","d":{},"later":{"field":1}}`))
	if err != nil {
		t.Errorf("unknown fields must pass: %v", err)
	}
	// A frame that only a server sends is unknown from a client.
	if _, err = Decode([]byte(`{"v":1,"t":"hello.ok","d":{}}`)); err == nil || errors.Is(err, ErrMalformed) {
		t.Errorf("got %v, want unknown type", err)
	}
}

func TestValidateRefusesContentThatBreaksARule(t *testing.T) {
	cases := map[string]string{
		"ticket and resume":    `{"v":1,"t":"hello","d":{"ticket":"x","resume":{"sid":"a","token":"b"}}}`,
		"neither":              `{"v":1,"t":"hello","d":{}}`,
		"no content":           `{"v":1,"t":"offer"}`,
		"neg zero":             `{"v":1,"t":"offer","d":{"neg":0,"sdpz":"AA"}}`,
		"unknown source":       `{"v":1,"t":"publish.set","d":{"source":"hologram"}}`,
		"empty chat":           `{"v":1,"t":"chat.send","d":{"cid":"a","text":" \n"}}`,
		"long chat":            `{"v":1,"t":"chat.send","d":{"cid":"a","text":"` + strings.Repeat("가", MaxText/3+1) + `"}}`,
		"control character":    `{"v":1,"t":"chat.send","d":{"cid":"a","text":"a\u0000b"}}`,
		"cid with a space":     `{"v":1,"t":"chat.send","d":{"cid":"a b","text":"x"}}`,
		"string for a number":  `{"v":1,"t":"ack","d":{"n":"1"}}`,
		"pid with a slash":     `{"v":1,"t":"lobby.admit","d":{"pid":"../x"}}`,
		"document's id":        `{"v":1,"t":"doc.present","d":{"id":"../x","page":1}}`,
		"long id":              `{"v":1,"t":"doc.present","d":{"id":"` + strings.Repeat("a", 129) + `","page":1}}`,
		"page zero":            `{"v":1,"t":"doc.present","d":{"id":"a","page":0}}`,
		"endless page":         `{"v":1,"t":"doc.page","d":{"page":10000}}`,
		"pointer off the page": `{"v":1,"t":"doc.pointer","d":{"x":10001,"y":0}}`,
		"reason":               `{"v":1,"t":"lobby.deny","d":{"pid":"x","reason":"ugly"}}`,
		"wish for sound":       `{"v":1,"t":"want","d":{"slots":[{"pid":"x","source":"mic","max":"f"}]}}`,
	}
	for name, data := range cases {
		if _, err := Decode([]byte(data)); !errors.As(err, new(*InvalidError)) {
			t.Errorf("%s: got %v, want invalid", name, err)
		}
	}
}

func TestCleanNameKeepsLettersAndDropsTricks(t *testing.T) {
	for in, want := range map[string]string{
		"  Layla\t Hassan ":             "Layla Hassan",
		"a\u202eb\u200bc\u0000":         "abc",
		"\u1112\u1161\u11ab":            "한",
		strings.Repeat("가", MaxName+10): strings.Repeat("가", MaxName),
		"ليلى":                          "ليلى",
		"\u2066x\u2069":                 "x",
	} {
		if got := CleanName(in); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNamesByLanguageAreFewAndClean(t *testing.T) {
	names := map[string]string{"en": " Nile  Medical ", "ko": "나일\u202e메디컬", "ar": "\u200b", "not a language": "x", "": "y"}
	got := CleanNames(names)
	if diff := cmp.Diff(map[string]string{"en": "Nile Medical", "ko": "나일메디컬"}, got); diff != "" {
		t.Error(diff)
	}
	for i := range 2 * MaxNames {
		names[fmt.Sprintf("l%02d", i)] = "Nile"
	}
	if got := CleanNames(names); len(got) != MaxNames || checkNames(got) != nil {
		t.Errorf("of many languages %v are left", got)
	}
	if CleanNames(map[string]string{"en": " "}) != nil {
		t.Error("no name is a name")
	}
	for what, names := range map[string]map[string]string{"many": names, "language": {"a b": "x"}, "empty": {"en": ""}, "not clean": {"en": "a\u200bb"}} {
		state := &State{Rev: 1, People: []Person{{PID: "x", Role: RoleHost, Side: SideSupplier, Standing: StandingIn, CompanyNames: names}}}
		list := &LobbyList{Waiting: []Visitor{{CompanyNames: names}}}
		if state.Validate() == nil || list.Validate() == nil {
			t.Errorf("%s: taken", what)
		}
	}
}

func TestSDPPacksAndBombsAreRefused(t *testing.T) {
	sdp := "v=0\r\n" + strings.Repeat("a=candidate:1 1 udp 1 198.51.100.7 50000 typ host\r\n", 200)
	packed, err := PackSDP(sdp)
	if err != nil {
		t.Fatal(err)
	}
	got, err := UnpackSDP(packed)
	if err != nil || got != sdp {
		t.Fatalf("got %d bytes, %v", len(got), err)
	}
	bomb, err := PackSDP(strings.Repeat("a", MaxSDP+1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := UnpackSDP(bomb); err == nil {
		t.Error("a description over the limit was inflated")
	}
	if _, err := UnpackSDP("%%%"); err == nil {
		t.Error("garbage was inflated")
	}
}

func TestCloseCodesSayWhetherToComeBack(t *testing.T) {
	for code, want := range map[CloseCode]bool{
		CloseMalformed: false, CloseTicket: false, CloseForbidden: false, CloseNoRoom: false, CloseTakenOver: false,
		CloseEnded: false, CloseSlow: true, CloseRate: true, CloseDraining: true, 4599: true, 4499: false,
		1001: true, 1006: true, 1008: false, 1009: false, 1011: true, 1012: true,
	} {
		if code.Returns() != want {
			t.Errorf("%d: comes back %v, want %v", code, !want, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, direction := range []string{"to_server", "to_client", "refused"} {
		for _, data := range golden(f, direction) {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		frame, err := Decode(data)
		if err != nil {
			return
		}
		// What was accepted is valid, can be sent on, and means the same again.
		once, err := Encode(frame)
		if err != nil {
			t.Fatalf("accepted but not encodable: %v", err)
		}
		again, err := Decode(once)
		if err != nil {
			t.Fatalf("%s: own encoding refused: %v", once, err)
		}
		twice, err := Encode(again)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%s became %s (%v)", once, twice, err)
		}
	})
}
