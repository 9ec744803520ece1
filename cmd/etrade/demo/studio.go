package demo

import (
	"context"
	"fmt"
	"maps"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/studio"
)

// analyzerFacts are what the skin analyzer's details say; millimetres and kilograms are those of its carton.
var analyzerFacts = map[string]string{
	"brand": "Miraon", "national_scheme": "HSK10", "national_code": "9027500000", "criterion": "PSR", "ftas": "KR-EU, KR-VN", "outer_quantity": "1", "carton_length": "640",
	"carton_width": "520", "carton_height": "580", "net_kg": "9.8", "gross_kg": "13.5", "markets_allowed": "DE, RO, VN, US", "dual_use": "none", "valid_until": "2027-12-31",
	"sample_kind": "refunded", "sample_price": "2900", "training": "Half a day online, in Korean or English", "sought": "DE, IT", "odm": "yes", "own_right": "yes",
}

// draftTyped is a product that its maker has begun; one value is not yet right.
var draftTyped = map[string]string{
	"name_ko": "두피 온도 측정기", "name_en": "Scalp thermometer", "short_ko": "2초 만에 두피 온도를 잽니다.", "category": "beauty", "hs6": "902519", "moq": "20",
	"unit": "H87", "incoterm": "FCA", "place_en": "Incheon Airport", "gtin": "9521234001058",
}

// newTyped is one that waits for the office's first look.
var newTyped = map[string]string{
	"name_ko": "페이스24용 색 보정 카드 세트", "name_en": "Set of colour cards for Face24", "short_ko": "촬영 색을 맞추는 카드 6장 세트입니다.", "short_en": "Six cards against which the pictures' colours are set.", "category": "beauty",
	"hs6": "491199", "moq": "10", "unit": "SET", "incoterm": "FCA", "place_en": "Incheon Airport", "place_ko": "인천공항", "port": "KRICN", "lead_first": "14", "lead_repeat": "10", "capacity": "300",
	"currency": "USD", "tiers": "10 | 96 | 0\n50 | 84 | 1\n200 | 72 | 5", "brand": "Miraon", "gross_kg": "3.2", "valid_until": "2027-12-31",
}

// writeStudio leaves the maker's desk as a working day does: something begun, something waiting, something sent back, a change
// of a published product, a translation that its source has overtaken, a certificate to compare.
func (o Office) writeStudio(ctx context.Context, k known) error {
	maker, err := o.Account.Viewer(ctx, k.people["supplier@demo.example"])
	if err != nil {
		return err
	}
	officer, err := o.Account.Viewer(ctx, k.people["duri@office.example"])
	if err != nil {
		return err
	}
	switch _, err := o.Studio.Sheet(ctx, maker, "MI-ST1"); {
	case err == nil:
		return nil // it is the last that is written here
	case !problem.Is(err, problem.NotFound):
		return err
	}
	company, _ := maker.Company(account.Supplier)
	for _, step := range []func() error{
		func() error { return o.writeFacts(ctx, maker, officer) },
		func() error { return o.writeTranslations(ctx, maker, officer) },
		func() error { return o.writeChange(ctx, maker) },
		func() error {
			return o.Studio.SetCertificate(ctx, maker, "MI-H2", studio.Paper{Scheme: "RoHS", Number: "DEMO-ROHS-2026-07", Body: "Testing Institute (invented)", IssuedOn: "2026-03-02", ExpiresOn: "2029-03-01", State: catalog.Held})
		},
		func() error { return o.begin(ctx, maker, company, "MI-CC6", newTyped, "ask") },
		func() error {
			typed := maps.Clone(newTyped)
			typed["name_en"], typed["name_ko"], typed["hs6"], typed["lead_repeat"] = "Foot switch for Face24", "페이스24용 풋스위치", "853650", "12"
			if err := o.begin(ctx, maker, company, "MI-FS2", typed, "ask"); err != nil {
				return err
			}
			return o.sendBack(ctx, officer, "MI-FS2")
		},
		func() error { return o.begin(ctx, maker, company, "MI-ST1", draftTyped, "") },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (o Office) begin(ctx context.Context, maker account.Viewer, company account.CompanyID, sku string, typed map[string]string, then string) error {
	first := maps.Clone(typed)
	first["sku"] = sku
	if _, err := o.Studio.Start(ctx, maker, company, first); err != nil && !problem.Is(err, problem.Invalid) {
		return fmt.Errorf("begin %s: %w", sku, err)
	}
	if err := o.Studio.Save(ctx, maker, sku, typed); err != nil && !problem.Is(err, problem.Invalid) {
		return fmt.Errorf("type %s: %w", sku, err)
	}
	if then == "" {
		return nil
	}
	return o.Studio.Move(ctx, maker, sku, then)
}

// writeFacts completes the analyzer, gives it brochures and translates it; then its Korean text goes on and the German one is older.
func (o Office) writeFacts(ctx context.Context, maker, officer account.Viewer) error {
	const sku = "MI-F24"
	if err := o.Studio.Save(ctx, maker, sku, analyzerFacts); err != nil {
		return err
	}
	if err := o.writeBrochures(ctx, maker, sku, "en", "de"); err != nil {
		return err
	}
	err := o.Studio.Translate(ctx, maker, sku, studio.Translation{Lang: "de", Method: catalog.ByPerson,
		Texts: map[string]string{"name": "Miraon Face24, Hautanalyse des ganzen Gesichts", "short": "Das ganze Gesicht in 15 Sekunden unter fünf Lichtern.", "place": "Incheon"}})
	if err != nil {
		return err
	}
	if err := o.approve(ctx, maker, officer, sku); err != nil {
		return err
	}
	sheet, err := o.Studio.Sheet(ctx, maker, sku)
	if err != nil {
		return err
	}
	if err := o.Studio.Save(ctx, maker, sku, map[string]string{"short_ko": sheet.Next.Short["ko"] + " 결과지는 여섯 개 언어로 나옵니다."}); err != nil {
		return err
	}
	return o.approve(ctx, maker, officer, sku)
}

func (o Office) approve(ctx context.Context, maker, officer account.Viewer, sku string) error {
	if err := o.Studio.Move(ctx, maker, sku, "ask"); err != nil {
		return err
	}
	_, err := o.Studio.ApproveAll(ctx, officer, []string{sku})
	return err
}

// writeTranslations has a machine translate the analyzer into Romanian, and lets the Korean text of the tester go on before its English
// one.
func (o Office) writeTranslations(ctx context.Context, maker, officer account.Viewer) error {
	err := o.Studio.Translate(ctx, maker, "MI-F24", studio.Translation{Lang: "ro", Method: catalog.ByMachine, Texts: map[string]string{
		"name": "Miraon Face24, analizor al pielii întregii fețe", "short": "Întreaga față în 15 secunde sub cinci lumini.", "place": "Incheon"}})
	if err != nil {
		return err
	}
	if err := o.approve(ctx, maker, officer, "MI-F24"); err != nil {
		return err
	}
	sheet, err := o.Studio.Sheet(ctx, maker, "MI-H2")
	if err != nil {
		return err
	}
	err = o.Studio.Translate(ctx, maker, "MI-H2", studio.Translation{Lang: "en", Method: catalog.ByPerson, Texts: map[string]string{"short": sheet.Next.Short["en"]}, Right: map[string]bool{"short": true}})
	if err != nil {
		return err
	}
	if err := o.Studio.Save(ctx, maker, "MI-H2", map[string]string{"short_ko": sheet.Next.Short["ko"] + " USB-C로 충전합니다."}); err != nil {
		return err
	}
	return o.approve(ctx, maker, officer, "MI-H2")
}

// writeChange leaves a change of a published product with the office, a new brochure among it.
func (o Office) writeChange(ctx context.Context, maker account.Viewer) error {
	const sku = "MI-H2"
	sheet, err := o.Studio.Sheet(ctx, maker, sku)
	if err != nil {
		return err
	}
	typed := map[string]string{"lead_first": "18", "warranty": "24", "gross_kg": "6.4", "tiers": "50 | 92 | 0\n500 | 71.5 | 1", "short_en": sheet.Next.Short["en"] + " Charged by USB-C."}
	if err := o.Studio.Save(ctx, maker, sku, typed); err != nil {
		return err
	}
	if err := o.writeBrochures(ctx, maker, sku, "en"); err != nil {
		return err
	}
	return o.Studio.Move(ctx, maker, sku, "ask")
}

func (o Office) sendBack(ctx context.Context, officer account.Viewer, sku string) error {
	sheet, err := o.Studio.Review(ctx, officer, sku)
	if err != nil {
		return err
	}
	return o.Studio.Decide(ctx, officer, sku, studio.Decision{Asked: *sheet.Stand.ReviewAskedAt, Note: "관세사의 의견을 받아 주시면 바로 공개하겠습니다.",
		Returns: map[string]string{"hs6": "풋스위치만 따로 수출하면 8536.50이 맞는지 관세사 확인이 필요합니다.", "short_en": "색 보정 카드 설명이 그대로 들어 있습니다. 풋스위치 설명으로 바꿔 주십시오."}})
}
