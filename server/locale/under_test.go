package locale

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestUnderGivesEveryKeyOfTheTopicWithItsPlacesOpen(t *testing.T) {
	texts, err := Load(fstest.MapFS{
		"live.en.json": {Data: []byte(`{"live.join": "Join", "live.hello": "Hello {name}", "live.only_here": "Fallback"}`)},
		"live.ko.json": {Data: []byte(`{"live.join": "참여", "live.hello": "{name} 님, 안녕하십니까"}`)},
		"home.en.json": {Data: []byte(`{"home.title": "Home"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"live.join": "참여", "live.hello": "{name} 님, 안녕하십니까", "live.only_here": "Fallback"}
	if diff := cmp.Diff(want, texts.Under("ko", "live.")); diff != "" {
		t.Error(diff)
	}
}
