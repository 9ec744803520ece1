package schedule

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
)

// hoursRecord is what a host has declared, as programs get it.
type hoursRecord struct {
	Zone   string       `json:"zone" doc:"IANA; hours are on its wall"`
	Weekly string       `json:"weekly" doc:"As it is typed, a line for days with the same hours" example:"mon-fri 09:00-18:00"`
	Days   []dayRecord  `json:"days" doc:"Dates from today on that replace the weekly hours"`
	Stays  []stayRecord `json:"stays" doc:"In another zone"`
	Habits habitsBody   `json:"habits"`
	Terms  termsBody    `json:"terms" doc:"The company's, alike for all its hosts"`
}

type dayRecord struct {
	On      string `json:"on" format:"date"`
	Hours   string `json:"hours" doc:"Empty: closed" example:"14:00-18:00"`
	Reason  string `json:"reason,omitempty"`
	Holiday string `json:"holiday,omitempty" doc:"Name of the public holiday that it was copied from"`
}

type stayRecord struct {
	From  string `json:"from" format:"date"`
	Until string `json:"until" format:"date" doc:"Last day"`
	Zone  string `json:"zone" doc:"IANA"`
}

type habitsBody struct {
	Early  int `json:"early" minimum:"0" maximum:"1440" doc:"Minute of the day from which the host meets people far away; 0: does not"`
	Late   int `json:"late" minimum:"0" maximum:"1440" doc:"And until which"`
	Before int `json:"bufferBefore" minimum:"0" maximum:"120" doc:"Minutes"`
	After  int `json:"bufferAfter" minimum:"0" maximum:"120" doc:"Minutes"`
}

type termsBody struct {
	Lengths []int `json:"lengths" minItems:"1" maxItems:"12" doc:"Minutes, 10 to 240"`
	Step    int   `json:"step" minimum:"5" maximum:"240" doc:"Minutes between starts"`
	Notice  int   `json:"noticeHours" minimum:"0" maximum:"8760"`
	Window  int   `json:"windowDays" minimum:"1" maximum:"366"`
	DayCap  int   `json:"dayCap" minimum:"0" maximum:"100" doc:"0: none"`
}

type hoursAnswer struct{ Body hoursRecord }

// Whose says whose calendar is meant.
type Whose struct {
	Of string `query:"of" enum:"company,me" default:"company" doc:"The company's own calendar, or yours in it"`
}

type weeklyInput struct {
	Whose
	Body struct {
		Text string `json:"text" maxLength:"2000" example:"mon-fri 14-18"`
	}
}

type dayInput struct {
	Whose
	On   string `path:"on" format:"date"`
	Body struct {
		Hours  string `json:"hours" maxLength:"200" doc:"Empty: closed"`
		Reason string `json:"reason,omitempty" maxLength:"80"`
	}
}

type dropDayInput struct {
	Whose
	On string `path:"on" format:"date"`
}

type stayInput struct {
	Whose
	From string `path:"from" format:"date"`
	Body struct {
		Until string `json:"until" format:"date" doc:"Last day"`
		Zone  string `json:"zone" maxLength:"64" doc:"IANA"`
	}
}

type dropStayInput struct {
	Whose
	From string `path:"from" format:"date"`
}

type habitsInput struct {
	Whose
	Body habitsBody
}

type termsInput struct {
	Whose
	Body termsBody
}

// API adds the operations on the hours of the viewer's company. Booked instants never move by them.
func (h *Handlers) API(api huma.API) {
	op := operation.Topic{Tag: "availability", Under: "/availability"}.Op
	put := http.MethodPut
	huma.Register(api, op("read-availability", http.MethodGet, "", "What your company or you have declared"), h.apiHours)
	huma.Register(api, op("set-weekly", put, "/weekly", "Replace the weekly hours"), func(ctx context.Context, in *weeklyInput) (*struct{}, error) {
		return h.keeps(ctx, in.Of, func(k Keeper) error {
			rules, err := ParseWeekly(in.Body.Text)
			if err != nil {
				return err
			}
			return h.service.KeepWeekly(ctx, k, rules)
		})
	})
	huma.Register(api, op("set-day", put, "/days/{on}", "Replace the hours of one date"), func(ctx context.Context, in *dayInput) (*struct{}, error) {
		return h.keeps(ctx, in.Of, func(k Keeper) error {
			on, err := ParseDate(in.On)
			if err != nil {
				return err
			}
			spans, err := ParseHours(in.Body.Hours)
			if err != nil {
				return err
			}
			return h.service.KeepException(ctx, k, Exception{On: on, Spans: spans, Reason: short(in.Body.Reason)})
		})
	})
	huma.Register(api, op("drop-day", http.MethodDelete, "/days/{on}", "Let the weekly hours hold for a date again"), func(ctx context.Context, in *dropDayInput) (*struct{}, error) {
		return h.keeps(ctx, in.Of, func(k Keeper) error {
			on, err := ParseDate(in.On)
			if err != nil {
				return err
			}
			return h.service.DropException(ctx, k, on)
		})
	})
	huma.Register(api, op("set-stay", put, "/stays/{from}", "Say that the hours are on another zone's wall for some days"), h.apiStay)
	huma.Register(api, op("drop-stay", http.MethodDelete, "/stays/{from}", "Take a stay back"), func(ctx context.Context, in *dropStayInput) (*struct{}, error) {
		return h.keeps(ctx, in.Of, func(k Keeper) error {
			from, err := ParseDate(in.From)
			if err != nil {
				return err
			}
			return h.service.DropTravel(ctx, k, from)
		})
	})
	huma.Register(api, op("set-habits", put, "/habits", "Set early and late willingness and buffers"), func(ctx context.Context, in *habitsInput) (*struct{}, error) {
		b := in.Body
		return h.keeps(ctx, in.Of, func(k Keeper) error {
			return h.service.KeepHabits(ctx, k, Habits{b.Early, b.Late, inMinutes(b.Before), inMinutes(b.After)})
		})
	})
	huma.Register(api, op("set-terms", put, "/terms", "Set lengths, notice, window and the most a day"), func(ctx context.Context, in *termsInput) (*struct{}, error) {
		b, t := in.Body, Terms{Step: inMinutes(in.Body.Step), Notice: time.Duration(in.Body.Notice) * time.Hour, WindowDays: in.Body.Window, DayCap: in.Body.DayCap}
		for _, n := range b.Lengths {
			t.Lengths = append(t.Lengths, inMinutes(n))
		}
		return h.keeps(ctx, in.Of, func(k Keeper) error { return h.service.KeepTerms(ctx, k, t) })
	})
}

func inMinutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// keeps changes the calendar that is meant.
func (h *Handlers) keeps(ctx context.Context, of string, change func(Keeper) error) (*struct{}, error) {
	k, _, err := h.keeperOf(ctx, account.ViewerFrom(ctx), of)
	if err != nil {
		return nil, err
	}
	return nil, change(k)
}

func (h *Handlers) apiStay(ctx context.Context, in *stayInput) (*struct{}, error) {
	return h.keeps(ctx, in.Of, func(k Keeper) error {
		from, err := ParseDate(in.From)
		if err != nil {
			return err
		}
		last, err := ParseDate(in.Body.Until)
		if err != nil {
			return err
		}
		zone, err := LoadZone(in.Body.Zone)
		if err != nil {
			return err
		}
		return h.service.KeepTravel(ctx, k, Travel{From: from, To: last.AddDays(1), Zone: zone})
	})
}

func (h *Handlers) apiHours(ctx context.Context, in *Whose) (*hoursAnswer, error) {
	k, _, err := h.keeperOf(ctx, account.ViewerFrom(ctx), in.Of)
	if err != nil {
		return nil, err
	}
	kept, err := h.service.Kept(ctx, k)
	if err != nil {
		return nil, err
	}
	b := hoursRecord{Zone: kept.Zone.String(), Weekly: FormatWeekly(kept.Rules, "en"), Days: []dayRecord{}, Stays: []stayRecord{},
		Habits: habitsBody{kept.Habits.Early, kept.Habits.Late, int(kept.Before.Minutes()), int(kept.After.Minutes())},
		Terms:  termsBody{Step: int(kept.Terms.Step.Minutes()), Notice: int(kept.Terms.Notice.Hours()), Window: kept.Terms.WindowDays, DayCap: kept.Terms.DayCap, Lengths: []int{}}}
	for _, length := range kept.Terms.Lengths {
		b.Terms.Lengths = append(b.Terms.Lengths, int(length.Minutes()))
	}
	for _, e := range kept.Exceptions {
		b.Days = append(b.Days, dayRecord{e.On.String(), FormatHours(e.Spans), e.Reason, e.Holiday})
	}
	for _, t := range kept.Travel {
		b.Stays = append(b.Stays, stayRecord{t.From.String(), t.To.AddDays(-1).String(), t.Zone.String()})
	}
	return &hoursAnswer{b}, nil
}
