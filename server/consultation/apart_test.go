package consultation

import (
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestLetterToAnInterpreterHasEveryClockOnceAndSaysWhatIsAsked(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, mailtest.Texts(t)}
	c := b.confirmed(b.buyer(), thursday, interpreted())
	asked := lettersOf(c, noticeAsked)
	people, err := w.people(t.Context(), c, lettersOf(c, noticeConfirmed))
	b.must(err)
	for _, r := range people {
		if r.Side != Interpreter {
			continue
		}
		r.Mine = placeOf("America/Mexico_City", "Toluca")
		text := b.drawn(w, c, asked, r).Text
		for _, want := range []string{"00:00–00:30 Toluca (UTC-06:00)", "08:00–08:30 Cologne (UTC+02:00)", "15:00–15:30 Suwon (UTC+09:00)", "30 minutes", w.texts.T("en", "consultation.pair_ko-en")} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in\n%s", want, text)
			}
		}
		r.Mine = placeOf("Asia/Seoul", "Seoul")
		if text := b.drawn(w, c, asked, r).Text; strings.Contains(text, "Suwon (UTC") || strings.Count(text, "(UTC+09:00)") != 1 {
			t.Errorf("one clock stands twice:\n%s", text)
		}
		return
	}
	t.Error("nobody interprets")
}
