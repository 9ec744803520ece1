package locale

import (
	"testing"
	"testing/fstest"
)

func TestParticleGoesBySound(t *testing.T) {
	for word, want := range map[string][5]string{
		"수원시 전자무역청": {"은", "이", "을", "과", "으로"}, "되돌시스템즈": {"는", "가", "를", "와", "로"}, "서울": {"은", "이", "을", "과", "로"},
		"SW-2026-0042": {"는", "가", "를", "와", "로"}, "SW-2026-0047": {"은", "이", "을", "과", "로"}, "10": {"은", "이", "을", "과", "으로"},
		"수원시 전자무역청(시연)": {"은", "이", "을", "과", "으로"}, "주소": {"는", "가", "를", "와", "로"}, "LBM": {"은", "이", "을", "과", "으로"}, "LED": {"는", "가", "를", "와", "로"},
		"Klangwerk": {"은(는)", "이(가)", "을(를)", "와(과)", "(으)로"}, "Seoul": {"은", "이", "을", "과", "로"}, "Restaura": {"는", "가", "를", "와", "로"}, "": {"은(는)", "이(가)", "을(를)", "와(과)", "(으)로"},
	} {
		for i, p := range particles {
			if got := With(word, p.written); got != word+want[i] {
				t.Errorf("%s, want %s", got, word+want[i])
			}
		}
	}
	if got := With("office", ""); got != "office" {
		t.Errorf("without a particle: %s", got)
	}
}

func TestSentenceTakesTheParticleOfItsValue(t *testing.T) {
	texts, err := Load(fstest.MapFS{
		"t.en.json": {Data: []byte(`{"t.a": "{{.A}} meets {{.B}}."}`)},
		"t.ko.json": {Data: []byte(`{"t.a": "{{.A}}은(는) “{{.B}}”와(과) 만납니다."}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := texts.T("ko", "t.a", "A", "무역청", "B", "두레"), "무역청은 “두레”와 만납니다."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := texts.T("ko", "t.a", "A", "바다", "B", "은(는)"), "바다는 “은(는)”과 만납니다."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := texts.T("en", "t.a", "A", "x", "B", "y"), "x meets y."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
