package briefing

import (
	"fmt"
	"strings"

	"github.com/etradeoffice/portal/server/catalog"
)

// glossary is the first one of a meeting, in the order in which talk comes to things: what the products are, what they can
// do, what the company calls its own, then the words of trade with this product's terms beside them. No term comes twice.
func glossary(products []catalog.Product, known []catalog.Term, lang string) []Term {
	g := collector{lang: lang, seen: map[string]bool{}}
	for _, p := range products {
		g.add(p.Name, p.SKU)
	}
	for _, p := range products {
		for _, spec := range p.Specs {
			g.add(spec.Name, pick(spec.Value, lang))
		}
		for _, c := range p.Certs {
			g.term(Term{Term: c.Scheme, Ko: c.Scheme, Target: c.Scheme, Note: c.Number})
		}
	}
	for _, k := range known {
		t := Term{Term: k.En, Ko: k.Ko}
		if lang == "en" {
			t.Target = k.En
		}
		g.term(t)
	}
	for _, word := range trade {
		g.term(Term{Term: word["en"], Ko: word["ko"], Target: word[lang], Note: note(word["en"], products, lang)})
	}
	return g.terms
}

type collector struct {
	lang  string
	seen  map[string]bool
	terms []Term
}

func (g *collector) add(of catalog.Texts, note string) {
	g.term(Term{Term: of["en"], Ko: of["ko"], Target: of[g.lang], Note: note})
}

func (g *collector) term(t Term) {
	key := strings.ToLower(t.Term)
	if key == "" {
		key = t.Ko
	}
	if key == "" || g.seen[key] {
		return
	}
	g.seen[key] = true
	g.terms = append(g.terms, t)
}

func pick(of catalog.Texts, lang string) string {
	for _, l := range []string{lang, "en", "ko"} {
		if of[l] != "" {
			return of[l]
		}
	}
	return ""
}

// note is what the products' terms say about a word of trade.
func note(word string, products []catalog.Product, lang string) string {
	var notes []string
	for _, p := range products {
		said := ""
		switch t := p.Terms; {
		case word == "minimum order quantity" && t.MOQ > 0:
			said = fmt.Sprint(t.MOQ)
		case word == "lead time" && t.LeadFirst > 0:
			said = fmt.Sprintf("%d d", t.LeadFirst)
		case word == "sample" && t.LeadSample > 0:
			said = fmt.Sprintf("%d d", t.LeadSample)
		case word == "warranty" && t.Warranty > 0:
			said = fmt.Sprintf("%d m", t.Warranty)
		case word == "production capacity" && t.Capacity > 0:
			said = fmt.Sprintf("%d / m", t.Capacity)
		case word == "terms of delivery" && t.Incoterm != "":
			said = strings.TrimSpace(t.Incoterm + " " + pick(t.Place, lang))
		case word == "advance payment":
			said = pick(t.Payment, lang)
		}
		if said == "" {
			continue
		}
		if len(products) > 1 {
			said = p.SKU + ": " + said
		}
		notes = append(notes, said)
	}
	return strings.Join(notes, "; ")
}

// trade are the words that no talk about a purchase does without, in the languages of the house.
var trade = []map[string]string{
	{"en": "minimum order quantity", "ko": "최소 주문 수량", "ro": "cantitate minimă de comandă", "de": "Mindestbestellmenge", "es": "cantidad mínima de pedido", "vi": "số lượng đặt hàng tối thiểu"},
	{"en": "unit price", "ko": "단가", "ro": "preț unitar", "de": "Stückpreis", "es": "precio unitario", "vi": "đơn giá"},
	{"en": "lead time", "ko": "납기", "ro": "termen de livrare", "de": "Lieferzeit", "es": "plazo de entrega", "vi": "thời gian giao hàng"},
	{"en": "sample", "ko": "샘플", "ro": "mostră", "de": "Muster", "es": "muestra", "vi": "hàng mẫu"},
	{"en": "quotation", "ko": "견적서", "ro": "ofertă de preț", "de": "Angebot", "es": "cotización", "vi": "báo giá"},
	{"en": "proforma invoice", "ko": "견적 송장", "ro": "factură proformă", "de": "Proformarechnung", "es": "factura proforma", "vi": "hóa đơn chiếu lệ"},
	{"en": "advance payment", "ko": "선급금", "ro": "plată în avans", "de": "Anzahlung", "es": "pago anticipado", "vi": "thanh toán trước"},
	{"en": "letter of credit", "ko": "신용장", "ro": "acreditiv", "de": "Akkreditiv", "es": "carta de crédito", "vi": "thư tín dụng"},
	{"en": "terms of delivery", "ko": "인도 조건", "ro": "condiții de livrare", "de": "Lieferbedingungen", "es": "condiciones de entrega", "vi": "điều kiện giao hàng"},
	{"en": "exclusive distribution", "ko": "독점 총판", "ro": "distribuție exclusivă", "de": "Alleinvertrieb", "es": "distribución exclusiva", "vi": "phân phối độc quyền"},
	{"en": "private label", "ko": "자체 상표", "ro": "marcă proprie", "de": "Eigenmarke", "es": "marca propia", "vi": "nhãn hiệu riêng"},
	{"en": "warranty", "ko": "보증 기간", "ro": "garanție", "de": "Garantie", "es": "garantía", "vi": "bảo hành"},
	{"en": "spare parts", "ko": "예비 부품", "ro": "piese de schimb", "de": "Ersatzteile", "es": "repuestos", "vi": "phụ tùng thay thế"},
	{"en": "after-sales service", "ko": "사후 서비스", "ro": "servicii post-vânzare", "de": "Kundendienst", "es": "servicio posventa", "vi": "dịch vụ hậu mãi"},
	{"en": "certificate of conformity", "ko": "적합성 인증서", "ro": "certificat de conformitate", "de": "Konformitätsbescheinigung", "es": "certificado de conformidad", "vi": "giấy chứng nhận hợp quy"},
	{"en": "certificate of origin", "ko": "원산지 증명서", "ro": "certificat de origine", "de": "Ursprungszeugnis", "es": "certificado de origen", "vi": "giấy chứng nhận xuất xứ"},
	{"en": "customs duty", "ko": "관세", "ro": "taxă vamală", "de": "Zoll", "es": "arancel", "vi": "thuế hải quan"},
	{"en": "production capacity", "ko": "생산 능력", "ro": "capacitate de producție", "de": "Produktionskapazität", "es": "capacidad de producción", "vi": "năng lực sản xuất"},
	{"en": "packing", "ko": "포장", "ro": "ambalare", "de": "Verpackung", "es": "embalaje", "vi": "đóng gói"},
}
