package picture

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"image"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"masthead/internal/kit/fault"
)

// encoderModule is libwebp's encoder (BSD-3-Clause); libwebp/ says how it is built.
//
//go:embed libwebp/encoder.wasm
var encoderModule []byte

const (
	encoderPages   = 4096 // of 64 KiB: no picture gets more than 256 MiB
	encoderMethod  = 2    // half the time of the default, a tenth more bytes
	maxWebPSide    = 16383
	errOutOfMemory = 1 // WebPEncodingError
)

// webpEncoder runs libwebp as a WebAssembly module. The module imports nothing:
// it sees the pixels that it is given and can do nothing but answer.
type webpEncoder struct {
	once     sync.Once
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	err      error
}

// ready compiles at the first use: a program that encodes nothing starts quickly.
func (e *webpEncoder) ready() error {
	e.once.Do(func() {
		// Not the caller's context: what is compiled outlives the first picture.
		ctx := context.Background()
		e.runtime = wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().
			WithMemoryLimitPages(encoderPages).WithCloseOnContextDone(true))
		e.compiled, e.err = e.runtime.CompileModule(ctx, encoderModule)
	})
	return e.err
}

func (e *webpEncoder) close(ctx context.Context) error {
	e.once.Do(func() { e.err = errors.New("picture: closed") })
	if e.runtime == nil {
		return nil
	}
	return e.runtime.Close(ctx)
}

// encode writes lossy WebP. Each picture gets an instance of its own, whose memory
// is given back with it: neither a trap nor a large picture leaves anything.
func (e *webpEncoder) encode(ctx context.Context, m *image.NRGBA, opaque bool, quality int) (_ []byte, err error) {
	defer fault.Wrap(&err, "encoding WebP")
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if w > maxWebPSide || h > maxWebPSide {
		return nil, tooLong(w, h)
	}
	if err := e.ready(); err != nil {
		return nil, err
	}
	mod, err := e.runtime.InstantiateModule(ctx, e.compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize"))
	if err != nil {
		return nil, err
	}
	defer mod.Close(context.WithoutCancel(ctx))
	in, err := call(ctx, mod, "alloc", uint64(len(m.Pix)))
	if err != nil {
		return nil, err
	}
	if in == 0 || !mod.Memory().Write(uint32(in), m.Pix) {
		return nil, tooLong(w, h)
	}
	alpha := uint64(1)
	if opaque {
		alpha = 0
	}
	code, err := call(ctx, mod, "encode", in, uint64(w), uint64(h), uint64(m.Stride), api.EncodeF32(float32(quality)), encoderMethod, alpha)
	switch {
	case err != nil:
		return nil, err
	case code == errOutOfMemory:
		return nil, tooLong(w, h)
	case code != 0:
		return nil, fmt.Errorf("libwebp says %d", int32(code))
	}
	at, err := call(ctx, mod, "outptr")
	if err != nil {
		return nil, err
	}
	n, err := call(ctx, mod, "outlen")
	if err != nil {
		return nil, err
	}
	out, ok := mod.Memory().Read(uint32(at), uint32(n))
	if !ok {
		return nil, errors.New("libwebp's result lies outside of its memory")
	}
	return bytes.Clone(out), nil
}

// call calls an exported function; a context that ended says so itself.
func call(ctx context.Context, mod api.Module, name string, args ...uint64) (uint64, error) {
	f := mod.ExportedFunction(name)
	if f == nil {
		return 0, fmt.Errorf("the encoder has no %s", name)
	}
	res, err := f.Call(ctx, args...)
	if cause := ctx.Err(); cause != nil {
		return 0, cause
	}
	if err != nil || len(res) == 0 {
		return 0, err
	}
	return res[0], nil
}

func tooLong(w, h int) error {
	return fault.New(fault.Invalid, "media.too_long").With("width", w).With("height", h)
}
