package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// number is the next number for life: office, year in its zone, serial.
func (s *Service) number(ctx context.Context, tx postgres.Tx, now time.Time) (string, error) {
	n, err := serial(ctx, tx)
	if err != nil {
		return "", err
	}
	return s.numbered(n, now), nil
}

func (s *Service) numbered(serial int64, now time.Time) string {
	return fmt.Sprintf("%s-%d-%04d", s.settings.Office, now.In(s.settings.Hours.Zone).Year(), serial)
}
