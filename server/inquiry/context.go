package inquiry

import (
	"regexp"
	"strings"
	"unicode"
)

// A run of digits is an account number when the nearest word about numbers says so. Words are in capitals, as in plain.
var (
	bankWords = []string{"ACCOUNT", "ACCT", "A/C", "ACC NO", "ACC. NO", "ACC.NO", "BANK", "IBAN", "BENEFICIARY", "PAYEE", "REMIT", "WIRE", "TRANSFER", "DEPOSIT TO", "PAY TO", "PAYMENT TO",
		"ROUTING", "KONTO", "BANKVERBINDUNG", "ÜBERWEIS", "CUENTA", "CLABE", "TRANSFERENCIA", "CONT BANCAR", "CONTUL", "CONTO CORRENTE", "BONIFICO", "СЧЕТ", "СЧЁТ", "CЧET", "CЧËT", "CЧЕТ", "TÀI KHOẢN", "STK", "CHUYỂN KHOẢN",
		"계좌", "은행", "입금", "송금", "예금주", "이체", "口座", "振込", "銀行", "账户", "账号", "帐号", "帐户", "汇款", "银行"}
	otherWords = []string{"TEL", "PHONE", "MOBILE", "FAX", "WHATSAPP", "WECHAT", "KAKAO", "CALL", "HOTLINE", "EAN", "GTIN", "BARCODE", "UPC", "HS CODE", "HS", "ORDER", "INVOICE", "TRACKING", "WAYBILL",
		"AWB", "SERIAL", "S/N", "REGISTRATION", "BUSINESS NO", "VAT", "TAX", "EORI", "DUNS", "D-U-N-S", "GLN", "LOT", "BATCH", "CONTAINER", "SEAL", "PO", "REF", "CERTIFICATE", "CUSTOMS", "PATENT",
		"PART NO", "MODEL", "SKU", "DATE", "TELEFON", "HANDY", "BESTELLUNG", "RECHNUNG", "TELÉFONO", "TELEFONO", "TEЛEФOH", "ТЕЛ", "TEЛ",
		"전화", "연락처", "휴대폰", "핸드폰", "팩스", "사업자", "법인등록", "주문", "송장", "운송장", "바코드", "일련번호", "인증", "등록번호", "특허", "電話", "电话", "手机", "订单", "注文"}
	koreanAccount = regexp.MustCompile(`^(\d{3}-\d{2,3}-\d{6}|\d{6}-\d{2}-\d{6}|\d{3}-\d{6}-\d{5}|\d{3}-\d{4}-\d{4}-\d{2}|\d{3}-\d{6}-\d{2}-\d{3}|\d{4}-\d{2,3}-\d{6,7}|\d{3}-\d{2}-\d{5}-\d)$`)
)

const (
	leastDigits = 8
	mostDigits  = 20
	wordBefore  = 70 // signs before a number in which its word is looked for
	wordAfter   = 28
)

// isAccount reports whether the run of digits between two places of a plain text is an account number.
func isAccount(runes []rune, at, end int, run string) bool {
	if len(run) < leastDigits || len(run) > mostDigits || strings.Trim(run, "0") == "" {
		return false
	}
	written := string(runes[at : end+1])
	if at > 0 && (runes[at-1] == '+' || latin(runes[at-1]) && end+1 < len(runes) && latin(runes[end+1])) {
		return false // a telephone number with its country, or a part number
	}
	before := paragraph(runes[max(0, at-wordBefore):at], true)
	bank, other := lastOf(before, bankWords), lastOf(before, otherWords)
	switch {
	case bank >= 0 && bank > other:
		return !sum(runes, end)
	case other >= 0 && len(before)-other <= 30:
		return false
	}
	after := paragraph(runes[end+1:min(len(runes), end+1+wordAfter)], false)
	if near := lastOf(after, bankWords); near >= 0 && lastOf(after, otherWords) < 0 {
		return !sum(runes, end)
	}
	return koreanAccount.MatchString(written) && !strings.HasPrefix(run, "01")
}

// sum reports whether a number is money or goods: a currency or a unit follows it.
func sum(runes []rune, end int) bool {
	after := strings.TrimLeft(string(runes[end+1:min(len(runes), end+9)]), " ")
	for _, unit := range []string{"USD", "EUR", "KRW", "WON", "원", "JPY", "PCS", "UNITS", "개", "SETS", "%"} {
		if strings.HasPrefix(after, unit) {
			return true
		}
	}
	return false
}

// paragraph is what of a piece of text belongs to the number beside it: without what an empty line cuts off.
func paragraph(piece []rune, before bool) string {
	text := string(piece)
	if before {
		if cut := strings.LastIndex(text, "\n\n"); cut >= 0 {
			text = text[cut+2:]
		}
		return text
	}
	text, _, _ = strings.Cut(text, "\n\n")
	return text
}

// lastOf is where the last of the words begins, in bytes, -1 for none. A word in Latin letters begins where a word begins.
func lastOf(text string, words []string) int {
	last := -1
	for _, w := range words {
		for at := strings.LastIndex(text, w); at >= 0; at = strings.LastIndex(text[:at], w) {
			if whole(text, at, w) {
				last = max(last, at)
				break
			}
		}
	}
	return last
}

func whole(text string, at int, w string) bool {
	if w[0] >= 128 {
		return true
	}
	before, after := ' ', ' '
	for _, r := range text[:at] {
		before = r
	}
	for _, r := range text[at+len(w):] {
		after = r
		break
	}
	return !unicode.IsLetter(before) && (len(w) > 3 || !unicode.IsLetter(after))
}
