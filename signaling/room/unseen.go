package room

import (
	"slices"

	"github.com/etradeoffice/portal/signaling/wire"
)

// takes reports whether a picture of from can be shown by the person. Until both have been answered nobody knows, and it is tried.
func (p *Person) takes(from *Person) bool {
	return from.Media.Sends == "" || len(p.Media.Takes) == 0 || slices.Contains(p.Media.Takes, from.Media.Sends)
}

// unseenBy lists who is in and cannot show the pictures of from, in order of arrival.
func (s *State) unseenBy(from *Person) (pids []string) {
	for _, p := range s.People {
		if p.In && p != from && !p.takes(from) {
			pids = append(pids, p.PID)
		}
	}
	return pids
}

// track is one source as all who are in may see it.
func (s *State) track(from *Person, i int) wire.Track {
	source := from.Media.Sources[i]
	t := wire.Track{Source: sources[i], Muted: source.Muted || source.MutedBy != "", MutedBy: source.MutedBy}
	if source.Active && !sounds(i) {
		if t.UnseenBy = s.unseenBy(from); t.UnseenBy != nil {
			t.Codec = from.Media.Sends
		}
	}
	return t
}
