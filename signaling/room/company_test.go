package room

import (
	"bytes"
	"testing"

	"github.com/etradeoffice/portal/signaling/wire"
)

func named(j *Join) {
	j.Who.Company, j.Who.CompanyNames = "Miraon Imaging", map[string]string{"en": "Miraon Imaging", "ko": "미라온이미징"}
}

func TestCompanyIsToldInEachLanguageThatItHasANameIn(t *testing.T) {
	h := newHouse(t)
	h.join("host", wire.RoleHost, named)
	h.join("guest", wire.RoleGuest, named)
	h.say("guest", &wire.Knock{})
	if list := last[*wire.LobbyList](h, h.conn["host"]); list == nil || len(list.Waiting) != 1 || list.Waiting[0].CompanyNames["ko"] != "미라온이미징" {
		t.Errorf("at the door: %+v", list)
	}
	h.say("host", &wire.LobbyAdmit{PID: "guest"})
	for _, p := range last[*wire.State](h, h.conn["guest"]).People {
		if p.Company != "Miraon Imaging" || p.CompanyNames["ko"] != "미라온이미징" {
			t.Errorf("%s is of %q, %v", p.PID, p.Company, p.CompanyNames)
		}
	}
	changes := count[*wire.Delta](h, h.conn["host"])
	h.join("guest", wire.RoleGuest, func(j *Join) {
		named(j)
		j.Takeover, j.Who.CompanyNames = true, map[string]string{"en": "Miraon Imaging", "ko": "미라온"}
	})
	if delta := last[*wire.Delta](h, h.conn["host"]); count[*wire.Delta](h, h.conn["host"]) == changes || delta.People[0].CompanyNames["ko"] != "미라온" {
		t.Errorf("the company has another name meanwhile: %+v", delta)
	}
}

func TestSnapshotOfTheVersionBeforeHasOneNameOfACompany(t *testing.T) {
	h := newHouse(t)
	h.join("host", wire.RoleHost, named)
	data, err := h.state.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	now := []byte(`"CompanyNames":{"en":"Miraon Imaging","ko":"미라온이미징"},`)
	before := bytes.Replace(data, now, nil, 1)
	if len(before) == len(data) {
		t.Fatalf("no names in %s", data)
	}
	for what, c := range map[string]struct {
		data []byte
		ko   string
	}{"this version": {data, "미라온이미징"}, "the version before": {before, ""}} {
		state, err := Restore(c.data, 8, h.now)
		if err != nil {
			t.Fatal(err)
		}
		if p := state.roster()[0]; p.Company != "Miraon Imaging" || p.CompanyNames["ko"] != c.ko {
			t.Errorf("of %s: %q, %v", what, p.Company, p.CompanyNames)
		}
	}
}
