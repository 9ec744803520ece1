package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Bucket is a store in a bucket of S3 or of a server that speaks like it. The bucket is there already.
type Bucket struct {
	client *minio.Client
	name   string
}

func newBucket(text string) (*Bucket, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errWrongURL // the cause would show the secret
	}
	secret, ok := u.User.Password()
	name := strings.Trim(u.Path, "/")
	if !ok || u.Host == "" || name == "" || strings.Contains(name, "/") {
		return nil, errWrongURL
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(u.User.Username(), secret, ""), Secure: u.Scheme == "s3", Region: u.Query().Get("region"),
	})
	if err != nil {
		return nil, errWrongURL
	}
	return &Bucket{client: client, name: name}, nil
}

// Put keeps a file, as Store says: all of it is here before the first byte is sent, and S3 shows an object once it is whole.
func (b *Bucket) Put(ctx context.Context, name string, content io.Reader) error {
	if err := valid(name); err != nil {
		return err
	}
	sized, ok := content.(interface{ Len() int })
	if ok {
		return b.send(ctx, name, content, int64(sized.Len()))
	}
	whole, err := os.CreateTemp("", "etrade-"+unfinished)
	if err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	defer func() { _ = errors.Join(whole.Close(), os.Remove(whole.Name())) }() // it was a copy
	size, err := io.Copy(whole, content)
	if err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	if _, err := whole.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	return b.send(ctx, name, whole, size)
}

// send writes the object. One that is there is written again as it is, unless it is young yet: that makes it young, as Put promises. A copy onto itself
// would not do, some servers leave its time as it was.
func (b *Bucket) send(ctx context.Context, name string, content io.Reader, size int64) error {
	if there, err := b.client.StatObject(ctx, b.name, name, minio.StatObjectOptions{}); err == nil {
		if time.Since(there.LastModified) < Young/2 {
			return nil
		}
		before, err := b.Open(ctx, name)
		if err != nil {
			return err
		}
		defer func() { _ = before.Close() }()
		content, size = before, there.Size
	}
	if _, err := b.client.PutObject(ctx, b.name, name, content, size, minio.PutObjectOptions{ContentType: "application/octet-stream"}); err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	return nil
}

// Open reads a file, as Store says.
func (b *Bucket) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if err := valid(name); err != nil {
		return nil, err
	}
	object, err := b.client.GetObject(ctx, b.name, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	if _, err := object.Stat(); err != nil { // the first that is asked of the server
		_ = object.Close()
		if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
			return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
		}
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return object, nil
}

// Stat is what is known of a file, as Store says.
func (b *Bucket) Stat(ctx context.Context, name string) (File, error) {
	if err := valid(name); err != nil {
		return File{}, err
	}
	object, err := b.client.StatObject(ctx, b.name, name, minio.StatObjectOptions{})
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return File{}, fmt.Errorf("look at %s: %w", name, fs.ErrNotExist)
	}
	if err != nil {
		return File{}, fmt.Errorf("look at %s: %w", name, err)
	}
	return File{Name: name, Size: object.Size, At: object.LastModified}, nil
}

// Remove takes a file away, as Store says.
func (b *Bucket) Remove(ctx context.Context, name string) error {
	if err := valid(name); err != nil {
		return err
	}
	if err := b.client.RemoveObject(ctx, b.name, name, minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	return nil
}

// Each goes over the files below a folder, as Store says.
func (b *Bucket) Each(ctx context.Context, folder string, do func(File) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing where do has failed
	for object := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: strings.TrimSuffix(folder, "/") + "/", Recursive: true}) {
		if object.Err != nil {
			return fmt.Errorf("list %s: %w", folder, object.Err)
		}
		if err := do(File{Name: object.Key, Size: object.Size, At: object.LastModified}); err != nil {
			return err
		}
	}
	return nil
}
