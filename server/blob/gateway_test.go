package blob_test

import (
	"context"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/etradeoffice/portal/server/blob"
)

// gateway is the program whose S3 the tests use; the check installs it.
const (
	gateway        = "versitygw"
	access, secret = "test", "test-secret-of-this-process"
	patience       = time.Minute
)

// findGateway is where it is, "" when it is not here: ETRADE_S3_GATEWAY, the path, or where "go install" puts it.
func findGateway() string {
	bin := os.Getenv("GOBIN")
	if home, err := os.UserHomeDir(); bin == "" && err == nil {
		bin = filepath.Join(home, "go", "bin")
	}
	if gopath := os.Getenv("GOPATH"); gopath != "" && os.Getenv("GOBIN") == "" {
		bin = filepath.Join(filepath.SplitList(gopath)[0], "bin")
	}
	for _, candidate := range []string{os.Getenv("ETRADE_S3_GATEWAY"), gateway, filepath.Join(bin, gateway)} {
		if candidate == "" {
			continue
		}
		if found, err := exec.LookPath(candidate); err == nil {
			return found
		}
	}
	return ""
}

func newBucket(t *testing.T) blob.Store {
	t.Helper()
	store, _ := bucketIn(t)
	return store
}

// bucketIn is an empty bucket of a real S3 server, which runs until the test ends, and the folder in which that keeps its objects.
func bucketIn(t *testing.T) (blob.Store, string) {
	t.Helper()
	program := findGateway()
	if program == "" {
		t.Fatal("no S3 server for this test; type: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0")
	}
	address, dir := freeAddress(t), t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	server := exec.CommandContext(ctx, program, "--access", access, "--secret", secret, "--port", address, "--quiet", "posix", "--nometa", dir)
	server.Stdout, server.Stderr = t.Output(), t.Output()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = server.Wait() // it was killed
	})
	client, err := minio.New(address, &minio.Options{Creds: credentials.NewStaticV4(access, secret, "")})
	if err != nil {
		t.Fatal(err)
	}
	const name = "files"
	if err := made(t.Context(), client, name); err != nil {
		t.Fatalf("%s at %s: %v", program, address, err)
	}
	where := (&url.URL{Scheme: "s3+http", User: url.UserPassword(access, secret), Host: address, Path: "/" + name}).String()
	store, err := blob.Open(where, "")
	if err != nil {
		t.Fatal(err)
	}
	return store, filepath.Join(dir, name)
}

// made waits until the server has made the bucket.
func made(ctx context.Context, client *minio.Client, name string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := client.MakeBucket(ctx, name, minio.MakeBucketOptions{})
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}
