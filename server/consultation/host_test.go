package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
)

func TestWhoseHoursWereAskedForStandsFirstAsHost(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	colleague := b.person("Asia/Seoul", account.Grant{Role: account.Supplier, Company: b.company})
	saturdays, err := schedule.ParseWeekly("sat 9-12")
	b.must(err)
	b.must(b.schedule.KeepWeekly(ctx, schedule.Keeper{Company: b.company, Member: colleague.User, Zone: "Asia/Seoul"}, saturdays))
	hers := b.request(b.buyer(), time.Date(2027, 6, 12, 1, 0, 0, 0, time.UTC), topic)
	companys := b.request(b.buyer(), thursday, topic)
	for _, tt := range []struct {
		what   string
		c      Consultation
		asking account.UserID
		want   account.UserID
	}{
		{"her hours, asked by another", hers, b.supplier.User, colleague.User},
		{"her hours, asked by the office", hers, account.UserID{}, colleague.User},
		{"the company's hours", companys, colleague.User, colleague.User},
		{"the company's hours, asked by another", companys, b.supplier.User, b.supplier.User},
	} {
		hosts, err := b.service.Hosts(ctx, tt.c, tt.asking)
		b.must(err)
		if len(hosts) != 2 || hosts[0].ID != tt.want {
			t.Errorf("%s: %v", tt.what, hosts)
		}
	}
}
