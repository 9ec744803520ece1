package catalog

import (
	"slices"
	"strings"
)

// importField is one thing that a column of a table can fill.
type importField struct {
	Name     string   // stable, in forms and locale keys: catalog.import_<name>
	Required bool     // to make a product
	Aliases  []string // headers by which it is known, folded; the names of the locales are known too
	Choices  []string // of the template's drop-down
	Sample   string   // of the template's second row
}

// importFields stand in the order of the template.
var importFields = []importField{
	{"sku", true, []string{"sku", "article no", "article number", "model", "품목번호", "품번", "모델명", "제품코드"}, nil, "LV-100"},
	{"name_ko", false, []string{"name ko", "name korean", "product name korean", "제품명", "품명", "제품명 국문", "상품명"}, nil, "휴대용 피부 분석기"},
	{"name_en", true, []string{"name", "name en", "name english", "product name", "영문명", "제품명 영문", "영문 제품명"}, nil, "Handheld skin analyzer"},
	{"short_ko", false, []string{"short ko", "short text korean", "요약", "간단 설명", "설명"}, nil, "15초에 피부 상태를 봅니다."},
	{"short_en", true, []string{"short", "short en", "description", "summary", "영문 설명", "영문 요약"}, nil, "Shows the state of the skin in 15 seconds."},
	{"category", true, []string{"category", "hall", "분야", "카테고리"}, Categories, "beauty"},
	{"hs6", true, []string{"hs", "hs code", "hscode", "hs6", "customs code", "hs 코드", "세번"}, nil, "902750"},
	{"gtin", false, []string{"gtin", "ean", "barcode", "바코드"}, nil, ""},
	{"moq", true, []string{"moq", "minimum order", "최소 주문량", "최소주문수량"}, nil, "10"},
	{"unit", false, []string{"unit", "단위"}, []string{"H87", "SET"}, "H87"},
	{"currency", false, []string{"currency", "통화"}, []string{"USD", "EUR", "KRW", "JPY", "CNY"}, "USD"},
	{"price", false, []string{"price", "unit price", "단가", "가격"}, nil, "420"},
	{"from_2", false, []string{"from 2", "quantity 2", "수량 2"}, nil, "50"},
	{"price_2", false, []string{"price 2", "단가 2"}, nil, "365"},
	{"incoterm", false, []string{"incoterm", "incoterms", "terms", "인코텀즈", "인도 조건"}, []string{"EXW", "FCA", "FOB", "CFR", "CIF", "DAP", "DDP"}, "FOB"},
	{"place", true, []string{"place", "named place", "지정 장소", "인도 장소"}, nil, "Busan"},
	{"port", true, []string{"port", "port of loading", "선적항"}, nil, "KRPUS"},
	{"lead_first", true, []string{"lead time", "lead first", "first lead time", "납기", "초도 납기"}, nil, "21"},
	{"lead_repeat", false, []string{"lead repeat", "repeat lead time", "재주문 납기"}, nil, "14"},
	{"lead_sample", false, []string{"lead sample", "sample days", "샘플 납기"}, nil, "5"},
	{"capacity", false, []string{"capacity", "monthly capacity", "월 생산량"}, nil, "500"},
	{"origin", false, []string{"origin", "country of origin", "원산지"}, nil, "KR"},
	{"keywords_ko", false, []string{"keywords ko", "keywords korean", "검색어"}, nil, "피부, 진단기"},
	{"keywords_en", false, []string{"keywords", "keywords en", "영문 검색어"}, nil, "skin, analyzer"},
}

func importFieldOf(name string) (importField, bool) {
	at := slices.IndexFunc(importFields, func(f importField) bool { return f.Name == name })
	if at < 0 {
		return importField{}, false
	}
	return importFields[at], true
}

// guessColumns tells for each column of a header the field that it probably fills, "" when none. names are the fields'
// names in all languages of the page, as the template's headers have them.
func guessColumns(header []string, names map[string][]string) []string {
	guessed := make([]string, len(header))
	for i, text := range header {
		key := headerKey(text)
		for _, f := range importFields {
			if slices.Contains(guessed, f.Name) || key == "" {
				continue
			}
			known := slices.Concat(f.Aliases, names[f.Name])
			if key == headerKey(f.Name) || slices.ContainsFunc(known, func(name string) bool { return headerKey(name) == key }) {
				guessed[i] = f.Name
				break
			}
		}
	}
	return guessed
}

// headerKey is a header without marks, spaces and case.
func headerKey(text string) string {
	var key strings.Builder
	for _, w := range split(text) {
		key.WriteString(string(w.letters))
	}
	return key.String()
}
