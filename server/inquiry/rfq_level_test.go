package inquiry

import (
	"io"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

func TestOfferIsSeenFromItsLevelOn(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	form := offerForm()
	form.Level = "2"
	r := b.offer(form)
	known := b.makers[0]
	_, err := b.db.Exec(ctx, `delete from verifications where company_id = $1`, b.makers[1].Grants[0].Company)
	b.must(err)
	listed := func(v account.Viewer) bool {
		all, err := b.service.OpenRFQs(ctx, v)
		b.must(err)
		return len(all) == 1
	}
	if !listed(known) || listed(b.makers[1]) || listed(account.Viewer{}) || listed(b.other) || !listed(b.officer) {
		t.Error("the list does not go by the level")
	}
	if _, err := b.service.RFQ(ctx, known, r.Code); err != nil {
		t.Errorf("a maker of the level does not see it: %v", err)
	}
	_, err = b.service.RFQ(ctx, b.makers[1], r.Code)
	b.refused(err, "level_needed")
	_, err = b.service.Quote(ctx, b.makers[1], r.Code, quoteForm("17", "USD", "FOB"))
	b.refused(err, "level_needed")
	_, err = b.service.RFQ(ctx, b.other, r.Code)
	b.refused(err, "not_found")
	_, err = b.service.RFQ(ctx, account.Viewer{}, r.Code)
	b.refused(err, "sign_in_needed")
	_, err = b.service.Quote(ctx, known, r.Code, quoteForm("17", "USD", "FOB"))
	b.must(err)
}

func TestOfferForChosenMakersNamesOne(t *testing.T) {
	b := newBench(t)
	form := offerForm()
	form.Audience = Chosen
	_, err := b.service.Post(t.Context(), b.buyer, "none", form)
	if p := b.refusal(err, "form_invalid"); len(p.Fields) != 1 || p.Fields[0].Code != "rfq_nobody" {
		t.Errorf("an offer to nobody: %v", p.Fields)
	}
}

func TestFilesOfAnOfferOpenForWhoMayAnswer(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	r, err := b.service.Post(ctx, b.buyer, "files", offerForm())
	b.must(err)
	pdf := func(name string) Upload { return Upload{Name: name, Body: strings.NewReader("%PDF-1.4\n" + name)} }
	b.must(b.service.SetFiles(ctx, b.buyer, r.Code, nil, []Upload{pdf("a.pdf"), pdf("b.pdf"), pdf("c.pdf")}))
	files, err := b.service.OwnFiles(ctx, b.buyer, r.Code)
	b.must(err)
	err = b.service.SetFiles(ctx, b.buyer, r.Code, nil, []Upload{pdf("d.pdf")})
	if p := b.refusal(err, "form_invalid"); p.Fields[0].Code != "inquiry_files" {
		t.Errorf("a fourth file: %v", p.Fields)
	}
	b.must(b.service.SetFiles(ctx, b.buyer, r.Code, []uuid.UUID{files[0].ID}, []Upload{pdf("d.pdf")}))
	if files, err = b.service.OwnFiles(ctx, b.buyer, r.Code); err != nil || len(files) != 3 || files[2].Name != "d.pdf" {
		t.Fatalf("after a change: %v, %v", files, err)
	}
	err = b.service.SetFiles(ctx, b.buyer, r.Code, nil, []Upload{{Name: "page.pdf", Body: strings.NewReader("<html>")}})
	if p := b.refusal(err, "form_invalid"); p.Fields[0].Code != "inquiry_file_kind" {
		t.Errorf("a page as a file: %v", p.Fields)
	}
	b.refused(b.service.SetFiles(ctx, b.other, r.Code, []uuid.UUID{files[0].ID}, nil), "not_found")
	_, err = b.service.MoveRFQ(ctx, b.buyer, r.Code, ActSubmit, "")
	b.must(err)
	b.refused(b.service.SetFiles(ctx, b.buyer, r.Code, []uuid.UUID{files[0].ID}, nil), "rfq_move")
	_, err = b.service.MoveRFQ(ctx, b.officer, r.Code, ActOpen, "")
	b.must(err)
	for who, c := range map[string]struct {
		viewer account.Viewer
		code   string
	}{"buyer": {b.buyer, ""}, "maker": {b.makers[0], ""}, "office": {b.officer, ""}, "other buyer": {b.other, "not_found"}, "visitor": {account.Viewer{}, "sign_in_needed"}} {
		f, content, err := b.service.OpenRFQFile(ctx, c.viewer, r.Code, files[0].ID)
		if c.code != "" {
			b.refused(err, c.code)
			continue
		}
		b.must(err)
		said, err := io.ReadAll(content)
		b.must(err)
		b.must(content.Close())
		if string(said) != "%PDF-1.4\nb.pdf" || f.Kind != "application/pdf" {
			t.Errorf("%s reads %q", who, said)
		}
	}
	if _, _, err := b.service.OpenRFQFile(ctx, b.buyer, r.Code, newID()); !problem.Is(err, problem.NotFound) {
		t.Errorf("a file that is none: %v", err)
	}
}
