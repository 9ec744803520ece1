package inquiry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

// Signal is something about a thread that officers may want to look at, with the words or figures that caused it. It
// warns and decides nothing; locale keys "inquiry.signal_<kind>".
type Signal struct {
	ID        uuid.UUID
	InquiryID ID
	Kind      string
	Detail    string
	At        time.Time
	SeenAt    *time.Time
}

// Domain is the one that a look-alike signal is about.
func (s Signal) Domain() string {
	d, _, _ := strings.Cut(s.Detail, like)
	return d
}

// names reports whether a text names the domain of one of the signals.
func names(text string, alike []Signal) bool {
	said := domainsIn(text)
	return slices.ContainsFunc(alike, func(s Signal) bool { return slices.Contains(said, s.Domain()) })
}

// like stands between a domain and the known one that it is taken for.
const like = " ≈ "

// The kinds.
const (
	SameText  = "same_text"
	Haste     = "haste"
	FreeMail  = "free_mail"
	ThirdLand = "third_country"
	Fees      = "fees"
	LookAlike = "look_alike"
	LargeLot  = "large_first"
)

// hasty and feeWords are looked for in small letters with single spaces.
var (
	hasty = []string{"urgent", "immediately", "asap", "as soon as possible", "within 24 hours", "right now", "today only", "by tomorrow", "last chance",
		"긴급", "급합니다", "즉시", "오늘 안에", "오늘 중으로", "내일까지", "dringend", "sofort", "urgente", "inmediatamente", "срочно", "немедленно", "gấp", "紧急", "至急"}
	feeWords = []string{"visa fee", "invitation letter", "letter of invitation", "notary fee", "registration fee", "processing fee", "legalisation fee", "legalization fee",
		"advance fee", "commission in advance", "contract fee", "tender fee", "customs clearance fee", "초청장", "비자 수수료", "공증 수수료", "등록 수수료", "선납 수수료", "사전 수수료"}
)

// words are the text's first of these words, "" for none.
func firstOf(text string, words []string) string {
	text = " " + strings.Join(strings.Fields(strings.ToLower(text)), " ") + " "
	for _, w := range words {
		at := strings.Index(text, w)
		if at < 0 {
			continue
		}
		if before := rune(text[at-1]); w[0] < 128 && (unicode.IsLetter(before) || unicode.IsDigit(before)) {
			continue
		}
		return w
	}
	return ""
}

// gist is what is the same about two texts that differ in names of companies and in blanks only: the hash of their words
// without capitalised ones and figures.
func gist(text string) string {
	var kept []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if first := []rune(w)[0]; !unicode.IsUpper(first) && !unicode.IsDigit(first) {
			kept = append(kept, w)
		}
	}
	sum := sha256.Sum256([]byte(strings.Join(kept, " ")))
	return hex.EncodeToString(sum[:8])
}

// suspect writes the signals of a new inquiry.
func (s *Service) suspect(ctx context.Context, tx postgres.Tx, i Inquiry, v account.Viewer, text string, lines []Line, now time.Time) error {
	found := map[string]string{Haste: firstOf(text, hasty), Fees: firstOf(text, feeWords)}
	if trust.FreeMail(v.Email) {
		_, found[FreeMail], _ = strings.Cut(v.Email, "@")
	}
	buyer, err := s.Accounts.Company(ctx, i.BuyerCompany)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if land := landOf(l.Port); land != "" && land != buyer.Country {
			found[ThirdLand] = l.Port
		}
		large, err := s.large(ctx, tx, i, l)
		if err != nil {
			return err
		}
		if large {
			found[LargeLot] = strconv.Itoa(l.Quantity) + " " + l.SKU
		}
	}
	if err := s.imitated(ctx, tx, i, v.Email, text, now); err != nil {
		return err
	}
	others, err := textsSince(ctx, tx, v.User, now.Add(-s.Settings.SameTextIn))
	if err != nil {
		return err
	}
	mine := gist(text)
	if n := len(slices.DeleteFunc(others, func(t string) bool { return gist(t) != mine })); n >= s.Settings.SameText {
		found[SameText] = strconv.Itoa(n)
	}
	for kind, detail := range found {
		if detail == "" {
			continue
		}
		if err := insertSignal(ctx, tx, Signal{ID: newID(), InquiryID: i.ID, Kind: kind, Detail: detail, At: now}); err != nil {
			return err
		}
	}
	return nil
}

// landOf is the country of a UN/LOCODE, "" for another way to name a port.
func landOf(port string) string {
	if len(port) != 5 {
		return ""
	}
	for n, r := range port {
		if !(r >= 'A' && r <= 'Z' || n >= 2 && r >= '2' && r <= '9') {
			return ""
		}
	}
	return port[:2]
}

// large reports whether a line is a first order far above what one begins with.
func (s *Service) large(ctx context.Context, tx postgres.Tx, i Inquiry, l Line) (bool, error) {
	met, err := answeredBefore(ctx, tx, i)
	if err != nil || met {
		return false, err
	}
	p, err := s.Catalog.Product(ctx, l.SKU)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if l.Minor != nil {
		if usd, ok := s.Rates.USD(*l.Minor*int64(l.Quantity), l.Currency); ok && usd >= s.Settings.LargeUSD {
			return true, nil
		}
	}
	return l.Quantity >= max(p.Terms.MOQ, 1)*s.Settings.LargeTimes, nil
}

// imitated writes a signal for every domain of the writer or in the text that looks like one of a company that the office knows.
// Members of the thread read it too.
func (s *Service) imitated(ctx context.Context, tx postgres.Tx, i Inquiry, email, text string, now time.Time) error {
	known, err := knownDomains(ctx, tx)
	if err != nil {
		return err
	}
	_, own, _ := strings.Cut(strings.ToLower(email), "@")
	seen := append(domainsIn(text), own)
	for _, d := range seen {
		if trust.FreeMail("x@" + d) {
			continue
		}
		if other := lookAlike(d, known); other != "" {
			if err := insertSignal(ctx, tx, Signal{ID: newID(), InquiryID: i.ID, Kind: LookAlike, Detail: d + like + other, At: now}); err != nil {
				return err
			}
		}
	}
	return nil
}

// suspectMessage looks again at a thread when somebody says more in it.
func (s *Service) suspectMessage(ctx context.Context, tx postgres.Tx, i Inquiry, m Message, email string) error {
	found := map[string]string{Fees: firstOf(m.Text, feeWords)}
	if m.Side == Buyer {
		found[Haste] = firstOf(m.Text, hasty)
	}
	if err := s.imitated(ctx, tx, i, email, m.Text, m.At); err != nil {
		return err
	}
	for kind, detail := range found {
		if detail == "" {
			continue
		}
		if err := insertSignal(ctx, tx, Signal{ID: newID(), InquiryID: i.ID, Kind: kind, Detail: detail, At: m.At}); err != nil {
			return err
		}
	}
	return nil
}
