package reach_test

import (
	"testing"

	"github.com/etradeoffice/portal/signaling/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }
