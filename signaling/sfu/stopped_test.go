package sfu_test

import (
	"io"
	"net"
	"regexp"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtp"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// candidatePort is the port of the server's passive TCP candidate.
var candidatePort = regexp.MustCompile(`(tcp \d+ 127\.0\.0\.1 )(\d+)( typ host tcptype passive)`)

// way is a box on the way of a client's TCP connection. It puts its own port into the answer.
type way struct {
	t    *testing.T
	peer *sfu.Peer
	box  func(client, server *net.TCPConn) // passes everything on until one of them is closed
}

// Offer is the peer's, with the box's port in the answer.
func (w *way) Offer(neg int, sdp string) (string, error) {
	answer, err := w.peer.Offer(neg, sdp)
	if err != nil {
		return "", err
	}
	target := candidatePort.FindStringSubmatch(answer)
	if target == nil {
		w.t.Fatal("the answer has no TCP candidate")
	}
	_, port, err := net.SplitHostPort(w.open("127.0.0.1:" + target[2]).String())
	check(w.t, err)
	return candidatePort.ReplaceAllString(answer, "${1}"+port+"${3}"), nil
}

// open puts the box before the target and gives its address.
func (w *way) open(target string) net.Addr {
	w.t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	check(w.t, err)
	w.t.Cleanup(func() { _ = l.Close() })
	go func() { // ends with the listener
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", target)
			if err != nil {
				return
			}
			w.t.Cleanup(func() { _ = in.Close(); _ = out.Close() })
			w.box(in.(*net.TCPConn), out.(*net.TCPConn))
		}
	}()
	return l.Addr()
}

// dam takes no byte any more from the server once it is shut.
type dam chan struct{}

func (d dam) box(client, server *net.TCPConn) {
	_ = server.SetReadBuffer(4096) // or megabytes would wait in here
	go func() { _, _ = io.Copy(server, client) }()
	go func() {
		b := make([]byte, 4096)
		for {
			select {
			case <-d:
				return
			default:
			}
			n, err := server.Read(b)
			if err != nil {
				return
			}
			if _, err := client.Write(b[:n]); err != nil {
				return
			}
		}
	}()
}

// scant is a listener whose connections leave next to nothing to the kernel: what waits, waits in the SFU.
type scant struct{ net.Listener }

func (l scant) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(4096)
	}
	return conn, err
}

// More is sent than all buffers of the blocked connection can hold; the other subscriber gets every frame of it, and once the buffers
// are full nothing more is kept for the one that does not read.
func TestCase29StoppedReaderOverTCPKeepsNothingAndDelaysNobodyElse(t *testing.T) {
	tcp, err := net.Listen("tcp4", "127.0.0.1:0")
	check(t, err)
	s := openOn(t, scant{tcp})
	room := s.Open("room")
	a, _ := connect(t, room, "a", sfutest.Config{})
	const frames = 5000 // 10 MB
	var arrived atomic.Int64
	good, _ := connect(t, room, "good", sfutest.Config{OnPacket: func(string, *rtp.Packet) { arrived.Add(1) }})

	p, err := room.Join("slow", func(sfu.Event) {})
	check(t, err)
	slow, err := sfutest.New(sfutest.Config{TCP: true})
	check(t, err)
	t.Cleanup(slow.Close)
	shut := make(dam)
	check(t, slow.Connect(t.Context(), &way{t: t, peer: p, box: shut.box}))
	for _, id := range []string{"good", "slow"} {
		room.Bind(id, []sfu.Slot{
			{Mid: sfu.VideoMid(0), Publisher: "a", Source: sfu.Camera}, {Mid: sfu.VideoMid(1), Publisher: "a", Source: sfu.Screen},
		})
	}
	// As fast as a source may send, which is the pace of the ticker.
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	send := func() {
		<-tick.C
		a.Track(sfu.Camera).Send(1, 0)
		a.Track(sfu.Screen).Send(1, 0)
	}
	var full uint64
	for n := range frames / 2 {
		switch n {
		case frames / 20:
			close(shut)
		case frames * 3 / 10: // 5 MB since then, of which the SFU keeps 4
			full = heap()
		}
		send()
	}
	const rest = frames / 5 * 2 << 11 // bytes sent since then
	if now := heap(); now > full+rest/2 {
		t.Errorf("%d kB were kept of %d", (now-full)>>10, rest>>10)
	}
	// Half of all packets: those before the first keyframe do not come. A busy machine looks like a narrow link, and that is tried again with
	// what pictures usually take.
	tick.Reset(20 * time.Millisecond)
	for ctx := patient(t); arrived.Load() < frames; send() {
		if ctx.Err() != nil {
			t.Fatalf("only %d packets reached the good subscriber until the run's end", arrived.Load())
		}
	}
	if got := good.Received(sfu.VideoMid(0)); got.Missing > 0 {
		t.Errorf("%d packets are missing at the good subscriber", got.Missing)
	}
}

// heap is what is in use, bytes.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
