package consultation

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/postgres"
)

// linkSecret is 256 random bits as they stand in a letter, and the hash that the table keeps.
func linkSecret() (text string, hash []byte) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	text = base64.RawURLEncoding.EncodeToString(raw)
	return text, linkHash(text)
}

func linkHash(text string) []byte {
	sum := sha256.Sum256([]byte("letter link\x00" + text))
	return sum[:]
}

// links are what the reader may do from the letter. Those that act are made here, with a secret each; the others lead to
// pages that ask who comes.
func (w writer) links(ctx context.Context, tx postgres.Tx, c Consultation, j letters, r reader) ([]page.Fact, error) {
	t := w.sentences(c, j, r)
	var links []page.Fact
	for _, l := range w.offers(c, j, r) {
		if l == toComeAlong {
			text, hash := linkSecret()
			if err := insertColleagueLink(ctx, tx, hash, r.ID.UUID); err != nil {
				return nil, err
			}
			links = append(links, page.Fact{Label: t("mail_link_join"), Value: w.service.settings.Origin + "/" + r.Lang + "/join/" + text})
			continue
		}
		if l.page != "" || l.site != "" {
			address := w.address(c, r.Lang, l.page)
			if l.site != "" {
				address = w.service.settings.Origin + "/" + r.Lang + l.site
			}
			links = append(links, page.Fact{Label: t("mail_link_" + l.key), Value: address})
			continue
		}
		text, hash := linkSecret()
		link := Link{Hash: hash, ConsultationID: c.ID, UserID: r.ID, Purpose: LinkPurpose(l.key), StartsAt: j.StartsAt, Version: j.Version, ExpiresAt: j.EndsAt}
		if link.Purpose == LinkAnswer {
			link.StartsAt, link.ExpiresAt = *j.Proposed, *j.AnswerBy
		}
		if err := insertLink(ctx, tx, link); err != nil {
			return nil, err
		}
		links = append(links, page.Fact{Label: t("mail_link_" + l.key), Value: w.service.settings.Origin + "/" + r.Lang + "/letter/" + text})
	}
	return links, nil
}

// offer is one link: to a page, or with no page to what its purpose does.
type offer struct {
	key  string // of "consultation.mail_link_<key>"
	page string // below the consultation's
	site string // below the language's
}

var (
	toRoom      = offer{key: "join", page: "/room"}
	toDevices   = offer{key: "devices", site: "/device-check"} // works weeks ahead, without signing in
	toComeAlong = offer{key: "along"}                          // a colleague's own way in
	toMove      = offer{key: string(LinkMove)}
	toBeLate    = offer{key: string(LinkLate)}
)

// offers are the links of a letter, the most likely one first.
func (w writer) offers(c Consultation, j letters, r reader) []offer {
	now := w.service.Now()
	out := offer{key: string(LinkCannot)} // later than the free time the office decides
	if w.service.settings.MayCancel(j.StartsAt, r.Side, now) {
		out.key = string(LinkCancel)
	}
	change := []offer{out}
	if r.Side != Interpreter && now.Before(j.StartsAt.Add(-w.service.settings.ProposalEnd)) {
		change = []offer{toMove, out}
	}
	switch {
	case r.Along && (j.Notice == noticeCancelled || j.Notice == noticeSuspended), r.Side == Office:
		return nil
	case r.Along:
		return []offer{toComeAlong, toDevices}
	case j.Notice == noticeReceived || j.Notice == noticeReturned, j.Notice == noticeOffered && r.Side == c.RequestedSide:
		return []offer{{key: string(LinkCancel)}}
	case j.Notice == noticeOffered:
		return []offer{{key: string(LinkAccept)}}
	case j.Notice == noticeAccepted || j.Notice == noticeConfirmed || j.Notice == noticeMoved:
		return change
	case j.Notice == noticeProposed && j.asks(r):
		return []offer{{key: string(LinkAnswer)}}
	case j.Notice == noticeOutcomeDue || j.Notice == noticeMinutes:
		return []offer{{key: "outcome", page: "/outcome"}}
	case j.Notice != noticeReminder:
		return nil
	}
	switch j.Which {
	case "day":
		return append(append([]offer{{key: string(LinkComes)}}, change...), toDevices, toRoom, toBeLate)
	case "hour":
		return []offer{toRoom, toDevices, toBeLate}
	case "soon":
		return []offer{toRoom, toBeLate}
	}
	return append(change, toDevices, toRoom, toBeLate)
}
