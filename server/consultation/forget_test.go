package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/inquiry"
)

func TestWhatWasTypedIntoADraftIsForgotten(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	given := b.held("browser", thursday)
	asked := b.request(b.buyer(), thursday.Add(time.Hour), topic)
	b.must(b.service.KeepColleagues(ctx, "browser", given.ID, []string{"ines@rheinbogen.example"}))
	b.must(b.service.SetFiles(ctx, "browser", given.ID, nil, []inquiry.File{{Name: "a.pdf", Kind: "application/pdf", Bytes: 9, Blob: "inquiry/a.pdf"}}, 3))
	_, err := b.service.Introduce(ctx, "browser", given.ID, Typed{Email: "radu@rheinbogen.example", Name: "Radu"})
	b.must(err)
	kept := func() (people, files int, typed bool) {
		t.Helper()
		b.must(b.service.forgetDrafts(ctx))
		brought, err := b.service.Colleagues(ctx, given.ID)
		b.must(err)
		there, err := b.service.DraftFiles(ctx, given)
		b.must(err)
		c := b.read(given.ID)
		return len(brought), len(there), c.Typed != (Typed{}) && c.Message != ""
	}
	b.setNow(b.now().Add(time.Hour))
	b.must(b.service.Sweep(ctx))
	if people, files, typed := kept(); b.read(given.ID).State != Expired || people != 1 || files != 1 || !typed {
		t.Errorf("an hour later %d colleagues, %d files, typed %v in %s", people, files, typed, b.read(given.ID).State)
	}
	b.setNow(b.now().Add(draftsKept))
	if people, files, typed := kept(); people != 0 || files != 0 || typed {
		t.Errorf("a day later %d colleagues, %d files, typed %v", people, files, typed)
	}
	if b.read(asked.ID).Message != topic.Message {
		t.Error("what was asked for is forgotten too")
	}
	b.sound()
}
