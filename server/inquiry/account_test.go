package inquiry

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

const (
	ownIBAN   = "DE89 3704 0044 0532 0130 00"
	otherIBAN = "RO49 AAAA 1B31 0075 9384 0000"
)

// pdf is a document with one page that shows these pieces; packed as most programs write it.
func pdf(t *testing.T, content string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream\nendobj\n", packed.Len(), packed.Bytes())
}

func TestTextLayerOfAPDFIsRead(t *testing.T) {
	for name, content := range map[string]string{
		"letters":         `BT /F1 12 Tf 72 700 Td (Bank: DE89 3704 0044 ) Tj (0532 0130 00) Tj ET`,
		"kerned":          `BT [(DE8)-12(9 3704)-250(0044 0532)20( 0130 00)] TJ ET`,
		"hexadecimal":     `BT <44453839333730343030343430353332303133303030> Tj ET`,
		"escaped":         `BT (DE\070\071 3704\0400044 0532 0130 00) Tj ET`,
		"two bytes":       `BT (` + wide("DE89370400440532013000") + `) Tj ET`,
		"over two lines":  `BT 0 0 Td (DE89 3704 0044) Tj 0 -14 Td (0532 0130 00) Tj ET`,
		"through a table": "begincmap 1 beginbfrange <0001> <005A> <0020> endbfrange endcmap\nendstream\nstream\n" + `BT <` + coded("DE89370400440532013000") + `> Tj ET`,
	} {
		document := pdf(t, content)
		if first, second, two := strings.Cut(content, "\nendstream\nstream\n"); two {
			document = append(pdf(t, first), pdf(t, second)...)
		}
		found := false
		for _, reading := range pdfText(document) {
			for _, n := range Numbers(reading) {
				found = found || n.Text == "DE89370400440532013000"
			}
		}
		if !found {
			t.Errorf("%s: %q", name, pdfText(document))
		}
	}
	if got := pdfText([]byte("%PDF-1.7\nstream\nbroken")); len(got) != 0 {
		t.Errorf("a broken file reads as %q", got)
	}
}

func wide(text string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteString(`\000` + string(r))
	}
	return b.String()
}

// coded is a text in the codes of a font whose first sign is a blank.
func coded(text string) string {
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, "%04X", r-' '+1)
	}
	return b.String()
}

// register makes an account active as the rules want it.
func (b *bench) register(maker account.Viewer, number string) {
	b.t.Helper()
	ctx := b.t.Context()
	b.must(b.service.Register(ctx, maker, "KB, US dollars", number))
	own, err := b.service.OwnAccounts(ctx, maker)
	b.must(err)
	b.must(b.service.Decide(ctx, b.officer, own[0].ID, "call", "Spoke with the owner"))
	b.must(b.service.Decide(ctx, b.third, own[0].ID, "activate", ""))
}

func TestUnknownAccountRaisesTheAlarmAndARegisteredOneDoesNot(t *testing.T) {
	b := newBench(t)
	b.register(b.makers[0], ownIBAN)
	i := b.ask()
	b.say(b.makers[0], i, "Please pay to "+strings.ToLower(ownIBAN))
	if got := b.thread(b.buyer, i).Alarms; len(got) != 0 {
		t.Fatalf("the registered account raises %v", got)
	}
	b.say(b.makers[0], i, "Our proforma", Upload{Name: "proforma.pdf", Body: bytes.NewReader(pdf(t, `BT (Beneficiary account `+otherIBAN+`) Tj ET`))})
	for who, v := range map[string]account.Viewer{"buyer": b.buyer, "maker": b.makers[0], "officer": b.officer} {
		alarms := b.thread(v, i).Alarms
		if len(alarms) != 1 || alarms[0].Kind != KindIBAN || alarms[0].Place != "proforma.pdf" || !alarms[0].Open() {
			t.Errorf("%s: %+v", who, alarms)
		}
	}
	b.say(b.buyer, i, "Is "+otherIBAN+" right?")
	if got := b.thread(b.buyer, i).Alarms; len(got) != 1 {
		t.Errorf("the same account raises %d alarms", len(got))
	}
	var letters int
	b.must(b.db.QueryRow(t.Context(), `select count(*) from river_job where kind = 'inquiry_letter' and args->>'about' = 'alarm'`).Scan(&letters))
	if letters != 1 {
		t.Errorf("%d letters of alarm", letters)
	}
}

func TestNoNumberIsKeptInClearText(t *testing.T) {
	b := newBench(t)
	b.register(b.makers[0], "110-234-567890")
	var kept int
	b.must(b.db.QueryRow(t.Context(), `select count(*) from bank_account where bank_account::text like '%110234567890%' or bank_account::text like '%567890%'`).Scan(&kept))
	if kept != 0 {
		t.Error("the number is in the table")
	}
	again := b.service.Register(t.Context(), b.makers[0], "The same", "110 234 567890")
	b.refused(again, "account_known")
}

func TestAccountNeedsACallAndASecondOfficer(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.must(b.service.Register(ctx, b.makers[0], "KB", ownIBAN))
	own, err := b.service.OwnAccounts(ctx, b.makers[0])
	b.must(err)
	id := own[0].ID
	b.refused(b.service.Decide(ctx, b.officer, id, "activate", ""), "account_move")
	b.refused(b.service.Decide(ctx, b.officer, id, "call", ""), "note_missing")
	b.must(b.service.Decide(ctx, b.officer, id, "call", "Spoke with the owner"))
	b.refused(b.service.Decide(ctx, b.officer, id, "activate", ""), "account_second")
	for _, v := range []account.Viewer{b.makers[0], b.buyer} {
		if err := b.service.Decide(ctx, v, id, "activate", ""); !problem.Is(err, problem.Forbidden) {
			t.Errorf("by somebody else: %v", err)
		}
	}
	i := b.ask()
	b.say(b.makers[0], i, "IBAN "+ownIBAN)
	if got := b.thread(b.buyer, i).Alarms; len(got) != 1 {
		t.Errorf("an account that is only called counts: %v", got)
	}
	b.must(b.service.Decide(ctx, b.third, id, "activate", ""))
	b.refused(b.service.Register(ctx, b.makers[0], "x", "DE88370400440532013000"), "account_number")
}

func TestAlarmIsClearedByAnOfficerWithTheResultOfTheCall(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	i := b.ask()
	b.say(b.makers[0], i, "Account 110-234-567890, Kookmin Bank")
	alarm := b.thread(b.officer, i).Alarms[0]
	if err := b.service.Clear(ctx, b.buyer, i.ID, alarm.ID, "confirmed", "me"); !problem.Is(err, problem.Forbidden) {
		t.Errorf("the buyer clears: %v", err)
	}
	b.refused(b.service.Clear(ctx, b.officer, i.ID, alarm.ID, "", ""), "callback_result")
	b.must(b.service.Clear(ctx, b.officer, i.ID, alarm.ID, "fraud", "The owner does not know it"))
	if got := b.thread(b.buyer, i).Alarms[0]; !got.Open() {
		t.Error("fraud takes the banner away")
	}
	b.refused(b.service.Clear(ctx, b.officer, i.ID, alarm.ID, "confirmed", "again"), "alarm_over")
}

func TestNumberOnFileIsTheOfficesAlone(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	maker := b.makers[0].Grants[0].Company
	if err := b.service.SetCallback(ctx, b.makers[0], maker, "+82 31 000 0000"); !problem.Is(err, problem.Forbidden) {
		t.Errorf("the maker changes it: %v", err)
	}
	b.refused(b.service.SetCallback(ctx, b.officer, maker, "031"), "callback_form")
	b.must(b.service.SetCallback(ctx, b.officer, maker, "+82 31 000 0000"))
	kept, err := b.service.Callbacks(ctx, maker)
	b.must(err)
	if kept[maker].Number != "+82 31 000 0000" {
		t.Errorf("kept %+v", kept)
	}
}
