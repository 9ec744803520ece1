package catalog

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
)

// cardsKept is how many cards are remembered since the older half was let go; a card is about 2 kB.
const cardsKept = 8192

// keptCards are products as cards, as they were read. One is good while the product has not changed since (the shelf knows)
// and the day is the same, since certificates run out. It holds nothing that depends on who looks: the price is the first
// public one, and what a viewer's own is goes on a copy.
type keptCards struct {
	mu         sync.Mutex
	young, old map[ProductID]Hit
}

func newKeptCards() *keptCards { return &keptCards{young: map[ProductID]Hit{}} }

// find is a card that is still good.
func (k *keptCards) find(id ProductID, changed int64, day time.Time) (Hit, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	hit, ok := k.young[id]
	if !ok {
		if hit, ok = k.old[id]; ok {
			k.put(hit)
		}
	}
	return hit, ok && hit.changed == changed && hit.day.Equal(day)
}

func (k *keptCards) keep(hits []Hit) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, hit := range hits {
		k.put(hit)
	}
}

func (k *keptCards) put(hit Hit) {
	if len(k.young) >= cardsKept {
		k.young, k.old = map[ProductID]Hit{}, k.young
	}
	k.young[hit.id] = hit
}

// hits are the products of a page as cards, in its order.
func (s *Service) hits(ctx context.Context, seen looked) ([]Hit, error) {
	day, known := s.today(), make(map[ProductID]Hit, len(seen.page))
	var missing []ProductID
	for i, id := range seen.page {
		if hit, ok := s.faces.find(id, seen.changed[i], day); ok {
			known[id] = hit
		} else {
			missing = append(missing, id)
		}
	}
	read, err := findHits(ctx, s.db, missing, day)
	if err != nil {
		return nil, err
	}
	s.faces.keep(read)
	for _, hit := range read {
		known[hit.id] = hit
	}
	hits := make([]Hit, 0, len(seen.page))
	for _, id := range seen.page {
		if hit, ok := known[id]; ok { // not one that was unpublished meanwhile
			hits = append(hits, hit)
		}
	}
	return hits, nil
}

// CardKey names all that a card shows to somebody in a zone and a city: two with the same key are drawn alike. Empty where that is not
// known. An eager picture is loaded at once, and one to pick has what it can be picked for.
func (h Hit) CardKey(zone *time.Location, city string, now time.Time, eager, pick bool) string {
	face := h.Face(eager)
	if face == "" {
		return ""
	}
	var key strings.Builder
	key.WriteString(face)
	if pick {
		key.WriteString(" pick " + string(h.Ask))
		if h.Saved {
			key.WriteString(" saved")
		}
	}
	if soon := h.Hours.Soon(now); soon > 0 {
		key.WriteString(" in " + strconv.Itoa(soon))
	} else if len(h.Hours.Next) > 0 {
		key.WriteString(" at " + strconv.FormatInt(h.Hours.Next[0].Unix(), 36) + " " + zone.String() + " " + h.Maker.Zone + " " + city + "\n" + h.Maker.City)
	}
	return key.String()
}

// Face names what the still part of a card shows: two cards with the same face are drawn alike, whoever looks. Empty where
// that is not known. An eager picture is loaded at once.
func (h Hit) Face(eager bool) string {
	if h.changed == 0 {
		return ""
	}
	face := h.SKU + " " + strconv.FormatInt(h.changed, 36) + " " + strconv.FormatInt(h.day.Unix()/86400, 36)
	if mark := h.Maker.Trust.Mark(); mark != "" {
		face += " " + mark
	}
	if eager {
		face += " eager"
	}
	return face
}
