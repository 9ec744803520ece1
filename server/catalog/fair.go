package catalog

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Fair is one at which a maker exhibits.
type Fair struct {
	Name    string    `json:"name"`
	City    string    `json:"city"`
	Country string    `json:"country" doc:"ISO 3166-1"`
	From    time.Time `json:"from" doc:"First day; the hour says nothing"`
	Until   time.Time `json:"until" doc:"Last day"`
	Stand   string    `json:"stand,omitempty" doc:"Hall and stand, as the fair writes them"`
}

// FairColumns are the cells of a fair as a row of a form.
var FairColumns = []string{"name", "city", "country", "starts", "ends", "stand"}

const (
	mostFairs   = 30
	longestFair = 31 * 24 * time.Hour
	fairLetters = 120 // of a name, a city or a stand
)

// FairRows are fairs as the value of a field of Rows.
func FairRows(fairs []Fair) string {
	rows := make([][]string, len(fairs))
	for i, f := range fairs {
		rows[i] = []string{f.Name, f.City, f.Country, f.From.Format(time.DateOnly), f.Until.Format(time.DateOnly), f.Stand}
	}
	return JoinRows(rows)
}

// ParseFairs reads them back, the next first; the code says what is wrong with one. A fair of one day needs no last one.
func ParseFairs(value string) (fairs []Fair, code string) {
	for _, row := range SplitRows(value, len(FairColumns)) {
		if slices.ContainsFunc(row, func(cell string) bool { return utf8.RuneCountInString(cell) > fairLetters }) {
			return nil, "text_long"
		}
		f := Fair{Name: row[0], City: row[1], Country: strings.ToUpper(row[2]), Stand: row[5]}
		if f.Name == "" || f.City == "" || row[3] == "" {
			return nil, "fair_half"
		}
		if !originForm.MatchString(f.Country) {
			return nil, "countries_form"
		}
		var wrong [2]error
		f.From, wrong[0] = time.Parse(time.DateOnly, row[3])
		if f.Until = f.From; row[4] != "" {
			f.Until, wrong[1] = time.Parse(time.DateOnly, row[4])
		}
		if wrong[0] != nil || wrong[1] != nil {
			return nil, "day_form"
		}
		if f.Until.Before(f.From) || f.Until.Sub(f.From) > longestFair {
			return nil, "fair_days"
		}
		fairs = append(fairs, f)
	}
	if len(fairs) > mostFairs {
		return nil, "text_long"
	}
	slices.SortStableFunc(fairs, func(a, b Fair) int { return a.From.Compare(b.From) })
	return fairs, ""
}

// FairsAhead are those of a company that are not over on a day, the next first.
func (c Company) FairsAhead(now time.Time) []Fair {
	return slices.DeleteFunc(slices.Clone(c.Profile.Fairs), func(f Fair) bool { return f.over(now) })
}

// FairsOver are those that are, the last first.
func (c Company) FairsOver(now time.Time) []Fair {
	over := slices.DeleteFunc(slices.Clone(c.Profile.Fairs), func(f Fair) bool { return !f.over(now) })
	slices.Reverse(over)
	return over
}

func (f Fair) over(now time.Time) bool { return f.Until.AddDate(0, 0, 1).Before(now) }

// FairAhead is a fair with the makers that exhibit there.
type FairAhead struct {
	Fair
	Makers []Exhibitor
}

// Exhibitor is a maker at a fair.
type Exhibitor struct {
	Slug  string
	Name  Texts
	Stand string
}

// Fairs are the next ones at which published makers exhibit, at most so many.
func (s *Service) Fairs(ctx context.Context, most int) ([]FairAhead, error) {
	rows, err := findFairs(ctx, s.db, s.today())
	if err != nil {
		return nil, err
	}
	var next []FairAhead
	for _, r := range rows {
		at := slices.IndexFunc(next, func(f FairAhead) bool { return strings.EqualFold(f.Name, r.Fair) && f.From.Equal(r.From) })
		if at < 0 {
			if len(next) == most {
				continue
			}
			at = len(next)
			next = append(next, FairAhead{Fair: Fair{r.Fair, r.Place, r.Country, r.From, r.Until, ""}})
		}
		next[at].Makers = append(next[at].Makers, Exhibitor{r.Slug, someOf(Texts{"en": r.NameEn, "ko": r.NameKo}), r.Stand})
	}
	return next, nil
}
