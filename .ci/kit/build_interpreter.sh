#!/usr/bin/env bash
# Makes the interpreter folder of the Linux kits: CPython from Debian's source package (with its security patches),
# built with zig's C compiler against glibc 2.17, so that it runs wherever manylinux2014 wheels do (统信UOS 20,
# 银河麒麟 V10), whose own Python is 3.7 or 3.8. zlib, libffi and SQLite are linked in. Not built in: OpenSSL (the
# program needs no network; hashlib has its own SHA-2), readline, curses, Tk.
#
#   .ci/kit/build_interpreter.sh [FOLDER] [linux-x64|linux-arm64]...
#
# Needs: x86_64 Linux, apt with Debian's archive, tclsh, make, autoconf, automake, libtool, libltdl-dev, and `zig` or Python with the package ziglang.
# Takes about five minutes of one core for each architecture. Writes FOLDER/python-VERSION-PLATFORM.tar.gz and
# its .sha256 (default FOLDER: ~/.cache/huaian-tui-kit/interpreters, where the kit maker looks).
set -Eeuo pipefail
out=${1:-$HOME/.cache/huaian-tui-kit/interpreters}
shift || true
platforms=("${@:-linux-x64}")
suite=${DEBIAN_SUITE:-trixie} python=${PYTHON_PACKAGE:-python3.13}
work=${KIT_WORK:-$(mktemp -d)}
mkdir -p "$out" "$work"
if command -v zig > /dev/null; then zig=zig; else zig="${PYTHON:-python3} -m ziglang"; fi

fetch() { # Debian's sources of that suite, without touching this machine's own lists
  mkdir -p "$work/apt/parts" "$work/apt/lists/partial" "$work/debs"
  sed -e 's/^Types: deb$/Types: deb-src/' \
    -e "s/^Suites: [a-z]*-security/Suites: $suite-security/; s/^Suites: [a-z]*\\( [a-z]*-updates\\)\\?\$/Suites: $suite $suite-updates/" \
    /etc/apt/sources.list.d/debian.sources > "$work/apt/parts/debian.sources"
  local options=(-o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/apt/parts"
    -o Dir::State::Lists="$work/apt/lists" -o APT::Sandbox::User=root)
  apt-get -qq "${options[@]}" update
  (cd "$work/debs" && for one in "$python" sqlite3 zlib libffi; do
    apt-get -qq "${options[@]}" source --download-only "$one" || echo "incomplete: $one" >&2
  done)
}

unpack() { # the upstream archive of a package, into a folder of the given name
  rm -rf "${work:?}/$2" && mkdir -p "$work/$2"
  local archive
  archive=$(ls "$work"/debs/$1_*.orig.tar.* | grep -v '\.asc$' | head -1)
  tar xf "$archive" -C "$work/$2" --strip-components 1
}

patch_security() { # Debian's mends of known holes; those that are in the tree already or do not apply are named
  mkdir -p "$work/debian" && tar xf "$work"/debs/"$python"_*.debian.tar.* -C "$work/debian"
  grep -E '^(CVE|ssl-|dict-use|traverse)' "$work/debian/debian/patches/series" | while read -r one _; do
    local file="$work/debian/debian/patches/$one"
    if patch -d "$work/python" -p1 --dry-run -s -f < "$file" > /dev/null; then
      patch -d "$work/python" -p1 -s -f < "$file"
    else echo "not applied: $one" >&2; fi
  done
}

build() { # one platform
  local platform=$1 target host
  case $platform in
    linux-x64) target=x86_64-linux-gnu.2.17 host=x86_64-linux-gnu ;;
    linux-arm64) target=aarch64-linux-gnu.2.17 host=aarch64-linux-gnu ;;
    *) echo "unknown platform $platform" >&2; exit 2 ;;
  esac
  local deps="$work/deps-$platform" bin="$work/bin-$platform"
  mkdir -p "$deps" "$bin"
  printf '#!/bin/sh\nexec %s cc -target %s -fno-sanitize=undefined -Wno-date-time "$@"\n' "$zig" "$target" > "$bin/cc"
  printf '#!/bin/sh\nexec %s ar "$@"\n' "$zig" > "$bin/ar"
  printf '#!/bin/sh\nexec %s ranlib "$@"\n' "$zig" > "$bin/ranlib"
  chmod +x "$bin"/*
  export CC="$bin/cc" AR="$bin/ar" RANLIB="$bin/ranlib" CFLAGS="-O2 -fPIC" SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1700000000}
  unpack zlib zlib && (cd "$work/zlib" && CHOST=$host ./configure --static --prefix="$deps" && make -s -j2 install)
  unpack libffi libffi && (cd "$work/libffi" && { [ -x configure ] || autoreconf -fi > /dev/null 2>&1; } && ./configure -q --host=$host --prefix="$deps" --disable-shared \
    --disable-docs --disable-exec-static-tramp && make -s -j2 install)
  unpack sqlite3 sqlite && (cd "$work/sqlite" && env -u CC -u CFLAGS -u AR ./configure -q > /dev/null && env -u CC -u CFLAGS -u AR make -s sqlite3.c \
    && $CC $CFLAGS -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_FTS3 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_MATH_FUNCTIONS \
      -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_DESERIALIZE -c sqlite3.c -o sqlite3.o \
    && mkdir -p "$deps/lib" "$deps/include" && rm -f "$deps/lib/libsqlite3.a" && $AR rcs "$deps/lib/libsqlite3.a" sqlite3.o && cp sqlite3.h sqlite3ext.h "$deps/include")
  unpack "$python" python && patch_security
  (
    cd "$work/python"
    local cross=(--host=$host --build=x86_64-linux-gnu)
    [ "$platform" = linux-x64 ] && cross=() || cross+=(--with-build-python="$work/build-python/bin/python3")
    export PKG_CONFIG=false
    LIBSQLITE3_CFLAGS="-I$deps/include" LIBSQLITE3_LIBS="-L$deps/lib -lsqlite3 -lm" \
      ZLIB_CFLAGS="-I$deps/include" ZLIB_LIBS="-L$deps/lib -lz" \
      LIBFFI_CFLAGS="-I$deps/include" LIBFFI_LIBS="-L$deps/lib -lffi" \
      ac_cv_file__dev_ptmx=yes ac_cv_file__dev_ptc=no ac_cv_buggy_getaddrinfo=no \
      ./configure -q --prefix=/python --disable-shared --disable-test-modules --without-static-libpython --with-ensurepip=no \
      --without-readline --with-system-expat=no py_cv_module__ssl=n/a py_cv_module__hashlib=n/a py_cv_module__curses=n/a \
      py_cv_module__curses_panel=n/a py_cv_module__tkinter=n/a py_cv_module_readline=n/a py_cv_module__dbm=n/a \
      py_cv_module__gdbm=n/a py_cv_module_nis=n/a py_cv_module__bz2=n/a py_cv_module__lzma=n/a py_cv_module__uuid=n/a \
      "${cross[@]}"
    make -s -j2
    rm -rf "$work/root" && make -s install DESTDIR="$work/root"
  )
  [ "$platform" = linux-x64 ] && rm -rf "$work/build-python" && cp -a "$work/root/python" "$work/build-python"
  trim_and_pack "$platform"
}

trim_and_pack() { # what a program at run time never asks for stays out
  local root="$work/root/python" version
  version=$(sed -n 's/^#define PY_VERSION[^"]*"\([0-9.]*\).*/\1/p' "$root"/include/python3*/patchlevel.h)
  cp "$work/python/LICENSE" "$root/LICENSE.txt"
  rm -rf "$root"/share "$root"/lib/pkgconfig "$root"/lib/python3*/{test,idlelib,turtledemo,tkinter,ensurepip,pydoc_data,config-*,lib2to3,__phello__}
  find "$root" -name '__pycache__' -prune -exec rm -rf {} + ; find "$root" -name '*.a' -delete
  # -S keeps what the dynamic loader needs
  ${STRIP:-$zig objcopy --strip-all} "$root"/bin/python3.?? "$work/stripped" 2> /dev/null && cat "$work/stripped" > "$(ls "$root"/bin/python3.??)" || true
  tar czf "$out/python-$version-$1.tar.gz" --owner 0 --group 0 --sort=name -C "$work/root" python
  (cd "$out" && sha256sum "python-$version-$1.tar.gz" | tee "python-$version-$1.tar.gz.sha256")
}

[ -n "$(ls "$work"/debs/"$python"_*.orig.tar.* 2> /dev/null)" ] || fetch
for platform in "${platforms[@]}"; do build "$platform"; done
