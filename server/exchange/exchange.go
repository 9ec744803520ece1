// Package exchange owns the files in which other programs take a maker's catalog: UBL 2.1 Catalogue (OASIS, with the code
// lists of Peppol's catalogue transaction) and BMEcat 2005. They say what the public pages say to the same person; what
// that is is asked of catalog.
package exchange

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
)

// Catalog is what one file holds.
type Catalog struct {
	ID       string // stable for the same selection
	Lang     string // of names, where a format takes one
	Site     string // origin of the portal
	Office   string // who provides the file
	At       time.Time
	Products []catalog.Product
}

// element is one element of a file, its parts in the order of the schema.
type element struct {
	name  string
	attrs []string // name, value pairs
	text  string
	parts []element
}

// leaf is an element with text; without text there is none.
func leaf(name, text string, attrs ...string) element {
	if text = clean(text); text == "" {
		return element{}
	}
	return element{name: name, text: text, attrs: attrs}
}

// node is an element with parts; without any there is none.
func node(name string, parts ...element) element {
	kept := parts[:0]
	for _, part := range parts {
		if part.name != "" {
			kept = append(kept, part)
		}
	}
	if len(kept) == 0 {
		return element{}
	}
	return element{name: name, parts: kept}
}

func (e element) with(attrs ...string) element {
	e.attrs = append(e.attrs, attrs...)
	return e
}

// clean takes out what XML 1.0 cannot hold.
func clean(text string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if c == '\n' || c == '\t' || c >= 0x20 && c != 0xFFFE && c != 0xFFFF {
			return c
		}
		return -1
	}, text))
}

// document writes a whole file in UTF-8.
func document(root element) []byte {
	var out bytes.Buffer
	out.WriteString(xml.Header)
	root.write(&out, "")
	return out.Bytes()
}

func (e element) write(out *bytes.Buffer, indent string) {
	out.WriteString(indent + "<" + e.name)
	for i := 0; i+1 < len(e.attrs); i += 2 {
		out.WriteString(" " + e.attrs[i] + `="`)
		escape(out, e.attrs[i+1])
		out.WriteByte('"')
	}
	out.WriteByte('>')
	if len(e.parts) == 0 {
		escape(out, e.text)
	} else {
		out.WriteByte('\n')
		for _, part := range e.parts {
			part.write(out, indent+" ")
		}
		out.WriteString(indent)
	}
	out.WriteString("</" + e.name + ">\n")
}

func escape(out *bytes.Buffer, text string) {
	_ = xml.EscapeText(out, []byte(text)) // a buffer takes everything
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// money is an amount with a point, as files want it: 14800.00.
func money(minor int64, currency string) string {
	text := locale.PlainMoney(minor, currency)
	if !strings.Contains(text, ".") && currency != "KRW" && currency != "JPY" {
		text += ".00"
	}
	return text
}

func picked(lang string, of catalog.Texts) string { return page.Pick(lang, of).Text }
