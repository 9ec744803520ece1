package consultation

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// words are what a room was told, in order.
func (b *bench) words(c Consultation) []string {
	b.t.Helper()
	rows, err := b.db.Query(b.t.Context(), `
		select (args->>'text') || ' (' || (args->>'lang') || ')' from river_job where kind = $1 and args->>'room' = $2 order by id`, sayInRoom{}.Kind(), c.ID.String())
	b.must(err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	b.must(err)
	return all
}

func TestOfficeSaysOneSentenceToARoomAndItsLogKeepsIt(t *testing.T) {
	b := newBench(t)
	c := b.running(thursday, interpreted())
	_, err := b.service.Say(t.Context(), b.officer, c.Number, "  다른 통역사를\r\n찾고 있습니다.\x07 ", "ko")
	b.must(err)
	if got := b.words(c); len(got) != 1 || got[0] != "다른 통역사를 찾고 있습니다. (ko)" {
		t.Errorf("the room was told %q", got)
	}
	var by, said string
	b.must(b.db.QueryRow(t.Context(), `select by::text, said from office_event where did = 'word' and consultation_id = $1`, c.ID).Scan(&by, &said))
	if by != b.officer.User.String() || said != "다른 통역사를 찾고 있습니다." {
		t.Errorf("the log has %q by %s", said, by)
	}
	for _, text := range []string{"", " \n", strings.Repeat("가", WordMax+1)} {
		if _, err := b.service.Say(t.Context(), b.officer, c.Number, text, "ko"); !problem.Is(err, problem.Invalid) {
			t.Errorf("%d characters: %v", len([]rune(text)), err)
		}
	}
	_, err = b.service.Say(t.Context(), b.officer, c.Number, strings.Repeat("가", WordMax), "ko")
	b.must(err)
	b.setNow(c.EndsAt.Add(time.Hour))
	if _, err := b.service.Say(t.Context(), b.officer, c.Number, "late", "en"); refused(err) != "join_late" {
		t.Errorf("an hour after the end: %v", err)
	}
	if got := b.words(c); len(got) != 2 {
		t.Errorf("the room was told %q", got)
	}
}

func TestOnlyAnOfficerOfNeitherSideRunsARoom(t *testing.T) {
	b := newBench(t)
	c := b.running(thursday, interpreted())
	both := b.person("Asia/Seoul", account.Grant{Role: account.Officer}, account.Grant{Role: account.Supplier, Company: b.company})
	for name, v := range map[string]account.Viewer{
		"supplier": b.supplier, "interpreter": b.hand(c), "a stranger": b.buyer(), "an operator": b.person("Asia/Seoul", account.Grant{Role: account.Operator}),
		"an officer of the supplier": both, "nobody": {},
	} {
		if _, err := b.service.Say(t.Context(), v, c.Number, "word", "en"); err == nil || len(b.words(c)) != 0 {
			t.Errorf("%s says a word: %v", name, err)
		}
		if _, err := b.service.Lengthen(t.Context(), v, Decision{Number: c.Number}); err == nil || !b.read(c.ID).EndsAt.Equal(c.EndsAt) {
			t.Errorf("%s makes it longer: %v", name, err)
		}
	}
}
