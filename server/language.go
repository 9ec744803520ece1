package server

import (
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/language"

	"github.com/etradeoffice/portal/server/locale"
)

var matcher = languageMatcher(locale.Offered)

func languageMatcher(langs []string) language.Matcher {
	parsed := make([]language.Tag, len(langs))
	for i, lang := range langs {
		parsed[i] = language.MustParse(lang)
	}
	return language.NewMatcher(parsed)
}

// accepted is the interface language that an Accept-Language header asks for (RFC 9110 §12.5.4), the first of ours
// when it asks for none that we offer. The address of the client is never consulted.
func accepted(header string) string { return bestOf(matcher, locale.Offered, header) }

// bestOf is the language that the matcher of these takes for a header. A reader of another script of the same language
// (zh-TW of zh-Hans) is better served by it than by English.
func bestOf(matcher language.Matcher, offered []string, header string) string {
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(wanted) == 0 {
		return offered[0]
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return offered[0]
	}
	return offered[index]
}

// langCookie remembers the language of a person who is not signed in. It holds no identifier.
func (s *Server) langCookie() string {
	if s.secureCookies {
		return "__Host-lang"
	}
	return "lang"
}

// split takes "/ko/products" apart into "ko" and "/products". A path without a language we have gives "" and itself.
func (s *Server) split(path string) (lang, rest string) {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !s.texts.Speaks(first) {
		return "", path
	}
	return first, "/" + rest
}

// preferred is the language for a request whose path names none.
func (s *Server) preferred(r *http.Request, viewerLang string) string {
	if s.texts.Speaks(viewerLang) {
		return viewerLang
	}
	if cookie, err := r.Cookie(s.langCookie()); err == nil && s.texts.Speaks(cookie.Value) {
		return cookie.Value
	}
	return accepted(r.Header.Get("Accept-Language"))
}

// elsewhere answers every path that no route has: without a language prefix it leads to the same page in the
// person's language, with a slash at its end to the page without, provided that there is one; everything else is not found.
func (s *Server) elsewhere(w http.ResponseWriter, r *http.Request) error {
	lang, _ := s.split(r.URL.Path)
	path := strings.TrimRight(r.URL.Path, "/")
	if lang != "" && path == r.URL.Path || !safe(r.Method) || strings.HasPrefix(r.URL.Path, "//") {
		return notFound()
	}
	if lang == "" {
		path = "/" + s.frameLang(r) + path
	}
	target := r.Clone(r.Context())
	target.URL.Path = path
	target.URL.RawPath = ""
	if _, pattern := s.mux.Handler(target); pattern == "" || pattern == "/" {
		return notFound()
	}
	w.Header().Add("Vary", "Accept-Language")
	http.Redirect(w, r, target.URL.RequestURI(), http.StatusFound)
	return nil
}

// keepChoice remembers the language that a visitor has just chosen in the menu: the page before was ours and in another.
// A link from elsewhere changes nothing, and neither does a signed-in person's menu: their language is in their account.
func (s *Server) keepChoice(w http.ResponseWriter, r *http.Request, lang string) {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host || !safe(r.Method) {
		return
	}
	if before, _ := s.split(from.Path); before != "" && before != lang {
		http.SetCookie(w, s.rememberLang(lang))
	}
}
