package room

import "github.com/etradeoffice/portal/signaling/wire"

// Measured is how a peer's path is now; sent every few seconds.
type Measured struct {
	PID     string
	Peer    int64
	Rung    wire.Rung
	RTTms   int
	LossPct float64 // the worse of both directions
	Narrow  bool    // the way to them carries less than they wish to see
	Up      Flow    // from them to us
	Down    Flow    // from us to them
}

// Flow is what goes one way.
type Flow struct {
	LossPct float64
	Kbps    int
}

func (c Measured) apply(t *turn) {
	t.lossy = true
	p := t.peer(c.PID, c.Peer)
	if p == nil {
		return
	}
	score, reason := Score(c.RTTms, c.LossPct)
	if c.Narrow && (score > narrowScore || reason == wire.QualityGood) {
		score, reason = min(score, narrowScore), wire.QualityRate
	}
	p.Media.Rung, p.Media.Up, p.Media.Down = c.Rung, c.Up, c.Down
	t.rate(p, wire.Quality{PID: p.PID, Score: score, Reason: reason, Rung: c.Rung, RTTms: c.RTTms, LossPct: c.LossPct})
}

// narrowScore is the best score of whose link does not carry what they wish to see: their tile says so.
const narrowScore = 2

func (t *turn) rate(p *Person, q wire.Quality) {
	p.Media.Quality = q
	if !p.In {
		return
	}
	for _, other := range t.People {
		if other.In {
			t.send(other, Lossy, &q)
		}
	}
}

// Score is how well a conversation goes over a path, 5 (no flaw) to 1 (hardly), and what lowers it most. It is a simplified
// E-model (ITU-T G.107): the delay impairment from one way of rtt plus 60 ms of device and jitter buffer, the loss impairment
// for Opus with in-band FEC.
func Score(rttMs int, lossPct float64) (int, wire.QualityReason) {
	oneWay := float64(rttMs)/2 + 60
	delay := 0.024 * oneWay
	if oneWay > 177.3 {
		delay += 0.11 * (oneWay - 177.3)
	}
	loss := 95 * lossPct / (lossPct + 20)
	r := 93.2 - delay - loss
	score := 1
	for _, limit := range [...]float64{50, 60, 70, 80} {
		if r >= limit {
			score++
		}
	}
	switch {
	case score == 5:
		return score, wire.QualityGood
	case loss > delay:
		return score, wire.QualityLoss
	}
	return score, wire.QualityRTT
}
