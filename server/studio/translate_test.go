package studio

import (
	"slices"
	"testing"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func (b *bench) translate(t Translation) {
	b.t.Helper()
	b.must(b.Translate(b.t.Context(), b.maker, "LV-1", t))
}

// approve hands in what is typed and approves it.
func (b *bench) approve() {
	b.t.Helper()
	b.move("LV-1", "ask")
	b.decide("LV-1", nil)
}

func TestTranslationSaysWhenItIsOlderThanItsSource(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	b.translate(Translation{Lang: "de", Texts: map[string]string{"name": "Laser", "short": "Zwei Wellenlängen"}, Method: catalog.ByMachine})
	if p := b.public("LV-1"); p.Name["de"] != "" || len(p.Origins) != 0 {
		t.Fatalf("shown before the office has seen it: %v %v", p.Name, p.Origins)
	}
	b.approve()
	p := b.public("LV-1")
	if p.Short["de"] != "Zwei Wellenlängen" || p.Standing("short", "de") != "machine" || p.Standing("short", "en") != "" {
		t.Fatalf("%v: %q", p.Short, p.Standing("short", "de"))
	}
	b.translate(Translation{Lang: "de", Texts: map[string]string{"short": "Zwei Wellenlängen"}, Right: map[string]bool{"short": true}, Method: catalog.ByPerson})
	if p := b.public("LV-1"); p.Standing("short", "de") != "" || p.OriginOf("short", "de").ReviewedBy != b.maker.User {
		t.Errorf("read over and still %q", p.Standing("short", "de"))
	}
	b.must(b.save("LV-1", map[string]string{"short_en": "Three wavelengths"}))
	if p := b.public("LV-1"); p.Standing("short", "de") != "" {
		t.Error("stale although the public sees the old source")
	}
	b.approve()
	if p := b.public("LV-1"); p.Standing("short", "de") != "stale" || p.Standing("name", "de") != "machine" {
		t.Errorf("after the source changed: %q, %q", p.Standing("short", "de"), p.Standing("name", "de"))
	}
	b.translate(Translation{Lang: "de", Texts: map[string]string{"short": "Drei Wellenlängen"}, Method: catalog.ByPerson})
	b.approve()
	if p := b.public("LV-1"); p.Standing("short", "de") != "" || p.Short["de"] != "Drei Wellenlängen" {
		t.Errorf("translated anew: %v %q", p.Short, p.Standing("short", "de"))
	}
}

func TestPairsShowTheSourceAndWhatIsMissing(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	standing := map[string]string{}
	for _, p := range b.sheet("LV-1").Pairs("ro") {
		standing[p.Field.Text] = p.SourceLang + " " + p.Standing
	}
	for text, want := range map[string]string{"name": "ko missing", "short": "en missing", "long": ""} {
		if standing[text] != want {
			t.Errorf("%s: %q, want %q", text, standing[text], want)
		}
	}
}

func TestEveryFieldHasANameAndWhatIsMissedAReason(t *testing.T) {
	texts := mailtest.Texts(t)
	for _, lang := range []string{"en", "ko"} {
		need := func(key string) {
			if !texts.Has(lang, key) {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
		for _, f := range catalog.Fields {
			name := f.Name
			if f.Text != "" {
				name = f.Text
				need("studio.lang_" + f.Lang)
			}
			if !slices.Contains(catalog.Sections, f.Section) {
				need("studio.section_" + f.Section)
				continue
			}
			need("studio.field_" + name)
			if f.Wanted {
				need("studio.why_" + name)
			}
			for _, column := range f.Columns {
				need("studio.column_" + column)
			}
		}
		for _, f := range FirmFields {
			name := f.Name
			if f.Text != "" {
				name = f.Text
			}
			need("studio.field_firm_" + name)
			if f.Wanted || f.Required {
				need("studio.why_firm_" + name)
			}
		}
		for _, unit := range catalog.Units {
			need("studio.unit_" + unit)
		}
	}
}

func TestMeterCountsWhatABuyerMisses(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	p := b.sheet("LV-1").Next
	before := MeterOf(p, b.clock)
	if before.Percent < 40 || before.Percent > 95 {
		t.Errorf("%d %%", before.Percent)
	}
	p.Pictures = []catalog.Picture{{Name: "a", Alt: catalog.Texts{"en": "front"}}, {Name: "b", Alt: catalog.Texts{"en": "side"}}, {Name: "c", Alt: catalog.Texts{"en": "back"}}}
	p.Certs = []catalog.Certificate{{Scheme: "CE", State: catalog.Held}}
	after := MeterOf(p, b.clock)
	if after.Percent <= before.Percent || len(after.Missing) != len(before.Missing)-3 {
		t.Errorf("%d %% and %d missing, then %d %% and %d", before.Percent, len(before.Missing), after.Percent, len(after.Missing))
	}
	for _, m := range MeterOf(catalog.NewProduct("X"), b.clock).Missing {
		if m.Required && m.Section == "" {
			t.Errorf("%s leads nowhere", m.Name)
		}
	}
}
