package registry

import (
	"testing"

	"github.com/etradeoffice/portal/signaling/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }
