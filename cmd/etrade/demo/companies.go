package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

const (
	seoul     = "Asia/Seoul"
	bucharest = "Europe/Bucharest"
	berlin    = "Europe/Berlin"
	toluca    = "America/Mexico_City"
	hanoi     = "Asia/Ho_Chi_Minh"
	rome      = "Europe/Rome"
)

// company is one organisation; hours are a supplier's week in its own time.
type company struct {
	id string
	account.Company
	hours     string
	suspended bool
}

func supplier(id, slug, en, ko string, founded, staff int, hours string, languages ...string) company {
	return company{id: id, hours: hours, Company: account.Company{
		Slug: slug, Kind: account.SupplierCompany, Country: "KR", City: "Suwon", Zone: seoul, NameEn: en, NameKo: ko,
		Languages: languages, Founded: &founded, Staff: &staff,
	}}
}

func buyer(id, slug, name, country, city, zone string, founded, staff int, languages ...string) company {
	return company{id: id, Company: account.Company{
		Slug: slug, Kind: account.BuyerCompany, Country: country, City: city, Zone: zone, NameEn: name, Languages: languages,
		Founded: &founded, Staff: &staff,
	}}
}

var companies = []company{
	supplier("A", "lumivale-medical", "Lumivale Medical Co., Ltd.", "루미베일메디칼", 2006, 48, "mon-fri 9-18, tue 8-9, thu 8-9, mon 18-21, wed 18-21", "ko", "en"),
	supplier("B", "durea-scalp-science", "Durea Scalp Science Inc.", "두레아스칼프", 2003, 22, "mon-fri 9-18, mon-thu 18-20", "ko", "en", "es"),
	supplier("C", "miraon-imaging", "Miraon Imaging Co., Ltd.", "미라온이미징", 2011, 35, "mon-fri 9-18, tue 18-21", "ko", "en", "zh"),
	supplier("D", "onmaek-care", "Onmaek Care Inc.", "온맥케어", 2008, 19, "mon-fri 10-17, wed-thu 8-10", "ko"),
	supplier("E", "sorigyeol-semiconductor", "Sorigyeol Semiconductor Inc.", "소리결반도체", 2013, 61, "mon-fri 9-18, thu 18-20", "ko", "en", "ja"),
	supplier("F", "doedol-systems", "Doedol Systems Co., Ltd.", "되돌시스템즈", 2001, 27, "mon-fri 8-20", "ko", "en"),
	buyer("B1", "restaura", "Restaura IT Distribuție SRL", "RO", "Cluj-Napoca", bucharest, 2009, 34, "ro", "en"),
	buyer("B2", "rheinbogen", "Rheinbogen Dermatech GmbH", "DE", "Cologne", berlin, 2004, 51, "de", "en"),
	buyer("B3", "simfonia", "Simfonia Cosmetica SRL", "RO", "Cluj-Napoca", bucharest, 1998, 310, "ro", "en"),
	buyer("B4", "klangwerk", "Kölner Klangwerk Handels GmbH", "DE", "Cologne", berlin, 2016, 8, "de", "en"),
	buyer("B5", "andina", "Distribuidora Andina Bienestar SA de CV", "MX", "Toluca", toluca, 2012, 40, "es"),
	buyer("B6", "nhabinh", "Nha Binh Med JSC", "VN", "Hai Duong", hanoi, 2010, 26, "vi", "en"),
	buyer("B7", "italodermica", "Italo-Dermica Partners Srl", "IT", "Milan", rome, 2015, 6, "it", "en"),
	suspended("B8", "ggsc", "Grand Global Supply Corp", "GB", "Europe/London", "en"),
}

// interests are what the buyers import, by the code of their company.
var interests = map[string][]string{
	"B1": {"847180", "8471", "8523"}, "B2": {"9018", "901890"}, "B3": {"3304", "9027", "852589"}, "B4": {"8542", "8518"}, "B5": {"9019", "9018"},
	"B6": {"9018", "901910"}, "B7": {"9018"},
}

// suspended is the fraud example: nobody knows where it sits or since when.
func suspended(id, slug, name, country, zone string, languages ...string) company {
	c := account.Company{Slug: slug, Kind: account.BuyerCompany, Country: country, Zone: zone, NameEn: name, Languages: languages}
	return company{id: id, Company: c, suspended: true}
}

func (o Office) writeCompanies(ctx context.Context, k known) error {
	now := o.Now()
	for _, c := range companies {
		if c.suspended {
			c.SuspendedAt = &now
		}
		c.Interests = interests[c.id]
		made, err := o.Account.CreateCompany(ctx, c.Company)
		if problem.Is(err, problem.Conflict) {
			made, err = o.Account.CompanyBySlug(ctx, c.Slug)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.NameEn, err)
		}
		k.companies[c.id] = made.ID
	}
	return nil
}

func (o Office) writeHours(ctx context.Context, k known) error {
	for _, c := range companies {
		if c.hours == "" {
			continue
		}
		if err := o.setWeekly(ctx, schedule.Supplier, k.companies[c.id].UUID, c.Zone, c.hours); err != nil {
			return fmt.Errorf("%s: %w", c.NameEn, err)
		}
		if err := o.Schedule.FollowHolidays(ctx, keeper(k, c), "KR"); err != nil {
			return fmt.Errorf("%s: holidays: %w", c.NameEn, err)
		}
	}
	if err := o.writeHabits(ctx, k); err != nil {
		return err
	}
	return o.writeInterpreters(ctx, k)
}

func keeper(k known, c company) schedule.Keeper {
	return schedule.Keeper{Company: k.companies[c.id], Zone: c.Zone}
}

// writeHabits has one company meet people far away before and after its hours, and go to a fair in Germany.
func (o Office) writeHabits(ctx context.Context, k known) error {
	maker := keeper(k, companies[2])
	if err := o.Schedule.KeepHabits(ctx, maker, schedule.Habits{Early: 7 * 60, Late: 22 * 60, After: 10 * time.Minute}); err != nil {
		return fmt.Errorf("early and late: %w", err)
	}
	zone, err := schedule.LoadZone(berlin)
	if err != nil {
		return err
	}
	leave := schedule.DateOf(o.Now(), zone).AddDays(45)
	err = o.Schedule.KeepTravel(ctx, maker, schedule.Travel{From: leave, To: leave.AddDays(4), Zone: zone})
	if err != nil && !problem.Is(err, problem.Conflict) {
		return fmt.Errorf("travel: %w", err)
	}
	opens := []schedule.Span{{Start: 14 * 60, End: 17 * 60}}
	return o.Schedule.KeepException(ctx, maker, schedule.Exception{On: leave.AddDays(-3), Spans: opens, Reason: "오전 공장 심사"})
}
