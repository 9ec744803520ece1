package edgetest

import (
	"bufio"
	"net"
	"time"
)

// stream is one TCP connection through the link.
type stream struct {
	client, server net.Conn
	tls            bool
}

func (s *stream) passes(c Conditions) bool {
	if s.tls {
		return !c.NoTLS
	}
	return !c.NoTCP
}

func (s *stream) cut() {
	_ = s.client.Close()
	_ = s.server.Close()
}

const tlsHandshake = 0x16

func (l *Link) connections() {
	for {
		client, err := l.tcp.Accept()
		if err != nil {
			return
		}
		l.all.Go(func() { l.carry(client) }) // ends with the connection
	}
}

// carry looks at what the client says first and passes it on, where such connections may pass.
func (l *Link) carry(client net.Conn) {
	towards := net.Dialer{LocalAddr: &net.TCPAddr{IP: l.own}}
	server, err := towards.Dial("tcp", l.target)
	if err != nil {
		_ = client.Close()
		return
	}
	s := &stream{client: client, server: server}
	l.keep(s)
	defer l.drop(s)
	said := bufio.NewReader(client)
	first, err := said.Peek(1)
	if err != nil {
		return
	}
	l.mu.Lock()
	s.tls = first[0] == tlsHandshake
	passes := s.passes(*l.now.Load())
	l.mu.Unlock()
	if !passes {
		return
	}
	back := make(chan struct{})
	go func() { // ends with the connection, and carry waits for it
		defer close(back)
		l.pour(server, client)
		s.cut()
	}()
	l.pour(said, server)
	s.cut()
	<-back
}

func (l *Link) keep(s *stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[s] = true
	select {
	case <-l.done:
		s.cut()
	default:
	}
}

func (l *Link) drop(s *stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, s)
	s.cut()
}

// piece is what was read at once, and when it is due.
type piece struct {
	bytes []byte
	due   time.Time
}

// pour passes on in order what one side says, until it has nothing more to say.
func (l *Link) pour(from interface{ Read([]byte) (int, error) }, to net.Conn) {
	pieces := make(chan piece, 1024)
	written := make(chan struct{})
	go func() { // ends with pieces
		defer close(written)
		var last time.Time
		for p := range pieces {
			if p.due.Before(last) {
				p.due = last // what was lost holds up what follows
			}
			last = p.due
			if wait := time.Until(p.due); wait > 0 {
				time.Sleep(wait)
			}
			if _, err := to.Write(p.bytes); err != nil {
				_ = to.Close()
			}
		}
	}()
	for {
		b := make([]byte, 16<<10)
		n, err := from.Read(b)
		if n > 0 {
			pieces <- piece{bytes: b[:n], due: time.Now().Add(l.delay())}
		}
		if err != nil {
			break
		}
	}
	close(pieces)
	<-written
}

// delay is that of a piece of a TCP connection; one that is lost comes again after a timeout and another way.
func (l *Link) delay() time.Duration {
	c := l.now.Load()
	if !c.loses() {
		return c.oneWay()
	}
	return c.oneWay() + 2*c.oneWay() + 50*time.Millisecond
}
