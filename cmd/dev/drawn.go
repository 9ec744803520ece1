package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"github.com/etradeoffice/portal/server"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/web"
)

// drawn writes the examples of pages in a language, as a JSON list of HTML: `drawn en saved/stop refill/standby`. It is how a browser
// sees pages that no demo has at any hour.
func drawn(ctx context.Context, out io.Writer, args []string) error {
	if len(args) < 2 {
		return errors.New("name a language and pages, such as: en saved/stop")
	}
	texts, err := locale.Load(web.Locale())
	if err != nil {
		return err
	}
	texts.AddPseudo()
	pages, err := page.New(texts, web.Templates(), web.Asset)
	if err != nil {
		return err
	}
	lang, names := args[0], args[1:]
	found := []string{}
	for _, e := range server.Examples() {
		if !slices.Contains(names, e.Name) {
			continue
		}
		html, err := pages.Draw(page.WithFrame(ctx, server.ExampleFrame(lang)), e.Name, e.TitleKey, e.Body, e.TitleArgs...)
		if err != nil {
			return err
		}
		found = append(found, string(html))
	}
	return json.NewEncoder(out).Encode(found)
}
