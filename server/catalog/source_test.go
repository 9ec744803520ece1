package catalog

import "testing"

func TestEnglishIsOlderWhenItStaysWhileItsKoreanChanges(t *testing.T) {
	texts := func(ko, en string) Texts { return with(with(Texts(nil), "ko", ko), "en", en) }
	for _, c := range []struct {
		name           string
		had, then, now Texts // three texts, one after the other
		want           bool
	}{
		{"nothing changes", texts("가", "a"), texts("가", "a"), texts("가", "a"), false},
		{"Korean changes", texts("가", "a"), texts("나", "a"), texts("나", "a"), true},
		{"both change", texts("가", "a"), texts("나", "b"), texts("나", "b"), false},
		{"English follows", texts("가", "a"), texts("나", "a"), texts("나", "b"), false},
		{"Korean changes back", texts("가", "a"), texts("나", "a"), texts("가", "a"), false},
		{"Korean changes again", texts("가", "a"), texts("나", "b"), texts("다", "b"), true},
		{"Korean comes later", texts("", "a"), texts("가", "a"), texts("가", "a"), false},
		{"Korean goes", texts("가", "a"), texts("나", "a"), texts("", "a"), false},
		{"English goes", texts("가", "a"), texts("나", "a"), texts("나", ""), false},
	} {
		source := sourceAfter(sourceAfter("", c.had, c.then), c.then, c.now)
		if got := behind(source, c.now); got != c.want {
			t.Errorf("%s: older is %v", c.name, got)
		}
		if behind(sourceOf(c.now), c.now) {
			t.Errorf("%s: older although it was said to be right", c.name)
		}
	}
}

func TestOlderTextIsMarkedWhereItIsShown(t *testing.T) {
	both := Texts{"ko": "새 글", "en": "old text"}
	profile := Profile{Line: both, About: both, Sources: map[string]string{"line": HashText("옛 글"), "about": HashText("새 글")}}
	cert := Certificate{Scope: both, Source: HashText("옛 글")}
	spec := Spec{Name: Texts{"ko": "폭", "en": "Width"}, Value: Texts{"ko": "3 m", "en": "2 m"}, Source: HashText("폭\n2 m")}
	for _, lang := range []string{"en", "ko", "de"} {
		want := map[string]string{"en": "stale", "de": "stale"}[lang] // in German the English text is shown
		if got := []string{profile.Beside(lang, "line"), cert.Beside(lang), spec.Beside(lang)}; got[0] != want || got[1] != want || got[2] != want {
			t.Errorf("in %s: %q, want %q", lang, got, want)
		}
		if got := profile.Beside(lang, "about"); got != "" {
			t.Errorf("in %s a right text is %q", lang, got)
		}
	}
	d := Product{Specs: []Spec{spec}, Certs: []Certificate{cert}}.detail(today)
	if !d.Specs[0].Stale || !d.Certificates[0].Stale {
		t.Errorf("a program is told %+v and %+v", d.Specs, d.Certificates)
	}
}
