package consultation

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"testing"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// The child process of case 58 finds here where to work, as whom and on what.
const childDatabase, childOfficer, childNumber = "ETRADE_TEST_DATABASE", "ETRADE_TEST_OFFICER", "ETRADE_TEST_NUMBER"

// approveAndHang is the child: it commits an approval, says so, and does nothing more until it is killed.
func approveAndHang(t *testing.T) {
	ctx := t.Context()
	db, err := postgres.Open(ctx, os.Getenv(childDatabase))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	b := &bench{t: t, db: db, at: monday}
	queue := jobs.New(db, log)
	b.accounts, b.schedule = account.New(db, queue, log, b.now), schedule.New(db, b.now)
	b.service = New(db, b.accounts, b.schedule, queue, DefaultSettings(), Seats{}, log, b.now)
	officer, err := b.accounts.Viewer(ctx, account.UserID{UUID: uuid.MustParse(os.Getenv(childOfficer))})
	b.must(err)
	_, err = b.service.Approve(ctx, officer, Decision{Number: os.Getenv(childNumber)})
	b.must(err)
	fmt.Println("committed")
	<-ctx.Done()
}

func TestCase58MailIsSentOnceAndLaterAfterAKillBetweenCommitAndMail(t *testing.T) {
	if os.Getenv(childDatabase) != "" {
		approveAndHang(t)
		return
	}
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.request(buyer, thursday, topic)
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestCase58", "-test.v")
	child.Env = append(os.Environ(), childDatabase+"="+b.db.Config().ConnString(), childOfficer+"="+b.officer.User.String(), childNumber+"="+c.Number)
	out, err := child.StdoutPipe()
	b.must(err)
	b.must(child.Start())
	committed := false
	for lines := bufio.NewScanner(out); !committed && lines.Scan(); {
		committed = lines.Text() == "committed"
	}
	b.must(child.Process.Kill())
	if err := child.Wait(); err == nil || !committed {
		t.Fatalf("the child committed: %v, and ended with %v", committed, err)
	}
	if after := b.read(c.ID); after.State != Offered || len(b.written()) != 0 {
		t.Fatalf("after the kill: %s, %d mails", after.State, len(b.written()))
	}
	// Another process goes on with what the dead one had promised.
	sent := make(chan mail.Message, 10)
	b.service.HandleJobs(mailtest.Texts(t), nil)
	jobs.Handle(b.service.queue, func(_ context.Context, j mail.Job) error { sent <- j.Message; return nil })
	b.must(b.service.queue.Start(ctx))
	ids, to := map[string]int{}, map[string]int{}
	for range 3 { // received by the buyer, offered to both
		m := <-sent
		ids[m.ID]++
		to[m.To]++
	}
	b.must(b.service.queue.Stop(context.WithoutCancel(ctx)))
	close(sent)
	for m := range sent {
		ids[m.ID]++
		to[m.To]++
	}
	if len(ids) != 3 || to[buyer.Email] != 2 || to[b.supplier.Email] != 1 {
		t.Errorf("sent %v to %v", ids, to)
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%s was sent %d times", id, n)
		}
	}
}
