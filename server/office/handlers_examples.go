package office

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// Examples are drawings of the officers' pages for the page test.
func Examples() []page.Example {
	empty := QueuePage{Now: meeting.ExampleAt, Filters: []QueueChoice{{Key: "all", Current: true}}}
	full := QueuePage{
		Rows: exampleRows(), All: 4, At: "row-SW-2026-0010", Done: "SW-2026-0009", Did: "approve", Duty: "누리 (Nuri)", Since: meeting.ExampleAt, OnDuty: true, MayDecide: true,
		Filters: []QueueChoice{{Key: "all", Count: 4, Current: true}, {Key: "soon", Query: "due=soon", Count: 2}, {Key: "source_request", Query: "show=request", Count: 1},
			{Key: "source_unanswered", Query: "show=unanswered", Count: 1}, {Key: "source_interpreter", Count: 1}, {Key: "source_suspended", Count: 1}, {Key: "source_unclear", Count: 1}, {Key: "source_outcome", Count: 1},
			{Key: "source_escalation", Count: 1}, {Key: "source_briefing", Count: 1}, {Key: "source_declined_by_mail", Count: 1}, {Key: "source_cannot_come", Count: 1}, {Key: "source_no_reminder", Count: 1}, {Key: "source_zone_change", Count: 1}, {Key: "source_hours_changed", Count: 1}, {Key: "source_holiday_added", Count: 1}, {Key: "source_certificate_expired", Count: 1},
			{Key: "source_alarm", Count: 1}, {Key: "mine", Count: 1}},
		Rulings:   []RulingLine{{Number: "SW-2026-0011", Done: true}, {Number: "SW-2026-0012", Why: "It has changed meanwhile."}},
		Notes:     []meeting.NoteLine{{Text: "Andina calls back at four.", By: "두리 (Duri)", At: meeting.ExampleAt}},
		Reasons:   consultation.ReasonsOf,
		Pairs:     []string{"ko-de", "ko-ro"},
		Templates: map[string]map[string]string{"en": {"unclear_goal": "Please say what you would like to reach."}, "ko": {}},
		Now:       meeting.ExampleAt,
	}
	return []page.Example{
		{Name: "live/board", TitleKey: "board.title", Body: BoardPage{Desks: []catalog.CompanyCard{
			{Maker: meeting.ExampleCompany().Maker, Hours: catalog.Hours{Presence: control.AtDesk}}, {Maker: meeting.ExampleCompany().Maker, Hours: catalog.Hours{Presence: control.InCall}}}}},
		{Name: "live/board", TitleKey: "board.title", Body: BoardPage{Empty: []EmptyRoom{{meeting.ExampleCard(consultation.Confirmed, consultation.Office).Consultation, "Lumivale × Rheinbogen", 8},
			{meeting.ExampleCard(consultation.Confirmed, consultation.Office).Consultation, "Lumivale × Rheinbogen", -5}}}},
		{Name: "live/board", TitleKey: "board.title", Body: BoardPage{Down: true, Blind: true}},
		{Name: "live/board", TitleKey: "board.title", Body: BoardPage{Done: "SW-2026-0010", Did: "say", Rooms: []LiveRoom{{Subject: "Lumivale × Rheinbogen", Left: 12, MaySay: true, MayExtend: true, MayEnter: true, MayEnd: true,
			RoomView: control.RoomView{Number: "SW-2026-0010", Phase: "live", Since: meeting.ExampleAt, EndsAt: meeting.ExampleAt.Add(30 * time.Minute), Missing: []string{"buyer"}, Word: "We are looking for another interpreter.", WordAt: meeting.ExampleAt.Add(time.Minute),
				People: []control.PersonView{{Name: "Garam", Role: "host", Side: "supplier", Since: meeting.ExampleAt, Rung: "udp", RTTms: 20, Score: 5}, {Name: "Ana", Role: "guest", Side: "buyer", Lobby: true},
					{Name: "Erika", Role: "guest", Side: "buyer", Since: meeting.ExampleAt, Rung: "tcp", RTTms: 310, Score: 2, Failing: control.FailingTheirs, Link: control.Link{Detour: "blocked", Stands: 1, StoodMS: 9000}},
					{Name: "Narin", Role: "interpreter", Side: "office", Since: meeting.ExampleAt, Rung: "relay", Score: 3, Failing: control.FailingOurs, Link: control.Link{Detour: "lost"}}}}}}}},
		{Name: "desk/queue", TitleKey: "consultation.queue_title", Body: empty},
		{Name: "desk/queue", TitleKey: "consultation.queue_title", Body: QueuePage{Now: meeting.ExampleAt, Duty: "하나", Since: meeting.ExampleAt, MayDecide: true, All: 3, Text: "nobody", Filters: full.Filters}},
		{Name: "desk/queue", TitleKey: "consultation.queue_title", Body: full},
		{Name: "desk/zones", TitleKey: "consultation.zones_title", Body: ZonesPage{TZDB: "2026a"}},
		{Name: "desk/zones", TitleKey: "consultation.zones_title", Body: ZonesPage{TZDB: "2026a", Rows: []ZoneRow{
			{ZoneChange: consultation.ZoneChange{Number: "SW-2026-0009", Zone: "Asia/Seoul", WasTZDB: "2025b", TZDB: "2026a", Open: true}, Company: "Miraon Imaging", City: "Suwon", Was: meeting.ExampleAt, Is: meeting.ExampleAt.Add(time.Hour)},
			{ZoneChange: consultation.ZoneChange{Number: "SW-2026-0010", Zone: "Asia/Seoul", WasTZDB: "2025b", TZDB: "2026a"}, Company: "Durea", City: "Suwon", Was: meeting.ExampleAt, Is: meeting.ExampleAt}}}},
		{Name: "desk/swap", TitleKey: "desk.swap_title", Body: SwapPage{One: "SW-2026-0009", Problem: problem.New(problem.NotFound, "not_found")}},
		{Name: "desk/swap", TitleKey: "desk.swap_title", Body: SwapPage{Problem: problem.InvalidFields(problem.Field{Name: "one", Code: "consultation_number_missing"}, problem.Field{Name: "other", Code: "number_missing"})}},
		{Name: "desk/swap", TitleKey: "desk.swap_title", Body: SwapPage{One: "SW-2026-0009", Other: "SW-2026-0010", Both: []meeting.Card{meeting.ExampleCard(consultation.Confirmed, consultation.Office), meeting.ExampleCard(consultation.Confirmed, consultation.Office)}}},
		{Name: "desk/swap", TitleKey: "desk.swap_title", Body: SwapPage{One: "SW-2026-0009", Other: "SW-2026-0010", Done: true, Both: []meeting.Card{meeting.ExampleCard(consultation.Confirmed, consultation.Office), meeting.ExampleCard(consultation.Confirmed, consultation.Office)}}},
		{Name: "desk/rules", TitleKey: "desk.rules_title", Body: exampleRules(RulesPage{Saved: true, MayChange: true})},
		{Name: "desk/rules", TitleKey: "desk.rules_title", Body: exampleRules(RulesPage{MayChange: true, Problem: problem.InvalidFields(problem.Field{Name: "name", Code: "programme_unnamed"},
			problem.Field{Name: "from", Code: "programme_dates"}, problem.Field{Name: "rule", Code: "rule_unknown"})})},
		{Name: "desk/today", TitleKey: "desk.today_title", Body: TodayPage{Noon: meeting.ExampleAt, By: "room", Before: "2026-11-25", After: "2026-11-27", Date: "2026-11-26", Now: meeting.ExampleAt}},
		{Name: "desk/today", TitleKey: "desk.today_title", Body: exampleToday("company")},
		{Name: "desk/today", TitleKey: "desk.today_title", Body: exampleToday("interpreter")},
	}
}

// exampleRows are one row of each kind.
func exampleRows() []QueueRow {
	row := func(state consultation.State, source, number string, urgency consultation.Urgency) QueueRow {
		card := meeting.ExampleCard(state, consultation.Office)
		card.Number = number
		due := meeting.ExampleAt.Add(3 * time.Hour)
		return QueueRow{Card: card, Key: "row-" + number, Next: "row-SW-2026-0010", Source: source, Due: &due, Urgency: urgency, Left: Left{Hours: 3}, Requester: "Erika Muster",
			Lang: "en", Speaks: "en", Products: []meeting.Labelled{{SKU: "LV-CO30", Name: map[string]string{"en": "CO2 laser", "ko": "CO2 레이저"}}}, Person: "나린 (Narin)"}
	}
	request := row(consultation.Requested, "request", "SW-2026-0010", consultation.Urgent)
	request.SetsNeed, request.Approvable, request.Movable, request.Assigns, request.Fit, request.Suggesting, request.Slots = true, true, true, true, meeting.ExampleFit(), true, meeting.ExampleSlots()
	request.Interpreters = []Assignable{{ID: "1", Name: "나린 (Narin)", Chosen: true}, {ID: "2", Name: "다솔", Clash: &consultation.Clash{Number: "SW-2026-0039", Until: meeting.ExampleAt}}, {ID: "3", Name: "미르", Clash: &consultation.Clash{Until: meeting.ExampleAt}}}
	request.Strip = meeting.Strip{Later: "?suggest=row-SW-2026-0010&from=2026-12-10", Days: []meeting.DayChoice{{On: meeting.ExampleAt, N: 3, Query: "?day=2026-11-26", Chosen: true}, {On: meeting.ExampleAt.AddDate(0, 0, 1)}}}
	request.Notes = []meeting.NoteLine{{Text: "Called, will answer.", By: "하나", At: meeting.ExampleAt}}
	wrong := row(consultation.Requested, "request", "SW-2026-0013", consultation.Overdue)
	wrong.Left, wrong.Problem, wrong.Typed = Left{Over: true, Days: 1, Minutes: 5}, problem.InvalidFields(problem.Field{Name: "reason", Code: "reason_missing"}), meeting.FormTyped{Move: "return", Text: "Say more"}
	wrong.Clashes, wrong.Barred, wrong.Buyer = []string{"Narin is at SW-2026-0039 until 16:25 Suwon."}, problem.New(problem.Forbidden, "forbidden_tie"), account.Company{NameEn: "Grand Global Supply Corp", SuspendedAt: &meeting.ExampleAt}
	unclear := row(consultation.Ended, "unclear", "SW-2026-0007", consultation.Today)
	unclear.Before, unclear.Presence = 2, consultation.Attendance{SupplierCame: true, OverlapMS: 9000}
	task := row(consultation.Confirmed, consultation.TaskEscalation, "SW-2026-0039", consultation.Relaxed)
	task.Key, task.Task, task.Why, task.Assigned, task.Due, task.Urgency = "row-SW-2026-0039.escalation", "00000000-0000-0000-0000-000000000000", "The buyer asks for another product.", "누리 (Nuri)", nil, consultation.Timeless
	alarm := row(consultation.Confirmed, consultation.TaskAlarm, "SW-2026-0040", consultation.Overdue)
	alarm.Key, alarm.Task, alarm.About = "row-SW-2026-0040.alarm_buyer", task.Task, consultation.Concerned{Name: "Erika Muster", Side: consultation.Buyer, Phones: []string{"+4922112345", "+49 221 000"}}
	other := alarm
	other.Key, other.About = "row-SW-2026-0040.alarm_supplier", consultation.Concerned{Name: "가람 (Garam)", Side: consultation.Supplier}
	cannot := alarm
	cannot.Source, cannot.Key, cannot.Why = consultation.TaskCannotCome, "row-SW-2026-0040.cannot_come_buyer", "Ill since this morning."
	return []QueueRow{request, wrong, unclear, task, alarm, other, cannot, row(consultation.Offered, "unanswered", "SW-2026-0041", consultation.Overdue), row(consultation.Suspended, "suspended", "SW-2026-0042", consultation.Relaxed), row(consultation.OutcomeDue, "outcome", "SW-2026-0043", consultation.Relaxed)}
}

func exampleToday(by string) TodayPage {
	p := TodayPage{Noon: meeting.ExampleAt, By: by, Before: "2026-11-25", After: "2026-11-27", Date: "2026-11-26", Now: meeting.ExampleAt, Today: true,
		Names: map[string]map[string]string{}, Cards: map[string]TodayCard{}}
	var all []consultation.Consultation
	for i, state := range []consultation.State{consultation.Confirmed, consultation.Live, consultation.Offered, consultation.Missed} {
		card := meeting.ExampleCard(state, consultation.Office)
		card.Number = "SW-2026-001" + string(rune('0'+i))
		card.StartsAt, card.EndsAt = card.StartsAt.Add(time.Duration(i)*time.Hour), card.EndsAt.Add(time.Duration(i)*time.Hour)
		card.BuyerZone = "Europe/Berlin"
		p.Cards[card.Number] = TodayCard{Card: card, Person: "나린 (Narin)", There: "03:00", Over: state == consultation.Missed, Lacks: state == consultation.Offered}
		p.List, all = append(p.List, p.Cards[card.Number]), append(all, card.Consultation)
	}
	zone := consultation.DefaultSettings().Hours.Zone
	p.Plan = PlanDay(schedule.DateOf(meeting.ExampleAt, zone), zone, all, p.row, meeting.ExampleAt)
	p.Axes = []string{"KST", "Cologne"}
	for _, row := range p.Plan.Rows {
		p.Names[row.Key] = map[string]string{"en": "Lumivale", "ko": "루미베일"}
	}
	return p
}

// exampleRules are the standing service and a programme with a maker and an approved pair.
func exampleRules(p RulesPage) RulesPage {
	day, card := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), meeting.ExampleCard(consultation.Requested, consultation.Office)
	mission := OccasionCard{Occasion: consultation.Occasion{ID: uuid.UUID{1}, NameEn: "Cluj days", NameKo: "클루지 상담주간", Moderation: consultation.Pairs, From: &day, Until: &day},
		Taking: []account.Company{card.Supplier}, Met: [][2]account.Company{{card.Supplier, card.Buyer}}}
	p.Rules, p.Occasions = consultation.Moderations, []OccasionCard{{Occasion: consultation.Occasion{Moderation: consultation.FirstContact}}, mission}
	return p
}
