package account

import (
	"net/http"
	"strings"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// PreferencesPage is the body of "account/preferences".
type PreferencesPage struct {
	Lang    string
	Langs   []string
	Place   string // key of the city in use, empty when it is none of ours
	Places  []Place
	Next    string
	Saved   bool
	Problem *problem.Error
}

// Preferences shows the form for language, city and zone; visitors have it too.
func (h *Handlers) Preferences(w http.ResponseWriter, r *http.Request) error {
	frame := page.FrameFrom(r.Context())
	return h.pages.Write(w, r, http.StatusOK, "account/preferences", "account.preferences_title", PreferencesPage{
		Lang: frame.Lang, Langs: locale.Offered, Place: h.placeOf(frame), Places: Places,
		Next: localPath(r.FormValue("next")), Saved: r.FormValue("saved") == "1",
	})
}

// placeOf is the key of the city that the frame shows.
func (h *Handlers) placeOf(frame page.Frame) string {
	for _, place := range Places {
		if frame.Zone != nil && place.Zone == frame.Zone.String() && h.pages.Texts().T(frame.Lang, "place.city_"+place.Key) == frame.City {
			return place.Key
		}
	}
	return ""
}

// SetPreferences keeps them: with the account of who is signed in, in the browser session of a visitor. The form names a
// place; the one-click hint of the frame names the zone of the visitor's device instead.
func (h *Handlers) SetPreferences(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	lang, next := r.PostFormValue("lang"), localPath(r.PostFormValue("next"))
	place, known := PlaceOf(r.PostFormValue("place"))
	city := ""
	if zone := r.PostFormValue("zone"); zone != "" {
		place, city, known = cityOfZone(zone)
	}
	if !known || !locale.Supported(lang) {
		refusal := problem.InvalidFields(problem.Field{Name: "place", Code: "zone_unknown"})
		return h.pages.Write(w, r, http.StatusUnprocessableEntity, "account/preferences", "account.preferences_title",
			PreferencesPage{Lang: lang, Langs: locale.Offered, Places: Places, Next: next, Problem: refusal})
	}
	if city == "" {
		city = h.pages.Texts().T(lang, "place.city_"+place.Key)
	}
	if v := ViewerFrom(ctx); v.SignedIn() {
		if err := h.service.SetPreferences(ctx, v.User, lang, place.Zone, city); err != nil {
			return err
		}
	} else {
		h.sessions.SetPlace(ctx, place.Zone, city)
	}
	http.SetCookie(w, h.cookie(lang))
	if next == "" {
		next = "/" + lang + "/preferences?saved=1"
	} else if _, rest, found := strings.Cut(strings.TrimPrefix(next, "/"), "/"); found {
		next = "/" + lang + "/" + rest
	} else {
		next = "/" + lang
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// CityName is a city in the language of the page when it is one of Places in any of our languages, otherwise as it is.
func CityName(texts *locale.Texts, lang, city string) string {
	for _, place := range Places {
		key := "place.city_" + place.Key
		for _, other := range locale.Langs {
			if texts.T(other, key) == city {
				return texts.T(lang, key)
			}
		}
	}
	return city
}
