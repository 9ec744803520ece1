package catalog

import "testing"

func TestCodeIsProposedByWhatAProductIsCalled(t *testing.T) {
	groups, err := FirstSynonyms()
	if err != nil {
		t.Fatal(err)
	}
	p := newHSProposer(ownHSNames(), map[string]int{"901890": 5, "901819": 1, "852589": 2}, groups)
	for _, c := range []struct {
		name Texts
		want string
	}{
		{Texts{"en": "Q-switched skin laser 1600"}, "9018"},
		{Texts{"ko": "문신 제거 레이저 장비"}, "9018"},
		{Texts{"ko": "무선 두피 카메라"}, "8525"},
		{Texts{"de": "Kopfhautkamera für den Salon"}, "8525"},
		{Texts{"en": "Class-D amplifier, 50 W"}, "8542"},
		{Texts{"en": "Something that nobody has a word for"}, ""},
		{Texts{}, ""},
	} {
		got := p.Propose(c.name)
		if got == "" && c.want == "" {
			continue
		}
		if len(got) != 6 || got[:4] != c.want {
			t.Errorf("for %v it proposes %q, want one of %q", c.name, got, c.want)
		}
	}
	if got := p.Propose(Texts{"en": "Skin laser"}); got != "901890" {
		t.Errorf("of two codes under a heading it proposes %s, and most products have 901890", got)
	}
}
