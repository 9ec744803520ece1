package office

import (
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/schedule"
)

const (
	planColumn = 10 * time.Minute
	planFirst  = 9 // hours that are always shown, on the office's wall
	planLast   = 18
	planAxes   = 4  // walls of buyers at most
	planRoom   = 12 // columns that an hour and the name of a company take
)

// Plan is one day of the office as a grid: a column is ten minutes, a row is a company or an interpreter. It is a
// function of its meetings.
type Plan struct {
	Day   schedule.Date
	Start time.Time // of the first column: a full hour on the office's wall
	Hours int       // that are shown
	Axes  []Axis    // the office's own first, then those of the day's buyers
	Rows  []PlanRow
	Now   int // column of now, -1 outside
}

// Axis is a wall clock above the columns.
type Axis struct {
	Zone  *time.Location
	Hours []AxisHour
}

// AxisHour is one label of an axis: the wall's time where an hour of the office begins.
type AxisHour struct {
	Column int
	At     time.Time
}

// PlanRow is everything of one row, by time.
type PlanRow struct {
	Key   string // id of the company or person; empty for "nobody yet"
	Items []PlanItem
}

// PlanItem is one meeting in its row.
type PlanItem struct {
	consultation.Consultation
	Column int
	Span   int  // columns, at least one
	Roomy  bool // nothing else of its row stands within planRoom columns behind it, so that its words may go on there
}

// PlanDay lays meetings of a day out, in rows by key.
func PlanDay(day schedule.Date, zone *time.Location, meetings []consultation.Consultation, key func(consultation.Consultation) string, now time.Time) Plan {
	begin := schedule.Resolve(zone, day, 0, schedule.Start)
	first, last := planFirst, planLast
	for _, c := range meetings {
		first = min(first, c.StartsAt.In(zone).Hour())
		end := int((c.EndsAt.Sub(begin) + time.Hour - 1) / time.Hour)
		last = max(last, min(end, 24))
	}
	p := Plan{Day: day, Start: schedule.Resolve(zone, day, first*60, schedule.Start), Hours: last - first, Now: -1}
	if at := int(now.Sub(p.Start) / planColumn); !now.Before(p.Start) && at < p.Hours*6 {
		p.Now = at
	}
	p.Axes = append(p.Axes, p.axis(zone))
	for _, c := range meetings {
		p.place(c, key(c))
		buyer, err := schedule.LoadZone(c.BuyerZone)
		if err != nil || len(p.Axes) > planAxes || slices.ContainsFunc(p.Axes, func(a Axis) bool { return a.Zone.String() == buyer.String() }) {
			continue
		}
		p.Axes = append(p.Axes, p.axis(buyer))
	}
	for _, row := range p.Rows {
		for i := range row.Items {
			row.Items[i].Roomy = p.roomy(row, i)
		}
	}
	return p
}

func (p *Plan) roomy(row PlanRow, i int) bool {
	from, until := row.Items[i].Column, row.Items[i].Column+row.Items[i].Span+planRoom
	for j, other := range row.Items {
		if j != i && other.Column < until && other.Column+other.Span > from {
			return false
		}
	}
	return until <= p.Hours*6
}

func (p *Plan) axis(zone *time.Location) Axis {
	a := Axis{Zone: zone}
	for hour := range p.Hours {
		a.Hours = append(a.Hours, AxisHour{hour * 6, p.Start.Add(time.Duration(hour) * time.Hour).In(zone)})
	}
	return a
}

func (p *Plan) place(c consultation.Consultation, key string) {
	from, until := int(c.StartsAt.Sub(p.Start)/planColumn), int((c.EndsAt.Sub(p.Start)+planColumn-1)/planColumn)
	from, until = max(from, 0), min(until, p.Hours*6)
	i := slices.IndexFunc(p.Rows, func(r PlanRow) bool { return r.Key == key })
	if i < 0 {
		p.Rows = append(p.Rows, PlanRow{Key: key})
		i = len(p.Rows) - 1
	}
	p.Rows[i].Items = append(p.Rows[i].Items, PlanItem{Consultation: c, Column: from, Span: max(1, until-from)})
}
