package settings

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
)

// officeSettingsRecord is what the office says of itself, as programs get it.
type officeSettingsRecord struct {
	Version   int                    `json:"version" doc:"Send it with a change: who has seen an older one of the same part is told by 409"`
	Week      []officeHoursRecord    `json:"week" doc:"Monday first"`
	Days      []officeDayRecord      `json:"days" doc:"The office's own closed and open days, by date"`
	Phone     string                 `json:"phone"`
	Mail      string                 `json:"mail"`
	Sentences []officeSentenceRecord `json:"sentences" doc:"Those that are not the built-in ones"`
}

type officeHoursRecord struct {
	Opens  int `json:"opens" minimum:"0" maximum:"1440" doc:"Minutes since midnight on the office's wall"`
	Closes int `json:"closes" minimum:"0" maximum:"1440" doc:"Both 0: closed all day"`
}

type officeDayRecord struct {
	On   string `json:"on" format:"date"`
	Open bool   `json:"open" doc:"Open where it would be closed; false: closed where it would be open"`
	Note string `json:"note"`
}

type officeSentenceRecord struct {
	Lang   string `json:"lang"`
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

type officeSettingsAnswer struct{ Body officeSettingsRecord }

type officeWeekInput struct {
	Body struct {
		Version int                 `json:"version" minimum:"0"`
		Week    []officeHoursRecord `json:"week" minItems:"7" maxItems:"7" doc:"Monday first"`
	}
}

type officeContactInput struct {
	Body struct {
		Version int    `json:"version" minimum:"0"`
		Phone   string `json:"phone" maxLength:"40"`
		Mail    string `json:"mail" maxLength:"200"`
	}
}

type officeDayInput struct {
	On   string `path:"on" format:"date"`
	Body struct {
		Version int    `json:"version" minimum:"0"`
		Open    bool   `json:"open"`
		Note    string `json:"note,omitempty" maxLength:"80"`
	}
}

type officeNoDayInput struct {
	On      string `path:"on" format:"date"`
	Version int    `query:"version" minimum:"0" doc:"That was seen"`
}

type officeWordsInput struct {
	Lang   string `path:"lang" maxLength:"20"`
	Reason string `path:"reason" maxLength:"40"`
	Body   struct {
		Version int    `json:"version" minimum:"0"`
		Text    string `json:"text" minLength:"1" maxLength:"500"`
	}
}

type officeBuiltInInput struct {
	Lang    string `path:"lang" maxLength:"20"`
	Reason  string `path:"reason" maxLength:"40"`
	Version int    `query:"version" minimum:"0" doc:"That was seen"`
}

// API adds the operations.
func (h *Handlers) API(api huma.API) {
	op := operation.Topic{Tag: "desk", Under: "/desk/settings"}.Op
	huma.Register(api, op("read-settings", http.MethodGet, "", "What the office says of itself"), h.apiSettings)
	huma.Register(api, op("set-opening-hours", http.MethodPut, "/week", "Change the opening hours; deadlines that stand are not moved"),
		func(ctx context.Context, in *officeWeekInput) (*struct{}, error) {
			var week Week
			for i := range min(len(week), len(in.Body.Week)) {
				week[i] = Hours(in.Body.Week[i])
			}
			return h.apiChange(ctx, in.Body.Version, week)
		})
	huma.Register(api, op("set-contact", http.MethodPut, "/contact", "Change how people reach the office"),
		func(ctx context.Context, in *officeContactInput) (*struct{}, error) {
			return h.apiChange(ctx, in.Body.Version, Contact{in.Body.Phone, in.Body.Mail})
		})
	huma.Register(api, op("set-own-day", http.MethodPut, "/days/{on}", "The office is closed, or open, on a day"),
		func(ctx context.Context, in *officeDayInput) (*struct{}, error) {
			return h.apiChange(ctx, in.Body.Version, OwnDay{in.On, in.Body.Open, in.Body.Note})
		})
	huma.Register(api, op("drop-own-day", http.MethodDelete, "/days/{on}", "A day goes by the week and the public holidays again"),
		func(ctx context.Context, in *officeNoDayInput) (*struct{}, error) {
			return h.apiChange(ctx, in.Version, NoDay{in.On})
		})
	huma.Register(api, op("set-sentence", http.MethodPut, "/sentences/{lang}/{reason}", "Change what officers send with a reason"),
		func(ctx context.Context, in *officeWordsInput) (*struct{}, error) {
			return h.apiChange(ctx, in.Body.Version, Words{in.Lang, in.Reason, in.Body.Text})
		})
	huma.Register(api, op("drop-sentence", http.MethodDelete, "/sentences/{lang}/{reason}", "Back to the built-in sentence"),
		func(ctx context.Context, in *officeBuiltInInput) (*struct{}, error) {
			return h.apiChange(ctx, in.Version, Words{Lang: in.Lang, Reason: in.Reason})
		})
}

func (h *Handlers) apiChange(ctx context.Context, seen int, e Edit) (*struct{}, error) {
	return nil, h.service.Change(ctx, account.ViewerFrom(ctx), seen, e)
}

func (h *Handlers) apiSettings(ctx context.Context, _ *struct{}) (*officeSettingsAnswer, error) {
	k, err := h.service.Settings(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	record := officeSettingsRecord{Version: k.Version, Days: []officeDayRecord{}, Phone: k.Phone, Mail: k.Mail, Sentences: []officeSentenceRecord{}}
	for _, hours := range k.Week {
		record.Week = append(record.Week, officeHoursRecord(hours))
	}
	for _, d := range k.Days {
		record.Days = append(record.Days, officeDayRecord(d))
	}
	for _, lang := range h.service.cfg.Langs {
		for _, reason := range h.service.cfg.Reasons {
			if text := k.Sentence(lang, reason); text != "" {
				record.Sentences = append(record.Sentences, officeSentenceRecord{lang, reason, text})
			}
		}
	}
	return &officeSettingsAnswer{record}, nil
}
