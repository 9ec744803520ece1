package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/briefing"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/schedule"
)

// papers are what the office knows of an interpreter beside languages and hours.
type papers struct {
	second    bool // asked after a wait
	from      string
	domains   []string
	qualified bool   // medical
	tie       string // company id
	lapsed    bool   // the clearance has run out
}

// papersOf interpreters by mail address; who is not in it is in the first tier and knows every field.
var papersOf = map[string]papers{
	"gaon@interpreters.example":  {second: true, domains: []string{"beauty", "medical", "it"}, qualified: true},
	"dasol@interpreters.example": {second: true, domains: []string{"components", "it", "medical"}, qualified: true, tie: "F"},
	"sodam@interpreters.example": {second: true, domains: []string{"components", "it"}},
	"joeun@interpreters.example": {domains: []string{"beauty", "wellness"}, lapsed: true},
	"haeri@interpreters.example": {from: "en", domains: []string{"medical", "beauty"}, qualified: true},
}

// writeInterpreters writes hours and profiles.
func (o Office) writeInterpreters(ctx context.Context, k known) error {
	officer, err := o.Account.Viewer(ctx, k.people["hana@office.example"])
	if err != nil {
		return err
	}
	for _, i := range interpreters {
		id := k.people[i.email]
		if err := o.setWeekly(ctx, schedule.Interpreter, id.UUID, i.zone, i.hours); err != nil {
			return fmt.Errorf("%s: %w", i.name, err)
		}
		if err := o.Interpreter.Set(ctx, officer, i.zone, i.profile(k, o.Now())); err != nil {
			return fmt.Errorf("%s: %w", i.name, err)
		}
	}
	for _, id := range []string{"A", "D"} { // what they make is used on people
		if err := o.Schedule.Require(ctx, k.companies[id], "medical"); err != nil {
			return fmt.Errorf("company %s: %w", id, err)
		}
	}
	return nil
}

func (i hand) profile(k known, now time.Time) interpreter.Profile {
	at, told := papersOf[i.email]
	if !told {
		at = papers{domains: interpreter.Domains, qualified: true}
	}
	from := "ko"
	if at.from != "" {
		from = at.from
	}
	signed, until, cleared := now.AddDate(0, -7, 0), now.AddDate(1, 5, 0), now.AddDate(1, 5, 0)
	if at.lapsed {
		cleared = now.AddDate(0, 0, -12)
	}
	p := interpreter.Profile{User: k.people[i.email], Tier: 1, Domains: slices.Clone(at.domains), NDAOn: &signed, NDAUntil: &until, ClearedUntil: &cleared,
		Languages: []interpreter.Language{{Pair: schedule.Pair{From: from, To: i.language}, Level: "work"}, {Pair: schedule.Pair{From: i.language, To: from}, Level: "native"}}}
	if at.second {
		p.Tier = 2
	}
	if at.qualified {
		p.Qualified = []string{"medical"}
	}
	if at.tie != "" {
		p.Ties = []account.CompanyID{k.companies[at.tie]}
	}
	return p
}

// prepared are the interpreter's own words for the story's products.
var prepared = []briefing.Term{
	{Term: "skin moisture", Ko: "피부 수분", Target: "hidratarea pielii", Note: "% on the display"},
	{Term: "sebum", Ko: "피지", Target: "sebum"},
	{Term: "pore", Ko: "모공", Target: "por (pl. pori)"},
	{Term: "own logo", Ko: "자사 로고", Target: "logo propriu", Note: "OEM"},
	{Term: "shop chain", Ko: "매장 체인", Target: "rețea de magazine", Note: "42"},
}

// prepare has the interpreter of the story open the pack and add the words that the catalog does not have.
func (o Office) prepare(ctx context.Context, who account.UserID, number string) error {
	v, err := o.Account.Viewer(ctx, who)
	if err != nil {
		return err
	}
	if _, err := o.Briefing.Open(ctx, v, number); err != nil {
		return fmt.Errorf("open the pack of %s: %w", number, err)
	}
	if err := o.Briefing.Edit(ctx, v, number, briefing.Words{Terms: slices.Clone(prepared)}); err != nil {
		return fmt.Errorf("prepare for %s: %w", number, err)
	}
	return nil
}
