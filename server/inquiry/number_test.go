package inquiry

import (
	_ "embed"
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

//go:embed testdata/messages.json
var messagesOfTest []byte

// TestAccountsAreFoundInTwoHundredMessages is the figure of the reference: recall of at least 99 %, fewer than 2 % false alarms.
func TestAccountsAreFoundInTwoHundredMessages(t *testing.T) {
	var all []struct {
		Account bool
		Text    string
	}
	if err := json.Unmarshal(messagesOfTest, &all); err != nil {
		t.Fatal(err)
	}
	with, found, without, wrong := 0, 0, 0, 0
	for _, m := range all {
		alarm := len(Numbers(m.Text)) > 0
		switch {
		case m.Account:
			with++
			if alarm {
				found++
			} else {
				t.Logf("missed: %q", m.Text)
			}
		default:
			without++
			if alarm {
				wrong++
				t.Logf("false alarm: %q %v", m.Text, Numbers(m.Text))
			}
		}
	}
	t.Logf("%d messages: %d of %d accounts found, %d of %d false alarms", len(all), found, with, wrong, without)
	if len(all) != 200 || found*100 < with*99 || wrong*100 >= without*2 {
		t.Errorf("%d messages, %d of %d found, %d of %d false", len(all), found, with, wrong, without)
	}
}

func TestSwappedAccountIsReadUnderEveryDisguise(t *testing.T) {
	const iban = "DE89370400440532013000"
	for _, text := range []string{
		"IBAN DE89 3704 0044 0532 0130 00", "de89-3704-0044-0532-0130-00", "pay to DE89.3704.0044.0532.0130.00 today", "ＤＥ８９３７０４００４４０５３２０１３０００",
		"DE89 37O4 OO44 O532 O13O OO", "DЕ89370400440532013000", "DE89\u00a03704\u200b0044\u00a00532\u00a00130\u00a000", "IBANDE89370400440532013000", "DE89 3704 0044\n0532 0130 00",
	} {
		if got := Numbers(text); !slices.Contains(got, Number{KindIBAN, iban}) {
			t.Errorf("%q: %v", text, got)
		}
	}
	for _, text := range []string{"", "DE88370400440532013000 is a typing mistake", "BE HERE 2026", "HS 901890", "2026-11-24", "+82 31 123 4567"} {
		for _, n := range Numbers(text) {
			if n.Kind == KindIBAN {
				t.Errorf("%q holds no IBAN: %v", text, n)
			}
		}
	}
}

func TestIBANOfEveryCountryIsFoundInGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		countries := make([]string, 0, len(ibans))
		for c := range ibans {
			countries = append(countries, c)
		}
		slices.Sort(countries)
		country := rapid.SampledFrom(countries).Draw(t, "country")
		iban := []rune(country + "00")
		for _, place := range form(country)[2:] {
			switch place {
			case 'a':
				iban = append(iban, rapid.RuneFrom([]rune("ABCDEFGHIJKLMNOPQRSTUVWXYZ")).Draw(t, "letter"))
			default:
				iban = append(iban, rapid.RuneFrom([]rune("0123456789")).Draw(t, "digit"))
			}
		}
		for check := 2; check < 99; check++ {
			iban[2], iban[3] = rune('0'+check/10), rune('0'+check%10)
			if mod97(string(iban)) {
				break
			}
		}
		written := ""
		for n, r := range iban {
			if n > 0 && n%4 == 0 {
				written += " "
			}
			written += string(r)
		}
		if got := Numbers("Bank: " + written + "."); !slices.Contains(got, Number{KindIBAN, string(iban)}) {
			t.Fatalf("%s: %v", written, got)
		}
	})
}

func TestLookAlikeDomains(t *testing.T) {
	known := []string{"miraon.example", "lumivale-medical.co.kr", "simfonia.ro"}
	for d, want := range map[string]string{
		"miraon.example": "", "mail.miraon.example": "", "rniraon.example": "miraon.example", "mira0n.example": "miraon.example", "miraon.shop": "miraon.example", "miroan.example": "miraon.example",
		"lumivale-rnedical.co.kr": "lumivale-medical.co.kr", "lumivalemedical.co.kr": "lumivale-medical.co.kr", "simfonía.ro": "simfonia.ro", "doedol.example": "", "example.org": "", "sorigyeol.example": "",
	} {
		if got := lookAlike(d, known); got != want {
			t.Errorf("%s looks like %q, wanted %q", d, got, want)
		}
	}
}

func TestAddressesAreMasked(t *testing.T) {
	for text, want := range map[string]string{
		"Write to ana@restaura.example.":                  "Write to #.",
		"Call +40 721 123 456 or 010-1234-5678 now":       "Call # or # now",
		"IBAN DE89 3704 0044 0532 0130 00":                "IBAN DE89 3704 0044 0532 0130 00",
		"We need 20 sets at USD 4,200 by 2026-12-04":      "We need 20 sets at USD 4,200 by 2026-12-04",
		"제 메일은 iseul@miraon.example 입니다":                  "제 메일은 # 입니다",
		"see https://www.mirraon.example:8443/pay?to=1.":  "see #.",
		"on lumiva1e.example/shop, or www.Miraon.example": "on #, or #",
		"우리 누리집 miraon.example에서":                         "우리 누리집 #에서",
		"drawing.pdf of 12.5 mm, e.g. v1.2, ready.Thanks": "drawing.pdf of 12.5 mm, e.g. v1.2, ready.Thanks",
		"https://portal.example/en/products/MI-F24 suits": "https://portal.example/en/products/MI-F24 suits",
		"https://evil.example/portal.example":             "#",
	} {
		if got := masked(text, "#", "portal.example"); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}
