package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/studio"
)

// spoken are headers of ordinary tables by which a field is known, beside its names in the studio.
var spoken = map[string][]string{
	"sku":          {"sku", "article no", "article number", "item no", "model", "품목번호", "품번", "모델명", "제품코드"},
	"name_ko":      {"name ko", "name korean", "product name korean", "제품명", "품명", "제품명 국문", "상품명"},
	"name_en":      {"name", "name en", "name english", "product name", "영문명", "제품명 영문", "영문 제품명"},
	"short_ko":     {"short ko", "short text korean", "요약", "간단 설명", "설명", "국문 설명"},
	"short_en":     {"short", "short en", "description", "summary", "영문 설명", "영문 요약"},
	"category":     {"category", "hall", "분야", "카테고리"},
	"hs6":          {"hs", "hs code", "hscode", "hs6", "customs code", "hs 코드", "세번"},
	"gtin":         {"gtin", "ean", "barcode", "바코드"},
	"moq":          {"moq", "minimum order", "minimum order quantity", "최소 주문", "최소 주문량", "최소주문수량"},
	"unit":         {"unit", "단위"},
	"currency":     {"currency", "통화"},
	"price":        {"price", "unit price", "fob price", "단가", "가격"},
	"incoterm":     {"incoterm", "incoterms", "terms", "인코텀즈", "인도 조건", "거래조건"},
	"place_en":     {"place", "named place", "지정 장소", "인도 장소"},
	"port":         {"port", "port of loading", "선적항"},
	"lead_first":   {"lead time", "lead time days", "lead first", "first lead time", "납기", "초도 납기"},
	"lead_repeat":  {"lead repeat", "repeat lead time", "재주문 납기"},
	"lead_sample":  {"lead sample", "sample days", "샘플 납기"},
	"capacity":     {"capacity", "monthly capacity", "월 생산량"},
	"origin":       {"origin", "country of origin", "원산지"},
	"keywords_ko":  {"keywords ko", "keywords korean", "검색어"},
	"keywords_en":  {"keywords", "keywords en", "영문 검색어"},
	"valid_until":  {"valid until", "price valid until", "가격 유효일", "유효 기간"},
	"oem":          {"oem", "oem 가능"},
	"odm":          {"odm", "odm 가능"},
	"brand":        {"brand", "브랜드", "상표"},
	"gross_kg":     {"gross weight", "gross weight kg", "총중량"},
	"net_kg":       {"net weight", "net weight kg", "순중량"},
	"warranty":     {"warranty", "보증기간", "보증 기간"},
	"pictures":     {"image", "images", "photo", "photos", "picture", "pictures", "image file", "사진", "이미지", "사진 파일", "이미지 파일"},
	"certificates": {"certificates", "certificate", "인증", "인증서"},
	"battery_wh":   {"battery wh", "배터리 wh"},
}

// prices are columns that ordinary tables have in place of the one with all prices by quantity: a price, and from which
// quantity on the second and third hold.
var prices = []string{"price", "from_2", "price_2", "from_3", "price_3"}

// languages are those in which headers and values are understood.
var languages = []string{"ko", "en"}

// Words are the names of fields and values in the languages of tables. They do not change once made.
type Words struct {
	texts     *locale.Texts
	headers   map[string]string            // folded header -> field, or one of prices
	values    map[string]map[string]string // field -> folded value -> code
	countries map[string]string            // folded name -> ISO 3166-1 alpha-2
}

// NewWords learns them.
func NewWords(texts *locale.Texts) *Words {
	w := &Words{texts: texts, headers: map[string]string{}, values: map[string]map[string]string{}, countries: map[string]string{}}
	learn := func(header, name string) {
		if key := fold(header); key != "" && w.headers[key] == "" {
			w.headers[key] = name
		}
	}
	for _, name := range Columns() {
		learn(name, name)
		for _, lang := range languages {
			learn(w.Label(lang, name), name)
		}
	}
	for name, headers := range spoken {
		for _, header := range headers {
			learn(header, name)
		}
	}
	for _, f := range catalog.Fields {
		if f.Kind != catalog.OneOf {
			continue
		}
		w.values[f.Name] = map[string]string{}
		for _, choice := range f.Choices {
			w.values[f.Name][fold(choice)] = choice
			for _, lang := range languages {
				w.values[f.Name][fold(studio.ChoiceLabel(texts, lang, f.Name, choice))] = choice
			}
		}
	}
	for _, code := range account.Countries {
		w.countries[fold(code)] = code
		for _, lang := range languages {
			w.countries[fold(texts.Country(lang, code))] = code
		}
	}
	for name, code := range map[string]string{"korea": "KR", "south korea": "KR", "republic of korea": "KR", "한국": "KR", "usa": "US", "uk": "GB", "미국": "US"} {
		w.countries[fold(name)] = code
	}
	return w
}

// Columns are all that a column of a table can fill: every field of a product, and prices.
func Columns() []string {
	names := make([]string, 0, len(catalog.Fields)+len(prices))
	for _, f := range catalog.Fields {
		names = append(names, f.Name)
	}
	return append(names, prices...)
}

// Label is what a column is called.
func (w *Words) Label(lang, name string) string {
	if f, ok := catalog.FieldOf(name); ok {
		return studio.FieldLabel(w.texts, lang, f)
	}
	return w.texts.T(lang, "intake.column_"+name)
}

// Choice is what a value of a field is called.
func (w *Words) Choice(lang, field, value string) string {
	return studio.ChoiceLabel(w.texts, lang, field, value)
}

// fold is a header or value without marks, spaces and case.
func fold(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsNumber(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, norm.NFKC.String(text))
}

// guess tells for each column of a header the field that it probably fills, "" when none. What somebody has said of the
// same header before counts most.
func (w *Words) guess(header []string, said map[string]string) []string {
	guessed, used := make([]string, len(header)), map[string]bool{}
	take := func(i int, name string) {
		if name != "" && !used[name] {
			guessed[i], used[name] = name, true
		}
	}
	for i, text := range header {
		take(i, said[fold(text)])
	}
	for i, text := range header {
		if _, known := said[fold(text)]; !known && guessed[i] == "" {
			take(i, w.headers[fold(text)])
		}
	}
	return guessed
}

// columnKnown reports a name of Columns.
func columnKnown(name string) bool {
	if _, ok := catalog.FieldOf(name); ok {
		return true
	}
	for _, price := range prices {
		if price == name {
			return true
		}
	}
	return false
}
