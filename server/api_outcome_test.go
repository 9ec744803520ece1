package server

import (
	"net/http"
	"testing"
)

// TestProgramTellsWhatCameOfAMeeting has both sides, the interpreter and the office say theirs, as pages do in TestOutcomeOfBothSidesReachesTheReport.
func TestProgramTellsWhatCameOfAMeeting(t *testing.T) {
	h := newHouse(t)
	m := h.meeting()
	at := "consultations/" + m.number + "/outcome"
	type body = map[string]any
	order := body{"stage": "order", "agreed": "10 lasers", "amount": "114000", "currency": "USD"}

	h.as("supplier", m)
	h.call(http.MethodPost, at, order, http.StatusNoContent)
	h.as("buyer", m)
	if before := h.call(http.MethodGet, at, nil, http.StatusOK); before["supplier"] != nil || before["verdict"] != "one_side" {
		t.Errorf("before speaking the buyer reads %v", before)
	}
	h.call(http.MethodPost, at, order, http.StatusNoContent)
	if late := h.call(http.MethodPost, at, order, http.StatusConflict); late["code"] != "outcome_closed" {
		t.Errorf("after both agreed: %v", late)
	}
	h.as("interpreter", m)
	h.call(http.MethodPost, at+"/attest", body{"bothPresent": true, "figures": "spoken"}, http.StatusNoContent)
	h.as("officer", m)
	h.call(http.MethodPost, at+"/evidence", body{"grade": 3, "binding": true, "amount": "114000", "currency": "USD", "reference": "PO 4711"}, http.StatusNoContent)

	h.rates(m)
	h.as("officer", m)
	read := h.call(http.MethodGet, at, nil, http.StatusOK)
	attested, _ := read["attestation"].(body)
	proofs, _ := read["evidence"].([]any)
	if read["verdict"] != "agreed" || read["grade"] != "E1" || attested["figures"] != "spoken" || len(proofs) != 1 || proofs[0].(body)["grade"] != "E3" {
		t.Errorf("the office reads %v", read)
	}
}
