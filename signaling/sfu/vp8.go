package sfu

import "encoding/binary"

// vp8 is what the payload descriptor (RFC 7741 §4.2) says, with the places of the numbers that a subscriber's slot
// rewrites. Offsets are into the payload; 0 = the field is not there.
type vp8 struct {
	keyframe bool // the first packet of a keyframe

	pictureAt int
	wide      bool // PictureID of 15 bits, else of 7
	picture   uint16

	layerAt int
	layer   uint8 // TL0PICIDX

	keyAt int
	key   uint8 // KEYIDX, 5 bits
}

// parseVP8 reads the descriptor; ok is false for a payload that is cut within it.
func parseVP8(b []byte) (v vp8, ok bool) {
	if len(b) < 1 {
		return v, false
	}
	first, at := b[0], 1
	if first&0x80 != 0 { // X
		if len(b) < 2 {
			return v, false
		}
		has := b[1]
		at = 2
		if has&0x80 != 0 { // I
			if len(b) <= at {
				return v, false
			}
			v.pictureAt, v.picture = at, uint16(b[at]&0x7f)
			if b[at]&0x80 != 0 {
				if len(b) <= at+1 {
					return v, false
				}
				v.wide, v.picture = true, binary.BigEndian.Uint16(b[at:])&0x7fff
				at++
			}
			at++
		}
		if has&0x40 != 0 { // L
			if len(b) <= at {
				return v, false
			}
			v.layerAt, v.layer = at, b[at]
			at++
		}
		if has&0x30 != 0 { // T or K
			if len(b) <= at {
				return v, false
			}
			if has&0x10 != 0 {
				v.keyAt, v.key = at, b[at]&0x1f
			}
			at++
		}
	}
	if len(b) <= at {
		return v, false
	}
	// S set and PID 0: the payload header follows, whose lowest bit is 0 for a keyframe (§4.3).
	v.keyframe = first&0x17 == 0x10 && b[at]&1 == 0
	return v, true
}

// write puts a slot's own numbers into the payload.
func (v vp8) write(b []byte, to place) {
	if v.pictureAt > 0 && v.wide {
		binary.BigEndian.PutUint16(b[v.pictureAt:], 0x8000|to.picture&0x7fff)
	} else if v.pictureAt > 0 {
		b[v.pictureAt] = byte(to.picture & 0x7f)
	}
	if v.layerAt > 0 {
		b[v.layerAt] = to.layer
	}
	if v.keyAt > 0 {
		b[v.keyAt] = b[v.keyAt]&0xe0 | to.key&0x1f
	}
}
