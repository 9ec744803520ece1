package server

import (
	"strings"
	"testing"
)

// operations are the API's of the forms about consultations, where they are not named alike, or why there is none.
var operations = map[string]string{
	"consultations/{number}/move":     "POST consultations/{number}/reschedule",
	"consultations/{number}/waive":    "POST consultations/{number}/assign",
	"consultations/{number}/note":     "POST consultations/{number}/notes",
	"consultations/{number}/briefing": "PUT consultations/{number}/briefing",

	"book/{slug}":                 "POST companies/{slug}/holds",
	"book/{slug}/{draft}":         "POST consultations",
	"book/{slug}/{draft}/extend":  "POST holds/{id}/extend",
	"book/{slug}/{draft}/who":     "POST consultations",
	"book/{slug}/{draft}/code":    "- signs a visitor in; a program brings a token",
	"consultations/{number}/need": "POST consultations/{number}/set-need",
	"inquiries/{id}/invite":       "POST inquiries/{id}/consultation",
	"letter/{secret}":             "- is for people without a sign-in; with one it is coming, cancel or reschedule",
	"join/{secret}":               "- is for people without an account",
	"join/{secret}/ticket":        "- is for people without an account",
	"calendar":                    "POST me/calendar-feed",

	"companies/{slug}/call":     "POST companies/{slug}/rings",
	"companies/{slug}/waitlist": "POST companies/{slug}/waitlist",
	"rings/{id}/film":           "POST rings/{id}/film",
	"rings/{id}/leave":          "POST rings/{id}/leave",
	"rings/{id}/note":           "POST rings/{id}/moves/{move}",
	"desk/rings/{id}/{move}":    "POST rings/{id}/moves/{move}",
	"desk/rings/settings":       "PUT desk-hours",
	"desk/rings/unblock":        "DELETE desk-hours/blocks/{slug}",
	"device-check":              "PUT device-test",
	"presence":                  "- is said by an open page, of its own screen",
	"notifications":             "PUT notifications",
	"notifications/devices":     "- is a browser's own address for Web Push",
	"waitlist/{id}/{act}":       "DELETE waitlist/{id}",
	"standby/{id}":              "POST standby/{id}",

	"availability":          "PUT availability/weekly",
	"interpreting":          "PUT me/interpreting/hours",
	"interpreting/absence":  "POST me/absences",
	"desk/interpreters":     "PUT desk/interpreters/{id}",
	"desk/interpreters/new": "- brings a person in, by a letter",
	"desk/swap":             "POST consultations/{number}/swap",
	"desk/ties":             "POST desk/ties",
	"desk/rules":            "PUT desk/rules/{occasion}",
	"desk/settings":         "PUT desk/settings/week",
	"desk/queue/approve":    "POST desk/queue/approvals",
	"desk/duty":             "POST desk/duty",
	"desk/notes":            "POST desk/notes",
	"desk/tasks/{id}/done":  "POST desk/tasks/{id}/done",
}

// otherTopics are where forms are not about consultations.
var otherTopics = []string{"studio", "saved", "alerts", "wanted", "basket", "rfqs", "inquiries", "sign-", "register", "people", "desk/makers", "preferences", "buyer", "webhooks", "verification", "digest",
	"desk/products", "desk/companies", "desk/certificates", "desk/words", "desk/inquiries", "desk/trust", "desk/watch", "desk/endorsements", "notifications/devices/remove"}

func TestEveryFormAboutConsultationsIsAnOperationOrSaysWhyNot(t *testing.T) {
	told := map[string]bool{}
	for route := range access {
		form, is := strings.CutPrefix(route, "POST /{lang}/")
		if strings.HasPrefix(form, "desk/rings/{id}/") {
			form = "desk/rings/{id}/{move}"
		}
		operation, known := operations[form]
		if !is || !known && under(form, otherTopics) {
			continue
		}
		told[form] = true
		if !known {
			operation = "POST " + form
		}
		method, path, _ := strings.Cut(operation, " ")
		if method != "-" && access[method+" "+apiPrefix+path] == "" {
			t.Errorf("the form %q has no operation, and nothing says why: there is no %s %s%s", form, method, apiPrefix, path)
		}
	}
	for form := range operations {
		if !told[form] && !strings.HasSuffix(form, "{act}") {
			t.Errorf("the form %q is gone", form)
		}
	}
}

func under(form string, places []string) bool {
	for _, p := range places {
		if strings.HasPrefix(form, p) {
			return true
		}
	}
	return false
}
