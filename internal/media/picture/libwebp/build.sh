#!/bin/sh
# Builds encoder.wasm, the WebP encoder that the program carries.
#
#   build.sh [SOURCE]
#
# SOURCE is libwebp's unpacked Debian source package with its patches applied
# (what "apt-get source libwebp" leaves: libwebp-1.2.4 of Debian 12). Without
# SOURCE it is had that way, in a temporary folder; that wants Debian source
# packages switched on in apt. Needs the packages
#   clang lld llvm wasi-libc libclang-rt-14-dev-wasm32 dpkg-dev
# The result is checked in, so that the program builds with Go alone.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

src=${1:-}
if [ -z "$src" ]; then
	(cd "$work" && apt-get source libwebp)
	src=$(echo "$work"/libwebp-*/)
fi
src=$(cd "$src" && pwd)

# The encoder alone: no SIMD of other machines, and of the decoder only what the
# encoder's own look at its result needs.
files=$(ls "$src"/src/enc/*.c "$src"/src/utils/*.c "$src"/sharpyuv/*.c "$src"/src/dsp/*.c |
	grep -v -E '_(neon|msa|mips32|mips_dsp_r2|sse2|sse41)\.c$')

mkdir "$work/o"
for f in $files "$here/glue.c"; do
	clang --target=wasm32-wasi -O3 -DNDEBUG -ffunction-sections -fdata-sections \
		-ffile-prefix-map="$src"=libwebp -ffile-prefix-map="$here"=. \
		-I"$src" -I"$src/src" -c "$f" -o "$work/o/$(basename "$(dirname "$f")")-$(basename "$f" .c).o"
done
clang --target=wasm32-wasi -O3 -mexec-model=reactor \
	-Wl,--strip-all -Wl,--gc-sections -Wl,--stack-first -Wl,-z,stack-size=262144 \
	"$work"/o/*.o -o "$here/encoder.wasm"

cp "$src/COPYING" "$here/COPYING"
cp "$src/PATENTS" "$here/PATENTS"
cp /usr/share/doc/wasi-libc/copyright "$here/COPYING.wasi-libc" # its malloc is linked in
sed -n '1s/[^(]*(\([^)]*\)).*/\1/p' "$src/debian/changelog" >"$here/VERSION"
