package sfu

// Layer is one of the sizes in which a camera or a screen is sent at once (simulcast, RFC 8853). Its value is the rid
// of the client's offer.
type Layer string

// The layers: at most 320x180 at 15 frames/s, 640x360 at 20, 1280x720 at 30.
const (
	LayerQuarter Layer = "q"
	LayerHalf    Layer = "h"
	LayerFull    Layer = "f"
)

// Layers lists every layer, the smallest first.
var Layers = [...]Layer{LayerQuarter, LayerHalf, LayerFull}

// layerRate is what a layer takes when nothing is known of it, bit/s.
var layerRate = [len(Layers)]int{150_000, 450_000, 1_500_000}

const (
	largest = len(Layers) - 1
	nothing = -1 // in the place of a layer: not sent at all
)

// Index is the layer's place in Layers; the largest for "" and whatever is not known.
func (l Layer) Index() int {
	for i, known := range Layers {
		if l == known {
			return i
		}
	}
	return largest
}
