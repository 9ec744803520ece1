package signaling_test

import (
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/etradeoffice/portal/signaling/wire"
)

func TestMetricsCountRoomsPeopleAndSockets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 0, 0, wire.RoleHost, wire.RoleGuest)
		defer h.close()
		h.people[0].join()
		h.people[1].join()
		time.Sleep(time.Second)
		registry := prometheus.NewRegistry()
		check(t, registry.Register(h.node.server))
		families, err := registry.Gather()
		check(t, err)
		got := map[string]float64{}
		for _, f := range families {
			for _, m := range f.GetMetric() {
				name := f.GetName()
				for _, l := range m.GetLabel() {
					name += " " + l.GetValue()
				}
				if value := m.GetGauge().GetValue() + m.GetCounter().GetValue(); value != 0 {
					got[name] = value
				}
			}
		}
		want := map[string]float64{
			"etrade_live_people lobby guest": 1, "etrade_live_people room host": 1, "etrade_live_rooms lobby": 1, "etrade_live_sockets": 2,
			"etrade_live_leases": 1, "etrade_live_hellos_total taken": 2, "etrade_live_links udp": 1,
		}
		if !maps.Equal(got, want) {
			t.Errorf("what is counted and not 0: %v", got)
		}
	})
}
