package registry

import (
	"slices"
	"testing"
)

func TestNodesKnowWhoElseIsThere(t *testing.T) {
	everyKind(t, func(t *testing.T, k kind) {
		a, b := k.node("a"), k.node("b")
		others := func(n node) []string {
			t.Helper()
			others, err := n.Announce(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return others
		}
		if first := others(a); len(first) != 0 {
			t.Errorf("alone, it hears of %v", first)
		}
		if second := others(b); !slices.Equal(second, []string{"http://a"}) {
			t.Errorf("the second hears of %v", second)
		}
		if err := b.Withdraw(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left := others(a); len(left) != 0 {
			t.Errorf("when it is alone again, it hears of %v", left)
		}
		if young, err := b.Young(t.Context()); !young || err != nil {
			t.Errorf("a Redis that has just begun is young: %v, %v", young, err)
		}
		if url, err := b.Owner(t.Context(), "r"); url != "" || err != nil {
			t.Errorf("a room that nobody has is at %q, %v", url, err)
		}
		acquired(t, a, "r")
		if url, err := b.Owner(t.Context(), "r"); url != "wss://a" || err != nil {
			t.Errorf("the room is at %q, %v", url, err)
		}
	})
}
