package consultation

import (
	"context"
	"fmt"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// TaskHoliday is a coming consultation whose day has become a public holiday on one of its sides.
const TaskHoliday = "holiday_added"

// HolidaysAdded marks for the office the coming consultations on days that have become holidays, on the wall of the side whose
// country keeps them. Nothing moves: an officer asks both sides.
func (s *Service) HolidaysAdded(ctx context.Context, tx postgres.Tx, added []schedule.HolidayAdded) error {
	now, err := s.instant(ctx, tx)
	if err != nil {
		return err
	}
	coming, err := allComing(ctx, tx, now)
	if err != nil {
		return err
	}
	var ids []account.CompanyID
	for _, c := range coming {
		ids = append(ids, c.SupplierCompany, c.BuyerCompany)
	}
	companies, err := s.accounts.Companies(ctx, ids)
	if err != nil {
		return err
	}
	days := map[string]schedule.HolidayAdded{}
	for _, h := range added {
		days[h.Country+h.On.String()] = h
	}
	for _, c := range coming {
		for _, side := range []struct {
			company account.CompanyID
			zone    string
		}{{c.SupplierCompany, c.SupplierZone}, {c.BuyerCompany, c.BuyerZone}} {
			zone, err := schedule.LoadZone(side.zone)
			if err != nil {
				continue
			}
			country := companies[side.company].Country
			h, is := days[country+schedule.DateOf(c.StartsAt, zone).String()]
			if !is {
				continue
			}
			due := earlier(s.settings.Hours.After(now, s.settings.OfficeAnswer), c.StartsAt)
			note := fmt.Sprintf("%s, %s (%s)", h.On, companies[side.company].NameEn, country)
			if err := OpenTask(ctx, tx, Task{Kind: TaskHoliday, ConsultationID: c.ID, DueBy: &due, Note: note, OpenedAt: now}); err != nil {
				return err
			}
		}
	}
	return nil
}
