package edgetest

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// mirror sends back what it hears, over UDP and TCP of one port.
func mirror(t *testing.T) string {
	t.Helper()
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	udp, err := net.ListenPacket("udp", tcp.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = tcp.Close(), udp.Close() })
	go func() { // ends with the socket
		b := make([]byte, 1500)
		for {
			n, from, err := udp.ReadFrom(b)
			if err != nil {
				return
			}
			_, _ = udp.WriteTo(b[:n], from)
		}
	}()
	go func() { // ends with the listener
		for {
			conn, err := tcp.Accept()
			if err != nil {
				return
			}
			go func() { // ends with the connection
				_, _ = io.Copy(conn, conn)
				_ = conn.Close()
			}()
		}
	}()
	return tcp.Addr().String()
}

// echoed says what and gives how long its echo took; false when there is none.
func echoed(t *testing.T, network string, l *Link, what string, patience time.Duration) (time.Duration, bool) {
	t.Helper()
	conn, err := net.Dial(network, l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetReadDeadline(time.Now().Add(patience))
	began := time.Now()
	_, _ = io.WriteString(conn, what)
	heard := make([]byte, len(what))
	_, err = io.ReadFull(conn, heard)
	return time.Since(began), err == nil && string(heard) == what
}

func TestLinkDelaysLosesAndCloses(t *testing.T) {
	l, err := Open("127.0.0.1:0", mirror(t))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	const long, short = 30 * time.Second, 100 * time.Millisecond
	hello := "\x16hello, as TLS begins"
	for _, c := range []struct {
		name          string
		is            Conditions
		udp, tcp, tls bool
	}{
		{"all open", Conditions{}, true, true, true},
		{"far", Conditions{RTTms: 80}, true, true, true},
		{"no UDP", Conditions{NoUDP: true}, false, true, true},
		{"TLS alone", Conditions{NoUDP: true, NoTCP: true}, false, false, true},
		{"nothing", Conditions{NoUDP: true, NoTCP: true, NoTLS: true}, false, false, false},
		{"everything is lost", Conditions{LossPct: 100}, false, true, true},
	} {
		l.Set(c.is)
		for _, way := range []struct {
			network, says string
			open          bool
		}{{"udp", "datagram", c.udp}, {"tcp", "stream", c.tcp}, {"tcp", hello, c.tls}} {
			patience := long
			if !way.open {
				patience = short
			}
			took, ok := echoed(t, way.network, l, way.says, patience)
			if ok != way.open || ok && took < time.Duration(c.is.RTTms)*time.Millisecond {
				t.Errorf("%s: %s %q came back: %t, after %v", c.name, way.network, way.says, ok, took)
			}
		}
	}
}

func TestClosingAWayCutsWhatStands(t *testing.T) {
	l, err := Open("127.0.0.1:0", mirror(t))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, "a"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	l.Set(Conditions{NoTCP: true})
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("a connection goes on through a way that is closed")
	}
}

func TestAnotherNetworkKnowsNobodyOfTheOneBefore(t *testing.T) {
	l, err := Open("127.0.0.1:0", mirror(t))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var before []net.Conn
	for _, network := range []string{"udp", "tcp"} {
		conn, err := net.Dial(network, l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		_, _ = io.WriteString(conn, "a")
		if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		before = append(before, conn)
	}
	l.Set(Conditions{Network: 1})
	for _, conn := range before {
		_, _ = io.WriteString(conn, "a")
		_ = conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		if _, err := io.ReadFull(conn, make([]byte, 1)); err == nil {
			t.Errorf("%s of the network before goes on", conn.RemoteAddr().Network())
		}
	}
	for _, network := range []string{"udp", "tcp"} {
		if _, ok := echoed(t, network, l, "a", 30*time.Second); !ok {
			t.Errorf("%s of the new network does not come through", network)
		}
	}
}

// Whoever says something while the link is being closed keeps it from nothing.
func TestCloseEndsWhateverComesIn(t *testing.T) {
	target := mirror(t)
	for range 50 {
		l, err := Open("127.0.0.1:0", target)
		if err != nil {
			t.Fatal(err)
		}
		var clients sync.WaitGroup
		for range 8 {
			conn, err := net.Dial("udp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			clients.Go(func() {
				for range 20 {
					_, _ = io.WriteString(conn, "a")
				}
				_ = conn.Close()
			})
		}
		l.Close()
		clients.Wait()
	}
}
