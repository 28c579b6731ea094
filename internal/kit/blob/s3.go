package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"masthead/internal/kit/fault"
)

// partSize is how much of a file of unknown size is held in memory at a time.
const partSize = 16 << 20

// S3 keeps files in a bucket. The bucket must be there.
type S3 struct {
	client *minio.Client
	bucket string
}

// openS3 reads the address. No failure repeats it, for it may hold the secret.
func openS3(u *url.URL, getenv func(string) string) (*S3, error) {
	bad := fault.New(fault.Invalid, "blob.bad_address")
	bucket := strings.Trim(u.Path, "/")
	if u.Host == "" || bucket == "" || strings.Contains(bucket, "/") || u.Fragment != "" || u.Opaque != "" {
		return nil, bad
	}
	secret, _ := u.User.Password()
	key, token := u.User.Username(), ""
	if id := getenv("AWS_ACCESS_KEY_ID"); id != "" {
		key, secret, token = id, getenv("AWS_SECRET_ACCESS_KEY"), getenv("AWS_SESSION_TOKEN")
	}
	if key == "" || secret == "" {
		return nil, fault.New(fault.Invalid, "blob.no_credentials")
	}
	q := u.Query()
	for name := range q {
		if name != "region" && name != "insecure" {
			return nil, bad
		}
	}
	insecure := q.Get("insecure")
	if insecure != "" && insecure != "0" && insecure != "1" {
		return nil, bad
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds:      credentials.NewStaticV4(key, secret, token),
		Secure:     insecure != "1",
		Region:     q.Get("region"),
		Transport:  transport(),
		MaxRetries: 3,
	})
	if err != nil {
		return nil, bad
	}
	return &S3{client: client, bucket: bucket}, nil
}

// transport bounds every wait but the one for a body, which ctx bounds, and obeys
// no proxy of the environment.
func transport() *http.Transport {
	return &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: time.Minute,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       time.Minute,
		DisableCompression:    true, // else sizes and ranges of stored gzip files are wrong
	}
}

// Put stores an object; the service makes it visible whole.
func (s *S3) Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	// An MD5 beside an unsigned body guards the content on every service; bodies
	// signed chunk by chunk are stored with their signatures in them by some.
	o := minio.PutObjectOptions{ContentType: contentType, SendContentMd5: true, DisableContentSha256: true}
	body := &failing{r: content(ctx, r, size)}
	var send io.Reader = body
	switch {
	case size < 0:
		size, o.PartSize = -1, partSize
	case size <= partSize: // held in memory, it can be sent again when the service falters
		held, err := io.ReadAll(body)
		if err != nil {
			return fmt.Errorf("blob: putting %s: %w", key, err)
		}
		send = bytes.NewReader(held)
	}
	_, err := s.client.PutObject(ctx, s.bucket, key, send, size, o)
	if body.err != nil { // what the reader said explains more than what the service made of it
		return fmt.Errorf("blob: putting %s: %w", key, body.err)
	}
	return s.explain(ctx, "putting", key, err)
}

// failing remembers why a reader failed.
type failing struct {
	r   io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

// Open reads an object.
func (s *S3) Open(ctx context.Context, key string) (io.ReadSeekCloser, Info, error) {
	if err := checkKey(key); err != nil {
		return nil, Info{}, err
	}
	o := &object{ctx: ctx, s: s}
	o.info.Key = key
	if err := o.open(minio.GetObjectOptions{}); err != nil {
		return nil, Info{}, err
	}
	return o, o.info, nil
}

// object is one state of a stored file. The first request tells of it and begins
// to give it; another is made only when a reader has moved. Whoever replaces the
// file meanwhile makes the reading fail instead of mixing two states.
type object struct {
	ctx  context.Context // of Open: a reader has no context of its own
	s    *S3
	info Info
	etag string
	body io.ReadCloser
	at   int64 // where body stands
	pos  int64 // where the reader stands
}

func (o *object) open(how minio.GetObjectOptions) error {
	body, info, _, err := minio.Core{Client: o.s.client}.GetObject(o.ctx, o.s.bucket, o.info.Key, how)
	if err != nil {
		return o.s.explain(o.ctx, "opening", o.info.Key, err)
	}
	if o.etag == "" {
		o.etag = info.ETag
		o.info.Size, o.info.Modified = info.Size, info.LastModified.UTC()
	} else if info.ETag != o.etag {
		body.Close()
		return fmt.Errorf("blob: %s was replaced while it was read", o.info.Key)
	}
	o.body, o.at = body, o.pos
	return nil
}

func (o *object) Read(p []byte) (int, error) {
	if o.pos >= o.info.Size {
		return 0, io.EOF
	}
	if o.body == nil || o.at != o.pos {
		o.Close()
		var how minio.GetObjectOptions
		if err := errors.Join(how.SetMatchETag(o.etag), how.SetRange(o.pos, o.info.Size-1)); err != nil {
			return 0, err
		}
		if err := o.open(how); err != nil {
			return 0, err
		}
	}
	n, err := o.body.Read(p)
	o.pos += int64(n)
	o.at = o.pos
	if err == io.EOF && o.pos < o.info.Size {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (o *object) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.pos
	case io.SeekEnd:
		offset += o.info.Size
	}
	if offset < 0 {
		return 0, fmt.Errorf("blob: seeking before the beginning of %s", o.info.Key)
	}
	o.pos = offset
	return offset, nil
}

func (o *object) Close() error {
	if o.body == nil {
		return nil
	}
	err := o.body.Close()
	o.body = nil
	return err
}

// Stat tells of an object.
func (s *S3) Stat(ctx context.Context, key string) (Info, error) {
	if err := checkKey(key); err != nil {
		return Info{}, err
	}
	info, err := s.client.StatObject(ctx, s.bucket, key, minio.StatObjectOptions{})
	if err != nil {
		return Info{}, s.explain(ctx, "looking at", key, err)
	}
	return Info{Key: key, Size: info.Size, Modified: info.LastModified.UTC()}, nil
}

// Delete removes an object.
func (s *S3) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	err := s.explain(ctx, "deleting", key, s.client.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{}))
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// List asks the service page by page.
func (s *S3) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		if err := checkPrefix(prefix); err != nil {
			yield(Info{}, err)
			return
		}
		for o := range s.client.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
			if o.Err != nil {
				yield(Info{}, s.explain(ctx, "listing", prefix, o.Err))
				return
			}
			if !ValidKey(o.Key) {
				continue
			}
			if !yield(Info{Key: o.Key, Size: o.Size, Modified: o.LastModified.UTC()}, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(Info{}, err)
		}
	}
}

// Sweep aborts uploads in parts that nobody ended.
func (s *S3) Sweep(ctx context.Context, before time.Time) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	n := 0
	for up := range s.client.ListIncompleteUploads(ctx, s.bucket, "", true) {
		if minio.ToErrorResponse(up.Err).Code == "NoSuchUpload" { // some services say "none" so
			break
		}
		if up.Err != nil {
			return n, s.explain(ctx, "sweeping", "", up.Err)
		}
		if !ValidKey(up.Key) || !up.Initiated.Before(before) {
			continue
		}
		if err := s.client.RemoveIncompleteUpload(ctx, s.bucket, up.Key); err != nil {
			return n, s.explain(ctx, "sweeping", up.Key, err)
		}
		n++
	}
	return n, ctx.Err()
}

// explain sorts what the service said.
func (s *S3) explain(ctx context.Context, doing, key string, err error) error {
	if err == nil {
		return nil
	}
	if cause := ctx.Err(); cause != nil {
		return cause
	}
	r := minio.ToErrorResponse(err)
	var ne net.Error
	switch {
	case r.Code == minio.NoSuchKey:
		return absent(key).Because(err)
	case r.StatusCode >= 500, r.StatusCode == http.StatusTooManyRequests, errors.As(err, &ne):
		return fault.New(fault.Busy, "blob.unavailable").Because(err)
	}
	return fmt.Errorf("blob: %s %s in bucket %s: %w", doing, key, s.bucket, err)
}
