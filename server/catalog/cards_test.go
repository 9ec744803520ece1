package catalog

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/trust"
)

// cardFor is a card as somebody sees it.
type cardFor struct {
	hit         Hit
	zone        *time.Location
	city        string
	now         time.Time
	eager, pick bool
}

func (c cardFor) key() string { return c.hit.CardKey(c.zone, c.city, c.now, c.eager, c.pick) }

func TestCardIsSharedOnlyByThoseWhoSeeTheSame(t *testing.T) {
	now := time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)
	shown := func(change func(*cardFor)) string {
		c := cardFor{
			hit: Hit{SKU: "LV-1", Ask: BasketAdd, changed: 7, day: now.Truncate(24 * time.Hour), Maker: Maker{City: "Suwon", Zone: "Asia/Seoul"},
				Hours: Hours{Next: []time.Time{now.Add(30 * time.Hour)}}},
			zone: time.UTC, city: "Cologne", now: now, pick: true,
		}
		change(&c)
		return c.key()
	}
	same := shown(func(*cardFor) {})
	for what, change := range map[string]func(*cardFor){
		"a minute later":         func(c *cardFor) { c.now = c.now.Add(time.Minute) },
		"a second free time too": func(c *cardFor) { c.hit.Hours.Next = append(c.hit.Hours.Next, now.Add(31*time.Hour)) },
	} {
		if got := shown(change); got != same {
			t.Errorf("%s: %q is not shared with %q", what, got, same)
		}
	}
	keys := map[string]string{same: "what it was"}
	for what, change := range map[string]func(*cardFor){
		"another product":        func(c *cardFor) { c.hit.SKU = "LV-2" },
		"its product changed":    func(c *cardFor) { c.hit.changed++ },
		"the next day":           func(c *cardFor) { c.hit.day = c.hit.day.AddDate(0, 0, 1) },
		"its maker is checked":   func(c *cardFor) { c.hit.Maker.Trust = trust.Standing{Level: account.L2} },
		"a city vouches for it":  func(c *cardFor) { c.hit.Maker.Trust = trust.Standing{Level: account.L3} },
		"two cities do":          func(c *cardFor) { c.hit.Maker.Trust = trust.Standing{Level: account.L4} },
		"put aside":              func(c *cardFor) { c.hit.Saved = true },
		"in the basket":          func(c *cardFor) { c.hit.Ask = BasketHas },
		"who does not buy":       func(c *cardFor) { c.hit.Ask = "" },
		"nothing to pick":        func(c *cardFor) { c.pick = false },
		"its picture at once":    func(c *cardFor) { c.eager = true },
		"another free time":      func(c *cardFor) { c.hit.Hours.Next[0] = now.Add(29 * time.Hour) },
		"no free time":           func(c *cardFor) { c.hit.Hours.Next = nil },
		"free in an hour":        func(c *cardFor) { c.hit.Hours.Next[0] = now.Add(time.Hour) },
		"from another zone":      func(c *cardFor) { c.zone = time.FixedZone("Europe/Berlin", 3600) },
		"from another city":      func(c *cardFor) { c.city = "Cluj-Napoca" },
		"a maker in another one": func(c *cardFor) { c.hit.Maker.City = "수원" },
		"in another zone":        func(c *cardFor) { c.hit.Maker.Zone = "Asia/Tokyo" },
	} {
		got := shown(change)
		if other, known := keys[got]; known || got == "" {
			t.Errorf("%s: %q is shared with %s", what, got, other)
		}
		keys[got] = what
	}
	soon := func(in time.Duration) string { return shown(func(c *cardFor) { c.hit.Hours.Next[0] = now.Add(in) }) }
	if soon(20*time.Minute) == soon(21*time.Minute) {
		t.Error("minutes until a free time are not told apart")
	}
	if key := shown(func(c *cardFor) { c.hit.changed = 0 }); key != "" {
		t.Errorf("a card that nobody knows the state of is kept as %q", key)
	}
}
