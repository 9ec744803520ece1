package web

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// least are the contrast ratios of WCAG 2.2: text (1.4.3), large text and what is no text (1.4.11).
const (
	text   = 4.5
	strict = 7   // text of buttons and links, the portal's own promise
	shape  = 3.0 // borders of inputs, focus ring, icons
)

// pairs are the colours that stand on each other in the components, light first, then the room.
var pairs = []struct {
	front, back string
	least       float64
}{
	{"ink", "white", strict}, {"ink", "surface", strict}, {"ink-2", "white", strict}, {"ink-2", "surface", strict},
	{"ink-3", "white", text}, {"ink-3", "surface", text}, {"ink-2", "primary-50", text}, {"ink-3", "primary-50", text},
	{"primary-700", "white", strict}, {"primary-700", "surface", text}, {"white", "primary-700", strict}, {"white", "primary-800", strict},
	{"primary-800", "white", strict}, {"primary-800", "surface", strict}, {"primary-800", "primary-50", strict}, {"primary-700", "primary-50", text},
	{"primary-600", "white", text}, {"primary-600", "surface", text}, {"primary-600", "primary-50", shape},
	{"live", "white", text}, {"live", "surface", text}, {"white", "live", text}, {"live", "live-50", text},
	{"warn", "white", text}, {"warn", "warn-50", text}, {"ink", "warn-fill", strict}, {"ink", "warn-50", strict},
	{"success", "white", text}, {"success", "surface", text}, {"success", "success-50", text}, {"ink", "success-50", strict},
	{"danger", "white", text}, {"danger", "surface", text}, {"danger", "danger-50", text}, {"white", "danger", text}, {"ink", "danger-50", strict},
	{"accent", "white", text}, {"accent", "surface", text}, {"white", "ink", strict},
	{"line-strong", "white", shape}, {"line-strong", "surface", shape}, {"focus", "white", text}, {"focus", "surface", text}, {"white", "focus", text},
	{"dark-text", "dark", strict}, {"dark-text", "dark-panel", strict}, {"dark-text-2", "dark", strict}, {"dark-text-2", "dark-panel", strict},
	{"dark-primary", "dark", strict}, {"dark-primary", "dark-panel", strict}, {"dark-live", "dark", strict}, {"dark-live", "dark-panel", text},
	{"dark-ok", "dark", strict}, {"dark-ok", "dark-panel", strict}, {"dark-warn", "dark", strict}, {"dark-warn", "dark-panel", strict},
	{"dark", "dark-primary", strict}, {"dark", "face-supplier", strict}, {"dark", "face-buyer", strict}, {"dark", "face-interpreter", strict},
	{"dark", "dark-warn", strict}, {"dark", "dark-primary-2", strict}, {"dark", "dark-live", strict},
	{"dark", "face-supplier", strict}, {"dark", "face-buyer", strict}, {"dark", "face-interpreter", strict}, {"dark", "dark-text-2", strict},
	{"dark-text", "dark-bubble", strict}, {"dark-text", "dark-line", text}, {"white", "danger-2", strict},
}

func TestColoursThatMeetCanBeToldApart(t *testing.T) {
	source, err := os.ReadFile("style/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	colours := map[string]string{}
	for _, found := range regexp.MustCompile(`--([a-z0-9-]+):\s*#([0-9A-Fa-f]{6});`).FindAllStringSubmatch(string(source), -1) {
		colours[found[1]] = found[2]
	}
	used := map[string]bool{}
	for _, pair := range pairs {
		front, back := colours[pair.front], colours[pair.back]
		if front == "" || back == "" {
			t.Errorf("%s on %s: no such colour in tokens.css", pair.front, pair.back)
			continue
		}
		used[pair.front], used[pair.back] = true, true
		if got := contrast(front, back); got < pair.least {
			t.Errorf("%s on %s: %.2f, needs %.1f", pair.front, pair.back, got, pair.least)
		}
	}
	for name := range colours {
		if !used[name] && name != "line" && name != "dark-line" { // decoration only
			t.Errorf("colour %s is in no pair", name)
		}
	}
}

func TestContrastOfKnownPairs(t *testing.T) {
	for pair, want := range map[[2]string]float64{{"000000", "FFFFFF"}: 21, {"767676", "FFFFFF"}: 4.54, {"FFFFFF", "FFFFFF"}: 1} {
		if got := contrast(pair[0], pair[1]); math.Abs(got-want) > 0.01 {
			t.Errorf("%v: %.2f, want %.2f", pair, got, want)
		}
	}
}

// contrast is the ratio of WCAG 2.2 between two colours RRGGBB.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(colour string) float64 {
	rgb, err := strconv.ParseUint(colour, 16, 32)
	if err != nil {
		return math.NaN()
	}
	channel := func(shift int) float64 {
		v := float64(rgb>>shift&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}
