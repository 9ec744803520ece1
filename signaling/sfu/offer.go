package sfu

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// What an offer may be at most.
const (
	maxOffer      = 256 << 10 // bytes
	maxLines      = 32
	maxCandidates = 40
)

// checkOffer refuses an offer of another shape than Lines describes, and takes the candidates out of it: they go the
// same way as those that come one by one.
func checkOffer(text string) (rest string, candidates []string, err error) {
	if len(text) > maxOffer || strings.Count(text, "\nm=") > maxLines {
		return "", nil, fmt.Errorf("%w: too large", ErrBadOffer)
	}
	var offer sdp.SessionDescription
	if err := offer.UnmarshalString(text); err != nil {
		return "", nil, fmt.Errorf("%w: %v", ErrBadOffer, err)
	}
	if len(offer.MediaDescriptions) != Lines {
		return "", nil, fmt.Errorf("%w: %d m-lines, want %d", ErrBadOffer, len(offer.MediaDescriptions), Lines)
	}
	for i, m := range offer.MediaDescriptions {
		if err := checkLine(i, m); err != nil {
			return "", nil, err
		}
		var kept []sdp.Attribute
		for _, a := range m.Attributes {
			if a.Key == sdp.AttrKeyCandidate {
				candidates = append(candidates, "candidate:"+a.Value)
			} else if a.Key != sdp.AttrKeyEndOfCandidates {
				kept = append(kept, a)
			}
		}
		m.Attributes = kept
	}
	out, err := offer.Marshal()
	if err != nil {
		return "", nil, fmt.Errorf("%w: %v", ErrBadOffer, err)
	}
	return string(out), candidates, nil
}

// checkLine checks kind, direction and mid of the i-th m-line.
func checkLine(i int, m *sdp.MediaDescription) error {
	kind, direction := "video", "recvonly"
	switch {
	case i < len(Sources):
		direction = "sendonly"
		if Sources[i].Audio() {
			kind = "audio"
		}
	case i < FirstVideoMid:
		kind = "audio"
	}
	mid, _ := m.Attribute("mid")
	_, ok := m.Attribute(direction)
	if m.MediaName.Media != kind || mid != strconv.Itoa(i) || !ok {
		return fmt.Errorf("%w: m-line %d must be %s %s with mid %d", ErrBadOffer, i, direction, kind, i)
	}
	return nil
}
