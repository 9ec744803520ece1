package sfutest

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/logging"
	"github.com/pion/transport/v5/vnet"
)

// Network is a virtual internet, to be used inside testing/synctest: everybody is one hop from everybody.
type Network struct {
	router *vnet.Router

	queues []*vnet.Queue

	mu   sync.Mutex
	rand *rand.Rand
	loss float64
	cut  map[string]bool
}

// NewNetwork starts a network with a one-way delay and a share of packets lost (0 to 1), the same ones in each run.
func NewNetwork(oneWay time.Duration, loss float64) (*Network, error) {
	quiet := logging.NewDefaultLoggerFactory()
	quiet.DefaultLogLevel = logging.LogLevelDisabled
	router, err := vnet.NewRouter(&vnet.RouterConfig{CIDR: "0.0.0.0/0", MinDelay: oneWay, QueueSize: 1 << 16, LoggerFactory: quiet})
	if err != nil {
		return nil, err
	}
	n := &Network{router: router, rand: rand.New(rand.NewPCG(1, 2)), loss: loss, cut: map[string]bool{}}
	router.AddChunkFilter(n.passes)
	return n, nil
}

// passes is asked for every datagram on the wire.
func (n *Network) passes(c vnet.Chunk) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	from, to := host(c.SourceAddr().String()), host(c.DestinationAddr().String())
	if n.cut[from] || n.cut[to] {
		return false
	}
	return n.loss == 0 || n.rand.Float64() >= n.loss
}

func host(address string) string {
	for i := len(address) - 1; i >= 0; i-- {
		if address[i] == ':' {
			return address[:i]
		}
	}
	return address
}

// Host adds a machine with this IPv4 address. All hosts are added before Start.
func (n *Network) Host(ip string) (*vnet.Net, error) {
	host, err := vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{ip}})
	if err != nil {
		return nil, err
	}
	return host, n.router.AddNet(host)
}

// Link is the way into one host.
type Link struct{ bucket *vnet.TBFQueue }

// SetRate changes what it carries, bit/s.
func (l *Link) SetRate(rate int) { l.bucket.SetRate(rate) }

// Narrow adds a machine like Host, behind a link that carries so many bit/s inwards and drops what waits behind more
// than queue bytes.
func (n *Network) Narrow(ip string, rate, queue int) (*vnet.Net, *Link, error) {
	host, err := vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{ip}})
	if err != nil {
		return nil, nil, err
	}
	link := &Link{vnet.NewTBFQueue(rate, 3000, int64(queue))}
	q, err := vnet.NewQueue(host, link.bucket)
	if err != nil {
		return nil, nil, err
	}
	n.queues = append(n.queues, q)
	return host, link, n.router.AddNet(q)
}

// Start lets packets flow.
func (n *Network) Start() error { return n.router.Start() }

// Stop ends the network.
func (n *Network) Stop() {
	_ = n.router.Stop()
	for _, q := range n.queues {
		_ = q.Close()
	}
}

// SetLoss changes the share of packets lost, 0 to 1.
func (n *Network) SetLoss(loss float64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.loss = loss
}

// Cut takes a host off the wire, or puts it back.
func (n *Network) Cut(ip string, off bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut[ip] = off
}
