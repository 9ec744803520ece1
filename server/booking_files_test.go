package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// drafted is step 2 of a booking that this browser holds.
func drafted(t *testing.T) (h *house, step string) {
	t.Helper()
	h, start, _ := bookable(t)
	held := h.post("/en/book/doedol", url.Values{"at": {start.Format(time.RFC3339)}, "length": {"30"}, "key": {"files"}})
	if held.status != http.StatusSeeOther {
		t.Fatalf("held: %d", held.status)
	}
	return h, held.header.Get("Location")
}

const asked = "We would like to see how your restore card does in our schools."

func topicForm(more url.Values) url.Values {
	form := url.Values{"goal": {"price"}, "language": {"en"}, "message": {asked}, "products": {"DD-RC1E"}}
	for name, values := range more {
		form[name] = values
	}
	return form
}

func pdf(name string, bytes int) part {
	return part{"files", name, "application/pdf", plainPDF + strings.Repeat(" ", max(0, bytes-len(plainPDF)))}
}

// TestRefusedFileOfABookingIsExplainedAndTheTextStays is the form as a browser sends it, with what people choose by mistake.
func TestRefusedFileOfABookingIsExplainedAndTheTextStays(t *testing.T) {
	h, step := drafted(t)
	most := h.asks.Settings.FileMost
	for name, c := range map[string]struct {
		parts []part
		says  string
	}{
		"a program that is called a PDF": {[]part{{"files", "price-list.pdf", "application/pdf", "MZ\x90\x00 a program"}}, "Only PDF, JPEG, PNG and WebP are taken"},
		"one byte too many":              {[]part{pdf("catalog.pdf", int(most)+1)}, "A file may have 5 MB"},
		"one file too many":              {[]part{pdf("a.pdf", 0), pdf("b.pdf", 0), pdf("c.pdf", 0), pdf("d.pdf", 0)}, "At most 3 files"},
	} {
		got := h.upload(step, topicForm(nil), c.parts...)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, c.says) {
			t.Errorf("%s: %d, says %q: %v", name, got.status, c.says, strings.Contains(got.body, c.says))
		}
		if !strings.Contains(got.body, asked) || !strings.Contains(got.body, `id="files-error"`) || strings.Contains(got.body, `name="drop"`) {
			t.Errorf("%s: the text stays %v, the reason is at the field %v, a file is kept %v", name, strings.Contains(got.body, asked), strings.Contains(got.body, `id="files-error"`), strings.Contains(got.body, `name="drop"`))
		}
	}
}

// TestFilesOfABookingAreKeptAndTakenAway has a wrong word beside a good file, a file taken away again, and the count over all forms.
func TestFilesOfABookingAreKeptAndTakenAway(t *testing.T) {
	h, step := drafted(t)
	got := h.upload(step, topicForm(url.Values{"message": {"short"}}), pdf("drawing.pdf", 0))
	if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "drawing.pdf") || strings.Contains(got.body, `id="files-error"`) {
		t.Errorf("a good file beside a short text: %d", got.status)
	}
	if got = h.upload(step, topicForm(nil), pdf("b.pdf", 0), pdf("c.pdf", 0)); got.status != http.StatusSeeOther || !strings.HasSuffix(got.header.Get("Location"), "/who") {
		t.Fatalf("three files: %d %s", got.status, got.body)
	}
	if got = h.upload(step, topicForm(nil), pdf("d.pdf", 0)); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "At most 3 files") || !strings.Contains(got.body, asked) {
		t.Errorf("a fourth by another form: %d", got.status)
	}
	id := strings.Split(strings.SplitAfter(got.body, `name="drop" value="`)[1], `"`)[0]
	if got = h.upload(step, topicForm(url.Values{"drop": {id}}), pdf("d.pdf", 0)); got.status != http.StatusSeeOther {
		t.Errorf("one for another: %d", got.status)
	}
	for name, want := range map[string]bool{"drawing.pdf": false, "b.pdf": true, "c.pdf": true, "d.pdf": true} {
		if page := h.get(step + "/who").body; strings.Contains(page, name) != want {
			t.Errorf("%s is there: %v", name, !want)
		}
	}
}

// TestFormLargerThanAnyBookingIsRefusedWithAReason cannot be read at all: what an earlier form brought stays.
func TestFormLargerThanAnyBookingIsRefusedWithAReason(t *testing.T) {
	h, step := drafted(t)
	if got := h.upload(step, topicForm(nil)); got.status != http.StatusSeeOther {
		t.Fatalf("described: %d %s", got.status, got.body)
	}
	var parts []part
	for i := range 5 {
		parts = append(parts, pdf(fmt.Sprint(i, ".pdf"), int(h.asks.Settings.FileMost)))
	}
	got := h.upload(step, topicForm(url.Values{"message": {"Another text that is long enough to count."}}), parts...)
	if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "A file may have 5 MB") || !strings.Contains(got.body, asked) {
		t.Errorf("%d: %s", got.status, got.body)
	}
}
