package edge

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Files is a certificate in two PEM files. It is read again when they change, so that whoever renews it has nothing else to do;
// connections that stand keep the one they began with.
type Files struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	now    *tls.Certificate
	stamp  [2]stamp
	looked time.Time
}

// stamp tells whether a file is another one.
type stamp struct {
	changed time.Time
	size    int64
}

const lookEvery = time.Second

// OpenFiles reads the certificate (with its chain) and its key.
func OpenFiles(cert, key string, log *slog.Logger) (*Files, error) {
	f := &Files{cert: cert, key: key, log: log}
	if err := f.Reload(); err != nil {
		return nil, err
	}
	return f, nil
}

// Reload reads the files now. When that fails, the certificate from before stays.
func (f *Files) Reload() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.read(f.stamps())
}

// GetCertificate is what each handshake asks; it looks at the files at most once a second.
func (f *Files) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.looked) < lookEvery {
		return f.now, nil
	}
	f.looked = time.Now()
	if stamps := f.stamps(); stamps != f.stamp {
		if err := f.read(stamps); err != nil { // half-written, or gone: the next look tries again
			f.log.Warn("the new certificate cannot be used, the old one stays", "err", err)
		}
	}
	return f.now, nil
}

// read takes the files as they are; f.mu is held.
func (f *Files) read(stamps [2]stamp) error {
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return fmt.Errorf("certificate %s with key %s: %w", f.cert, f.key, err)
	}
	if f.now != nil {
		f.log.Info("certificate read again", "until", pair.Leaf.NotAfter)
	}
	f.now, f.stamp = &pair, stamps
	return nil
}

func (f *Files) stamps() (all [2]stamp) {
	for i, name := range []string{f.cert, f.key} {
		if info, err := os.Stat(name); err == nil {
			all[i] = stamp{changed: info.ModTime(), size: info.Size()}
		}
	}
	return all
}
