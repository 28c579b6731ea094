// The face that libwebp's encoder shows to Go: memory in, one picture out.
// The module holds one result at a time, so one caller uses it at a time.

#include <stdint.h>
#include <stdlib.h>

#include "webp/encode.h"

#define EXPORT(name) __attribute__((export_name(#name)))

static WebPMemoryWriter result;

// alloc gives n bytes for the pixels, or 0 when memory is used up.
EXPORT(alloc) void *alloc(uint32_t n) { return malloc(n); }

// release takes pixels back.
EXPORT(release) void release(void *p) { free(p); }

// forget frees the last result.
EXPORT(forget) void forget(void) { WebPMemoryWriterClear(&result); }

// outlen is the length of the last result in bytes.
EXPORT(outlen) uint32_t outlen(void) { return (uint32_t)result.size; }

// outptr is where the last result lies until forget.
EXPORT(outptr) const uint8_t *outptr(void) { return result.mem; }

// encode writes RGBA pixels (not premultiplied, stride in bytes) as lossy WebP.
// alpha != 0 keeps transparency. It returns 0, or the WebPEncodingError, or -1
// when the settings are refused.
EXPORT(encode)
int32_t encode(const uint8_t *rgba, int32_t w, int32_t h, int32_t stride,
               float quality, int32_t method, int32_t alpha) {
  WebPConfig config;
  WebPPicture pic;
  WebPMemoryWriterInit(&result);
  if (!WebPConfigPreset(&config, WEBP_PRESET_PHOTO, quality)) return -1;
  config.method = method;
  config.thread_level = 0;
  if (!WebPValidateConfig(&config) || !WebPPictureInit(&pic)) return -1;
  pic.width = w;
  pic.height = h;
  pic.writer = WebPMemoryWrite;
  pic.custom_ptr = &result;
  int ok = alpha ? WebPPictureImportRGBA(&pic, rgba, stride)
                 : WebPPictureImportRGBX(&pic, rgba, stride);
  ok = ok && WebPEncode(&config, &pic);
  int32_t code = ok ? 0 : (int32_t)pic.error_code;
  WebPPictureFree(&pic);
  if (!ok) {
    forget();
    return code ? code : VP8_ENC_ERROR_OUT_OF_MEMORY;
  }
  return 0;
}
