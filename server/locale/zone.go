package locale

import (
	"sync"
	"time"
)

// zones are those that were asked for, by name: time.LoadLocation reads its file each time.
var zones sync.Map

// Zone is time.LoadLocation that remembers the zones it has found.
func Zone(name string) (*time.Location, error) {
	known, _ := zones.Load(name)
	if zone, ok := known.(*time.Location); ok {
		return zone, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, err
	}
	zones.Store(name, zone)
	return zone, nil
}
