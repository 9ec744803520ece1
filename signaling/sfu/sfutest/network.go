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

	mu          sync.Mutex
	rand        *rand.Rand
	loss        float64
	late, twice share
	corrupt     float64
	held        map[string]bool // what is on its way a second time
	cut         map[string]bool
	carried     map[string]int64
}

// NewNetwork starts a network with a one-way delay and a share of packets lost (0 to 1), the same ones in each run.
func NewNetwork(oneWay time.Duration, loss float64) (*Network, error) {
	quiet := logging.NewDefaultLoggerFactory()
	quiet.DefaultLogLevel = logging.LogLevelDisabled
	router, err := vnet.NewRouter(&vnet.RouterConfig{CIDR: "0.0.0.0/0", MinDelay: oneWay, QueueSize: 1 << 16, LoggerFactory: quiet})
	if err != nil {
		return nil, err
	}
	n := &Network{router: router, rand: rand.New(rand.NewPCG(1, 2)), loss: loss, cut: map[string]bool{}, held: map[string]bool{}, carried: map[string]int64{}}
	router.AddChunkFilter(n.passes)
	return n, nil
}

// passes is asked for every datagram on the wire.
func (n *Network) passes(c vnet.Chunk) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	from, to := host(c.SourceAddr().String()), host(c.DestinationAddr().String())
	n.carried[from] += int64(len(c.UserData())) + datagramHeaders
	if n.cut[from] || n.cut[to] {
		return false
	}
	if n.loss > 0 && n.rand.Float64() < n.loss {
		return false
	}
	if data := c.UserData(); n.corrupt > 0 && len(data) > 0 && n.rand.Float64() < n.corrupt {
		data[len(data)-1] ^= 1
	}
	if n.held[string(c.UserData())] {
		delete(n.held, string(c.UserData()))
		return true
	}
	n.copy(&n.twice, c)
	return !n.copy(&n.late, c)
}

// datagramHeaders are IPv4's and UDP's, bytes.
const datagramHeaders = 28

// Sent is how many bytes a host has put on the wire so far, those that were lost included.
func (n *Network) Sent(ip string) int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.carried[ip]
}

// share is a part of the packets that is sent once more, after some time.
type share struct {
	of  float64
	out *vnet.DuplicationFilter
}

func (n *Network) copy(s *share, c vnet.Chunk) bool {
	if s.of == 0 || n.rand.Float64() >= s.of {
		return false
	}
	n.held[string(c.UserData())] = true
	return s.out.ChunkFilter()(c)
}

func (n *Network) share(of float64, by time.Duration) (share, error) {
	out, err := vnet.NewDuplicationFilter(n.router, vnet.WithDuplicationProbability(1), vnet.WithDuplicationExtraDelay(by, by))
	return share{of, out}, err
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
	for _, s := range []share{n.late, n.twice} {
		if s.out != nil {
			_ = s.out.Close()
		}
	}
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

// Delay holds a share of the packets back by so long, so that others overtake them.
func (n *Network) Delay(part float64, by time.Duration) (err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.late, err = n.share(part, by)
	return err
}

// Corrupt changes a bit of a share of the packets.
func (n *Network) Corrupt(part float64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.corrupt = part
}

// Double sends a share of the packets twice.
func (n *Network) Double(part float64) (err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.twice, err = n.share(part, 0)
	return err
}

// Cut takes a host off the wire, or puts it back.
func (n *Network) Cut(ip string, off bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut[ip] = off
}
