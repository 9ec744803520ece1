package server

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
)

// A file of a sitemap may name 50,000 addresses in 50 MB (sitemaps.org). Every page stands in it once a language, each
// time with the addresses in all others.
const (
	sitemapMost = 50_000 // addresses in one file
	sitemapPart = 2_000  // pages in one file of several
)

// sitemap names the public pages to search engines: /sitemap.xml holds them all, or names the files that do.
type sitemap struct {
	pages  *catalog.Service
	origin string
	langs  []string
	most   int // addresses in one file
	part   int // pages in one file of several
}

// always are the public pages that are no company and no product.
var always = []catalog.Listed{{Path: ""}, {Path: "/products"}, {Path: "/companies"}, {Path: "/hs"}, {Path: "/rfqs"}, {Path: "/device-check"}}

// whole answers /sitemap.xml.
func (m sitemap) whole(w http.ResponseWriter, r *http.Request) error {
	count, err := m.pages.CountListed(r.Context())
	if err != nil {
		return err
	}
	if (count+len(always))*len(m.langs) > m.most {
		m.index(w, r, count)
		return nil
	}
	return m.urls(w, r, always, 0, count)
}

// numbered answers /sitemap/{file}: "1.xml" is the first.
func (m sitemap) numbered(w http.ResponseWriter, r *http.Request) error {
	name, isXML := strings.CutSuffix(r.PathValue("file"), ".xml")
	number, err := strconv.Atoi(name)
	if err != nil || !isXML || number < 1 || number > sitemapMost {
		return notFound()
	}
	if number == 1 {
		return m.urls(w, r, always, 0, m.part)
	}
	return m.urls(w, r, nil, (number-1)*m.part, m.part)
}

func (m sitemap) index(w http.ResponseWriter, r *http.Request, count int) {
	out := m.begin(w)
	defer end(out)
	fmt.Fprint(out, `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`, "\n")
	for number := 1; (number-1)*m.part < count; number++ {
		fmt.Fprintf(out, "<sitemap><loc>%s/sitemap/%d.xml</loc></sitemap>\n", escaped(m.site(r)), number)
	}
	fmt.Fprint(out, "</sitemapindex>\n")
}

func (m sitemap) urls(w http.ResponseWriter, r *http.Request, first []catalog.Listed, skip, most int) error {
	listed, err := m.pages.Listed(r.Context(), skip, most)
	if err != nil {
		return err
	}
	if len(listed) == 0 && len(first) == 0 {
		return notFound()
	}
	out := m.begin(w)
	defer end(out)
	fmt.Fprint(out, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">`, "\n")
	site := escaped(m.site(r))
	for _, page := range append(first[:len(first):len(first)], listed...) {
		path := escaped(page.Path)
		var others strings.Builder
		for _, lang := range m.langs {
			fmt.Fprintf(&others, `<xhtml:link rel="alternate" hreflang="%s" href="%s/%s%s"/>`, lang, site, lang, path)
		}
		fmt.Fprintf(&others, `<xhtml:link rel="alternate" hreflang="x-default" href="%s%s"/>`, site, cmp.Or(path, "/"))
		if !page.ChangedAt.IsZero() {
			fmt.Fprintf(&others, "<lastmod>%s</lastmod>", page.ChangedAt.UTC().Format("2006-01-02"))
		}
		for _, lang := range m.langs {
			fmt.Fprintf(out, "<url><loc>%s/%s%s</loc>%s</url>\n", site, lang, path, others.String())
		}
	}
	fmt.Fprint(out, "</urlset>\n")
	return nil
}

// site is where the portal is reached; of the request where nobody said.
func (m sitemap) site(r *http.Request) string {
	if m.origin != "" {
		return m.origin
	}
	return "http://" + r.Host
}

func (m sitemap) begin(w http.ResponseWriter) *bufio.Writer {
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	out := bufio.NewWriterSize(w, 64<<10)
	fmt.Fprint(out, xml.Header)
	return out
}

// end sends the rest; the client may be gone, and there is nobody left to tell.
func end(out *bufio.Writer) { _ = out.Flush() }

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}

// robots says what search engines may read, and where the sitemap is.
func (s *Server) robots(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	lines := []string{"User-agent: *", "Disallow: /api/", "Disallow: /*/dev/", "Disallow: /*/desk/", "Disallow: /*/book/", "Disallow: /*/letter/"}
	for _, lang := range locale.Pseudo {
		lines = append(lines, "Disallow: /"+lang)
	}
	lines = append(lines, "Sitemap: "+s.sitemap.site(r)+"/sitemap.xml", "")
	_, err := w.Write([]byte(strings.Join(lines, "\n")))
	return err
}
