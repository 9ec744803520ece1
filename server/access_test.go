package server

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/trust/trusttest"
	"github.com/etradeoffice/portal/server/walkin"
	"github.com/etradeoffice/portal/signaling/control"
)

// access is who reaches what: every route of the table and every operation of the API, by everybody, about a confirmed
// consultation of buyer and supplier with the interpreter, brought by the partner's desk, and about the holder's draft.
// Forms are whole, but for a version that is gone and a time that has not come, so that whoever may act is told so.
//
//	Y reaches the rule behind it    S is asked to sign in    F is refused    n is told that there is nothing
var access = map[string]string{
	//                                    visitor holder buyer otherB suppl otherS interp otherI partner otherP officer operator
	"GET /{lang}":                                          "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/products":                                 "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/products/{sku}":                           "n n n n n n n n n n n n",
	"GET /{lang}/compare":                                  "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/saved":                                    "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/saved/add":                               "n n n n n n n n n n n n",
	"POST /{lang}/saved/remove":                            "Y Y n n n n n n n n n n",
	"POST /{lang}/saved/lists":                             "S S Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/saved/lists/{id}/rename":                 "S S n n n n n n n n n n",
	"POST /{lang}/saved/lists/{id}/drop":                   "S S n n n n n n n n n n",
	"POST /{lang}/saved/alerts/{id}/stop":                  "S S n n n n n n n n n n",
	"GET /{lang}/alerts/new":                               "S S Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/alerts":                                  "S S Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/alerts/stop/{secret}":                     "n n n n n n n n n n n n",
	"POST /{lang}/alerts/stop/{secret}":                    "n n n n n n n n n n n n",
	"GET /{lang}/digest/stop/{secret}":                     "n n n n n n n n n n n n",
	"POST /{lang}/digest/stop/{secret}":                    "n n n n n n n n n n n n",
	"GET /{lang}/wanted":                                   "S S Y Y F F F F F F F F",
	"GET /{lang}/wanted/new":                               "S S Y Y F F F F F F F F",
	"POST /{lang}/wanted":                                  "S S Y Y F F F F F F F F",
	"GET /{lang}/wanted/{id}":                              "S S n n n n n n n n n n",
	"POST /{lang}/wanted/{id}/answer":                      "S S n n n n n n n n n n",
	"POST /{lang}/wanted/{id}/withdraw":                    "S S n n n n n n n n n n",
	"GET /api/v1/compare":                                  "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /api/v1/saved":                                    "S S Y Y Y Y Y Y Y Y Y Y",
	"POST /api/v1/saved":                                   "S S Y Y Y Y Y Y Y Y Y Y",
	"GET /api/v1/saved/{id}":                               "S S n n n n n n n n n n",
	"POST /api/v1/saved/{id}/rename":                       "S S n n n n n n n n n n",
	"DELETE /api/v1/saved/{id}":                            "S S n n n n n n n n n n",
	"PUT /api/v1/saved/{id}/products/{sku}":                "S S n n n n n n n n n n",
	"DELETE /api/v1/saved/{id}/products/{sku}":             "S S n n n n n n n n n n",
	"GET /api/v1/alerts":                                   "S S Y Y Y Y Y Y Y Y Y Y",
	"POST /api/v1/alerts":                                  "S S Y Y Y Y Y Y Y Y Y Y",
	"DELETE /api/v1/alerts/{id}":                           "S S n n n n n n n n n n",
	"GET /api/v1/wanted":                                   "S S Y Y F F F F F F F F",
	"POST /api/v1/wanted":                                  "S S Y Y F F F F F F F F",
	"GET /api/v1/wanted/{id}":                              "S S n n n n n n n n n n",
	"POST /api/v1/wanted/{id}/replies":                     "S S n n n n n n n n n n",
	"DELETE /api/v1/wanted/{id}":                           "S S n n n n n n n n n n",
	"GET /api/v1/desk/wanted":                              "S S F F F F F F F F Y F",
	"GET /{lang}/desk/wanted":                              "S S F F F F F F F F Y F",
	"GET /{lang}/export/{format}":                          "n n n n n n n n n n n n",
	"GET /{lang}/hs":                                       "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/hs/{code}":                                "n n n n n n n n n n n n",
	"GET /{lang}/companies":                                "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/companies/{slug}":                         "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/book/{slug}":                              "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/book/{slug}":                             "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/book/{slug}/{draft}":                      "n Y n n n n n n n n n n",
	"POST /{lang}/book/{slug}/{draft}":                     "n Y n n n n n n n n n n",
	"POST /{lang}/book/{slug}/{draft}/extend":              "n Y n n n n n n n n n n",
	"GET /{lang}/book/{slug}/{draft}/who":                  "n Y n n n n n n n n n n",
	"POST /{lang}/book/{slug}/{draft}/who":                 "n Y n n n n n n n n n n",
	"GET /{lang}/book/{slug}/{draft}/code":                 "n Y n n n n n n n n n n",
	"POST /{lang}/book/{slug}/{draft}/code":                "n Y n n n n n n n n n n",
	"GET /{lang}/sign-in":                                  "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/sign-in":                                 "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/sign-in/demo":                            "n n n n n n n n n n n n",
	"POST /{lang}/sign-in/mail":                            "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/sign-in/code":                             "S S S S S S S S S S S S",
	"POST /{lang}/sign-in/code":                            "S S S S S S S S S S S S",
	"GET /{lang}/sign-in/link":                             "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/sign-in/link":                            "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/register":                                 "S S S S S S S S S S S S",
	"POST /{lang}/register":                                "S S S S S S S S S S S S",
	"GET /{lang}/preferences":                              "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/preferences":                             "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/sign-out":                                "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/presence":                                "S S F F Y Y F F F F F F",
	"GET /{lang}/availability":                             "S S F F Y Y F F F F n n",
	"POST /{lang}/availability":                            "S S F F Y Y F F F F n n",
	"GET /{lang}/interpreting":                             "S S F F F F Y Y F F n F",
	"POST /{lang}/interpreting":                            "S S F F F F Y Y F F n F",
	"GET /{lang}/interpreting/absence":                     "S S F F F F Y Y F F n F",
	"POST /{lang}/interpreting/absence":                    "S S F F F F Y Y F F n F",
	"GET /{lang}/desk/interpreters":                        "S S F F F F F F F F Y Y",
	"POST /{lang}/desk/interpreters":                       "S S F F F F F F F F n n",
	"GET /{lang}/consultations":                            "S S Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/consultations/{number}":                   "S S Y n Y n Y n Y n Y Y",
	"GET /{lang}/consultations/{number}/invite":            "S S F n Y n F n F n Y F",
	"POST /{lang}/consultations/{number}/invite":           "S S F n Y n F n F n Y F",
	"POST /api/v1/consultations/{number}/invite":           "S S F n Y n F n F n Y F",
	"GET /{lang}/desk/swap":                                "S S F F F F F F F F Y F",
	"POST /{lang}/desk/swap":                               "S S F F F F F F F F Y F",
	"GET /{lang}/desk/rules":                               "S S F F F F F F F F Y Y",
	"POST /{lang}/desk/rules":                              "S S F F F F F F F F Y F",
	"GET /{lang}/calendar":                                 "S S Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/calendar":                                "S S Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/webhooks":                                 "S S Y Y Y Y F F Y Y Y Y",
	"POST /{lang}/webhooks":                                "S S Y Y Y Y F F Y Y Y Y",
	"GET /{lang}/webhooks/{endpoint}":                      "S S Y n n n n n n n Y Y",
	"POST /{lang}/webhooks/{endpoint}/{act}":               "S S Y n n n n n n n Y Y",
	"GET /{lang}/letter/{secret}":                          "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/letter/{secret}":                         "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/device-check":                             "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/consultations/{number}/room":              "S S Y n Y n Y n n n Y F",
	"POST /{lang}/consultations/{number}/ticket":           "S S Y n Y n Y n n n Y F",
	"GET /{lang}/consultations/{number}/briefing":          "S S F n Y n Y n F n Y F",
	"POST /{lang}/consultations/{number}/briefing":         "S S F n Y n Y n F n Y F",
	"GET /{lang}/consultations/{number}/outcome":           "S S Y n Y n Y n n n Y Y",
	"POST /{lang}/consultations/{number}/outcome":          "S S Y n Y n F n F n F F",
	"POST /{lang}/consultations/{number}/outcome/attest":   "S S F n F n Y n F n F F",
	"POST /{lang}/consultations/{number}/outcome/evidence": "S S F n F n F n F n Y F",
	"GET /{lang}/desk/queue":                               "S S F F F F F F F F Y Y",
	"GET /{lang}/desk/today":                               "S S F F F F F F F F Y Y",
	"GET /{lang}/desk/zones":                               "S S F F F F F F F F Y Y",
	"POST /{lang}/desk/queue/approve":                      "S S F F F F F F F F Y F",
	"POST /{lang}/desk/duty":                               "S S F F F F F F F F Y F",
	"POST /{lang}/desk/notes":                              "S S F F F F F F F F Y F",
	"POST /{lang}/desk/tasks/{id}/done":                    "S S F F F F F F F F n F",
	"GET /{lang}/desk/live":                                "S S F F F F F F F F Y Y",
	"GET /{lang}/desk/report":                              "S S F F F F F F Y Y Y Y",
	"GET /{lang}/studio":                                   "S S F F Y Y F F F F F F",
	"POST /{lang}/studio/review":                           "S S F F Y Y F F F F F F",
	"GET /{lang}/studio/company":                           "S S F F Y Y F F F F F F",
	"POST /{lang}/studio/company":                          "S S F F Y Y F F F F F F",
	"GET /{lang}/studio/products/new":                      "S S F F Y Y F F F F F F",
	"POST /{lang}/studio/products/new":                     "S S F F Y Y F F F F F F",
	"GET /{lang}/studio/template.xlsx":                     "S S F F Y Y F F F F F F",
	"GET /{lang}/studio/products.xlsx":                     "S S F F Y Y F F F F F F",
	"GET /{lang}/studio/products.csv":                      "S S F F Y Y F F F F F F",
	"GET /{lang}/studio/import":                            "S S F F Y Y F F F F F F",
	"POST /{lang}/studio/import":                           "S S F F Y Y F F F F F F",
	"GET /{lang}/studio/import/{id}":                       "n n n n n n n n n n n n",
	"GET /{lang}/studio/import/{id}/errors.csv":            "n n n n n n n n n n n n",
	"GET /{lang}/studio/import/{id}/errors.xlsx":           "n n n n n n n n n n n n",
	"POST /{lang}/studio/import/{id}/{step}":               "n n n n n n n n n n n n",
	"GET /{lang}/products/{sku}/brochures/{brochure}":      "n n n n n n n n n n n n",
	"GET /{lang}/studio/products/{sku}/media":              "S S F F Y n F F F F Y Y",
	"POST /{lang}/studio/products/{sku}/media/photos":      "S S F F Y n F F F F Y Y",
	"POST /{lang}/studio/products/{sku}/media/brochures":   "S S F F Y n F F F F Y Y",
	"GET /{lang}/desk/products":                            "S S F F F F F F F F Y Y",
	"POST /{lang}/desk/products":                           "S S F F F F F F F F Y Y",
	"GET /{lang}/desk/products/{sku}":                      "S S F F F F F F F F Y Y",
	"POST /{lang}/desk/products/{sku}":                     "S S F F F F F F F F Y Y",
	"GET /{lang}/desk/products/batch/{batch}":              "S S F F F F F F F F n n",
	"POST /{lang}/desk/products/batch/{batch}":             "S S F F F F F F F F n n",
	"GET /{lang}/desk/companies/{slug}":                    "S S F F F F F F F F Y Y",
	"POST /{lang}/desk/companies/{slug}":                   "S S F F F F F F F F Y Y",
	"GET /{lang}/desk/certificates":                        "S S F F F F F F F F Y Y",
	"POST /{lang}/desk/certificates/{id}":                  "S S F F F F F F F F n n",
	"GET /{lang}/certificates/{id}/file":                   "n n n n n n n n n n n n",
	"GET /{lang}/desk/words":                               "S S F F F F F F F F Y F",
	"POST /{lang}/desk/words":                              "S S F F F F F F F F Y F",
	"POST /{lang}/desk/words/drop":                         "S S F F F F F F F F n F",
	"GET /{lang}/dev/mail":                                 "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/dev/mail/{id}":                            "n n n n n n n n n n n n",
	"GET /{lang}/dev/mail/{id}/html":                       "n n n n n n n n n n n n",
	"GET /{lang}/dev/mail/{id}/invite.ics":                 "n n n n n n n n n n n n",

	"POST /{lang}/studio/products/{sku}/media/photos/{photo}/{act}":        "S S F F Y n F F F F Y Y",
	"POST /{lang}/studio/products/{sku}/media/brochures/{brochure}/remove": "S S F F Y n F F F F Y Y",

	"GET /{lang}/basket":                           "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/basket":                          "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/inquiries":                        "S S Y Y Y Y F F F F Y F",
	"GET /{lang}/inquiries/settings":               "S S F F Y Y F F F F F F",
	"POST /{lang}/inquiries/settings":              "S S F F Y Y F F F F F F",
	"GET /{lang}/inquiries/{id}":                   "S S Y n Y n F F F F Y F",
	"GET /{lang}/inquiries/{id}/invite":            "S S F n Y n F F F F F F",
	"POST /{lang}/inquiries/{id}/invite":           "S S F n Y n F F F F F F",
	"GET /{lang}/inquiries/{id}/files/{file}":      "S S Y n Y n F F F F Y F",
	"POST /{lang}/inquiries/{id}/message":          "S S Y n Y n F F F F Y F",
	"POST /{lang}/inquiries/{id}/show_contacts":    "S S Y n Y n F F F F Y F",
	"POST /{lang}/inquiries/{id}/hide_contacts":    "S S Y n Y n F F F F Y F",
	"POST /{lang}/inquiries/{id}/remind":           "S S Y n Y n F F F F Y F",
	"POST /{lang}/inquiries/{id}/withdraw":         "S S Y n Y n F F F F Y F",
	"POST /{lang}/inquiries/{id}/close":            "S S Y n Y n F F F F Y F",
	"POST /{lang}/inquiries/{id}/block":            "S S F F Y n F F F F F F",
	"POST /{lang}/inquiries/{id}/clear":            "S S F F F F F F F F Y F",
	"POST /{lang}/inquiries/{id}/seen":             "S S F F F F F F F F Y F",
	"GET /{lang}/desk/inquiries":                   "S S F F F F F F F F Y F",
	"POST /{lang}/desk/inquiries":                  "S S F F F F F F F F n F",
	"GET /{lang}/rfqs":                             "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/rfqs/new":                         "S S Y Y F F F F F F F F",
	"POST /{lang}/rfqs":                            "S S Y Y F F F F F F F F",
	"GET /{lang}/rfqs/{code}":                      "S S Y n Y n n n n n Y n",
	"GET /{lang}/rfqs/{code}/edit":                 "S S Y n F F F F F F F F",
	"GET /{lang}/rfqs/{code}/files/{file}":         "S S Y n Y n n n n n Y n",
	"POST /{lang}/rfqs/{code}/revise":              "S S Y n F F F F F F F F",
	"POST /{lang}/rfqs/{code}/submit":              "S S Y n F F F F F F F F",
	"POST /{lang}/rfqs/{code}/open":                "S S F F F F F F F F Y F",
	"POST /{lang}/rfqs/{code}/return":              "S S F F F F F F F F Y F",
	"POST /{lang}/rfqs/{code}/quote":               "S S F F Y n F F F F F F",
	"POST /{lang}/rfqs/{code}/close":               "S S Y n F F F F F F F F",
	"GET /api/v1/inquiries":                        "S S Y Y Y Y F F F F Y F",
	"POST /api/v1/inquiries":                       "S S Y F F F F F F F F F",
	"GET /api/v1/inquiries/{id}":                   "S S Y n Y n F F F F Y F",
	"POST /api/v1/inquiries/{id}/messages":         "S S Y n Y n F F F F Y F",
	"POST /api/v1/inquiries/{id}/moves/{move}":     "S S Y n Y n F F F F Y F",
	"GET /api/v1/rfqs":                             "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /api/v1/rfqs":                            "S S Y Y F F F F F F F F",
	"GET /api/v1/rfqs/{code}":                      "S S Y n Y n n n n n Y n",
	"GET /api/v1/rfqs/{code}/quotes":               "S S Y n Y n n n n n Y n",
	"POST /api/v1/rfqs/{code}/quotes":              "S S F F Y n F F F F F F",
	"GET /{lang}/companies/{slug}/waitlist":        "S S Y Y F F F F F F F F",
	"POST /{lang}/companies/{slug}/waitlist":       "S S Y Y F F F F F F F F",
	"GET /{lang}/waitlist":                         "S S Y Y Y Y Y Y Y Y Y Y",
	"POST /{lang}/waitlist/{id}/{act}":             "S S n n n n n n n n n n",
	"GET /{lang}/standby/{id}":                     "S S n n n n n n n n n n",
	"POST /{lang}/standby/{id}":                    "S S n n n n n n n n n n",
	"GET /api/v1/waitlist":                         "S S Y Y Y Y Y Y Y Y Y Y",
	"POST /api/v1/companies/{slug}/waitlist":       "S S Y Y F F F F F F F F",
	"DELETE /api/v1/waitlist/{id}":                 "S S n n n n n n n n n n",
	"POST /api/v1/standby/{id}":                    "S S n n n n n n n n n n",
	"GET /api/v1/desk/queue":                       "S S F F F F F F F F Y Y",
	"POST /api/v1/desk/queue/approvals":            "S S F F F F F F F F Y F",
	"GET /api/v1/desk/plan":                        "S S F F F F F F F F Y Y",
	"GET /api/v1/consultations/{number}/fit":       "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/escalate": "S S F F F F F F F F Y F",

	"POST /{lang}/webhooks/{endpoint}/deliveries/{delivery}": "S S n n n n n n n n n n",

	"POST /{lang}/consultations/{number}/approve":     "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/return":      "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/decline":     "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/resubmit":    "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/accept":      "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/assign":      "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/waive":       "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/rate":        "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/answer":      "S S F n F n Y n n n Y F",
	"POST /{lang}/consultations/{number}/cancel":      "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/move":        "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/proposal":    "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/end":         "S S F n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/coming":      "S S Y n Y n Y n n n F F",
	"POST /{lang}/consultations/{number}/tasks-done":  "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/miss":        "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/undo-missed": "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/fail":        "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/ask-outcome": "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/escalate":    "S S F F F F F F F F Y F",
	"POST /{lang}/consultations/{number}/note":        "S S F F F F F F F F Y F",

	"GET /{lang}/studio/products/{sku}":                           "S S F F Y n F F F F Y Y",
	"GET /{lang}/studio/products/{sku}/edit/{section}":            "S S F F Y n F F F F Y Y",
	"POST /{lang}/studio/products/{sku}/edit/{section}":           "S S F F Y n F F F F Y Y",
	"GET /{lang}/studio/products/{sku}/texts/{to}":                "S S F F Y n F F F F Y Y",
	"POST /{lang}/studio/products/{sku}/texts/{to}":               "S S F F Y n F F F F Y Y",
	"GET /{lang}/studio/products/{sku}/certificates":              "S S F F Y n F F F F Y Y",
	"POST /{lang}/studio/products/{sku}/certificates":             "S S F F Y n F F F F Y Y",
	"POST /{lang}/studio/products/{sku}/certificates/{id}/remove": "n n n n n n n n n n n n",
	"POST /{lang}/studio/products/{sku}/ask":                      "S S F F Y n F F F F Y Y",
	"POST /{lang}/studio/products/{sku}/withdraw":                 "S S F F Y n F F F F Y Y",
	"POST /{lang}/studio/products/{sku}/pause":                    "S S F F Y n F F F F Y Y",
	"POST /{lang}/studio/products/{sku}/archive":                  "S S F F Y n F F F F Y Y",

	"GET /{lang}/companies/{slug}/call":      "S S Y Y F F F F F F F F",
	"POST /{lang}/companies/{slug}/call":     "S S Y Y F F F F F F F F",
	"GET /{lang}/rings/{id}":                 "S S Y n Y n n n n n Y n",
	"POST /{lang}/rings/{id}/leave":          "S S Y n F n n n n n F n",
	"POST /{lang}/rings/{id}/note":           "S S Y n F n n n n n F n",
	"GET /{lang}/rings/{id}/film":            "S S n n n n n n n n n n",
	"POST /{lang}/rings/{id}/film":           "S S Y n F n n n n n F n",
	"GET /{lang}/desk/rings":                 "S S F F Y Y Y Y F F Y F",
	"GET /{lang}/desk/rings/now":             "S S F F Y Y Y Y F F Y F",
	"GET /{lang}/desk/rings/settings":        "S S F F Y Y Y Y F F Y F",
	"POST /{lang}/desk/rings/settings":       "S S F F Y Y F F F F F F",
	"POST /{lang}/desk/rings/unblock":        "S S F F Y Y F F F F F F",
	"POST /{lang}/desk/rings/devices":        "S S F F Y Y Y Y F F Y F",
	"POST /{lang}/desk/rings/devices/remove": "S S F F n n n n F F n F",
	"POST /{lang}/desk/rings/{id}/answer":    "S S F n Y n n n n n Y n",
	"POST /{lang}/desk/rings/{id}/refuse":    "S S F n Y n n n n n Y n",
	"POST /{lang}/desk/rings/{id}/block":     "S S F n Y n n n n n F n",
	"POST /{lang}/desk/rings/{id}/admit":     "S S F n F n n n n n Y n",
	"POST /{lang}/desk/rings/{id}/hand-over": "S S F n F n n n n n Y n",
	"POST /{lang}/desk/rings/{id}/decline":   "S S F n F n n n n n Y n",
	"POST /{lang}/desk/rings/{id}/book":      "S S F n F n n n n n Y n",

	"POST /{lang}/consultations/{number}/amend":     "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/prolong":   "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/suspend":   "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/resume":    "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/name-host": "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/wish":      "S S Y n Y n F n n n Y F",
	"POST /{lang}/consultations/{number}/call":      "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/close":     "S S F n F n F n n n Y F",
	"POST /{lang}/consultations/{number}/rebook":    "S S Y n Y n F n n n Y F",

	"GET /{lang}/verify/{code}":                      "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /{lang}/verification":                       "S S Y Y Y Y F F F F F F",
	"POST /{lang}/verification":                      "S S Y Y Y Y F F F F F F",
	"POST /{lang}/verification/evidence":             "S S Y Y Y Y F F F F F F",
	"GET /{lang}/verification/evidence/{id}":         "S S n n n n n n n n n n",
	"GET /{lang}/desk/trust":                         "S S F F F F F F Y Y Y Y",
	"GET /{lang}/desk/trust/{slug}":                  "S S F F F F F F n n Y Y",
	"POST /{lang}/desk/trust/{slug}/{act}":           "S S F F F F F F n n Y F",
	"GET /{lang}/desk/watch":                         "S S F F F F F F F F Y F",
	"POST /{lang}/desk/watch":                        "S S F F F F F F F F Y F",
	"GET /{lang}/desk/endorsements":                  "S S F F F F F F Y Y Y Y",
	"POST /{lang}/desk/endorsements/keys":            "S S F F F F F F Y Y F F",
	"POST /{lang}/desk/endorsements/keys/{id}/{act}": "S S F F F F F F F F n F",
	"GET /{lang}/desk/endorsements/{code}":           "S S F F F F F F Y n Y Y",
	"GET /{lang}/desk/endorsements/{code}/statement": "S S F F F F F F Y n Y Y",
	"POST /{lang}/desk/endorsements/{code}/sign":     "S S F F F F F F F n Y F",
	"POST /{lang}/desk/endorsements/{code}/revoke":   "S S F F F F F F Y n Y F",

	"GET /api/v1/me":                                  "S S Y Y Y Y Y Y Y Y Y Y",
	"GET /api/v1/products":                            "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /api/v1/products/{sku}":                      "n n n n n n n n n n n n",
	"GET /api/v1/companies":                           "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /api/v1/companies/{slug}":                    "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /api/v1/companies/{slug}/slots":              "Y Y Y Y Y Y Y Y Y Y Y Y",
	"POST /api/v1/consultations":                      "S S Y n F n F F Y n Y F",
	"GET /api/v1/consultations/{number}":              "S S Y n Y n Y n Y n Y Y",
	"POST /api/v1/consultations/{number}/approve":     "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/cancel":      "S S Y n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/return":      "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/resubmit":    "S S Y n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/amend":       "S S Y n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/prolong":     "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/accept":      "S S Y n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/decline":     "S S Y n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/suggest":     "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/reschedule":  "S S Y n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/proposal":    "S S Y n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/wish":        "S S Y n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/assign":      "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/answer":      "S S F n F n Y n n n Y F",
	"POST /api/v1/consultations/{number}/name-host":   "S S Y n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/suspend":     "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/fail":        "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/call":        "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/miss":        "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/rebook":      "S S Y n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/resume":      "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/undo-missed": "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/ask-outcome": "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/close":       "S S F n F n F n n n Y F",
	"POST /api/v1/consultations/{number}/end":         "S S F n Y n F n n n Y F",
	"POST /api/v1/consultations/{number}/swap":        "S S F n F n F n n n Y F",
	"GET /api/v1/turns":                               "S S Y Y Y Y Y Y Y Y Y Y",
	"POST /api/v1/consultations/{number}/ticket":      "S S Y n Y n Y n n n Y F",
	"GET /api/v1/assignments":                         "S S F F F F Y Y F F Y F",
	"GET /api/v1/report":                              "S S F F F F F F Y Y Y Y",
	"POST /api/v1/companies/{slug}/rings":             "S S Y Y F F F F F F F F",
	"GET /api/v1/rings":                               "S S F F F F F F F F Y Y",
	"GET /api/v1/rings/{id}":                          "S S Y n Y n n n n n Y n",
	"POST /api/v1/rings/{id}/answer":                  "S S F n Y n n n n n Y n",
	"POST /api/v1/rings/{id}/leave":                   "S S Y n F n n n n n F n",

	"POST /api/v1/consultations/{number}/coming":     "S S Y n Y n Y n n n F F",
	"POST /api/v1/consultations/{number}/tasks-done": "S S F n F n F n n n Y F",
	"POST /api/v1/me/calendar-feed":                  "S S Y Y Y Y Y Y Y Y Y Y",
	"DELETE /api/v1/me/calendar-feed":                "S S Y Y Y Y Y Y Y Y Y Y",

	"GET /api/v1/companies/{slug}/trust": "n n n n Y n n n n n Y Y",
	"GET /api/v1/verification":           "S S Y Y Y Y F F F F F F",
	"GET /api/v1/endorsements":           "S S F F F F F F Y Y Y Y",
	"GET /api/v1/endorsements/{code}":    "Y Y Y Y Y Y Y Y Y Y Y Y",
	"GET /api/v1/revocations":            "Y Y Y Y Y Y Y Y Y Y Y Y",

	"GET /api/v1/webhooks":                                    "S S Y Y Y Y F F Y Y Y Y",
	"POST /api/v1/webhooks":                                   "S S Y Y Y Y F F Y Y Y Y",
	"GET /api/v1/webhooks/{id}":                               "S S Y n n n n n n n Y Y",
	"POST /api/v1/webhooks/{id}/{act}":                        "S S Y n n n n n n n Y Y",
	"DELETE /api/v1/webhooks/{id}":                            "S S Y n n n n n n n n n",
	"GET /api/v1/webhooks/{id}/deliveries":                    "S S Y n n n n n n n Y Y",
	"POST /api/v1/webhooks/{id}/deliveries/{delivery}/resend": "S S n n n n n n n n n n",
}

var everybody = []string{"visitor", "holder", "buyer", "other buyer", "supplier", "other supplier", "interpreter", "other interpreter",
	"partner", "other partner", "officer", "operator"}

// quietRooms is a live side on which nobody is.
type quietRooms struct{ control.Rooms }

func (quietRooms) Board(context.Context) ([]control.RoomView, error) { return nil, nil }

// scene is the house with everybody in it.
type scene struct {
	*house
	planted
	number, draft               string
	ring                        string // of the buyer at the company's desk
	webhook                     string // of the buyer's company
	inquiry, rfq, file, rfqFile string // of the buyer, to the maker; the maker alone may answer the offer
	buyer, host, third          account.User
	browsers                    map[string]*http.Client
}

func newScene(t *testing.T) *scene {
	t.Helper()
	var cfg Config
	s := &scene{house: newHouse(t, func(c *Config) { c.Rooms = quietRooms{}; cfg = *c }), browsers: map[string]*http.Client{}}
	s.cfg = cfg
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	company := func(slug string, kind account.Kind) account.CompanyID {
		made, err := s.accounts.CreateCompany(ctx, account.Company{Slug: slug, Kind: kind, Country: "KR", City: "Suwon", Zone: "Asia/Seoul", NameEn: slug})
		must(err)
		return made.ID
	}
	desk := func(slug string) account.DeskID {
		made, err := s.accounts.CreateDesk(ctx, account.Desk{Slug: slug, Kind: "sister_city", Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest", NameEn: slug, NameKo: slug})
		must(err)
		return made.ID
	}
	maker := s.maker(cfg.Schedule, cfg.Catalog)
	importer, brought := company("importer", account.BuyerCompany), desk("desk")
	must(s.accounts.Bring(ctx, brought, importer))
	trusttest.Verify(t, s.db, importer)
	people := map[string]account.User{}
	for who, grant := range map[string]account.Grant{
		"buyer": {Role: account.Buyer, Company: importer}, "other buyer": {Role: account.Buyer, Company: company("elsewhere", account.BuyerCompany)},
		"supplier": {Role: account.Supplier, Company: maker.ID}, "other supplier": {Role: account.Supplier, Company: company("rival", account.SupplierCompany)},
		"interpreter": {Role: account.Interpreter}, "other interpreter": {Role: account.Interpreter},
		"partner": {Role: account.Partner, Desk: brought}, "other partner": {Role: account.Partner, Desk: desk("other-desk")},
		"officer": {Role: account.Officer}, "operator": {Role: account.Operator},
	} {
		people[who] = s.user(strings.ReplaceAll(who, " ", "-")+"@people.example", "a long enough secret", grant)
	}
	s.buyer, s.host, s.third = people["buyer"], people["supplier"], people["interpreter"]
	day := time.Now().UTC().AddDate(0, 0, 3)
	c, err := s.consultations.Enter(ctx, consultation.Entry{Kind: consultation.Programme, Company: maker.ID, Host: s.host.ID, Buyer: s.buyer.ID,
		Interpreter: s.third.ID, Start: time.Date(day.Year(), day.Month(), day.Day(), 2, 0, 0, 0, time.UTC), Length: 30 * time.Minute,
		Topic: consultation.Topic{Language: "en", Goal: "price", Message: meetingWords, Products: []string{"DD-RC1E"}}})
	must(err)
	s.number = c.Number
	host, err := s.accounts.Viewer(ctx, s.host.ID)
	must(err)
	must(s.calls.SetDesk(ctx, host, true, 0))
	_, err = s.makers.Start(ctx, host, maker.ID, map[string]string{"sku": "DRAFT-1", "name_en": draftWords})
	must(err)
	caller, err := s.accounts.Viewer(ctx, s.buyer.ID)
	must(err)
	ring, err := s.calls.Ask(ctx, caller, walkin.Ask{Company: maker.ID, Key: "scene"})
	must(err)
	s.ring = ring.ID.String()
	importers, err := s.accounts.Viewer(ctx, s.buyer.ID)
	must(err)
	hook, err := cfg.Integration.Add(ctx, importers, "", "https://erp.importer.example/hooks", nil)
	must(err)
	s.webhook = hook.ID.String()
	s.write(cfg, maker, importers)
	s.endorse(people["officer"], importer)
	for _, who := range everybody {
		s.browser = s.newBrowser()
		s.browsers[who] = s.browser
		if person, ok := people[who]; ok {
			if in := s.post("/en/sign-in", url.Values{"email": {person.Email}, "password": {"a long enough secret"}}); in.status != http.StatusSeeOther {
				t.Fatalf("%s signs in: %d", who, in.status)
			}
		}
	}
	s.browser = s.browsers["holder"]
	held := s.post("/en/book/doedol", url.Values{"at": {c.StartsAt.Add(2 * time.Hour).Format(time.RFC3339)}, "length": {"30"}})
	s.draft = held.header.Get("Location")[strings.LastIndexByte(held.header.Get("Location"), '/')+1:]
	return s
}

const privateWords = "The two sides want to talk about the price of a thousand."

// ask sends one request of the table as somebody.
func (s *scene) ask(who, route string) answer {
	s.t.Helper()
	s.browser = s.browsers[who]
	method, path, _ := strings.Cut(route, " ")
	path = strings.NewReplacer("{code}/files/{file}", s.rfq+"/files/"+s.rfqFile, "/rings/{id}", "/rings/"+s.ring, "/webhooks/{id}", "/webhooks/"+s.webhook, "/studio/products/{sku}", "/studio/products/DRAFT-1", "/desk/products/{sku}", "/desk/products/DRAFT-1", "{endpoint}", s.webhook,
		"/verify/{code}", "/verify/"+s.endorsement, "/endorsements/{code}", "/endorsements/"+s.endorsement, "{act}", "rotate", "{delivery}", "none", "{lang}", "en", "{section}", "terms", "{to}", "de", "{slug}", "doedol", "{draft}", s.draft, "{number}", s.number, "{sku}", "none", "/inquiries/{id}", "/inquiries/"+s.inquiry, "{code}", s.rfq, "{file}", s.file, "{move}", "hide_contacts", "{id}", "none", "{photo}", "none", "{brochure}", "none", "{batch}", "none").Replace(path)
	start := time.Now().UTC().Truncate(time.Hour).AddDate(0, 0, 4)
	switch {
	case method == http.MethodGet:
		return s.get(path)
	case method == http.MethodDelete:
		return s.do(method, path, nil, "Sec-Fetch-Site", "same-origin")
	case strings.HasPrefix(path, apiPrefix):
		bodies := map[string]any{
			"inquiries": map[string]any{"message": privateWords, "lines": []any{map[string]any{"product": "DD-RC1E", "quantity": 20}}}, "messages": map[string]any{"text": privateWords}, "hide_contacts": nil,
			"rfqs":   map[string]any{"title": "Cards", "specification": privateWords, "quantity": 9, "unit": "H87", "frequency": "once", "currency": "USD", "deadline": "2020-01-01"},
			"quotes": map[string]any{"price": 100, "currency": "USD", "incoterm": "FOB", "place": "Busan", "moq": 1, "leadDays": 9, "validUntil": "2020-01-01", "sample": "free"},
			"saved":  map[string]any{"name": "Spring"}, "rename": map[string]any{"name": "Spring"}, "alerts": map[string]any{"query": "?q=card"}, "replies": map[string]any{"text": "None."},
			"wanted":   map[string]any{"title": "Cards", "details": privateWords, "market": "RO"},
			"waitlist": map[string]any{"fromDay": "2020-01-01", "toDay": "2020-01-01", "fromHour": 8, "toHour": 9, "length": 30}, "none": map[string]any{"yes": true},
			"escalate": map[string]any{"text": "?"}, "approvals": map[string]any{"requests": []any{}},
			"consultations": map[string]any{"company": "doedol", "start": start, "length": 30, "goal": "price", "language": "en", "message": privateWords,
				"products": []string{"DD-RC1E"}, "buyer": s.buyer.ID},
			"return": map[string]any{"version": 99, "reason": "other"}, "decline": map[string]any{"version": 99, "reason": "other"},
			"prolong": map[string]any{"version": 99, "reason": "other"}, "suspend": map[string]any{"version": 99, "reason": "emergency"},
			"fail": map[string]any{"version": 99, "reason": "other"}, "accept": map[string]any{"version": 99, "host": s.host.ID},
			"name-host": map[string]any{"version": 99, "host": s.host.ID}, "assign": map[string]any{"version": 99, "interpreter": s.third.ID},
			"answer": map[string]any{"version": 99, "yes": true}, "proposal": map[string]any{"version": 99, "yes": true},
			"reschedule": map[string]any{"version": 99, "start": start}, "suggest": map[string]any{"version": 99, "start": start}, "rebook": map[string]any{"version": 99, "start": start},
			"invite": map[string]any{"start": start, "goal": "price", "language": "en", "message": privateWords, "products": []string{"DD-RC1E"}},
			"wish":   map[string]any{"version": 99}, "swap": map[string]any{"version": 99, "with": s.number}, "miss": map[string]any{"version": 99}, "resume": map[string]any{"version": 99},
			"undo-missed": map[string]any{"version": 99}, "ask-outcome": map[string]any{"version": 99}, "close": map[string]any{"version": 99},
			"end": map[string]any{"version": 99}, "call": map[string]any{"side": "buyer", "result": "no_answer"},
			"resubmit": map[string]any{"version": 99, "goal": "price", "language": "en", "message": privateWords, "products": []string{"DD-RC1E"}},
			"amend":    map[string]any{"version": 99, "goal": "price", "language": "en", "message": privateWords, "products": []string{"DD-RC1E"}},
			"approve":  map[string]any{"version": 99}, "cancel": map[string]any{"version": 99, "reason": "other"}, "ticket": nil, "rings": map[string]any{}, "leave": nil, "coming": map[string]any{"answer": "late", "minutes": 7}, "webhooks": map[string]any{"url": "https://erp.example.com/hooks"},
		}
		body, err := json.Marshal(bodies[path[strings.LastIndexByte(path, '/')+1:]])
		if err != nil {
			s.t.Fatal(err)
		}
		return s.do(method, path, strings.NewReader(string(body)), "Content-Type", "application/json", "Sec-Fetch-Site", "same-origin")
	}
	return s.post(path, url.Values{"version": {"99"}, "reason": {reasonFor(path)}, "side": {"buyer"}, "result": {"no_answer"}, "host": {s.host.ID.String()}, "interpreter": {s.third.ID.String()},
		"at": {start.Format(time.RFC3339)}, "answer": {"yes"}, "language": {"en"}, "goal": {"price"}, "message": {privateWords},
		"products": {"DD-RC1E"}, "length": {"30"}, "lang": {"en"}, "place": {"cluj"}, "stage": {"interested"}, "grade": {"2"}, "amount": {"10"},
		"currency": {"USD"}, "reference": {"order 1"}, "both_present": {"yes"}, "figures": {"none"}, "mode": {"text"}, "text": {"mon 9-18"}})
}

// reasonFor is a reason that the form takes.
func reasonFor(path string) string {
	if strings.HasSuffix(path, "/suspend") {
		return "emergency"
	}
	return "other"
}

func (a answer) access() string {
	switch {
	case a.status == http.StatusUnauthorized, a.status == http.StatusSeeOther && strings.Contains(a.header.Get("Location"), "/sign-in"):
		return "S"
	case a.status == http.StatusForbidden:
		return "F"
	case a.status == http.StatusNotFound:
		return "n"
	case a.status >= http.StatusInternalServerError && a.status != http.StatusServiceUnavailable:
		return fmt.Sprint(a.status)
	}
	return "Y"
}

// lasts is 1 for what takes away what other rows are about: it comes last.
func lasts(route string) int {
	return strings.Count(route, "sign-out") + strings.Count(route, "DELETE ")
}

func TestEverybodyReachesWhatTheTableSays(t *testing.T) {
	s := newScene(t)
	s.plant()
	routes := slices.Sorted(maps.Keys(access))
	slices.SortStableFunc(routes, func(a, b string) int { return lasts(a) - lasts(b) })
	for _, route := range routes {
		cells := strings.Fields(access[route])
		if len(cells) != len(everybody) {
			t.Errorf("%s has %d cells of %d", route, len(cells), len(everybody))
			continue
		}
		for i, who := range everybody {
			got := s.ask(who, route)
			if got.access() != cells[i] {
				t.Errorf("%s by %s: %d (%s), wanted %s", route, who, got.status, got.access(), cells[i])
			}
			s.hears(who, route, got)
		}
	}
}

func TestEveryRouteAndOperationStandsInTheTable(t *testing.T) {
	h := newHouse(t)
	for _, pattern := range h.portal.patterns {
		if access[pattern] == "" && !strings.HasSuffix(pattern, "/{move}") && !strings.HasSuffix(pattern, "s/{id}/{act}") && !strings.HasSuffix(pattern, "/rfqs/{code}/{act}") {
			t.Errorf("%s has no row in the test", pattern)
		}
	}
	var described struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal([]byte(h.get("/api/v1/openapi.json").body), &described); err != nil {
		t.Fatal(err)
	}
	if len(described.Paths) == 0 {
		t.Fatal("the API describes no operation")
	}
	for path, methods := range described.Paths {
		for method := range methods {
			if route := strings.ToUpper(method) + " " + path; access[route] == "" {
				t.Errorf("%s has no row in the test", route)
			}
		}
	}
}

func TestDeskLearnsWhoMeetsAndWhenAndNoMore(t *testing.T) {
	s := newScene(t)
	for _, route := range []string{"GET /{lang}/consultations/{number}", "GET /api/v1/consultations/{number}"} {
		for who, told := range map[string]bool{"buyer": true, "operator": true, "partner": false} {
			got := s.ask(who, route)
			if got.status != http.StatusOK || !strings.Contains(got.body, s.number) || strings.Contains(got.body, meetingWords) != told {
				t.Errorf("%s by %s: %d, the message shown: %v", route, who, got.status, strings.Contains(got.body, meetingWords))
			}
		}
	}
}

func TestTextThatNoDatabaseHoldsIsMalformed(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/en/products/a%00", "/en/companies/%ff", "/en/book/a%00", "/api/v1/products/a%00", "/api/v1/companies/%ff"} {
		if got := h.get(path); got.status != http.StatusBadRequest {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	if got := h.post("/en/sign-in", url.Values{"email": {"a\x00@b.example"}, "password": {"guess"}}); got.status != http.StatusBadRequest {
		t.Errorf("a sign-in: %d", got.status)
	}
}
