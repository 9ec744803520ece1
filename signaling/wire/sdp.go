package wire

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
)

// MaxSDP is the longest session description in bytes after inflating.
const MaxSDP = 256 << 10

// maxSDPZ keeps an sdpz well inside a frame.
const maxSDPZ = 48 << 10

// PackSDP is a session description as sdpz: base64 of raw DEFLATE (RFC 4648 §4, RFC 1951), the browser's "deflate-raw".
func PackSDP(sdp string) (string, error) {
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		return "", fmt.Errorf("pack sdp: %w", err)
	}
	if _, err = io.WriteString(w, sdp); err == nil {
		err = w.Close()
	}
	if err != nil {
		return "", fmt.Errorf("pack sdp: %w", err)
	}
	return base64.StdEncoding.EncodeToString(packed.Bytes()), nil
}

// UnpackSDP is the session description in an sdpz. It never inflates more than MaxSDP bytes.
func UnpackSDP(sdpz string) (string, error) {
	inflated := flate.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(sdpz)))
	sdp, err := io.ReadAll(io.LimitReader(inflated, MaxSDP+1))
	if err != nil {
		return "", fmt.Errorf("unpack sdp: %w", err)
	}
	if len(sdp) > MaxSDP {
		return "", errors.New("unpack sdp: too long")
	}
	return string(sdp), nil
}

func checkSDPZ(sdpz string) error {
	if sdpz == "" || len(sdpz) > maxSDPZ {
		return errors.New("sdpz is empty or too long")
	}
	return nil
}
